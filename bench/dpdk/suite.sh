#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# suite.sh [--quick|--full] [--seconds N] [-o FILE] - nicfw-bench on virtual cables
#
# Proves that a ruleset in the driver lets all frames through that it accepts
# and none that it drops, then measures the rate at which none is lost and how
# long frames take. Results go to FILE, a line each. Ends with 1 if a frame was
# lost or leaked, 3 if something could not be measured.
#
# A full run takes some 6 minutes; in N seconds, or some more, it sends fewer
# frames for a shorter time: then the trial that decides on the rate is shorter
# than RFC 2544 has it.
#
# On one core that others use as well, rates and times say little of nicfw: the
# sender is most of them.
set -u

here=$(dirname "$(readlink -f "$0")")
: "${NICFW_BENCH:=$here/../../build/bench/nicfw-bench}"
export NICFW_PROFILES="${NICFW_PROFILES:-$here/../../nic-profiles}"
examples=$here/../../docs/examples

usage() {
	echo 'usage: suite.sh [--quick|--full] [--seconds N] [-o FILE]' >&2
	exit 2
}

full_seconds=360
mode=quick out=/dev/null seconds=$full_seconds
while [ $# -gt 0 ]; do
	case $1 in
	--quick) mode=quick ;;
	--full) mode=full ;;
	--seconds) [ $# -ge 2 ] || usage; seconds=$2; shift ;;
	-o) [ $# -ge 2 ] || usage; out=$2; shift ;;
	*) usage ;;
	esac
	shift
done

[[ $seconds =~ ^[1-9][0-9]*$ ]] || usage
# part NUMBER - so much of it as there is of the time of a whole run, 1 at least
part() {
	local s=$((seconds < full_seconds ? seconds : full_seconds))
	local n=$(($1 * s / full_seconds))

	echo $((n ? n : 1))
}

tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
: >"$out" || exit 3
status=0

# What is measured, as results call it: family, number of rules, traffic.
row=(none 0 flows)

# skipped - a row that says so
skipped() {
	printf '{"line":"result","suite":"dpdk","family":"%s","rules":%d,"traffic":"%s","opponent":"nicfw-driver","quantity":"lost","unit":"packets","fed":"af_xdp:gen0","status":"skipped","reason":"%s","control":null,"samples":[]}\n' \
		"${row[@]}" 'nicfw refused the rules, or the machine the namespaces'
}

# bench NAME COMMAND... - run it, with its results behind those that are there
bench() {
	local name=$1 one

	shift
	printf '\n-- %s\n' "$name"
	rm -f "$tmp/part"
	# It ends with us, and its namespaces with it.
	setpriv --pdeathsig TERM "$@" -o "$tmp/part"
	one=$?
	# One machine made them all: its lines once.
	if [ ! -s "$tmp/part" ]; then
		echo skipped
		skipped >>"$out"
	elif [ -s "$out" ]; then
		grep '"line":"result"' "$tmp/part" >>"$out"
	else
		grep -v '"line":"end"' "$tmp/part" >>"$out"
	fi
	# What was lost is worse than what could not be measured.
	[ $one = 0 ] || [ $status = 1 ] || status=$one
}

ports=(--port af_xdp:gen0 --port af_xdp:gen1)
driver=(--dut nicfw-driver)

# family NAME N TRAFFIC - frames for made-up rules, which are in $tmp/rules
family() {
	"$NICFW_BENCH" rules --family "$1" --n-rules "$2" >"$tmp/rules" ||
		exit 3
	made_up=(--family "$1" --n-rules "$2" --traffic "$3")
	row=("$1" "$2" "$3")
}

# prove FAMILY N TRAFFIC FRAMES MPPS
prove() {
	family "$1" "$2" "$3"
	bench "$4 frames for $2 rules of family $1, traffic $3" \
		"$here/veth.sh" "$tmp/rules" "$NICFW_BENCH" loop "${ports[@]}" \
		"${made_up[@]}" "${driver[@]}" --frames "$4" --mpps "$5"
}

# Frames of any kind, cut off and damaged ones as well.
prove_example() {
	row=("$1" 0 corner)
	bench "$2 random frames for $1" \
		"$here/veth.sh" --device eth0 "$examples/$1" "$NICFW_BENCH" \
		loop "${ports[@]}" --rules "$examples/$1" "${driver[@]}" \
		--frames "$2" --mpps "$3"
}

measure_latency() {
	family fw 1000 accept
	bench "how long frames take, back to where they came from" \
		"$here/veth.sh" --reflect "$tmp/rules" "$NICFW_BENCH" latency \
		--port af_xdp:gen0 "${made_up[@]}" "${driver[@]}" \
		--mpps 0.02 --seconds "$1"
}

measure_rate() {
	family fw 1000 accept
	bench "the highest rate at which no frame is lost" \
		"$here/veth.sh" "$tmp/rules" "$NICFW_BENCH" rate "${ports[@]}" \
		"${made_up[@]}" "${driver[@]}" --seconds "$1" --confirm "$2" \
		--resolution "$3"
}

bench "the benchmark alone: what is sent is received at once" \
	"$NICFW_BENCH" loop --port ring --dut none --frames 1000000
if [ $mode = quick ]; then
	prove fw 1000 accept 1000000 0.25
	prove fw 1000 corner 500000 0.25
	prove_example ddos-blocklist.nft 100000 0.25
	measure_latency 2
	measure_rate 0.5 3 5
else
	for name in exact prefix blocklist acl fw ipc; do
		prove $name 1000 corner "$(part 1000000)" 0.25
	done
	prove fw 1000 accept "$(part 10000000)" 0.25
	prove_example ddos-blocklist.nft "$(part 1000000)" 0.25
	measure_latency "$(part 60)"
	# RFC 2544, section 24: the trial that decides takes a minute.
	measure_rate "$(part 5)" "$(part 60)" 2
fi
[ ! -s "$tmp/part" ] || grep '"line":"end"' "$tmp/part" >>"$out"
exit $status
