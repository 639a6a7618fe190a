#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# devices.sh - devices that go, come again, move and change their names
. "$(dirname "$0")/lib.bash"

test_a_device_that_registers_again_can_be_loaded_again() {
	ping_and_port
	expect 0 nicfw load -f "$tmp/ping.nft" v0
	ip -n "$near" link del v0
	expect 3 nicfw status v0
	add_cable 0
	passes 0
	expect 0 nicfw status v0
	printed 'nothing is loaded'
	# What the unit runs when the device is back.
	eval "set -- $(sed -n 's/^ExecStart=//p' "$here/../../host/nicfw@.service" |
		sed "s|@BINDIR@/nicfw|$NICFW|; s|/etc/nicfw/%I.nft|$tmp/ping.nft|
			s|%I|v0|g")"
	expect 0 near "$@"
	drops 0
}

test_a_renamed_device_keeps_its_load() {
	ping_and_port
	expect 0 nicfw load -f "$tmp/ping.nft" v0 v1
	for names in 'v0 x' 'v1 v0' 'x v1'; do
		ip -n "$near" link set ${names% *} down
		ip -n "$near" link set ${names% *} name ${names#* }
		ip -n "$near" link set ${names#* } up
	done
	expect 0 nicfw status
	[ "$(grep -c 'ping.nft, complete' "$tmp/out")" = 2 ] || fail 'lost'
	# The cables are swapped now, and v1 is the near end of f0.
	drops 0
	expect 0 nicfw unload v1
	passes 0
}

# rename OLD NEW - as the kernel lets one: while it is down
rename() {
	ip -n "$near" link set "$1" down
	ip -n "$near" link set "$1" name "$2"
	ip -n "$near" link set "$2" up
}

test_a_device_renamed_while_its_load_waits_keeps_it() {
	ping_and_port
	begin_load -f "$tmp/ping.nft" v0
	rename v0 x
	echo >&5
	end_load 0
	expect 0 nicfw status x
	printed 'ping.nft, complete'
	drops 0
}

test_a_device_renamed_before_a_killed_load_is_undone_goes_back() {
	ping_and_port
	expect 0 nicfw load -f "$tmp/port.nft" v0
	begin_load -f "$tmp/ping.nft" v0
	rename v0 x
	kill -KILL $pid
	wait $pid 2>/dev/null
	exec 5>&-
	expect 0 nicfw status x
	printed 'port.nft, complete'
	passes 0
}

test_a_device_that_goes_while_its_load_waits_is_no_success() {
	ping_and_port
	begin_load -f "$tmp/ping.nft" v0
	ip -n "$near" link del v0
	echo >&5
	end_load 3
	said '^v0: reading back: '
}

test_a_kill_between_two_steps_of_a_rename_loses_nothing() {
	ping_and_port
	expect 0 nicfw load -f "$tmp/ping.nft" v0
	number=$(near stat -Lc %i /proc/self/ns/net)
	parked=renamed-ifindex-$(ip -n "$near" -o link show v0 | cut -d: -f1)
	for folder in /sys/fs/bpf/nicfw /run/nicfw; do
		mv "$folder/$number/v0" "$folder/$number/$parked"
	done
	expect 0 nicfw status
	printed '^v0: .*ping.nft, complete'
	drops 0
}

test_a_kill_within_a_step_of_a_rename_loses_nothing() {
	ping_and_port
	expect 0 nicfw load -f "$tmp/ping.nft" v0
	number=$(near stat -Lc %i /proc/self/ns/net)
	parked=renamed-ifindex-$(ip -n "$near" -o link show v0 | cut -d: -f1)
	rename v0 x
	mv "/run/nicfw/$number/v0" "/run/nicfw/$number/$parked"
	expect 0 nicfw status
	printed '^x: .*ping.nft, complete'
	drops 0
}

test_a_name_with_any_sign_in_it_is_only_a_name() {
	ping_and_port
	for name in '=5' 'gen-1' '~' lock journal; do
		rename v0 "$name"
		sed "s/{ v0/{ \"$name\"/" "$tmp/ping.nft" >"$tmp/odd.nft"
		expect 0 nicfw load -f "$tmp/odd.nft" "$name"
		expect 0 nicfw status
		printed "^$name: .*odd.nft, complete"
		drops 0
		expect 0 nicfw unload "$name"
		rename "$name" v0
	done
}

test_two_names_of_a_device_are_one_device() {
	ping_and_port
	ip -n "$near" link property add dev v0 altname other-name ||
		skip 'no names besides'
	expect 2 nicfw load -f "$tmp/ping.nft" v0 other-name
	said '^v0: given twice, once as other-name$'
	passes 0
	no_leftovers
}

test_a_device_with_a_dot_in_its_name_is_loaded() {
	ping_and_port
	ip -n "$near" link set v0 down
	ip -n "$near" link set v0 name v.0
	sed 's/v0/v.0/' "$tmp/ping.nft" >"$tmp/dot.nft"
	ip -n "$near" link set v.0 up
	expect 0 nicfw load -f "$tmp/dot.nft" v.0
	expect 0 nicfw status
	printed '^v.0: '
	drops 0
	expect 0 nicfw unload v.0
	passes 0
}

# move_away IFACE - it goes to $far as `moved`, with the filter that it has
move_away() { ip -n "$near" link set "$1" netns "$far" name moved; }
prog_of_moved() { ip -n "$far" -d link show moved | grep -o 'prog/xdp id [0-9]*'; }

test_a_device_with_name_and_number_of_one_that_went_takes_nothing_over() {
	ping_and_port
	sed 's/{ v0/{ w0/' "$tmp/ping.nft" >"$tmp/w0.nft"
	ip -n "$near" link add w0 index 77 type veth peer name x0
	expect 0 nicfw load -f "$tmp/w0.nft" w0
	move_away w0
	ip -n "$near" link add w0 index 77 type veth peer name x1
	expect 3 nicfw load -f "$tmp/w0.nft" w0
	said '^w0: a device of that name went to another network namespace with its filter; `nicfw unload w0` here ends that one.s$'
	[ "$(prog_of_moved)" ] || fail 'it lost its filter'
	for command in 'status' 'status w0'; do
		expect 0 nicfw $command
		printed '^w0: nothing is loaded$'
		said '^note: w0: a device of that name went to another network namespace with its filter; `nicfw unload w0` ends it$'
	done
	expect 0 nicfw unload w0
	printed '^w0: unloaded$'
	[ -z "$(prog_of_moved)" ] || fail 'it still has its filter'
	expect 0 nicfw unload w0
	printed '^w0: nothing was loaded$'
}

test_a_device_that_went_while_its_load_waited_gets_its_old_filter_back() {
	ping_and_port
	for name in ping port; do
		sed 's/{ v0/{ w0/' "$tmp/$name.nft" >"$tmp/$name-w.nft"
	done
	ip -n "$near" link add w0 index 77 type veth peer name x0
	expect 0 nicfw load -f "$tmp/port-w.nft" w0
	id=$(prog_of w0)
	begin_load -f "$tmp/ping-w.nft" w0
	move_away w0
	ip -n "$near" link add w0 index 77 type veth peer name x1
	end_load 1
	[ "$(prog_of_moved)" = "$id" ] || fail 'it keeps what nobody confirmed'
	[ -z "$(prog_of w0)" ] || fail 'the one that came is filtered'
	expect 0 nicfw unload w0
	printed '^w0: unloaded$'
}

test_a_name_that_is_not_utf8_is_refused_and_shown() {
	ping_and_port
	name=$'v\xfc'
	rename v0 "$name"
	sed "s/{ v0/{ \"$name\"/" "$tmp/ping.nft" >"$tmp/odd.nft"
	expect 3 nicfw load -f "$tmp/odd.nft" "$name"
	said '^v\\xfc: .*UTF-8'
	expect 0 nicfw status "$name"
	printed '^v\\xfc: nothing is loaded$'
}

run_tests "$@"
