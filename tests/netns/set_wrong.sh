#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# set_wrong.sh - nicfw set: what is refused, cut short or done by two at once
. "$(dirname "$0")/lib.bash"
. "$(dirname "$0")/set.bash"

test_a_constant_set_stays() {
	sets constant "set hosts { type ipv4_addr; flags constant
		elements = { $(seq -f '172.16.1.%g,' 0 2 253) \
			$(seq -f '172.16.3.%g,' 0 2 253) \
			$(seq -f '172.16.5.%g,' 0 2 253) }
		}"
	expect 0 nicfw load -f "$tmp/constant.nft" v0
	find_elements
	refuses "'hosts' is constant" add v0 hosts 10.0.0.2
	refuses "'hosts' is constant" replace v0 hosts 10.0.0.2
	passes 0
}

test_wrong_elements_are_told_with_their_place() {
	all_sets
	expect 0 nicfw load -f "$tmp/all.nft" v0
	in_place add v0 hosts 10.0.0.2
	find_elements
	refuses "element 1:1:1: '10.0.0.256' is not" add v0 hosts 10.0.0.256
	refuses "element 2:1:11: '10.0.0.256' is not" \
		add v0 hosts 10.0.0.7 '10.0.0.8, 10.0.0.256'
	refuses 'element 1:1:1: a range in a set of single' \
		add v0 hosts 10.0.0.0/24
	refuses 'element 1:1:1: element has 1 parts' add v0 ports 10.0.0.7
	refuses "element 1:1:1: no such element in 'hosts'" \
		del v0 hosts 10.0.0.7
	refuses "element 2:1:1: no such element in 'hosts'" \
		del v0 hosts 10.0.0.2 10.0.0.7
	refuses "element 1:1:1: no such element in 'nets'" \
		del v0 nets 192.168.2.4
	refuses 'element 1:1:1: conflicting intervals' \
		add v0 nets 192.168.0.77
	refuses 'element 1:1:1: conflicting intervals' \
		add v0 nets 192.168.2.4/30
	refuses 'element 1:1:1: conflicting intervals' \
		add v0 nets 192.168.0.0/16
	refuses 'element 1:1:1: .hosts. takes no timeouts' \
		add v0 hosts '10.0.0.7 timeout 1h'
	refuses 'conflicting intervals' \
		replace v0 nets 10.0.0.0/8 10.0.0.1
	refuses "no set 'x' is loaded; there is 'netdev t hosts'" add v0 x 1.1.1.1
	drops 0
	expect 2 nicfw set add v0 hosts
	expect 2 nicfw set list v0 hosts 1.1.1.1
	expect 2 nicfw set put v0 hosts 1.1.1.1
	expect 3 nicfw set add v1 hosts 10.0.0.7
	said 'v1: nothing is loaded'
}

test_a_name_that_several_sets_have_is_refused() {
	sets one "$hosts"
	sed 's/netdev t/netdev u/' "$tmp/one.nft" >>"$tmp/one.nft.2"
	cat "$tmp/one.nft.2" >>"$tmp/one.nft"
	expect 0 nicfw load -f "$tmp/one.nft" v0
	find_elements
	refuses "several sets 'hosts'.*'netdev t hosts', 'netdev u hosts'" \
		add v0 hosts 10.0.0.2
	in_place add v0 'u hosts' 10.0.0.2
	drops 0
	in_place del v0 'netdev u hosts' 10.0.0.2
	passes 0
}

test_what_the_kernel_has_as_well_is_refused() {
	all_sets
	expect 0 nicfw load --with-nft -f "$tmp/all.nft" v0
	find_elements
	refuses 'the kernel has these rules as well' add v0 hosts 10.0.0.2
	expect 0 nicfw load v0
	find_elements
	refuses 'these rules are the kernel' add v0 hosts 10.0.0.2
	passes 0
}

# The last line is as before its map was changed.
reopen_line() {
	truncate -s -1 "$elements"
	printf '\t' >>"$elements"
}

test_an_interrupted_change_is_ended() {
	all_sets
	expect 0 nicfw load -f "$tmp/all.nft" v0
	find_elements
	# Written, and not in the map yet.
	printf 'add element netdev t hosts { 10.0.0.2 }\t' >"$elements"
	passes 0
	in_place add v0 hosts 10.0.0.77
	drops 0
	has hosts 10.0.0.2
	# In the map already.
	in_place del v0 hosts 10.0.0.2
	reopen_line
	expect 0 nicfw status v0
	passes 0
	lacks hosts 10.0.0.2
	# One of two is in the map.
	in_place add v0 hosts 10.0.0.3 10.0.0.2
	in_place del v0 hosts 10.0.0.2
	sed -i '$d' "$elements"
	reopen_line
	grep -qF '{ 10.0.0.3, 10.0.0.2 } # 2' "$elements" || fail 'no line'
	expect 0 nicfw status v0
	drops 0
	has hosts 10.0.0.2
	in_place del v0 hosts 10.0.0.2 10.0.0.3
	passes 0
	# Not even written.
	lines=$(cat "$elements")
	printf 'add element netdev t hosts { 10.0.0.2, 10.0.0.3 }' >>"$elements"
	in_place add v0 hosts 10.0.0.78
	has hosts 10.0.0.77
	[ "$(head -n -1 "$elements")" = "$lines" ] || fail 'half a line stays'
	lacks hosts 10.0.0.2
	passes 0
}

# What comes without an end is not waited for, nor held.
test_what_is_no_list_changes_nothing() {
	all_sets
	expect 0 nicfw load -f "$tmp/all.nft" v0
	find_elements
	refuses '^/dev/zero is larger than 256 MiB' replace -f /dev/zero v0 hosts
	refuses "^cannot read $tmp: Is a directory" replace -f "$tmp" v0 hosts
	refuses 'gone: No such file' replace -f "$tmp/gone" v0 hosts
	printf '\xff\xfe1\0.\0' >"$tmp/list"
	refuses 'list: a list of addresses is a text of bytes' \
		replace -f "$tmp/list" v0 hosts
	passes 0
}

# What is listed is what drops, whenever the change was killed.
test_a_kill_leaves_the_old_or_the_new() {
	all_sets
	expect 0 nicfw load -f "$tmp/all.nft" v0
	expect 0 nicfw set add v0 hosts 10.9.9.9
	for i in $(seq 1 12); do
		case $((i % 4)) in
		0) change='add v0 hosts 10.0.0.2' ;;
		1) change='del v0 hosts 10.0.0.2' ;;
		2) change='add v0 hosts 10.0.0.2 10.0.0.3' ;;
		3) change='add v0 nets 10.0.9.0-10.0.9.9' ;;
		esac
		# shellcheck disable=SC2086 # words
		killed $((i * 4)) set $change
		nicfw set list v0 hosts >"$tmp/out" || fail 'no list'
		if grep -qF ' 10.0.0.2' "$tmp/out"; then
			drops 0
		else
			passes 0
		fi
	done
	no_leftovers
}

test_two_at_once_both_happen() {
	all_sets
	expect 0 nicfw load -f "$tmp/all.nft" v0
	for i in 1 2 3 4 5 6; do
		nicfw set add v0 hosts "10.1.0.$i" >/dev/null 2>&1 &
		nicfw set add v0 nets "10.3.$i.1-10.3.$i.9" \
			>/dev/null 2>&1 &
		wait
	done
	for i in 1 2 3 4 5 6; do
		has hosts "10.1.0.$i"
		has nets "10.3.$i.1-10.3.$i.9"
	done
	no_leftovers
}

test_a_change_without_room_for_its_line_is_none() {
	all_sets
	expect 0 nicfw load -f "$tmp/all.nft" v0
	find_elements
	ln -sf /dev/full "$elements" || fail 'no link'
	expect 3 nicfw set add v0 hosts 10.0.0.2
	said 'cannot keep what changes'
	passes 0
}

# The line of 10.0.0.2 fills its page, and there is no other for its newline. The
# mount is seen, and ends, with the shell.
test_a_change_without_room_for_its_end_is_none() {
	all_sets
	expect 0 nicfw load -f "$tmp/all.nft" v0
	find_elements
	in_place add v0 hosts 10.1.0.1
	cp -r "${elements%/*}" "$tmp/texts"
	{
		printf 'add element netdev t hosts { 10.1.0.1 %17s}\n' ''
		for ((i = 0; i < 100; i++)); do cat "$elements"; done
	} >"$tmp/texts/${elements##*/}"
	near unshare -m bash -c '
		mount -t tmpfs -o size=1M none "$1" && cp "$2"/* "$1" || exit 9
		dd if=/dev/zero of="$1/gen-1.fill" bs=4k 2>/dev/null
		"$3" set add v0 hosts 10.0.0.2
		status=$?
		rm "$1/gen-1.fill"
		"$3" status v0
		exit $status' bash "${elements%/*}" "$tmp/texts" "$NICFW" \
		>"$tmp/out" 2>"$tmp/err"
	[ $? = 3 ] || fail 'there was room, or no mount'
	said 'cannot keep what changes: No space left'
	passes 0
}

# Journals of generations 1 of other days are not this one's.
test_what_a_lost_mount_has_left_is_not_applied() {
	all_sets
	expect 0 nicfw load -f "$tmp/all.nft" v0
	find_elements
	in_place add v0 hosts 10.0.0.2
	drops 0
	rm -r "/sys/fs/bpf/nicfw/$(near stat -Lc %i /proc/self/ns/net)/v0"
	[ -s "$elements" ] || fail 'no journal'
	expect 0 nicfw load -f "$tmp/all.nft" v0
	lacks hosts 10.0.0.2
	anew replace v0 ports '1.2.3.4 . 1'
	passes 0
}

run_tests "$@"
