#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# large.sh - rulesets that outgrow code: rules that are data, in the kernel
. "$(dirname "$0")/lib.bash"

# large NAME SEED RULE - write $tmp/NAME.nft: 3,000 rules for other hosts, of
# mixed prefixes and ports, with RULE in the middle
large() {
	mapfile -t many < <(awk -v seed="$2" -v rule="$3" '
		function any(n) { return int(rand() * n) }
		function net(first, len) {
			return first "." any(256) "." any(256) ".0/" len
		}
		BEGIN {
			srand(seed)
			for (i = 0; i < 3000; i++) {
				if (i == 1500)
					print rule
				printf "ip saddr %s ip daddr %s %s dport %d-%d counter %s\n",
					net(20 + any(9), 12 + any(13)),
					net(40 + any(9), 10 + any(15)),
					any(2) ? "tcp" : "udp", any(30000),
					30000 + any(30000),
					any(2) ? "accept" : "drop"
			}
		}')
	rules "$1" "${many[@]}"
}

# trees_of IFACE - how many decision trees its program reads
trees_of() {
	for map in $(bpftool -j prog show id \
		"$(prog_of "$1" | grep -oE '[0-9]+$')" |
		grep -oE '"map_ids":\[[0-9,]*' | grep -oE '[0-9]+'); do
		bpftool map show id "$map"
	done | grep -c 'name nicfw_tree'
}

ping_rule='ip saddr 10.0.0.0/23 icmp type echo-request counter drop'

test_large_rulesets_are_trees_and_drop_what_they_say() {
	large ping 1 "$ping_rule"
	for mode in driver generic; do
		expect 0 nicfw load --$mode --strict -f "$tmp/ping.nft" v0
		[ "$(trees_of v0)" -gt 0 ] || fail "$mode: no tree"
		drops 0
		expect 0 nicfw counters v0
		printed '^ +[1-9][0-9]* +[0-9]+  ip saddr 10.0.0.0/23'
		expect 0 nicfw unload v0
		passes 0
	done
	no_leftovers
}

test_a_large_ruleset_replaces_another() {
	large ping 1 "$ping_rule"
	large none 2 'udp dport 9 drop'
	expect 0 nicfw load -f "$tmp/ping.nft" v0
	drops 0
	expect 0 nicfw load -f "$tmp/none.nft" v0
	passes 0
	expect 0 nicfw load -f "$tmp/ping.nft" v0
	drops 0
	no_leftovers
}

test_a_kill_leaves_the_old_or_the_new_of_large_ones() {
	large ping 1 "$ping_rule"
	large none 2 'udp dport 9 drop'
	expect 0 nicfw load -f "$tmp/none.nft" v0
	start=$(date +%s%N)
	expect 0 nicfw load -f "$tmp/none.nft" v0
	took=$((($(date +%s%N) - start) / 1000000))
	for i in 1 2 3 4 5 6; do
		name=$([ $((i % 2)) = 0 ] && echo none || echo ping)
		killed $((took * i / 6)) load -f "$tmp/$name.nft" v0
		case $(nicfw status v0) in
		*"$tmp/ping.nft"*) drops 0 ;;
		*"$tmp/none.nft"*) passes 0 ;;
		*) fail 'neither old nor new' ;;
		esac
		no_leftovers
	done
}

run_tests "$@"
