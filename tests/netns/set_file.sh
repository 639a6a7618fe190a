#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# set_file.sh - nicfw set: what is kept of the file that a set is in
. "$(dirname "$0")/lib.bash"
. "$(dirname "$0")/set.bash"

# Places, variables, and commands behind a block.
test_a_file_is_kept_with_all_that_is_written_in_it() {
	cat >"$tmp/written.nft" <<-END
		# Who is kept out.
		flush ruleset; define bad = { 10.0.0.7, 10.0.0.9 }
		table netdev t {
			set few { type ipv4_addr; elements = \$bad; }
			chain c {
				type filter hook ingress device "v0" priority 0
				ip saddr @few counter drop; udp dport 1 accept

				ip saddr \$bad \\
					tcp dport 22 drop
			}
		}
		add rule netdev t c udp dport 2 drop
		add element netdev t few { 10.0.0.8 }
	END
	expect 0 nicfw load -f "$tmp/written.nft" v0
	passes 0
	nicfw counters v0 >"$tmp/before"
	anew add v0 few 10.0.0.2
	drops 0
	expect 0 nicfw set list v0 few
	printed '10.0.0.2'
	printed '10.0.0.8'
	nicfw counters v0 | sed 's/^ *[0-9]* *[0-9]*//' >"$tmp/after"
	sed -i 's/^ *[0-9]* *[0-9]*//' "$tmp/before"
	diff "$tmp/before" "$tmp/after" || fail 'rules are called otherwise'
	expect 0 nicfw counters --json v0
	printed 'written.nft:7'
	printed 'written.nft:9'
	printed 'written.nft:13'
	anew del v0 few 10.0.0.2
	passes 0
	no_leftovers
}

run_tests "$@"
