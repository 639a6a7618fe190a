#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# starved.sh - loads and other changes that get no memory, at any moment
#
# What ran before goes on, the error is said, nothing is left behind. It is the
# command as it is installed that starves: sanitizers want memory of their own.
# STARVES is how many moments are tried of each kind.
. "$(dirname "$0")/lib.bash"
. "$(dirname "$0")/set.bash"

installed=$here/../../build/nicfw
starve=$here/../../build/starve.so
n_starves=${STARVES:-12}
# Without it nothing would be refused, and all be well.
[ -r "$starve" ] || {
	echo "starved.sh: no $starve; make build/starve.so" >&2
	exit 1
}

# run_installed SETTING... -- ARGUMENTS... - nicfw, with what the environment says
run_installed() {
	settings=()
	while [ "$1" != -- ]; do
		settings+=("$1")
		shift
	done
	shift
	nsenter --net="/run/netns/$near" env "${settings[@]}" "$installed" "$@"
}

start_ping() {
	ping_and_port
	large_ports
	expect 0 nicfw load -f "$tmp/ping.nft" v0
	drops 0
	find /sys/fs/bpf/nicfw "/run/nicfw" >"$tmp/before" 2>/dev/null
}

# $tmp/ports.nft: 500 rules, pings pass
large_ports() {
	mapfile -t many < <(for i in $(seq 500); do
		echo "ip saddr 20.0.$((i / 250)).$((i % 250)) udp dport $i-$((i + 9)) drop"
	done)
	rules ports "${many[@]}"
}

# refused WHAT - a refusal has words, and is none of a signal
refused() {
	[ "$status" = 3 ] || [ "$status" = 1 ] ||
		fail "$1: status $status"
	[ -s "$tmp/err" ] || fail "$1: refused without a word"
}

# A command takes away what is left, unless another one looks in just then: of
# another namespace, or who watches a change of mode.
cleans_up() {
	is_cleaned() { nicfw status v0 && (no_leftovers); }
	until_true 10 is_cleaned || no_leftovers
}

# ended WHAT - the load of ports is refused, or done; then ping is loaded again
ended() {
	if [ "$status" = 0 ]; then
		passes 0
		expect 0 nicfw load -f "$tmp/ping.nft" v0
	else
		refused "$1"
		expect 0 nicfw status v0
		printed "^v0: $tmp/ping.nft"
	fi
	drops 0
	cleans_up
}

# starved FROM SETTING... - a load to which the FROM-th request is refused
starved() {
	from=$1
	shift
	run_installed LD_PRELOAD="$starve" STARVE_FROM="$from" "$@" -- \
		load --driver --strict -f "$tmp/ports.nft" v0 \
		>"$tmp/out" 2>"$tmp/err"
	status=$?
	ended "without memory from request $from on"
}

count_requests() {
	run_installed LD_PRELOAD="$starve" STARVE_COUNT="$tmp/count" -- \
		load --driver --strict -f "$tmp/ports.nft" v0 >/dev/null ||
		fail 'no load'
	n_requests=$(cat "$tmp/count")
	expect 0 nicfw load -f "$tmp/ping.nft" v0
}

test_a_load_without_memory_from_some_moment_on_changes_nothing() {
	start_ping
	count_requests
	for i in $(seq "$n_starves"); do
		starved $((n_requests * i / (n_starves + 1) + RANDOM % 50 + 1)) \
			STARVE_ON=1
	done
}

test_a_load_that_is_refused_memory_once_changes_nothing() {
	start_ping
	count_requests
	for i in $(seq "$n_starves"); do
		starved $((n_requests * i / (n_starves + 1) + RANDOM % 50 + 1))
	done
}

test_a_load_with_too_little_address_space_changes_nothing() {
	start_ping
	for i in $(seq "$n_starves"); do
		kb=$((12000 + 60000 * i / n_starves))
		(
			ulimit -v "$kb"
			run_installed -- load --driver --strict \
				-f "$tmp/ports.nft" v0
		) >"$tmp/out" 2>"$tmp/err"
		status=$?
		# The loader of programs says so itself.
		[ "$status" = 127 ] && continue
		ended "$kb kB of addresses"
	done
}

# in_turn CHANGED UNCHANGED COMMAND... - each request of `nicfw COMMAND...`, as
# far as STARVES of them go, is refused. What status 0 says is CHANGED then, any
# other one UNCHANGED: functions, which also see to it that it can be done anew.
in_turn() {
	changed=$1 unchanged=$2
	shift 2
	run_installed LD_PRELOAD="$starve" STARVE_COUNT="$tmp/count" -- "$@" \
		>/dev/null || fail "$*"
	"$changed"
	n_requests=$(cat "$tmp/count")
	for i in $(seq "$n_starves"); do
		from=$((n_requests * i / n_starves))
		run_installed LD_PRELOAD="$starve" STARVE_FROM="$from" -- "$@" \
			>"$tmp/out" 2>"$tmp/err"
		status=$?
		if [ "$status" = 0 ]; then
			"$changed"
		else
			refused "$* without request $from of $n_requests"
			"$unchanged"
		fi
	done
}

is_added() {
	drops 0
	has hosts 10.0.0.2
	expect 0 nicfw set del v0 hosts 10.0.0.2
}

is_not_added() {
	passes 0
	lacks hosts 10.0.0.2
}

test_an_element_without_memory_is_there_or_is_not() {
	all_sets
	expect 0 nicfw load -f "$tmp/all.nft" v0
	in_turn is_added is_not_added set add v0 hosts 10.0.0.2
}

is_replaced() {
	drops 0
	has hosts 10.0.0.2
	expect 0 nicfw load -f "$tmp/all.nft" v0
}

test_a_set_that_is_replaced_without_memory_is_the_new_one_or_the_old() {
	all_sets
	expect 0 nicfw load -f "$tmp/all.nft" v0
	in_turn is_replaced is_not_added set replace v0 hosts 10.0.0.2
}

is_unloaded() {
	passes 0
	expect 0 nicfw load -f "$tmp/ping.nft" v0
}

still_drops() { drops 0; }

test_what_is_unloaded_without_memory_is_gone_or_runs() {
	start_ping
	in_turn is_unloaded still_drops unload v0
}

is_bypassed() {
	passes 0
	expect 0 nicfw bypass v0 off
}

test_a_bypass_without_memory_is_on_or_off() {
	start_ping
	in_turn is_bypassed still_drops bypass v0 on
}

# Who held frames while the mode changed lets them in again.
has_no_hold() {
	[ -z "$(near tc filter show dev v0 ingress 2>/dev/null)" ]
}
lets_in() {
	until_true 10 has_no_hold || fail 'frames are held'
	drops 0
	cleans_up
}

is_generic() {
	[ "$(mode_of v0)" = xdpgeneric ] || fail "mode: $(mode_of v0)"
	lets_in
	expect 0 nicfw load --driver --strict -f "$tmp/ping.nft" v0
}

is_driver() {
	[ "$(mode_of v0)" = xdp ] || fail "mode: $(mode_of v0)"
	lets_in
}

test_a_mode_without_memory_is_the_new_one_or_the_old() {
	start_ping
	expect 0 nicfw load --driver --strict -f "$tmp/ping.nft" v0
	in_turn is_generic is_driver load --generic --strict \
		-f "$tmp/ping.nft" v0
}

# A set with timeouts whose map is full of elements that have ended.
full_of_ended() {
	expect 0 nicfw load -f "$tmp/full.nft" v0
	mapfile -t many < <(seq -f '10.0.9.%g timeout 100ms' 15)
	in_place add v0 hosts 10.0.9.0 "${many[@]}"
	until_true 10 is_without hosts 10.0.9.15 || fail 'it stays'
}

is_without() { ! nicfw set list v0 "$1" | grep -qF " $2"; }

has_got_room() {
	drops 0
	full_of_ended
}

has_no_room() {
	lacks hosts 10.0.0.2
	passes 0
	full_of_ended
}

# A map that is full: the set is made anew, in which there is room for a while.
is_grown() {
	drops 0
	has hosts 10.0.0.2
	full_set
}

is_full_still() {
	expect 0 nicfw status v0
	[ ! -s "$tmp/err" ] || fail 'something was left'
	passes 0
	lacks hosts 10.0.0.2
}

full_set() {
	expect 0 nicfw load -f "$tmp/hosts.nft" v0
	mapfile -t many < <(seq -f '10.0.9.%g' 26)
	in_place add v0 hosts "${many[@]}"
}

test_an_element_that_a_set_grows_for_is_there_or_is_not() {
	sets hosts "$hosts"
	full_set
	in_turn is_grown is_full_still set add v0 hosts 10.0.0.2
}

test_an_element_that_others_make_room_for_is_there_or_is_not() {
	sets full 'set hosts { type ipv4_addr; flags timeout
		}'
	full_of_ended
	in_turn has_got_room has_no_room set add v0 hosts 10.0.0.2
}

# exact ADDRESS - $tmp/exact.nft: a table of exact rules, one for pings from there
exact() {
	mapfile -t many < <(awk -v address="$1" 'BEGIN {
		for (i = 0; i < 1200; i++) {
			from = "172.16." int(i / 256) "." i % 256
			if (i == 600)
				from = address
			print "ip saddr " from " ip daddr 10.0.0.1 drop"
		}
	}')
	rules exact "${many[@]}"
}

is_in_place() {
	drops 0
	exact 10.0.0.9
	expect 0 nicfw load -f "$tmp/exact.nft" v0
	exact 10.0.0.2
}

is_not_in_place() {
	expect 0 nicfw status v0
	passes 0
	cleans_up
}

test_a_rule_that_changes_in_place_without_memory_is_the_new_one_or_the_old() {
	exact 10.0.0.9
	expect 0 nicfw load -f "$tmp/exact.nft" v0
	exact 10.0.0.2
	in_turn is_in_place is_not_in_place load -f "$tmp/exact.nft" v0
}

run_tests "$@"
