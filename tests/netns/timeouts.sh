#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# timeouts.sh - elements that leave their set when their time is over
. "$(dirname "$0")/lib.bash"
. "$(dirname "$0")/set.bash"

# For so long an element is there that is asked for next, and gone in 10 s.
: "${SOON:=1500ms}"

# timed HOSTS - sets 'hosts' of these elements, 'nets' and 'ports'
timed() {
	sets timed \
		"set hosts { type ipv4_addr; timeout 1h; elements = { $1 }
		}" \
		"set nets { type ipv4_addr; flags interval,timeout
		elements = { 192.168.0.0/24 timeout 1h, 10.0.0.0/30 timeout 1s }
		}" \
		"set ports { type ipv4_addr . inet_service; flags timeout
		}"
}

is_gone() { ! nicfw set list v0 "$1" | grep -qF " $2"; }

# As nft does it, by the same file.
test_an_element_ends_by_itself() {
	timed "10.0.0.2 timeout $SOON"
	for mode in driver generic nft; do
		if [ $mode = nft ]; then
			expect 0 near nft -f "$tmp/timed.nft"
		else
			expect 0 nicfw load --$mode -f "$tmp/timed.nft" v0
			printed "complete, $mode mode"
		fi
		drops 0
		passes 0
		[ $mode = nft ] && continue
		lacks hosts 10.0.0.2
		lacks nets 10.0.0.0/30
		has nets '192.168.0.0/24 timeout 1h expires 59m'
		expect 0 nicfw unload v0
	done
	no_leftovers
}

test_elements_come_for_a_time() {
	timed 10.0.0.9
	for mode in driver generic; do
		expect 0 nicfw load --$mode -f "$tmp/timed.nft" v0
		find_elements
		passes 0
		in_place add v0 hosts "10.0.0.2 timeout $SOON" 10.0.0.3
		drops 0
		passes 0
		lacks hosts 10.0.0.2
		has hosts '10.0.0.3 expires 59m'
		refuses "no such element in 'hosts'" del v0 hosts 10.0.0.2
		in_place add v0 hosts '10.0.0.2 timeout 2h comment "again"'
		has hosts '10.0.0.2 timeout 2h expires 1h59m'
		drops 0
		in_place del v0 hosts '10.0.0.2 timeout 9h'
		passes 0
		# The first of a set that was empty.
		in_place add v0 ports '10.0.0.2 . 9 timeout 1h'
		has ports '10.0.0.2 . 9 timeout 1h expires 59m'
		expect 0 nicfw unload v0
	done
	no_leftovers
}

# told SET ELEMENT - what nicfw, and what nft, has of an element: s are cut off
told() {
	nicfw set list v0 "$1" | grep -o "$2[^,}]*" |
		sed -E 's/[0-9]+s([0-9]+ms)? *$//; s/ *$//'
	near nft list set netdev t "$1" | grep -o "$2[^,}]*" |
		sed -E 's/[0-9]+s([0-9]+ms)? *$//; s/ *$//'
}

# told_alike SET KEY [TIMES] - the same is added by both, and both have it so then
told_alike() {
	expect 0 nicfw set add v0 "$1" "$2 ${3-}"
	expect 0 near nft add element netdev t "$1" "{ $2 ${3-} }"
	told "$1" "$2" >"$tmp/told"
	[ "$(sort -u "$tmp/told" | wc -l)" = 1 ] ||
		fail "$2 ${3-}: $(cat "$tmp/told")"
}

# The same commands to both. Kernels before 6.12 leave an element as it was.
test_what_is_added_again_is_as_in_the_kernel() {
	# shellcheck disable=SC2312
	[ "$(printf '%s\n' 6.12 "$(uname -r)" | sort -V | head -1)" = 6.12 ] ||
		skip 'a kernel before 6.12 changes no timeouts'
	timed '10.0.0.3 timeout 2h expires 10m, 10.0.0.4, 10.0.0.5 timeout 3h'
	expect 0 nicfw load -f "$tmp/timed.nft" v0
	find_elements
	expect 0 near nft -f "$tmp/timed.nft"
	told_alike hosts 10.0.0.3 'timeout 2h'
	told_alike hosts 10.0.0.4 'timeout 5h'
	told_alike hosts 10.0.0.5
	told_alike hosts 10.0.0.6 'timeout 90m'
	told_alike hosts 10.0.0.6 'expires 5m'
	told_alike hosts 10.0.0.4 'timeout 1h'
	told_alike hosts 10.0.0.3 'timeout 2h expires 30m'
	for times in 'timeout 1h' '' 'timeout 2h expires 1h'; do
		told_alike ports '10.0.0.3 . 9' "$times"
		told_alike nets 192.168.0.0/24 "$times"
	done
	for element in '10.0.0.7 timeout 1m expires 2m' '10.0.0.7 timeout 5' \
		'10.0.0.7 timeout 1s1h'; do
		refuses 'expires later|is no time' add v0 hosts "$element"
		expect 1 near nft add element netdev t hosts "{ $element }"
	done
	refuses 'expires, but has no timeout' add v0 ports '10.0.0.7 . 1 expires 1m'
	expect 1 near nft add element netdev t ports '{ 10.0.0.7 . 1 expires 1m }'
}

# What is loaded anew has the time that is left; what a file has begins anew.
test_times_go_on_in_a_new_generation() {
	timed '10.0.0.3 timeout 2h expires 10m, 10.0.0.4 timeout 1s'
	expect 0 nicfw load -f "$tmp/timed.nft" v0
	in_place add v0 hosts '10.0.0.2 timeout 3h expires 10m' \
		'10.0.0.5 timeout 1s'
	drops 0
	until_true 10 is_gone hosts 10.0.0.5 || fail 'it stays'
	anew replace v0 nets '172.16.0.0/12'
	drops 0
	has hosts '10.0.0.2 timeout 3h expires 9m'
	has hosts '10.0.0.3 timeout 2h expires 9m'
	lacks hosts 10.0.0.4
	lacks hosts 10.0.0.5
	has nets 172.16.0.0/12
	in_place add v0 hosts '10.0.0.2 timeout 5s'
	anew replace v0 nets '172.16.0.0/12 timeout 1h'
	drops 0
	has hosts '10.0.0.2 timeout 5s expires '
	lacks hosts '10.0.0.2 timeout 5s expires 5s'
	passes 0
	lacks hosts 10.0.0.2
	expect 0 nicfw load -f "$tmp/timed.nft" v0
	has hosts '10.0.0.3 timeout 2h expires 9m5'
	no_leftovers
}

# Its old time is over, in the rules that are kept as well.
test_what_comes_again_for_ever_stays() {
	timed 10.0.0.9
	expect 0 nicfw load -f "$tmp/timed.nft" v0
	in_place add v0 ports '10.0.0.2 . 9 timeout 1s'
	until_true 10 is_gone ports '10.0.0.2 . 9' || fail 'it stays'
	in_place add v0 ports '10.0.0.2 . 9'
	has ports '10.0.0.2 . 9 }'
	# Against the set's own timeout.
	in_place add v0 hosts '10.0.0.2 timeout 1h'
	in_place add v0 hosts '10.0.0.2 timeout never'
	has hosts '10.0.0.2 timeout never'
	anew replace v0 nets 172.16.0.0/12
	has ports '10.0.0.2 . 9 }'
	has hosts '10.0.0.2 timeout never'
	drops 0
	in_place add v0 hosts '10.0.0.2 timeout 1s'
	passes 0
}

# As a list of the kernel has them: with a counter of each element.
test_elements_that_count_have_times() {
	timed '10.0.0.9 counter packets 3 bytes 180 comment "c"'
	sed -i 's/set hosts {/& counter;/' "$tmp/timed.nft"
	expect 0 nicfw load -f "$tmp/timed.nft" v0
	in_place add v0 hosts '10.0.0.2 counter' \
		'10.0.0.3 counter packets 1 bytes 60 timeout 2h comment "d"'
	drops 0
	anew replace v0 nets 172.16.0.0/12
	has hosts '10.0.0.9 counter packets 3 bytes 180 expires 59m'
	has hosts '10.0.0.2 counter expires 59m'
	has hosts '10.0.0.3 counter packets 1 bytes 60 timeout 2h expires 1h59m'
	drops 0
}

# A map that is full is made anew, without what has ended.
test_a_set_grows_as_it_is_filled() {
	timed 10.0.0.9
	expect 0 nicfw load -f "$tmp/timed.nft" v0
	for ((i = 1; i <= 40; i++)); do
		expect 0 nicfw set add v0 ports "10.0.1.$i . $i timeout 1h"
		grep -q 'its map is full' "$tmp/out" && echo full >>"$tmp/full"
	done
	[ -s "$tmp/full" ] || fail 'no map was full'
	for ((i = 1; i <= 40; i++)); do
		has ports "10.0.1.$i . $i timeout 1h"
	done
}

# The map of a set that was empty has room for 16.
test_what_has_ended_makes_room() {
	timed 10.0.0.9
	expect 0 nicfw load -f "$tmp/timed.nft" v0
	in_place add v0 ports '10.0.9.1 . 1 timeout 1h'
	for round in 1 2 3; do
		many=()
		for ((i = 1; i <= 15; i++)); do
			many+=("10.0.$round.$i . $i timeout 300ms")
		done
		in_place add v0 ports "${many[@]}"
		until_true 10 is_gone ports "10.0.$round.15 . 15" ||
			fail 'it stays'
	done
	has ports '10.0.9.1 . 1 timeout 1h'
	anew replace v0 hosts 10.0.0.8
	has ports '10.0.9.1 . 1 timeout 1h'
}

test_a_list_takes_the_sets_timeout() {
	timed '10.0.0.3 timeout 2h'
	expect 0 nicfw load -f "$tmp/timed.nft" v0
	printf '10.0.0.2\n10.0.0.4\n' >"$tmp/list"
	anew replace -f "$tmp/list" v0 hosts
	drops 0
	has hosts '10.0.0.2 expires 59m'
	lacks hosts 10.0.0.3
}

# What a killed nicfw had written of its change is done by the next one.
test_an_interrupted_change_keeps_its_times() {
	timed 10.0.0.9
	expect 0 nicfw load -f "$tmp/timed.nft" v0
	find_elements
	printf 'add element netdev t hosts { %s } # 1 @1\t' \
		'10.0.0.2 timeout 1h expires 1h' >"$tmp/line"
	near cp "$tmp/line" "$elements"
	passes 0
	in_place add v0 hosts 10.0.0.8
	drops 0
	has hosts '10.0.0.2 expires 59m'
}

# Where nicfw runs the clock may be another one than the program's.
test_a_time_namespace_changes_nothing() {
	unshare --time --monotonic 5000 true 2>/dev/null ||
		skip 'no time namespaces here'
	timed "10.0.0.2 timeout $SOON, 10.0.0.4 timeout 1h"
	expect 0 near unshare --time --monotonic 5000 "$NICFW" load \
		-f "$tmp/timed.nft" v0
	drops 0
	passes 0
	lacks hosts 10.0.0.2
	has hosts '10.0.0.4 expires 59m'
}

test_what_the_kernel_has_is_left_to_it() {
	timed 10.0.0.2
	expect 0 nicfw load --with-nft --unwatched -f "$tmp/timed.nft" v0
	printed 'front'
	expect 0 nicfw load --unwatched v0
	printed 'front'
	drops 0
}

test_an_object_has_no_times() {
	timed 10.0.0.2
	expect 1 nicfw compile -f "$tmp/timed.nft" -o "$tmp/timed.o"
	said 'an object has no nftables behind it'
}

run_tests "$@"
