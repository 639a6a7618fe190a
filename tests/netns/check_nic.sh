#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# check_nic.sh - `make check-nic` on a veth pair instead of two cabled ports
#
#	$near: p0 ====veth==== n0 (the firewalled port)
. "$(dirname "$0")/lib.bash"

top=$(readlink -f "$here/../..")
: "${CORPUS:=$top/build/asan/corpus}"

add_ports() {
	ip -n "$near" link add n0 type veth peer name p0
	near sysctl -qw net.ipv6.conf.n0.disable_ipv6=0 \
		net.ipv6.conf.p0.disable_ipv6=0
	# As an administrator may have them.
	ip -n "$near" link set n0 mtu 1400
	near ethtool -K n0 gro on tx-vlan-stag-hw-insert off
}

# check_nic [NAME=VALUE]... [FILE]... - on n0 and p0, unless told otherwise
# shellcheck disable=SC2120 # expect gives them
check_nic() {
	local -a settings=(NIC=n0 PEER=p0)

	while [[ ${1:-} == *=* ]]; do
		settings+=("$1")
		shift
	done
	near env "${settings[@]}" "$top/tests/nic/check_nic.sh" "$CORPUS" "$@"
}

# state_of PORT... - all that check-nic might change of them
state_of() {
	local port

	for port; do
		ip -n "$near" -d -o link show "$port" |
			sed 's/^[^<]*<//; s/qdisc [a-z_]*//'
		near ethtool -k "$port"
		near cat "/proc/sys/net/ipv6/conf/$port/disable_ipv6"
	done
}

# unchanged BEFORE - the ports are as they were
unchanged() {
	diff <(cat <<<"$1") <(state_of n0 p0) >"$tmp/out" ||
		fail 'the ports are not as they were'
}

files() { printf "$top/tests/corpus/%s.t\n" "$@"; }

test_the_corpus_runs_over_a_cable_and_leaves_the_ports_as_they_were() {
	add_ports
	before=$(state_of n0 p0)
	mapfile -t paths < <(files basic vlan runts padding)
	expect 0 check_nic "${paths[@]}"
	printed '^ok .* basic.t: offload/agilio-cx # SKIP driver veth has no'
	printed '^ok .* vlan.t: native/agilio-cx$'
	printed '^ok .* vlan.t: native/driver$'
	printed '^ok .* vlan.t: generic/driver$'
	printed '^# n/a .*/runts.t:.*: shorter than an Ethernet header$'
	printed '^# runts.t +skip( +27 4-){4}'
	printed '^# 4 files, 0 unexplained mismatches$'
	unchanged "$before"
}

test_a_port_that_is_up_stays_up() {
	add_ports
	ip -n "$near" link set n0 up
	ip -n "$near" link set p0 up
	# The link-local addresses come back as well.
	until_true 10 local_address || fail 'no address to begin with'
	before=$(state_of n0 p0)
	expect 0 check_nic ENGINES=generic/driver "$(files basic)"
	unchanged "$before"
	until_true 10 local_address || fail 'an address is lost'
}

local_address() {
	[ -n "$(ip -n "$near" -6 -o address show dev n0 scope link)" ]
}

test_a_wrong_verdict_fails() {
	add_ports
	sed 's/=> drop /=> accept /' "$(files basic)" >"$tmp/wrong.t"
	expect 1 check_nic ENGINES='native generic' "$tmp/wrong.t"
	printed '^not ok .* wrong.t: native/driver$'
	printed '^not ok .* wrong.t: generic/agilio-cx$'
	printed 'WRONG: expected accept .*, got drop'
	! grep -q offload "$tmp/out" || fail 'ENGINES is not heard'
}

test_a_frame_longer_than_the_mtu_is_not_asked() {
	add_ports
	expect 0 check_nic ENGINES=generic/driver MTU=9000 "$(files jumbo)"
	printed '^# n/a .*/jumbo.t:.* raw 60000: longer than the MTU$'
	! grep -q ': ip / tcp dport=22 / raw 8960: ' "$tmp/out" ||
		fail 'MTU is not heard'
}

# refused TEXT [NAME=VALUE]... - and nothing is changed
refused() {
	text=$1
	shift
	before=$(state_of n0 p0)
	expect 2 check_nic "$@" "$(files basic)"
	said "^check-nic: $text"
	[ "$(wc -l <"$tmp/err")" = 1 ] || fail 'more than one line'
	[ ! -s "$tmp/out" ] || fail 'something was run'
	unchanged "$before"
}

test_unfit_ports_are_refused() {
	add_ports
	refused 'nope0: no such device here' NIC=nope0
	refused 'nope0: no such device here' PEER=nope0
	refused 'say which two ports' PEER=
	refused 'n0: NIC and PEER are the same' PEER=n0
	refused "MTU: 'big' is no number" MTU=big
	refused 'lo: not Ethernet' PEER=lo
	ip -n "$near" link add br0 type bridge
	ip -n "$near" link set p0 master br0
	refused 'p0: a port of br0; take it out first' FORCE=1
	ip -n "$near" link set p0 nomaster
	xdp_of_another n0 xdpgeneric
	refused 'n0: prog/xdp id [0-9]+ runs on it; unload it first' FORCE=1
}

test_ports_in_use_need_force() {
	add_ports
	ip -n "$near" address add 10.9.0.1/24 dev n0
	refused 'n0: has the address 10.9.0.1/24; '
	ip -n "$near" link set n0 up
	ip -n "$near" link set p0 up
	ip -n "$near" address del 10.9.0.1/24 dev n0
	ip -n "$near" route add default dev p0
	refused 'p0: has a default route; '
	ip -n "$near" -6 address add fd00::1/64 dev p0 nodad
	before=$(state_of n0 p0)
	expect 0 check_nic FORCE=1 ENGINES=generic/driver "$(files basic)"
	unchanged "$before"
	ip -n "$near" route show default | grep -q p0 || fail 'the route is lost'
	ip -n "$near" address show p0 | grep -q fd00::1 ||
		fail 'the address is lost'
}

test_a_port_below_another_device_needs_force() {
	add_ports
	ip -n "$near" link add above link n0 type macvlan 2>/dev/null ||
		ip -n "$near" link add above link n0 type vlan id 7 \
			2>/dev/null || skip 'no macvlan, no VLAN devices'
	refused 'n0: above is on top of it; nobody else .* FORCE=1'
}

is_attached() { [ -n "$(mode_of n0)" ]; }
is_free() { [ -z "$(mode_of n0)" ]; }

# Starts it in the background, waits until it runs a program; $runs is its pid.
start_long_run() {
	nsenter --net="/run/netns/$near" env NIC=n0 PEER=p0 \
		"$top/tests/nic/check_nic.sh" "$CORPUS" \
		>"$tmp/out" 2>"$tmp/err" &
	runs=$!
	until_true 30 is_attached || fail 'no program is attached'
}

# Also of one that nobody has waited for yet.
has_ended() { [ ! -e "/proc/$1/exe" ]; }

test_killing_it_leaves_nothing_attached() {
	add_ports
	before=$(state_of n0 p0)
	for signal in TERM HUP; do
		start_long_run
		kill -s $signal "$runs"
		wait "$runs"
		is_free || fail "a program is left by $signal"
		unchanged "$before"
	done
	start_long_run
	runner=$(cat "/proc/$runs/task/$runs/children")
	kill -s KILL "$runs"
	wait "$runs" 2>/dev/null
	until_true 10 has_ended "${runner% }" || fail 'the runner goes on'
	until_true 10 is_free || fail 'a program is left'
}

run_tests "$@"
