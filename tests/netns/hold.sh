#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# hold.sh - no frame gets in while the mode of a filter changes
. "$(dirname "$0")/lib.bash"

has_no_hold() {
	[ -z "$(near tc filter show dev v0 ingress 2>/dev/null)" ]
}

is_held() { near tc filter show dev v0 ingress | grep -q nicfw_hold; }

# What tc has on v0.
all_of_tc() {
	near tc qdisc show dev v0
	near tc filter show dev v0 ingress
	near tc filter show dev v0 egress
}

# add_filter DIRECTION VERDICT WORDS... - a filter of tc on v0
add_filter() {
	direction=$1
	printf '%s\n' '__attribute__((section("tc"))) int other(void *ctx)' \
		"{ return $2; }" >"$tmp/tc.c"
	clang-14 -O2 -target bpf -c "$tmp/tc.c" -o "$tmp/tc.o" ||
		fail 'no BPF object'
	shift 2
	near tc qdisc replace dev v0 clsact || skip 'this kernel has no clsact'
	near tc filter add dev v0 "$direction" "$@" bpf da \
		object "$tmp/tc.o" section tc || fail 'no filter'
}
PASS=0
DROP=2

# What a killed load leaves behind.
leave_hold() { add_filter ingress $DROP pref 1 handle "$1"; }
WITH_QDISC=0x6e696367
ALONE=0x6e696366

# one_buffer - a profile whose programs the driver refuses in front of a peer that
# sends frames of more than a page, as after refuse_driver
one_buffer() {
	sed '/^frags/,/}/s/value = .*;/value = false;/' \
		"$NICFW_PROFILES/driver.conf" >"$tmp/one-buffer.conf"
}
refuse_driver() { ip -n "$far" link set f0 mtu 9000; }
take_driver() { ip -n "$far" link set f0 mtu 1500; }

test_no_frame_gets_in_meanwhile() {
	ping_and_port
	expect 0 nicfw load --driver -f "$tmp/ping.nft" v0
	before=$(all_of_tc)
	flood
	for i in 1 2 3 4; do
		expect 0 nicfw load --generic --strict -f "$tmp/ping.nft" v0
		said '^v0: from driver to generic mode: frames are dropped for a moment$'
		expect 0 nicfw load --driver --strict -f "$tmp/ping.nft" v0
		said '^v0: from generic to driver mode: frames are dropped for a moment$'
	done
	is_silent
	[ "$(all_of_tc)" = "$before" ] || fail "$(all_of_tc)"
	expect 0 nicfw load --generic -f "$tmp/port.nft" v0
	passes 0
}

# One that is killed is undone at once, by who watches it.
test_a_kill_lets_none_in() {
	ping_and_port
	expect 0 nicfw load --driver -f "$tmp/ping.nft" v0
	flood
	for i in $(seq 1 10); do
		case $((i % 2)) in
		0) killed $((i * 30)) load --driver -f "$tmp/ping.nft" v0 ;;
		1) killed $((i * 30)) load --generic -f "$tmp/ping.nft" v0 ;;
		esac
		until_true 10 has_no_hold || fail "$(all_of_tc)"
	done
	is_silent
	near tc qdisc show dev v0 | grep -q clsact && fail 'a qdisc is left'
	expect 0 nicfw load -f "$tmp/port.nft" v0
	passes 0
	no_leftovers
}

# The same where it is the driver that has the mode change.
test_a_kill_after_the_driver_refused_lets_none_in() {
	ping_and_port
	one_buffer
	refuse_driver
	expect 0 nicfw load --driver --strict -f "$tmp/ping.nft" v0
	flood
	for i in $(seq 1 10); do
		killed $((i * 30)) load --driver --profile \
			"$tmp/one-buffer.conf" -f "$tmp/ping.nft" v0
		until_true 10 has_no_hold || fail "$(all_of_tc)"
		expect 0 nicfw load --driver --strict -f "$tmp/ping.nft" v0
	done
	is_silent
	no_leftovers
}

test_filters_of_others_stay() {
	ping_and_port
	add_filter ingress $PASS pref 1 handle 1
	add_filter egress $PASS pref 1 handle 1
	before=$(all_of_tc)
	expect 0 nicfw load --driver -f "$tmp/ping.nft" v0
	flood
	expect 0 nicfw load --generic -f "$tmp/ping.nft" v0
	is_silent
	[ "$(all_of_tc)" = "$before" ] || fail "$(all_of_tc)"
}

# The kernel has filters of one protocol at a priority.
test_where_others_come_first_the_gap_has_to_be_allowed() {
	ping_and_port
	add_filter ingress $PASS pref 1 protocol ip
	expect 0 nicfw load --driver -f "$tmp/ping.nft" v0
	expect 3 nicfw load --generic -f "$tmp/port.nft" v0
	said 'frames cannot be dropped while the mode changes: .*--allow-gap'
	[ "$(mode_of v0)" = xdp ] || fail "mode: $(mode_of v0)"
	drops 0
	expect 0 nicfw load --generic --allow-gap -f "$tmp/port.nft" v0
	said 'cannot be dropped while the mode changes: .*; they pass unfiltered'
	passes 0
}

test_commands_end_what_is_left() {
	ping_and_port
	for handle in $WITH_QDISC $ALONE; do
		leave_hold $handle
		drops 0
		expect 0 nicfw unload v0
		has_no_hold || fail "$(all_of_tc)"
		passes 0
		leave_hold $handle
		expect 0 nicfw load -f "$tmp/port.nft" v0
		has_no_hold || fail "$(all_of_tc)"
		passes 0
		expect 0 nicfw unload v0
		near tc qdisc del dev v0 clsact 2>/dev/null
	done
}

change_mode_and_fail_to_restore() {
	ping_and_port
	one_buffer
	expect 0 nicfw load --driver --strict --profile "$tmp/one-buffer.conf" \
		-f "$tmp/ping.nft" v0
	flood
	flood=$pid
	begin_load --generic -f "$tmp/ping.nft" v0
	refuse_driver
	end_load 1
	pid=$flood
	said '^v0: cannot restore what ran: .*; all frames are dropped: nicfw load, or nicfw unload'
	is_held || fail 'not held'
}

test_what_cannot_be_restored_lets_none_in() {
	change_mode_and_fail_to_restore
	expect 0 nicfw status v0
	printed '^  all frames are dropped until a load is done'
	said '^v0: cannot restore what ran: '
	nicfw status --json v0 | grep -q '"held": *true' || fail 'not in JSON'
	take_driver
	expect 0 nicfw status v0
	said '^note: an interrupted load of v0 was undone'
	printed '^  driver mode, '
	! grep -q 'frames are dropped' "$tmp/out" || fail 'still held'
	has_no_hold || fail "$(all_of_tc)"
	is_silent
	expect 0 nicfw load -f "$tmp/port.nft" v0
	passes 0
	no_leftovers
}

test_unload_lets_in_where_nothing_could_be_restored() {
	change_mode_and_fail_to_restore
	is_silent
	expect 0 nicfw unload v0
	passes 0
	has_no_hold || fail "$(all_of_tc)"
	expect 0 nicfw status v0
	! grep -q 'restore' "$tmp/err" || fail 'tried again'
	take_driver
	expect 0 nicfw load --driver -f "$tmp/ping.nft" v0
	drops 0
}

test_a_load_replaces_what_could_not_be_restored() {
	change_mode_and_fail_to_restore
	expect 0 nicfw load --generic -f "$tmp/ping.nft" v0
	has_no_hold || fail "$(all_of_tc)"
	is_silent
	expect 0 nicfw status v0
	! grep -q 'restore' "$tmp/err" || fail 'tried again'
	no_leftovers
}

test_a_load_that_fails_in_its_place_lets_none_in_either() {
	change_mode_and_fail_to_restore
	expect 3 nicfw load --driver --strict --profile "$tmp/one-buffer.conf" \
		-f "$tmp/port.nft" v0
	is_held || fail 'not held'
	is_silent
	expect 0 nicfw status v0
	printed '^  all frames are dropped until a load is done'
	expect 0 nicfw unload v0
	passes 0
}

# Where it is not known whether somebody else filters, nobody does.
test_a_load_of_which_the_texts_were_lost_is_held() {
	ping_and_port
	expect 0 nicfw load --driver -f "$tmp/ping.nft" v0
	rm "/run/nicfw/$(near stat -Lc %i /proc/self/ns/net)/v0/"gen-*.json
	flood
	expect 0 nicfw load --generic -f "$tmp/ping.nft" v0
	said '^v0: from driver to generic mode: frames are dropped for a moment$'
	is_silent
}

# Whatever was left there, and however: what runs is all that it takes.
test_any_command_ends_what_is_left_where_a_filter_runs() {
	ping_and_port
	expect 0 nicfw load -f "$tmp/port.nft" v0
	leave_hold $WITH_QDISC
	drops 0
	expect 0 nicfw status v0
	has_no_hold || fail "$(all_of_tc)"
	passes 0
}

# Its rules drop nothing, and a front has the kernel's behind it.
test_a_shadow_is_not_held() {
	ping_and_port
	expect 0 nicfw load --driver -f "$tmp/ping.nft" v0
	expect 0 nicfw load --generic --shadow -f "$tmp/ping.nft" v0
	said '^v0: from driver to generic mode: frames pass unfiltered for a moment$'
	passes 0
}

run_tests "$@"
