#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# run.sh [--quick|--full] [--minutes N] [DIR] - run all benchmarks, report in DIR
#
# Each suite is a program that writes DIR/SUITE.jsonl. One that cannot be built,
# refuses or fails has its reason in DIR/SUITE.reason, and the others go on. The
# programs end with this script, however that ends, and what they make ends with
# them: only files stay. DIR is locked as long as one of them runs.
#
# A full run takes some N minutes, 25 unless they are told: each suite has its
# share, plans with it, and says what it does not suffice for.
set -u

cd "$(dirname "$0")/.." || exit 1

usage() {
	echo 'usage: bench/run.sh [--quick|--full] [--minutes N] [DIR]' >&2
	exit 2
}

mode=--quick minutes=25
while [ $# -gt 0 ]; do
	case $1 in
	--quick | --full) mode=$1 ;;
	--minutes)
		[[ ${2-} =~ ^[1-9][0-9]{0,3}$ ]] || usage
		minutes=$2
		shift
		;;
	-*) usage ;;
	*) break ;;
	esac
	shift
done
[ $# -le 1 ] || usage
out=${1:-build/bench/run}

# Suite, program, its seconds of a quick run, and its share of a full one, in
# seconds of 25 minutes. What one leaves over is for those behind it; one that
# takes longer is ended, and what it has written stays. Programs of a full run
# know their time, and come to an end soon after it.
suites=(packet:packet:260:690 install:install:55:310 update:update:70:240
	tax:tax:45:80 offload:offload:15:60 dpdk:nicfw-bench:20:50
	classify:acl:15:70)
whole=1500 grace=60

mkdir -p "$out" || exit 1
exec 9<"$out"
if ! flock -n 9; then
	echo "bench: another run writes to $out; give a folder of its own:" \
		"make bench RUN=DIR" >&2
	exit 1
fi
rm -f "$out"/{index.html,report.json,*.svg,*.part}
for suite in "${suites[@]}"; do
	rm -f "$out/${suite%%:*}".{jsonl,reason,log}
done

# skip SUITE REASON - say why the suite has no rows, or not all
skip() {
	echo "bench: $1: $2" >&2
	echo "$2" >"$out/$1.reason"
}

# build SUITE PROGRAM - false, and the suite is skipped, if it cannot be built
build() {
	local log=$out/$1.log

	case $2 in
	nicfw-bench | acl)
		if ! pkg-config --exists libdpdk; then
			skip "$1" 'libdpdk is not installed (make deps-bench)'
			return 1
		fi
		;;
	esac
	make --no-print-directory -j2 "build/bench/$2" >"$log" 2>&1 && return
	skip "$1" "not built: $(grep -m1 'rror\|No rule' "$log" || tail -n1 "$log")"
	return 1
}

# The whole line of what a suite said last, for its reason.
last_said() {
	grep -v '^$' "$out/$1.log" | tail -n1
}

# run SUITE PROGRAM SECONDS [OPTION...] - the program dies with this shell, and
# the tools that it runs with the program. It stays in the terminal's foreground,
# for Ctrl-C.
run() {
	local file=$out/$1.jsonl log=$out/$1.log status
	local words=(timeout --foreground --kill-after=5 "$3" "build/bench/$2"
		"$mode" "${@:4}" -o "$file")

	echo "== $1"
	setpriv --pdeathsig TERM "${words[@]}" 2>"$log"
	status=$?
	cat "$log" >&2
	case $status in
	0) ;;
	124 | 137) skip "$1" "it took too long and was ended after $3 s" ;;
	3) grep -q '"line":"result"' "$file" 2>/dev/null ||
		skip "$1" "refused: $(last_said "$1")" ;;
	*) skip "$1" "ended with status $status: $(last_said "$1")" ;;
	esac
	[ -s "$log" ] || rm -f "$log"
}

make --no-print-directory -s -j2 build/nicfw build/bench/report || exit 1
export NICFW_PROFILES=${NICFW_PROFILES:-$PWD/nic-profiles}
trap 'exit 130' INT
built=()
for suite in "${suites[@]}"; do
	IFS=: read -r name program _ <<<"$suite"
	build "$name" "$program" && built+=("$suite")
done
start=$SECONDS
due=0
for suite in "${built[@]}"; do
	IFS=: read -r name program quick full <<<"$suite"
	if [ "$mode" = --quick ]; then
		due=$((due + quick))
		run "$name" "$program" $((due - SECONDS + start))
	else
		share=$((full * minutes * 60 / whole))
		due=$((due + share))
		left=$((due - SECONDS + start))
		# Those before it are not to take all of it.
		left=$((left > share / 2 ? left : share / 2))
		run "$name" "$program" $((left + grace)) --seconds $left
	fi
done
echo "== report, after $((SECONDS - start)) s"
build/bench/report "$out" -o "$out"
