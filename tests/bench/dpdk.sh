#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# dpdk.sh - nicfw-bench counts what it is there to count, and says what is wrong
#
# A benchmark that misses losses, or calls leaked frames dropped, would prove
# whatever it is asked to. So each count is seen to move. Skipped where there is
# no libdpdk.
set -u

here=$(dirname "$(readlink -f "$0")")
build=$here/../../build
bench=$build/bench/nicfw-bench
veth=$here/../../bench/dpdk/veth.sh
export NICFW_PROFILES="${NICFW_PROFILES:-$here/../../nic-profiles}"
n_tests=0 n_failed=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# expect STATUS TEXT OPTION... - nicfw-bench ends so, and says so
expect() {
	local status=$1 text=$2 got

	shift 2
	timeout 60 "${behind[@]}" "$bench" "$@" >"$tmp/out" 2>&1
	got=$?
	[ $got = "$status" ] && grep -qE "$text" "$tmp/out" && return
	echo "# nicfw-bench $*: ended with $got, not $status, or did not say '$text':"
	sed 's/^/# /' "$tmp/out"
	return 1
}
behind=()

test_case() {
	n_tests=$((n_tests + 1))
	if "$1"; then
		echo "ok $n_tests - ${1//_/ }"
	else
		n_failed=$((n_failed + 1))
		echo "not ok $n_tests - ${1//_/ }"
	fi
}

wrong_options_are_told() {
	expect 2 "no command 'fly'" fly &&
		expect 2 'give it a --port' loop --frames 1 &&
		expect 2 "port 'eth0' is not known" loop --port eth0 --frames 1 &&
		expect 2 "names no device: give af_xdp:IFACE" \
			loop --port af_xdp --frames 1 &&
		expect 2 'give --frames or --seconds' loop --port ring &&
		expect 2 "'many' is no number" loop --port ring --frames many &&
		expect 2 'out of range' loop --port ring --frames 0 &&
		expect 2 'it takes no --mpps' sink --port ring --mpps 1 &&
		expect 2 "no such option '--fast'" gen --port ring --fast &&
		expect 2 'of a --family' gen --port ring --frames 1 \
			--traffic spread
}

what_cannot_be_had_is_told() {
	expect 3 "no device 'nicfw-none'" \
		loop --port af_xdp:nicfw-none --frames 1 &&
		expect 1 'cannot read' \
			loop --port ring --frames 1 --rules "$tmp/none" &&
		expect 1 "there is no 'house'" \
			loop --port ring --frames 1 --family house &&
		expect 1 'no frame to send' loop --port ring --frames 1 \
			--family blocklist --traffic spread --only accepted
}

all_that_is_sent_comes_back() {
	expect 0 '^received +100000$' loop --port ring --frames 100000 &&
		grep -qE '^lost +0 ' "$tmp/out" &&
		grep -qE '^leaked +0 ' "$tmp/out"
}

# A port that drops all, and one on which nothing comes.
losses_are_counted() {
	expect 1 '^lost +1000 ' loop --port null --port ring --frames 1000 \
		--wait 0.1
}

# The other way round: what it receives are frames of zeroes.
strangers_are_not_counted() {
	expect 1 '^received +0$' loop --port ring --port null --frames 500 \
		--wait 0.1 &&
		grep -qE '^strangers +[1-9]' "$tmp/out"
}

# A cable lets through what the rules would drop.
leaks_are_counted() {
	expect 1 '^leaked +1000 ' loop --port ring --frames 1000 \
		--family exact --n-rules 100 --traffic spread
}

a_rate_is_kept() {
	expect 0 '^offered +0\.0(0[1-9]|10)' loop --port ring --frames 5000 \
		--mpps 0.01
}

results_are_lines_of_json() {
	expect 0 latency-p99 latency --port ring --frames 2000 --mpps 0.1 \
		-o "$tmp/results" &&
		perl -MJSON::PP -ne 'decode_json($_)' "$tmp/results" &&
		grep -q '"quantity":"latency-max"' "$tmp/results"
}

what_gen_sends_sink_counts() {
	behind=("$veth" --filter none /dev/null "$here/gen_and_sink.bash")
	expect 0 'received 20000 frames of ours, 0 of them leaked'
	local failed=$?

	behind=()
	return $failed
}

# The ruleset's own frames, then those of others, which it does not drop.
verdicts_of_a_ruleset_are_proved() {
	local rules=$here/../../docs/examples/ddos-blocklist.nft
	local ports=(--port af_xdp:gen0 --port af_xdp:gen1)

	behind=("$veth" --device eth0 "$rules")
	expect 0 '^leaked +0 ' loop "${ports[@]}" --frames 20000 --mpps 0.1 \
		--rules "$rules" &&
		expect 1 '^leaked +[1-9]' loop "${ports[@]}" --frames 1000 \
			--mpps 0.1 --family exact --traffic spread
	local failed=$?

	behind=()
	return $failed
}

if [ ! -x "$bench" ]; then
	echo '1..0 # SKIP no libdpdk (make deps-bench)'
	exit 0
fi
test_case wrong_options_are_told
test_case what_cannot_be_had_is_told
test_case all_that_is_sent_comes_back
test_case losses_are_counted
test_case strangers_are_not_counted
test_case leaks_are_counted
test_case a_rate_is_kept
test_case results_are_lines_of_json
test_case what_gen_sends_sink_counts
test_case verdicts_of_a_ruleset_are_proved
echo "1..$n_tests"
[ $n_failed = 0 ]
