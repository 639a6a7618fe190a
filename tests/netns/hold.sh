#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# hold.sh - no frame gets in while the mode of a filter changes
. "$(dirname "$0")/lib.bash"

has_no_hold() {
	[ -z "$(near tc filter show dev v0 ingress 2>/dev/null)" ]
}

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

# Its rules drop nothing, and a front has the kernel's behind it.
test_a_shadow_is_not_held() {
	ping_and_port
	expect 0 nicfw load --driver -f "$tmp/ping.nft" v0
	expect 0 nicfw load --generic --shadow -f "$tmp/ping.nft" v0
	said '^v0: from driver to generic mode: frames pass unfiltered for a moment$'
	passes 0
}

run_tests "$@"
