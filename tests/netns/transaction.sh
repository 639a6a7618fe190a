#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# transaction.sh - old or new, never half: kills, rivals, several interfaces,
# confirmation
. "$(dirname "$0")/lib.bash"

n_kills=${N_KILLS:-12}

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
	*) fail "v$1: neither old nor new" ;;
	esac
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
		killed $((RANDOM % (took + 20))) load $mode \
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
		killed $((RANDOM % (took + 20))) load -f "$tmp/$file.nft" v0 v1
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
		killed $((RANDOM % (took + 20))) load -f "$tmp/ping.nft" v0
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

# As a kill leaves it between two programs: a journal, and no link.
test_an_interrupted_load_is_not_another_namespaces_to_forget() {
	ping_and_port
	expect 0 nicfw load -f "$tmp/port.nft" v0
	number=$(near stat -Lc %i /proc/self/ns/net)
	pins=/sys/fs/bpf/nicfw/$number/v0
	begin_load --generic -f "$tmp/ping.nft" v0
	cp "/run/nicfw/$number/:journal" "$tmp/journal"
	echo >&5
	end_load 0
	cp "$tmp/journal" "/run/nicfw/$number/:journal"
	bpftool link detach pinned "$pins/host_link" || skip 'no bpftool'
	sed 's/{ v0/{ f1/' "$tmp/port.nft" >"$tmp/far.nft"
	expect 0 far "$NICFW" load -f "$tmp/far.nft" f1
	[ -e "$pins/gen-2" ] || fail 'its programs are gone'
	[ -e "/run/nicfw/$number/:journal" ] || fail 'its journal is gone'
	# Who cannot look for it has not found that it ended.
	for limit in 4 5 6 7 8 9; do
		( ulimit -n $limit && far "$NICFW" status ) >/dev/null 2>&1
		[ -e "/run/nicfw/$number/:journal" ] ||
			fail "its journal is gone, with $limit files"
	done
	# Nobody is left whom the journal of an ended one would help.
	nicfw unload v0 >/dev/null 2>&1
	expect 0 nicfw load -f "$tmp/port.nft" v0
	for name in journal journal-undone journal-undone.new; do
		cp "$tmp/journal" "/run/nicfw/$number/:$name"
	done
	ip netns del "$near"
	is_forgotten() {
		far "$NICFW" status >/dev/null && [ ! -e "$pins" ] &&
			[ ! -e "/run/nicfw/$number" ]
	}
	until_true 10 is_forgotten || fail 'it is still there'
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
	said '^v1: from driver to generic mode: frames are dropped for a moment$'
	drops 1
}

test_going_back_to_another_mode_tells_of_the_gap() {
	ping_and_port
	expect 0 nicfw load --driver -f "$tmp/port.nft" v0
	begin_load --generic -f "$tmp/ping.nft" v0
	end_load 1
	said '^v0: from driver to generic mode: frames are dropped for a moment$'
	said '^note: v0: back from generic to driver mode: frames are dropped for a moment$'
	[ "$(mode_of v0)" = xdp ] || fail "mode: $(mode_of v0)"
	passes 0
}

run_tests "$@"
