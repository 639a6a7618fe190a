#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# nfp_test.sh - the model of the nfp's microcode says what the kernel says
#
# Random programs and all images of the corpus go into the VM, where the nfp
# driver translates them; the model runs what comes back. The corpus's words
# stay in build/vm for the corpus's engine nfp.
#
#	NFP_PROGRAMS  how many random programs (2000)
#	NFP_SEED      of the first of them (1)
set -u -o pipefail

here=$(dirname "$(readlink -f "$0")")
top=$(readlink -f "$here/../..")
cd "$top" || exit 1
: "${NFP_PROGRAMS:=2000}" "${NFP_SEED:=1}"
: "${NICFW_VM:=$top/build/nicfw}"
export NICFW_PROFILES=${NICFW_PROFILES:-$top/nic-profiles}

# So many are translated by one process, whose memory grows with them.
CHUNK=5000

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
n_tests=0
n_failed=0

# result STATUS NAME
result() {
	n_tests=$((n_tests + 1))
	[ "$1" = 0 ] && { echo "ok $n_tests - $2"; return; }
	n_failed=$((n_failed + 1))
	echo "not ok $n_tests - $2"
}

# Seeds of the chunks' first programs, and how many are in each.
chunks() {
	local seed=$NFP_SEED left=$NFP_PROGRAMS n

	while [ "$left" -gt 0 ]; do
		n=$((left < CHUNK ? left : CHUNK))
		echo "$seed $n"
		seed=$((seed + n)) left=$((left - n))
	done
}

make_fuzz() {
	local seed n

	chunks | while read -r seed n; do
		build/nfp-fuzz make "$work/fuzz-$seed.batch" "$seed" "$n" ||
			return 1
	done
}

make_corpus() {
	mkdir -p build/vm && rm -f build/vm/corpus.batch \
		build/vm/corpus.results &&
		build/asan/corpus --batch "$work/corpus.batch" >"$work/log" &&
		return
	sed 's/^/# /' "$work/log"
	return 1
}

# Frames that each rule decides, and the policy; the oracle's answers.
make_trace() {
	cat >"$work/trace.nft" <<-'RULES'
		table netdev t {
			chain c {
				type filter hook ingress device "lo" priority 0
				policy accept
				ip saddr 192.0.2.0/24 tcp dport { 22, 80 } drop
				ip saddr { 198.51.100.1, 198.51.100.7 } drop
				udp dport 1000-2000 accept
				ip6 daddr 2001:db8::/32 drop
			}
		}
	RULES
	cat >"$work/frames" <<-'FRAMES'
		ip src=192.0.2.9 / tcp dport=22
		ip src=192.0.2.9 / tcp dport=23
		ip src=198.51.100.7 / udp dport=1500
		ip src=198.51.100.8 / udp dport=1500
		ip6 dst=2001:db8::1 / tcp dport=80
		ip6 dst=2001:db9::1 / tcp dport=80
	FRAMES
	while IFS= read -r frame; do
		build/nicfw trace -f "$work/trace.nft" --iface lo \
			--profile agilio-cx --packet "$frame" || return 1
	done <"$work/frames" | sed 's|[^ ]*/||' >"$work/oracle"
}

run_vm() {
	local seconds=$((900 + NFP_PROGRAMS / 20))

	"$here/run.sh" -t "$seconds" -m 1536 -d "$work" "$here/jobs/nfp" \
		build/vm-translate "$NICFW_VM" nic-profiles >"$work/out" \
		2>"$work/err"
}

random_programs_do_what_the_kernel_does() {
	local seed n status=0

	while read -r seed n; do
		build/nfp-fuzz compare "$work/fuzz-$seed.results" "$seed" \
			"$n" || status=1
	done < <(chunks)
	return $status
}

the_corpus_is_translated() {
	cp "$work/corpus.batch" "$work/corpus.results" build/vm/
}

trace_runs_the_drivers_words() {
	sed '/^note: /d;s|[^ ]*/||' "$work/trace.nfp" >"$work/nfp"
	[ "$(sort -u "$work/nfp" | wc -l)" -gt 3 ] &&
		diff "$work/oracle" "$work/nfp" >"$work/diff" && return
	sed 's/^/# /' "$work/trace.nfp"
	return 1
}

trace_attaches_nothing() { [ "$(cat "$work/attached")" = 0 ]; }

trace_says_what_it_needs() {
	grep -q 'give a device of that driver with --nic' "$work/refused" &&
		grep -q 'lo: engine nfp runs what the driver nfp' \
			"$work/refused" &&
		grep -q 'none' "$work/refused" &&
		! grep -q 'it ran' "$work/refused" && return
	sed 's/^/# /' "$work/refused"
	return 1
}

# give_up WHY - the test as a whole fails; a "Bail out!" would end those of others
give_up() {
	printf 'not ok 1 - %s\n1..1\n' "$1"
	exit 1
}

for step in make_fuzz make_corpus make_trace; do
	$step || give_up "$step"
done
run_vm
status=$?
if [ $status = 77 ]; then
	echo "1..0 # SKIP $(tail -n1 "$work/err")"
	exit 0
fi
sed 's/^/# /' "$work/out"
if [ $status != 0 ]; then
	tail -n 30 "$work/err" | sed 's/^/# /'
	give_up "the VM ended with $status"
fi
for test in random_programs_do_what_the_kernel_does the_corpus_is_translated \
	trace_runs_the_drivers_words trace_attaches_nothing \
	trace_says_what_it_needs; do
	$test
	result $? "${test//_/ }"
done
echo "1..$n_tests"
[ $n_failed = 0 ]
