#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# transaction.sh - old or new, never half: kills, rivals, several interfaces,
# confirmation, devices that go away
. "$(dirname "$0")/lib.bash"

n_kills=${N_KILLS:-12}

# Which of two rulesets runs: `ping` drops pings, `port` drops UDP port 9.
ping_and_port() {
	rules ping 'icmp type echo-request drop'
	rules port 'udp dport 9 drop'
}

# killed MILLISECONDS COMMAND... - run it and kill it after that time
killed() {
	ms=$1
	shift
	{ timeout -s KILL "$(printf '0.%03d' "$ms")" "$@"; } >/dev/null 2>&1
}

# status_of IFACE - the ruleset that status says runs there
status_of() {
	nicfw status "$1" 2>/dev/null |
		sed -n "s|^$1: .*/\\(.*\\)\\.nft,.*|\\1|p"
}

is_status_of() { [ "$(status_of v0)" = "$1" ]; }

# What the status says is what the frames meet.
agrees() {
	case $(status_of "v$1") in
	ping) drops "$1" ;;
	port) passes "$1" ;;
	*) fail "v$1: neither old nor new: $(nicfw status 2>&1)" ;;
	esac
}

no_leftovers() {
	pins=/sys/fs/bpf/nicfw/$(near stat -Lc %i /proc/self/ns/net)
	for iface in v0 v1; do
		[ "$(find "$pins/$iface" -mindepth 1 -maxdepth 1 2>/dev/null |
			wc -l)" -le 2 ] || fail "$(find "$pins")"
	done
}

# The time that a load takes, in ms, so that kills fall into all of it.
time_of_load() {
	start=$(date +%s%N)
	nicfw load -f "$tmp/ping.nft" v0 v1 >/dev/null 2>&1
	echo $((($(date +%s%N) - start) / 1000000))
}

test_a_kill_leaves_the_old_or_the_new() {
	ping_and_port
	took=$(time_of_load)
	for i in $(seq "$n_kills"); do
		file=$([ $((i % 2)) = 0 ] && echo ping || echo port)
		mode=$([ $((i % 3)) = 0 ] && echo --generic || echo --driver)
		killed $((RANDOM % (took + 20))) \
			nsenter --net="/run/netns/$near" "$NICFW" load $mode \
			-f "$tmp/$file.nft" v0
		agrees 0
		no_leftovers
	done
	expect 0 nicfw load -f "$tmp/ping.nft" v0
	drops 0
}

test_a_kill_leaves_several_interfaces_alike() {
	ping_and_port
	took=$(time_of_load)
	for i in $(seq "$n_kills"); do
		file=$([ $((i % 2)) = 0 ] && echo ping || echo port)
		killed $((RANDOM % (took + 20))) \
			nsenter --net="/run/netns/$near" "$NICFW" load \
			-f "$tmp/$file.nft" v0 v1
		[ "$(status_of v0)" = "$(status_of v1)" ] ||
			fail "v0 $(status_of v0), v1 $(status_of v1)"
		no_leftovers
	done
	agrees 0
	agrees 1
}

test_a_kill_of_a_first_load_leaves_all_or_nothing() {
	ping_and_port
	took=$(time_of_load)
	for i in $(seq "$n_kills"); do
		nicfw unload v0 >/dev/null 2>&1
		killed $((RANDOM % (took + 20))) \
			nsenter --net="/run/netns/$near" "$NICFW" load \
			-f "$tmp/ping.nft" v0
		case $(nicfw status v0 2>/dev/null) in
		*'nothing is loaded') passes 0 ;;
		*) drops 0 ;;
		esac
		no_leftovers
	done
}

test_two_at_once_take_turns() {
	ping_and_port
	for _ in 1 2 3; do
		for file in ping port ping; do
			nicfw load -f "$tmp/$file.nft" v0 v1 >/dev/null \
				2>>"$tmp/errors" || touch "$tmp/failed" &
		done
		wait
		[ ! -e "$tmp/failed" ] || fail "$(cat "$tmp/errors")"
		[ "$(status_of v0)" = "$(status_of v1)" ] || fail 'mixed'
		agrees 0
		no_leftovers
	done
}

test_several_interfaces_are_loaded_all_or_none() {
	ping_and_port
	expect 3 nicfw load -f "$tmp/ping.nft" v0 nope0
	[ -z "$(mode_of v0)" ] || fail 'v0 is loaded'
	expect 0 nicfw load -f "$tmp/port.nft" v0
	xdp_of_another v1
	expect 3 nicfw load -f "$tmp/ping.nft" v0 v1
	said '^v1: program [0-9]+ \(.*\) runs there'
	passes 0
	expect 0 nicfw status v0
	printed 'port.nft'
	no_leftovers
}

test_an_attach_that_fails_undoes_the_others() {
	ping_and_port
	expect 0 nicfw load -f "$tmp/port.nft" v0
	# A program that takes one buffer only, before a peer that sends more.
	ip -n "$far" link set f1 mtu 9000
	sed '/^frags/,/}/s/value = .*;/value = false;/' \
		"$NICFW_PROFILES/driver.conf" >"$tmp/one-buffer.conf"
	expect 3 nicfw load --strict --driver --profile "$tmp/one-buffer.conf" \
		-f "$tmp/ping.nft" v0 v1
	said '^v1: driver: attaching: .*MTU'
	passes 0
	passes 1
	[ "$(status_of v0)" = port ] || fail "v0 has $(status_of v0)"
	[ -z "$(mode_of v1)" ] || fail 'v1 has a program'
}

# begin_load ARGUMENTS... - a load that waits to be confirmed, in $pid
begin_load() {
	rm -f "$tmp/keys" "$tmp/err"
	mkfifo "$tmp/keys"
	nsenter --net="/run/netns/$near" "$NICFW" load --confirm 60 "$@" \
		<"$tmp/keys" >"$tmp/out" 2>"$tmp/err" &
	pid=$!
	exec 5>"$tmp/keys"
	until_true 10 grep -q 'press Enter' "$tmp/err" || fail 'not asked'
}

# end_load STATUS - no more input comes; that is how it ends
end_load() {
	exec 5>&-
	wait "$pid"
	status=$?
	[ "$status" = "$1" ] || fail "status $status, not $1"
}

test_a_newline_confirms() {
	ping_and_port
	expect 0 nicfw load -f "$tmp/port.nft" v0
	begin_load -f "$tmp/ping.nft" v0
	drops 0
	nicfw status v0 >"$tmp/status"
	grep -q 'waits to be confirmed' "$tmp/status" || fail 'not in status'
	echo >&5
	end_load 0
	drops 0
}

# rolls_back HOW... - a load that waits is undone when HOW happens to it
rolls_back() {
	begin_load -f "$tmp/ping.nft" v0
	drops 0
	"$@"
	exec 5>&-
	wait $pid
	status=$?
	if [ "$1" = KILL ]; then
		# Before any other command runs.
		until_true 10 pings 0 || fail 'it waits for the next command'
	else
		[ "$status" = 1 ] || fail "$1: status $status"
	fi
	until_true 10 is_status_of "$2" || fail "$1: v0 has $(status_of v0)"
	passes 0
	no_leftovers
}
HUP() { kill -HUP "$pid"; }
INT() { kill -INT "$pid"; }
TERM() { kill -TERM "$pid"; }
KILL() { kill -KILL "$pid"; }
QUIT() { kill -QUIT "$pid"; }
end_of_input() { exec 5>&-; }
# What a terminal stops must still roll back.
TSTP() {
	kill -TSTP "$pid"
	kill -HUP "$pid"
	until_true 10 pings 0 || fail 'it stopped and did not roll back'
	kill -CONT "$pid"
}

test_without_confirmation_the_old_load_comes_back() {
	ping_and_port
	expect 0 nicfw load -f "$tmp/port.nft" v0
	for how in HUP INT QUIT TERM KILL TSTP end_of_input; do
		rolls_back $how port
	done
	expect 1 nicfw load --confirm 1 -f "$tmp/ping.nft" v0 </dev/zero
	said 'not confirmed'
	passes 0
}

test_without_confirmation_a_first_load_is_removed() {
	ping_and_port
	rolls_back HUP ''
	[ -z "$(mode_of v0)" ] || fail 'a program is left'
}

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

test_what_cannot_be_read_stays() {
	ping_and_port
	expect 0 nicfw load -f "$tmp/ping.nft" v0
	for limit in 4 5 6 7 8; do
		( ulimit -n $limit && nicfw status v0 ) >"$tmp/out" 2>"$tmp/err"
		! grep -q 'nothing is loaded' "$tmp/out" || fail "limit $limit"
		drops 0
	done
	expect 0 nicfw status v0
	printed 'ping.nft, complete'
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

# A signal that comes while things change is answered behind them, and behind what
# is said of them; here the kernel takes its time.
test_who_interrupts_a_load_reads_what_runs() {
	ping_and_port
	command -v strace >/dev/null || skip 'no strace'
	run=/run/nicfw/$(near stat -Lc %i /proc/self/ns/net)
	ASAN_OPTIONS=detect_leaks=0 near strace -qqf -o /dev/null \
		-e trace=bpf -e inject=bpf:delay_enter=60000 "$NICFW" load \
		-f "$tmp/ping.nft" v0 >"$tmp/out" 2>"$tmp/err" &
	pid=$!
	until_true 60 test -e "$run/:journal" || fail 'nothing begins to change'
	kill -TERM "$(cat "$run/:lock")" || fail 'it has ended'
	wait $pid
	status=$?
	[ $status = 143 ] || fail "status $status"
	printed '^v0: loaded .*ping.nft, complete, driver mode$'
	drops 0
}

# What runs is asked in several steps, here with some time between them.
test_status_is_right_while_loads_replace_each_other() {
	ping_and_port
	command -v strace >/dev/null || skip 'no strace'
	expect 0 nicfw load -f "$tmp/ping.nft" v0
	while [ ! -e "$tmp/enough" ]; do
		nicfw load -f "$tmp/port.nft" v0
		nicfw load -f "$tmp/ping.nft" v0
	done >/dev/null 2>&1 &
	for _ in $(seq 15); do
		# What looks for leaks does not work under a tracer.
		ASAN_OPTIONS=detect_leaks=0 expect 0 near strace -qqf \
			-o /dev/null -e trace=bpf \
			-e inject=bpf:delay_enter=2000 "$NICFW" status v0
		printed '^v0: .*/(ping|port).nft, complete$'
		[ ! -s "$tmp/err" ] || fail 'something is said'
	done
	touch "$tmp/enough"
	wait
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

test_a_step_down_while_a_filter_runs_tells_of_the_gap() {
	ping_and_port
	expect 0 nicfw load -f "$tmp/port.nft" v1
	# A program that takes one buffer only, before a peer that sends more.
	ip -n "$far" link set f1 mtu 9000
	sed '/^frags/,/}/s/value = .*;/value = false;/' \
		"$NICFW_PROFILES/driver.conf" >"$tmp/one-buffer.conf"
	expect 0 nicfw load --driver --profile "$tmp/one-buffer.conf" \
		-f "$tmp/ping.nft" v1
	said '^v1: driver: .*; trying generic mode$'
	said '^v1: from driver to generic mode: frames pass unfiltered for a moment$'
	drops 1
}

test_going_back_to_another_mode_tells_of_the_gap() {
	ping_and_port
	expect 0 nicfw load --driver -f "$tmp/port.nft" v0
	begin_load --generic -f "$tmp/ping.nft" v0
	end_load 1
	said '^v0: from driver to generic mode: frames pass unfiltered for a moment$'
	said '^note: v0: back from generic to driver mode: frames pass unfiltered for a moment$'
	[ "$(mode_of v0)" = xdp ] || fail "mode: $(mode_of v0)"
	passes 0
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
