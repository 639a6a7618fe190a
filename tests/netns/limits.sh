#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# limits.sh - loads, and changes of sets, by a process that may have little
#
# It is refused in words and what ran goes on, in its mode; a process that the
# kernel kills leaves no more to do than the next one does.
. "$(dirname "$0")/lib.bash"
. "$(dirname "$0")/set.bash"

installed=$here/../../build/nicfw

start() {
	sets small "set hosts { type ipv4_addr; elements = { 10.0.0.2 }
		}"
	sets large "set hosts { type ipv4_addr; elements = { $(filler 3000) }
		}"
	filler 3000 | sed 's/, /\n/g' >"$tmp/list"
	expect 0 nicfw load --driver -f "$tmp/small.nft" v0
}

# What ran goes on, and nothing is left of what was to come.
nothing_changed() {
	[ "$(mode_of v0)" = xdp ] || fail "$1: now $(mode_of v0)"
	drops 0
	has hosts 10.0.0.2
	no_leftovers
}

# limited ULIMIT... - a load, and a change of the set, under that limit: refused
# or done. How many were done is in $n_done.
#
# What it says goes through a pipe: a file that may not grow would have no word.
limited() {
	n_done=0
	for command in "load --driver -f $tmp/large.nft v0" \
		"set replace -f $tmp/list v0 hosts"; do
		(
			ulimit "$@" &&
				exec nsenter --net="/run/netns/$near" \
					"$NICFW" $command
		) 2>&1 >/dev/null | cat >"$tmp/err"
		status=${PIPESTATUS[0]}
		# Not even its libraries could be opened.
		[ $status = 127 ] && continue
		if [ $status = 0 ]; then
			n_done=$((n_done + 1))
			passes 0
			expect 0 nicfw load --driver -f "$tmp/small.nft" v0
			continue
		fi
		[ $status = 3 ] || fail "$*: status $status"
		[ -s "$tmp/err" ] || fail "$*: refused without a word"
		! grep -q 'unfiltered' "$tmp/err" || fail "$*: another mode"
		nothing_changed "$*"
	done
}

test_few_open_files_are_no_matter_of_the_mode() {
	start
	for n in $(seq 7 12); do
		limited -n "$n"
	done
	limited -n 64
	[ $n_done = 2 ] || fail 'nothing is done with 64 files'
}

test_files_that_may_not_grow_are_said() {
	start
	for n in 0 1 4 16; do
		limited -f $n
		[ $n_done = 0 ] || fail "done with files of $n kB"
		said 'File too large'
	done
}

test_a_full_disk_is_said() {
	start
	mkdir "$tmp/full"
	state=/run/nicfw/$(near stat -Lc %i /proc/self/ns/net)
	for command in "load --driver -f $tmp/large.nft v0" \
		"set replace -f $tmp/list v0 hosts"; do
		expect 3 near unshare --mount bash -c "
			mount --make-rprivate / &&
			mount -t tmpfs -o size=64k full '$tmp/full' &&
			cp -a '$state' '$tmp/full' &&
			mount --move '$tmp/full' /run/nicfw &&
			'$NICFW' $command"
		said '/run/nicfw: No space left on device'
		nothing_changed "$command"
	done
}

# In a cgroup with too little for nicfw itself: sanitizers want more anyway.
test_who_is_killed_for_its_memory_leaves_the_old() {
	mounted=/sys/fs/cgroup max=memory.max
	[ ! -d $mounted/memory ] ||
		mounted=$mounted/memory max=memory.limit_in_bytes
	cgroup=$mounted/nicfw-limits-$$
	mkdir "$cgroup" 2>/dev/null || skip 'no cgroup can be made'
	trap 'rmdir "$cgroup"' EXIT
	[ -e "$cgroup/$max" ] || skip 'no memory cgroups'
	start
	filler 100000 | sed 's/, /\n/g' >"$tmp/list"
	n_killed=0
	for mb in 4 12 20 28; do
		echo $((mb << 20)) >"$cgroup/$max"
		{ bash -c "echo \$\$ >'$cgroup/cgroup.procs' &&
			exec nsenter --net=/run/netns/$near '$installed' \
				set replace -f '$tmp/list' v0 hosts"; } \
			>"$tmp/out" 2>"$tmp/err"
		status=$?
		[ $status = 137 ] && n_killed=$((n_killed + 1))
		[ $status = 0 ] || nothing_changed "$mb MB"
		expect 0 nicfw load --driver -f "$tmp/small.nft" v0
	done
	[ $n_killed -gt 0 ] || fail 'nobody was killed'
}

run_tests "$@"
