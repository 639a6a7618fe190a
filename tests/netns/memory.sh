#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# memory.sh - loads for which there is too little memory
#
# A load reads what the machine has before it asks the kernel for any. A FIFO
# stands for /proc/meminfo here, so that it waits for the test just there; then
# the test leaves its cgroup half of what the maps take. Where cgroups are to be
# seen the load has to see that for itself; where they are hidden, the kernel
# has to run out of memory in the middle.
. "$(dirname "$0")/lib.bash"

# Of version 1, or 2.
if [ -d /sys/fs/cgroup/memory ]; then
	mounted=/sys/fs/cgroup/memory
	max=memory.limit_in_bytes used=memory.usage_in_bytes
else
	mounted=/sys/fs/cgroup
	max=memory.max used=memory.current
fi
cgroup=$mounted/nicfw-memory-$$
trap 'tear_down; rmdir "$cgroup" 2>/dev/null; rm -rf "$tmp"' EXIT

half_of_maps=10000000

# $tmp/large.nft: a set of 200,000 addresses, 20 MB in the kernel
large_set() {
	rules large 'ip saddr @large drop'
	awk 'BEGIN {
		print "\tset large {\n\t\ttype ipv4_addr\n\t\telements = {"
		for (i = 0; i < 200000; i++)
			printf "%s20.%d.%d.%d", i ? ",\n" : "", i / 65536,
				i / 256 % 256, i % 256
		print " }\n\t}"
	}' >"$tmp/set"
	sed -i "1r $tmp/set" "$tmp/large.nft"
}

make_cgroup() {
	mkdir "$cgroup" 2>/dev/null || skip 'no cgroup can be made'
	[ -e "$cgroup/$max" ] || skip 'no memory cgroups'
}

# begin_short HIDE - a load in $cgroup, in $pid, that waits to read $tmp/fifo;
# HIDE is run before it, where it has mounts of its own
begin_short() {
	mkfifo "$tmp/fifo"
	unshare --mount bash -c "
		echo \$\$ >'$cgroup/cgroup.procs' &&
		mount --bind '$tmp/fifo' /proc/meminfo && $1 &&
		exec nsenter --net=/run/netns/$near '$NICFW' load --driver \
			--strict -f '$tmp/large.nft' v0" \
		>"$tmp/out" 2>"$tmp/err" &
	pid=$!
}

# The load waits: it gets half of what it needs, and a machine with plenty.
end_short() {
	timeout 60 bash -c "
		exec 5>'$tmp/fifo'
		echo \$((\$(cat '$cgroup/$used') + $half_of_maps)) \
			>'$cgroup/$max' &&
			echo 'MemAvailable: 90000000 kB' >&5" || {
		kill "$pid"
		fail 'it does not wait, or takes no limit'
	}
	wait "$pid"
	status=$?
	rmdir "$cgroup"
	[ "$status" = 3 ] || fail "status $status"
}

# What ran before still does.
nothing_changed() {
	expect 0 nicfw status v0
	printed "^v0: $tmp/ping.nft"
	printed '  generation 1,'
	drops 0
	no_leftovers
}

test_a_cgroup_with_too_little_is_told_before_anything_is_loaded() {
	ping_and_port
	large_set
	make_cgroup
	expect 0 nicfw load -f "$tmp/ping.nft" v0
	begin_short true
	end_short
	said "^v0: driver: maps and program need [0-9.]+ MB, and cgroup /nicfw-memory-$$ has [0-9.]+ MB left"
	nothing_changed
}

test_a_kernel_that_runs_out_of_memory_leaves_what_was_loaded() {
	ping_and_port
	large_set
	make_cgroup
	expect 0 nicfw load -f "$tmp/ping.nft" v0
	begin_short "umount --lazy '$mounted'"
	end_short
	said '^v0: driver: map [^ ]+ of [0-9]+ entries: Cannot allocate memory'
	nothing_changed
}

test_a_machine_with_too_little_is_told() {
	rules ping 'icmp type echo-request drop'
	echo 'MemAvailable: 3 kB' >"$tmp/meminfo"
	expect 3 unshare --mount bash -c "
		mount --bind '$tmp/meminfo' /proc/meminfo &&
		nsenter --net=/run/netns/$near '$NICFW' load -f \
			'$tmp/ping.nft' v0"
	said '^v0: driver: maps and program need [0-9]+ kB, and the machine has 3 kB left; trying generic mode'
	said '^v0: generic: maps and program need [0-9]+ kB, and the machine has 3 kB left'
	[ -z "$(mode_of v0)" ] || fail 'a program is attached'
}

run_tests "$@"
