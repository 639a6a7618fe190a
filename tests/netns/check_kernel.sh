#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# check_kernel.sh - check asks this host's kernel for what no count tells
. "$(dirname "$0")/lib.bash"

# masked N - write $tmp/masked.nft: rules that test bits and only count. They are
# tests in code, and behind each the verifier knows something else on each way.
masked() {
	mapfile -t many < <(awk -v n="$1" '
		function any(n) { return (x = x * 16807 % 2147483647) % n }
		function bits(field) {
			return field " & " any(65536) " != " any(9) " "
		}
		BEGIN {
			x = 3
			while (n--)
				print "ip saddr & " any(256) ".0." any(256) \
					".255 == 0.0.0." any(200) \
					" ip daddr & 0.255." any(256) \
					".0 != 0." any(200) ".0.0 " \
					bits("tcp sport") bits("tcp dport") \
					bits("ip id") "counter"
		}')
	rules masked "${many[@]}"
}

# wide N - write $tmp/wide.nft: rules of six ranges each that only count
wide() {
	mapfile -t many < <(awk -v n="$1" '
		function any(n) { return (x = x * 16807 % 2147483647) % n }
		function range(most, least) {
			first = any(most)
			return first "-" first + least + any(least)
		}
		function net() {
			first = 1 + any(120)
			return first ".0.0.0-" first + 40 + any(80) ".0.0.255"
		}
		BEGIN {
			x = 3
			while (n--)
				print "ip saddr " net() " ip daddr " net() \
					" tcp sport " range(30000, 10000) \
					" tcp dport " range(30000, 10000) \
					" ip length " range(600, 300) \
					" ip id " range(30000, 15000) \
					" counter"
		}')
	rules wide "${many[@]}"
}

# The profile is wrong: the kernel knows better what it follows.
test_what_the_verifier_does_not_follow_is_refused() {
	masked 1500
	sed '/^max_pending_jumps/,/^}/s/value = 8192/value = 65536/' \
		"$NICFW_PROFILES/driver.conf" >"$tmp/wrong.conf"
	expect 1 nicfw check --profile "$tmp/wrong.conf" -i v0 \
		-f "$tmp/masked.nft"
	printed '^driver: is refused by this host.s kernel: program: .*too complex'
	printed '^driver: .* instructions, .*: does not fit$'
	no_leftovers
}

# As a graph, these would be half a million instructions.
test_much_code_makes_way_for_what_the_kernel_takes() {
	masked 80
	expect 0 nicfw check --profile driver -i v0 -f "$tmp/masked.nft"
	printed '^driver: quicker, but not taken: graphs and mask hashes: 81 items need more than [0-9]* nodes$'
	printed '^driver: this host.s kernel was asked, and takes it$'
	no_leftovers
}

test_what_it_follows_is_taken() {
	wide 70
	expect 0 nicfw check --profile driver -i v0 -f "$tmp/wide.nft"
	printed '^driver: this host.s kernel was asked, and takes it$'
	printed '^driver: .* instructions, .*: fits$'
	no_leftovers
}

test_who_may_not_ask_is_told_so() {
	wide 130
	expect 0 near setpriv --reuid 65534 --clear-groups --inh-caps=-all \
		"$NICFW" check --profile driver -i v0 -f - <"$tmp/wide.nft"
	printed '^driver: may be refused by the kernel.s verifier: it has'
	expect 0 near setpriv --reuid 65534 --clear-groups --inh-caps=-all \
		"$NICFW" check --json --profile driver -i v0 -f - \
		<"$tmp/wide.nft"
	printed '"kernel": "not asked"'
}

run_tests "$@"
