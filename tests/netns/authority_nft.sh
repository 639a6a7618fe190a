#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# authority_nft.sh - a front that brings its rules along: --with-nft
. "$(dirname "$0")/lib.bash"
. "$(dirname "$0")/authority.bash"

test_with_nft_installs_the_file_and_loads_it() {
	file_rules
	expect 0 nicfw load --unwatched --with-nft -f "$tmp/host.nft" v0
	printed ', front, unwatched, '
	printed 'the same rules are in the kernel now'
	drops_early
	expect 0 nicfw status v0
	printed '  in step: '
	# A second time, tighter, and then looser again.
	file_rules udp dport 7 drop
	expect 0 nicfw load --unwatched --with-nft -f "$tmp/host.nft" v0
	near nft list chain inet filter input | grep -q 'udp dport 7' ||
		fail 'the new rule is not in the kernel'
	drops_early
	sed -i '/echo-request/d' "$tmp/host.nft"
	expect 0 nicfw load --unwatched --with-nft -f "$tmp/host.nft" v0
	passes 0
	expect 0 nicfw unload v0
	said 'the rules that were installed with the load stay in the kernel'
	near nft list table inet filter >/dev/null || fail 'the rules went too'
}

test_with_nft_takes_back_the_fronts_of_other_devices() {
	live_rules
	expect 0 nicfw load --unwatched v0 v1
	drops_early 1
	file_rules
	sed -i /echo-request/d "$tmp/host.nft"
	: | expect 1 nicfw load --confirm 30 --unwatched --with-nft \
		-f "$tmp/host.nft" v0
	drops_early 1
	expect 0 nicfw load --unwatched --with-nft -f "$tmp/host.nft" v0
	said 'v1: bypass is on, for its front is of the rules that were before'
	passes 0
	passes 1
	expect 0 nicfw status v1
	printed '  bypass is on: '
}

test_with_nft_leaves_the_fronts_of_others_that_are_in_step() {
	live_rules
	expect 0 nicfw load --unwatched v1
	rules drop 'udp dport 9 drop'
	sed -i 's/{ v0, v1 }/{ v0 }/' "$tmp/drop.nft"
	expect 0 nicfw load --with-nft -f "$tmp/drop.nft" v0
	! grep -q bypass "$tmp/err" || fail 'v1 passes everything'
	drops_early 1
}

test_with_nft_installs_a_complete_file_and_variables_too() {
	rules drop 'ip saddr $who drop'
	sed -i '1i define who = 192.0.2.1' "$tmp/drop.nft"
	# What the kernel has besides makes it no front.
	near nft 'add table inet x'
	near nft 'add chain inet x c { type filter hook input priority 0; }'
	near nft 'add rule inet x c log'
	expect 0 nicfw load --with-nft -f "$tmp/drop.nft" v0
	printed ', complete, '
	passes 0
	near nft delete table netdev t
	expect 0 nicfw load --with-nft -D who=10.0.0.2 -f "$tmp/drop.nft" v0
	near nft list table netdev t | grep -q 'ip saddr 10.0.0.2 drop' ||
		fail 'the kernel has another address'
	drops 0
	expect 0 nicfw unload v0
	drops 0
}

test_a_load_that_fails_leaves_the_kernels_rules() {
	live_rules
	near nft add rule inet filter output counter
	file_rules udp dport 7 drop
	near nft list ruleset >"$tmp/before"
	# No mode takes it: offload alone is wanted.
	expect 3 nicfw load --offload --strict --unwatched --with-nft \
		-f "$tmp/host.nft" v0
	near nft list ruleset | diff "$tmp/before" - || fail 'nft changed'
	# Attaching fails behind the install: the program of another is there.
	expect 0 nicfw load --unwatched v0
	: | expect 1 nicfw load --unwatched --with-nft --confirm 30 \
		-f "$tmp/host.nft" v0
	said 'the rules of inet filter are as they were before'
	near nft list ruleset | diff "$tmp/before" - || fail 'nft changed'
	drops_early
	expect 0 nicfw status v0
	printed '  in step: '
	[ ! -e "/run/nicfw/$(near stat -Lc %i /proc/self/ns/net)/:undo" ] ||
		fail 'something is left to undo'
}

test_a_load_killed_half_way_puts_the_rules_back() {
	live_rules
	near nft list ruleset >"$tmp/before"
	expect 0 nicfw load --unwatched v0
	file_rules udp dport 7 drop
	mkfifo "$tmp/answer"
	near "$NICFW" load --unwatched --with-nft --confirm 60 \
		-f "$tmp/host.nft" v0 <"$tmp/answer" >"$tmp/out" 2>"$tmp/err" &
	pid=$!
	exec 9>"$tmp/answer"
	until_true 20 grep -q 'press Enter' "$tmp/err" || fail 'not asked'
	near nft list ruleset | grep -q 'udp dport 7' || fail 'not installed'
	kill -KILL "$pid"
	exec 9>&-
	wait "$pid" 2>/dev/null
	until_true 20 restored || fail 'the rules are not back'
	expect 0 nicfw status v0
	printed '  in step: '
	printed 'generation 1,'
	drops_early
}
restored() { near nft list ruleset | diff -q "$tmp/before" -; }

# without_nft COMMAND... - nicfw where libnftables cannot be opened
without_nft() {
	mkdir -p "$tmp/lib"
	: >"$tmp/lib/$(grep -aoE 'libnftables\.so\.[0-9]+' "$NICFW" | head -n1)"
	near env LD_LIBRARY_PATH="$tmp/lib" "$NICFW" "$@"
}

test_rules_wait_for_libnftables_to_be_put_back() {
	live_rules
	near nft list ruleset >"$tmp/before"
	expect 0 nicfw load --unwatched v0
	file_rules udp dport 7 drop
	expect 3 without_nft load --unwatched --with-nft -f "$tmp/host.nft" v0
	said '^rules of nftables need libnftables.*, which cannot be opened: '
	restored || fail 'the rules have changed'
	begin_load --unwatched --with-nft -f "$tmp/host.nft" v0
	# With who would undo it.
	read -r watcher <"/proc/$pid/task/$pid/children"
	kill -KILL "$watcher" "$pid"
	exec 5>&-
	wait "$pid" 2>/dev/null
	expect 3 without_nft status v0
	said '^rules of nftables need libnftables'
	near nft list ruleset | grep -q 'udp dport 7' || fail 'they are back'
	expect 0 nicfw status v0
	said 'the rules of inet filter are as they were before'
	restored || fail 'the rules are not back'
	printed 'generation 1,'
}

test_a_front_that_cannot_leave_passes_all() {
	live_rules
	near nft flush chain inet filter input
	near nft list ruleset >"$tmp/before"
	expect 0 nicfw load --unwatched v0
	file_rules
	begin_load --unwatched --with-nft -f "$tmp/host.nft" v0
	drops_early
	rm -r "/sys/fs/bpf/nicfw/$(near stat -Lc %i /proc/self/ns/net)/v0/gen-1"
	end_load 1
	said '^v0: cannot restore what ran: its program is gone'
	near nft list ruleset | diff "$tmp/before" - || fail 'nft changed'
	passes 0
	said 'v0: what was to be loaded runs still, and bypass is on'
}

test_what_nft_refuses_changes_nothing() {
	live_rules
	near nft list ruleset >"$tmp/before"
	# No chain of type filter translates, the kernel says.
	file_rules masquerade
	expect 3 nicfw load --unwatched --with-nft -f "$tmp/host.nft" v0
	said '^nft: '
	near nft list ruleset | diff "$tmp/before" - || fail 'nft changed'
	[ -z "$(mode_of v0)" ] || fail "a program is attached"
}

test_a_file_that_adds_to_what_is_there_is_put_back() {
	live_rules
	file_rules
	sed -i '1,2d' "$tmp/host.nft"
	near nft list ruleset >"$tmp/before"
	expect 1 nicfw load --unwatched --with-nft -f "$tmp/host.nft" v0
	said 'inet filter input is another one in the kernel: that is not what'
	said 'the rules of inet filter are as they were before'
	near nft list ruleset | diff "$tmp/before" - || fail 'nft changed'
	[ -z "$(mode_of v0)" ] || fail "a program is attached"
}

test_flush_ruleset_has_to_be_meant() {
	live_rules
	near nft add table ip others
	file_rules
	sed -i -e 1d -e '2s/.*/flush ruleset/' "$tmp/host.nft"
	expect 1 nicfw load --unwatched --with-nft -f "$tmp/host.nft" v0
	said "host.nft:1:[0-9]+: 'flush ruleset' takes away the tables of others"
	near nft list table ip others >/dev/null || fail 'it is flushed'
	expect 2 nicfw load --unwatched --flush -f "$tmp/host.nft" v0
	expect 0 nicfw load --unwatched --with-nft --flush -f "$tmp/host.nft" v0
	! near nft list table ip others >/dev/null 2>&1 || fail 'it is not'
	drops_early
}

test_with_nft_wants_a_file_that_can_be_read_twice() {
	rules drop 'icmp type echo-request drop'
	expect 1 nicfw load --with-nft -f <(cat "$tmp/drop.nft") v0
	said '^/dev/fd/[0-9]+ is no file that can be read twice'
	[ -z "$(mode_of v0)" ] || fail "a program is attached"
}

test_wrong_calls_of_with_nft_are_usage() {
	file_rules
	expect 2 nicfw load --unwatched --with-nft v0
	expect 2 nicfw load --unwatched --with-nft -f - v0 <"$tmp/host.nft"
	expect 2 nicfw load --shadow --with-nft -f "$tmp/host.nft" v0
	expect 1 nicfw load --unwatched -D a=1 v0
	said 'has no variables'
}

# The kernel takes any text for a name, and nft's own parser never sees it.

run_tests "$@"
