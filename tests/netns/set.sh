#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# set.sh - nicfw set: elements of a set that is loaded, in place and anew
. "$(dirname "$0")/lib.bash"
. "$(dirname "$0")/set.bash"

test_an_element_comes_and_goes_in_place() {
	all_sets
	for mode in driver generic; do
		expect 0 nicfw load --$mode -f "$tmp/all.nft" v0
		passes 0
		for set in hosts nets; do
			in_place add v0 $set 10.0.0.2
			drops 0
			has $set 10.0.0.2
			in_place del v0 $set 10.0.0.2
			passes 0
			lacks $set 10.0.0.2
		done
		in_place add v0 ports '10.0.0.2 . 9'
		has ports '10.0.0.2 . 9'
		expect 0 nicfw unload v0
	done
	no_leftovers
}

test_several_elements_come_and_go_in_place() {
	all_sets
	expect 0 nicfw load -f "$tmp/all.nft" v0
	in_place add v0 hosts 10.0.0.2 '10.0.0.3, 10.0.0.4'
	printed ' 3 elements added'
	drops 0
	# One of them is there.
	in_place add v0 nets 192.168.0.0/24 10.0.0.2
	in_place del v0 hosts 10.0.0.3 10.0.0.2
	drops 0
	has hosts 10.0.0.4
	lacks hosts 10.0.0.3
	in_place del v0 nets 10.0.0.2
	passes 0
	has nets 192.168.0.0/24
	anew add v0 ports '1.2.3.4 . 1' '1.2.3.4 . 1'
	# All of them, or none.
	elements=$(seq -f '10.0.0.%g,' 2 60)
	anew add v0 hosts "${elements%,}"
	drops 0
	in_place del v0 hosts "${elements%,}"
	passes 0
	lacks hosts 10.0.0.60
	no_leftovers
}

test_counters_go_on() {
	all_sets
	expect 0 nicfw load -f "$tmp/all.nft" v0
	in_place add v0 hosts 10.0.0.2
	drops 0
	in_place add v0 hosts 10.0.0.3
	in_place del v0 hosts 10.0.0.2
	expect 0 nicfw counters v0
	printed '^ +[1-9][0-9]* +[0-9]+  ip saddr @hosts'
}

# Maps that hold the same are not made again; one that was written to does not.
test_a_load_takes_the_set_as_its_file_has_it() {
	all_sets
	expect 0 nicfw load -f "$tmp/all.nft" v0
	in_place add v0 hosts 10.0.0.2
	drops 0
	expect 0 nicfw load -f "$tmp/all.nft" v0
	passes 0
	lacks hosts 10.0.0.2
	in_place add v0 hosts 10.0.0.2
	drops 0
	no_leftovers
}

test_sets_that_are_alike_change_for_themselves() {
	sets alike "$hosts" "${hosts/hosts/nets}"
	sed -i 's/ip saddr @nets/ip daddr @nets/' "$tmp/alike.nft"
	expect 0 nicfw load -f "$tmp/alike.nft" v0
	expect 0 nicfw load -f "$tmp/alike.nft" v0
	in_place add v0 hosts 10.0.0.1
	passes 0
	in_place add v0 nets 10.0.0.2
	passes 0
	in_place add v0 nets 10.0.0.1
	drops 0
	no_leftovers
}

test_what_is_there_already_is_no_change() {
	all_sets
	expect 0 nicfw load -f "$tmp/all.nft" v0
	in_place add v0 hosts 10.0.0.2
	find_elements
	lines=$(near cat "$elements")
	for set in 'hosts 10.0.0.2' 'nets 192.168.0.0/24'; do
		# shellcheck disable=SC2086 # two words
		expect 0 nicfw set add v0 $set
		printed 'is there already'
	done
	[ "$(near cat "$elements")" = "$lines" ] || fail 'lines were added'
	drops 0
}

test_what_is_not_one_key_is_a_new_generation() {
	all_sets
	expect 0 nicfw load -f "$tmp/all.nft" v0
	anew add v0 nets 10.0.0.0-10.0.0.9
	drops 0
	anew del v0 nets 10.0.0.0-10.0.0.9
	passes 0
	# No map has keys of this length yet.
	anew add v0 nets 10.0.0.0/27
	drops 0
	in_place del v0 nets 10.0.0.0/27
	passes 0
	no_leftovers
}

test_a_new_generation_keeps_what_was_changed_in_place() {
	all_sets
	expect 0 nicfw load -f "$tmp/all.nft" v0
	in_place add v0 hosts 10.0.0.2
	in_place del v0 hosts 172.16.0.3
	in_place add v0 nets 10.9.9.9
	places=$(nicfw counters --json v0 | grep '"place"')
	anew add v0 nets 1.2.3.0-1.2.3.9 1.2.4.0-1.2.4.9
	drops 0
	has hosts 10.0.0.2
	lacks hosts 172.16.0.3,
	has nets 10.9.9.9
	[ "$(nicfw counters --json v0 | grep '"place"')" = "$places" ] ||
		fail 'rules have other places'
	has nets 1.2.4.0-1.2.4.9
	in_place del v0 hosts 10.0.0.2
	passes 0
	expect 0 nicfw set list --json v0 hosts
	[ "$(jq '.elements | length' "$tmp/out")" = 39 ] || fail 'not 39'
	no_leftovers
}

test_a_profile_is_found_from_another_folder() {
	all_sets
	cp "$NICFW_PROFILES/driver.conf" "$tmp/own.conf"
	cd "$tmp" || fail 'no folder'
	expect 0 nicfw load --driver --profile ./own.conf -f all.nft v0
	cd / || fail 'no folder'
	anew add v0 nets 10.0.0.0-10.0.0.9
	drops 0
}

# The elements as they were first are not those that run.
test_elements_that_were_lost_are_no_old_elements() {
	lost='what changed of its sets since they were loaded is lost; load its rules again'
	all_sets
	expect 0 nicfw load -f "$tmp/all.nft" v0
	in_place add v0 hosts 10.0.0.2
	find_elements
	near rm "$elements"
	expect 3 nicfw set list v0 hosts
	said "$lost"
	for verb in add del replace; do
		expect 3 nicfw set $verb v0 hosts 10.0.0.3
		said "$lost"
	done
	drops 0
	expect 0 nicfw load -f "$tmp/all.nft" v0
	passes 0
	in_place add v0 hosts 10.0.0.3
	has hosts 10.0.0.3
	lacks hosts 10.0.0.2
	no_leftovers
}

test_replace_is_one_change() {
	all_sets
	expect 0 nicfw load -f "$tmp/all.nft" v0
	in_place add v0 hosts 10.0.0.2
	drops 0
	anew replace v0 hosts "$(filler 5000)"
	passes 0
	expect 0 nicfw set list --json v0 hosts
	[ "$(jq '.elements | length' "$tmp/out")" = 5000 ] || fail 'not 5000'
	anew replace v0 hosts 10.0.0.2
	drops 0
	anew replace v0 hosts
	passes 0
	no_leftovers
}

test_replace_by_the_same_does_nothing() {
	sets same "$hosts" "$nets" 'map says { type ipv4_addr : verdict
		}' 'set timed { type ipv4_addr; timeout 1h
		}'
	sed -i 's/policy accept;/& ip saddr @timed drop/' "$tmp/same.nft"
	expect 0 nicfw load -f "$tmp/same.nft" v0
	unchanged replace v0 says
	unchanged replace v0 hosts "$(filler 40)"
	in_place add v0 hosts 10.0.0.2
	anew replace v0 hosts "$(filler 40)"
	anew replace v0 hosts 10.0.0.2 10.0.0.3
	unchanged replace v0 hosts 10.0.0.2 10.0.0.3
	unchanged replace v0 hosts '10.0.0.3, 10.0.0.2'
	drops 0
	expect 0 nicfw set replace --json v0 hosts 10.0.0.2 10.0.0.3
	[ "$(jq .changed "$tmp/out")" = false ] || fail 'changed'
	anew replace v0 hosts 10.0.0.2
	anew replace v0 hosts 10.0.0.2 10.0.0.3
	anew replace v0 hosts 10.0.0.3 10.0.0.4
	passes 0
	anew replace v0 says '10.0.0.2 : drop'
	unchanged replace v0 says '10.0.0.2 : drop'
	anew replace v0 says '10.0.0.2 : accept'
	printf '%s\n' 10.0.0.0/24 9.9.9.9 9.9.9.9 >"$tmp/list"
	anew replace -f "$tmp/list" v0 nets
	unchanged replace -f "$tmp/list" v0 nets
	anew add v0 nets 9.9.9.8
	anew replace -f "$tmp/list" v0 nets
	# Times begin anew.
	anew replace v0 timed 10.0.0.2
	anew replace v0 timed 10.0.0.2
	anew replace v0 timed '10.0.0.2 timeout 2h'
	anew replace v0 timed '10.0.0.2 timeout 2h'
	drops 0
	no_leftovers
}

test_what_the_load_said_is_not_said_again() {
	all_sets
	expect 0 nicfw load -f "$tmp/all.nft" v0
	said '^v0: offload: .*; trying driver mode$'
	anew replace v0 hosts 10.0.0.2
	anew add v0 nets 10.0.0.0-10.0.0.9
	[ ! -s "$tmp/err" ] || fail 'said again'
	expect 0 nicfw status v0
	printed '  not in offload mode: driver veth has no XDP offload'
}

test_a_list_replaces_a_set() {
	sets lists "$hosts" "$nets" 'set merged { type ipv4_addr
		flags interval; auto-merge
		}'
	sed -i 's/policy accept;/& ip saddr @merged drop/' "$tmp/lists.nft"
	expect 0 nicfw load -f "$tmp/lists.nft" v0
	awk 'BEGIN {
		print "# a list"
		for (i = 0; i < 100000; i++)
			printf "11.%d.%d.%d ; SBL%d\n", i / 65536,
				i / 256 % 256, i % 256, i
		print "10.0.0.2/32"
	}' >"$tmp/list"
	anew replace -f "$tmp/list" v0 hosts
	printed ' 100001 elements now, by loading the rules anew$'
	drops 0
	anew replace v0 hosts 1.1.1.1
	passes 0
	anew replace -f - v0 nets < <(echo 10.0.0.0/29)
	drops 0
	anew replace v0 nets 1.1.1.0/24
	# What overlaps is for auto-merge alone; what is there twice is not.
	printf '%s\n' 10.0.0.0/24 9.9.9.9 10.0.0.2 9.9.9.9 >"$tmp/list"
	expect 1 nicfw set replace -f "$tmp/list" v0 nets
	said 'list:3:1: 10.0.0.2 overlaps 10.0.0.0/24 of line 1; declare'
	passes 0
	anew replace -f "$tmp/list" v0 merged
	printed ' 2 elements now'
	drops 0
	printf '# nothing but a comment\n' >"$tmp/list"
	expect 1 nicfw set replace -f "$tmp/list" v0 merged
	said 'list:1:1: the list has no element'
	expect 1 nicfw set replace -f /dev/null v0 merged
	drops 0
	printf '%s\n' '# both' 10.0.0.0/24 2001:db8::/32 >"$tmp/list"
	expect 1 nicfw set replace -f "$tmp/list" v0 merged
	said 'list:3:1: 2001:db8::/32 is IPv6, and the lines before are IPv4'
	printf '%s\n' 10.0.0.0/24 0.0.0.0/0 >"$tmp/list"
	expect 1 nicfw set replace -f "$tmp/list" v0 merged
	said 'list:2:1: 0.0.0.0/0 is every address, which a list must not'
	printf '%s\n' 10.0.0.0/24 128.0.0.0/1 | head -c -1 >"$tmp/list"
	expect 1 nicfw set replace -f "$tmp/list" v0 merged
	said 'list:2:1: the list ends here without a newline'
	echo 10.0.0.2222 >"$tmp/list"
	expect 1 nicfw set replace -f "$tmp/list" v0 hosts
	said 'list:1:1: '
	expect 2 nicfw set add -f "$tmp/list" v0 hosts
	expect 2 nicfw set replace -f "$tmp/list" v0 hosts 1.1.1.1
	drops 0
	no_leftovers
}

# A writer of the pipe gets in once its reader is there.
test_nobody_waits_for_a_list_to_come() {
	all_sets
	expect 0 nicfw load -f "$tmp/all.nft" v0
	mkfifo "$tmp/late"
	nicfw set replace -f "$tmp/late" v0 nets >"$tmp/replaced" 2>&1 &
	exec 5>"$tmp/late"
	in_place add v0 hosts 10.0.0.2
	drops 0
	echo 10.0.0.0/29 >&5
	exec 5>&-
	wait $! || fail "$(cat "$tmp/replaced")"
	has nets 10.0.0.0/29
	has hosts 10.0.0.2
}

# In a set with auto-merge, what is written is not what there is: an element
# that others hold a part of is not deleted.
test_a_merged_set_loses_what_stands_alone() {
	sets merged "set nets { type ipv4_addr; flags interval; auto-merge
		elements = { 192.168.0.0/24, 192.168.0.128/25,
		$(seq -f '172.16.0.%g,' 0 2 80) }
		}"
	expect 0 nicfw load -f "$tmp/merged.nft" v0
	in_place add v0 nets 10.0.0.2
	drops 0
	anew del v0 nets 10.0.0.2
	passes 0
	anew add v0 nets 10.0.0.0/16
	drops 0
	find_elements
	refuses 'element 1:1:1: a part of it is in .nets. by another' \
		del v0 nets 192.168.0.0/24
	refuses "no such element in 'nets'" del v0 nets 10.0.0.0/24
	drops 0
}

# addresses - the last bytes of 10.0.0.0/24 that are in a list of elements
addresses() {
	tr ',' '\n' | grep -oE '10\.0\.0\.[0-9.\/-]+' | awk -F '[-/]' '
		function last(text) { sub(/.*\./, "", text); return text + 0 }
		{
			n = split($0, part, "-")
			lo = last($1)
			hi = n > 1 ? last(part[2]) : lo
			if (/\//)
				hi = lo + 2 ^ (32 - $2) - 1
			for (i = lo; i <= hi; i++)
				print i
		}' | sort -n
}

# A random element of few addresses, so that many overlap.
some_element() {
	low=$((RANDOM % 48))
	case $((RANDOM % 4)) in
	0) echo "10.0.0.$low" ;;
	1) echo "10.0.0.$((low & ~3))/30" ;;
	2) echo "10.0.0.$((low & ~7))/29" ;;
	3) echo "10.0.0.$low-10.0.0.$((low + 1 + RANDOM % 5))" ;;
	esac
}

test_intervals_come_and_go_as_in_nft() {
	RANDOM=4711
	sets nets "$nets"
	expect 0 nicfw load -f "$tmp/nets.nft" v0
	far nft 'table ip t { set nets { type ipv4_addr; flags interval; }; }' ||
		fail 'no nft'
	places=0
	for i in $(seq 1 80); do
		element=$(some_element)
		verb=$([ $((RANDOM % 5)) -lt 3 ] && echo add || echo delete)
		far nft "$verb element ip t nets { $element }" 2>/dev/null
		theirs=$(($? != 0))
		nicfw set "${verb/delete/del}" v0 nets "$element" \
			>"$tmp/out" 2>"$tmp/err"
		[ $? = $theirs ] || fail "$i: $verb $element: nft says $theirs"
		grep -q 'in place' "$tmp/out" && places=$((places + 1))
	done
	[ "$(far nft list set ip t nets | addresses)" = \
		"$(nicfw set list v0 nets | addresses)" ] || fail 'other elements'
	[ $places -gt 5 ] || fail "$places in place"
	drops_as_listed
	no_leftovers
}

# Pings from 10.0.0.2 and from 10.0.0.40 on, as the set says.
drops_as_listed() {
	for i in 2 40 41 42 43 44 45 46 47; do
		[ $i = 2 ] || ip -n "$far" address add "10.0.0.$i/24" dev f0
		if nicfw set list v0 nets | addresses | grep -qx $i; then
			! far ping -nqc1 -W0.3 -I "10.0.0.$i" 10.0.0.1 \
				>/dev/null 2>&1 || fail "10.0.0.$i passes"
		else
			until_true 10 far ping -nqc1 -W0.3 -I "10.0.0.$i" \
				10.0.0.1 || fail "10.0.0.$i is dropped"
		fi
	done
}

# Not asserted, for machines differ; with NICFW_MILLION it is printed how long
# it takes from reading the command to the answer.
test_an_element_of_a_million_changes_in_place() {
	[ -n "${NICFW_MILLION:-}" ] || {
		echo 'takes long; NICFW_MILLION=1 runs it' >"$tmp/skip"
		return
	}
	sets million "set hosts { type ipv4_addr; elements = {
		$(filler 1000000) }
		}"
	expect 0 nicfw load -f "$tmp/million.nft" v0
	for i in 1 2 3 4 5 6 7 8 9 10; do
		in_place add --verbose v0 hosts 10.0.0.2
		grep '^took' "$tmp/err" >>"$tmp/took"
		in_place del --verbose v0 hosts 10.0.0.2
		grep '^took' "$tmp/err" >>"$tmp/took"
	done
	sort -k2n "$tmp/took" | sed 's/^took/# at least/; q'
}

test_a_map_that_is_full_makes_way_for_a_larger_one() {
	all_sets
	expect 0 nicfw load -f "$tmp/all.nft" v0
	for i in $(seq 2 80); do
		expect 0 nicfw set add v0 hosts "10.0.0.$i"
		grep -q 'its map is full' "$tmp/out" && break
	done
	printed 'its map is full'
	[ "$i" -gt 20 ] || fail "$i were too many"
	drops 0
	in_place add v0 hosts 10.0.0.99
	expect 0 nicfw set list --json v0 hosts
	[ "$(jq '.elements | length' "$tmp/out")" = $((40 + i)) ] ||
		fail "not 40 and $i"
	no_leftovers
}

# Its map has no more room than that, so that nobody counts.
test_a_set_with_a_size_changes_within_it() {
	sets sized "set hosts { type ipv4_addr; size 42; elements = { $(filler 40) }
		}" \
		"set nets { type ipv4_addr; flags interval; size 70
		elements = { $(filler 40) 192.168.0.0/24 }
		}"
	expect 0 nicfw load -f "$tmp/sized.nft" v0
	in_place add v0 hosts 10.0.0.2 10.0.0.7
	drops 0
	expect 1 nicfw set add v0 hosts 10.0.0.8
	said 'has 43 elements, and its size is 42'
	drops 0
	in_place del v0 hosts 10.0.0.7
	in_place add v0 hosts 10.0.0.8
	# Of two maps, together they have more than that.
	anew add v0 nets 10.0.1.2
	printed 'its maps have room for more than its size'
}

test_small_sets_and_maps_change_as_well() {
	sets small 'set hosts { type ipv4_addr
		}' 'map says { type ipv4_addr : verdict
		elements = { 10.0.0.9 : drop }
		}'
	expect 0 nicfw load -f "$tmp/small.nft" v0
	passes 0
	anew add v0 hosts 10.0.0.2
	drops 0
	before=$(prog_of v0)
	expect 0 nicfw set add --json v0 hosts 10.0.0.2
	printed '"changed": false'
	[ "$(prog_of v0)" = "$before" ] || fail 'another program'
	anew del v0 hosts 10.0.0.2
	passes 0
	anew add v0 says '10.0.0.2 : drop'
	drops 0
	anew del v0 says 10.0.0.2
	passes 0
	no_leftovers
}

# A set that rules look up twice for a packet is not written to meanwhile.
test_what_a_packet_meets_twice_is_a_new_generation() {
	sets twice "$hosts"
	sed -i 's/policy accept;/& ip daddr @hosts udp dport 7 accept/' \
		"$tmp/twice.nft"
	expect 0 nicfw load -f "$tmp/twice.nft" v0
	anew add v0 hosts 10.0.0.2
	drops 0
}

run_tests "$@"
