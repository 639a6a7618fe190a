#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# bench_packet.sh - does bench/packet tell who judges rightly?
#
# Nothing is timed here: only what comes before.
. "$(dirname "$0")/lib.bash"

top=$(readlink -f "$here/../..")
: "${PACKET:=$top/build/asan/bench/packet}"

# packet WORD... - what the benchmark says of 100 rules without timing them
packet() {
	NICFW=${loader:-$NICFW} "$PACKET" --check --rules 100 "$@"
}

# make_loader COMMAND - $loader loads what COMMAND makes of the rules
make_loader() {
	loader=$tmp/loader
	printf '#!/bin/sh\n' >"$loader"
	printf '[ "$1" = load ] || exec "%s" "$@"\n' "$NICFW" >>"$loader"
	printf '%s </dev/stdin >"%s" && shift 3\n' "$1" "$tmp/changed.nft" \
		>>"$loader"
	printf 'exec "%s" load -f "%s" "$@"\n' "$NICFW" "$tmp/changed.nft" \
		>>"$loader"
	chmod +x "$loader"
}

test_all_that_can_say_the_rules_judge_them_rightly() {
	loader=
	for family in exact prefix blocklist acl fw ipc; do
		expect 0 packet --family "$family"
		printed 'nicfw-driver +judges rightly'
		printed 'nicfw-generic +judges rightly'
		printed 'nft-ingress +judges rightly'
		printed 'nft-input +judges rightly'
		printed 'iptables-(legacy|nft)-raw +(judges rightly|skipped: .*not found)'
	done
}

test_rulesets_of_files_are_judged_rightly() {
	loader=
	for name in edge ddos-blocklist; do
		expect 0 packet --file "$top/docs/examples/$name.nft"
		printed 'nicfw-driver +judges rightly'
		printed 'nicfw-generic +judges rightly'
		printed 'nft-ingress +judges rightly'
	done
}

test_a_rule_that_is_missing_is_found() {
	make_loader "sed '0,/ accept$/{/ accept$/d}'"
	expect 1 packet --opponent nicfw-driver
	printed 'nicfw-driver +void: accepted [0-9]+ of .* that the rules accept'
}

test_a_policy_that_is_wrong_is_found() {
	make_loader "sed 's/policy drop/policy accept/'"
	expect 1 packet --opponent nicfw-driver
	printed 'nicfw-driver +void: accepted [1-9][0-9]* of .* that the rules drop'
}

test_a_rule_that_matches_too_little_is_found() {
	make_loader "sed '0,/dport [0-9]* accept/s/dport [0-9]* accept/dport 1 accept/'"
	expect 1 packet --opponent nicfw-driver
	printed 'nicfw-driver +void: accepted [0-9]+ of .* that the rules accept'
}

test_what_cannot_be_loaded_is_skipped_with_its_reason() {
	make_loader "sed s/policy/polity/"
	expect 0 packet --opponent nicfw-driver
	printed 'nicfw-driver +skipped: .*changed.nft'
}

run_tests "$@"
