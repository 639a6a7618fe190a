#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# beside.sh - living beside others: their XDP programs, their mounts
. "$(dirname "$0")/lib.bash"

test_anothers_program_is_not_thrown_out() {
	rules ping 'icmp type echo-request drop'
	for mode in xdpdrv xdpgeneric; do
		xdp_of_another v0 $mode
		expect 3 nicfw load -f "$tmp/ping.nft" v0
		said '^v0: program [0-9]+ \(.*\) runs there in .* mode.*--force'
		passes 0
		expect 0 nicfw status v0
		printed 'of another runs'
		expect 0 nicfw unload v0
		[ "$(mode_of v0)" ] || fail 'unload threw it out'
		ip -n "$near" link set v0 $mode off
	done
}

test_force_throws_anothers_program_out() {
	rules ping 'icmp type echo-request drop'
	for mode in xdpdrv xdpgeneric; do
		xdp_of_another v0 $mode
		expect 0 nicfw load --force -f "$tmp/ping.nft" v0
		said 'throwing out program [0-9]+'
		drops 0
		expect 0 nicfw unload v0
	done
}

test_a_forced_load_that_is_not_confirmed_puts_it_back() {
	rules ping 'icmp type echo-request drop'
	xdp_of_another v0 xdpdrv
	id=$(prog_of v0)
	expect 1 nicfw load --force --confirm 5 -f "$tmp/ping.nft" v0 </dev/null
	passes 0
	[ "$(prog_of v0)" = "$id" ] || fail 'it is not back'
}

test_our_program_is_not_thrown_out_by_ip_link() {
	rules ping 'icmp type echo-request drop'
	expect 0 nicfw load -f "$tmp/ping.nft" v0
	near ip link set v0 xdpdrv off 2>/dev/null
	drops 0
}

test_without_bpffs_it_is_mounted_and_said() {
	rules ping 'icmp type echo-request drop'
	# A mount namespace like that of a machine where nobody mounted it: the
	# shell that enters it is the first process there, as init would be.
	cat >"$tmp/init" <<-'EOF'
		while mountpoint -q /sys/fs/bpf; do umount /sys/fs/bpf; done
		mount -t proc proc /proc
		nsenter --net="$3" "$1" load -f "$2" v0
		nsenter --net="$3" "$1" status v0
	EOF
	expect 0 unshare --mount --pid --fork sh "$tmp/init" "$NICFW" \
		"$tmp/ping.nft" "/run/netns/$near"
	said 'mounted bpffs at /sys/fs/bpf'
	printed '^v0: .*, complete'
}

test_pins_are_not_put_where_they_would_be_lost() {
	rules ping 'icmp type echo-request drop'
	expect 3 ip netns exec "$near" "$NICFW" load -f "$tmp/ping.nft" v0
	said 'nsenter --net='
	[ "$(wc -l <"$tmp/err")" = 1 ] || fail 'more than one line'
	[ -z "$(mode_of v0)" ] || fail 'a program is attached'
}

# Nor is "nothing is loaded" said where nobody can see it.
test_pins_of_another_mount_namespace_are_not_overlooked() {
	rules ping 'icmp type echo-request drop'
	expect 0 nicfw load -f "$tmp/ping.nft" v0
	for command in status 'status v0' 'counters v0' 'set list v0 x'; do
		# shellcheck disable=SC2086 # words
		expect 3 ip netns exec "$near" "$NICFW" $command
		said '^no bpffs .*, so what is loaded cannot be seen; .*nsenter'
		! grep -q 'or mount' "$tmp/err" || fail 'one that is empty'
		[ ! -s "$tmp/out" ] || fail "$command answers"
	done
	drops 0
}

test_namespaces_do_not_see_each_other() {
	rules ping 'icmp type echo-request drop'
	ip -n "$far" link set f1 down
	ip -n "$far" link set f1 name v0
	ip -n "$far" link set v0 up
	expect 0 nicfw load -f "$tmp/ping.nft" v0
	expect 0 far "$NICFW" status v0
	printed 'nothing is loaded'
	expect 0 far "$NICFW" load -f "$tmp/ping.nft" v0
	expect 0 far "$NICFW" unload v0
	drops 0
}

test_what_is_left_of_a_dead_namespace_is_removed() {
	rules ping 'icmp type echo-request drop'
	dead=nicfw-dead-$$
	ip netns add $dead
	ip -n $dead link add v0 type veth peer name v1
	inode=$(stat -Lc %i /run/netns/$dead)
	nsenter --net=/run/netns/$dead "$NICFW" load -f "$tmp/ping.nft" v0 \
		>/dev/null 2>&1
	[ -e "/sys/fs/bpf/nicfw/$inode/v0" ] || fail 'not loaded'
	echo '{}' >"/run/nicfw/$inode/:undo.failed"
	# Of a load that was killed while it wrote it.
	echo '{' >"/run/nicfw/$inode/:journal.new"
	echo '{}' >"/run/nicfw/$inode/:journal-undone"
	# Of a device whose pins went with a bpffs.
	mkdir "/run/nicfw/$inode/v2"
	echo '{}' >"/run/nicfw/$inode/v2/gen-1.json"
	ip netns del $dead
	rules port 'udp dport 9 drop'
	expect 0 nicfw load -f "$tmp/port.nft" v0
	is_forgotten() {
		nicfw status v0 >/dev/null &&
			[ ! -e "/sys/fs/bpf/nicfw/$inode" ] &&
			[ ! -e "/run/nicfw/$inode" ]
	}
	until_true 10 is_forgotten || fail 'it is still there'
	expect 0 nicfw status v0
	printed 'port.nft, complete'
}

# Whoever looks in another one first: with mounts of their own, so that only those
# two are here.
test_who_lost_a_device_is_told_in_its_namespace() {
	rules ping 'icmp type echo-request drop'
	sed 's/v0, v1/f1/' "$tmp/ping.nft" >"$tmp/far.nft"
	cat >"$tmp/both" <<-'EOF'
		set -e
		mkdir -p /run/nicfw
		mount -t tmpfs tmpfs /run/nicfw
		mount -t bpf bpf /sys/fs/bpf
		near="nsenter --net=/run/netns/$3" far="nsenter --net=/run/netns/$4"
		$near "$1" load --driver -f "$2/ping.nft" v0
		$near ip link del v0
		$far "$1" load --driver -f "$2/far.nft" f1
		$far "$1" unload f1
		$near "$1" status
		$near "$1" status
	EOF
	expect 0 unshare --mount sh "$tmp/both" "$NICFW" "$tmp" "$near" "$far"
	said '^note: v0: its device went away'
	[ "$(wc -l <"$tmp/err")" = 1 ] || fail 'not told once'
}

test_a_device_in_another_namespace_keeps_its_filter() {
	rules ping 'icmp type echo-request drop'
	expect 0 nicfw load -f "$tmp/ping.nft" v0
	ip -n "$near" link set v0 netns "$far" name moved
	expect 0 nicfw status
	said '^note: v0: its device went to another network namespace with its filter; `nicfw unload v0` ends it$'
	ip -n "$near" link set v1 down
	ip -n "$near" link set v1 name v0
	expect 3 nicfw load -f "$tmp/ping.nft" v0
	said 'went to another network namespace with its filter'
	ip -n "$far" link show moved | grep -q xdp || fail 'it lost its filter'
	expect 0 nicfw unload v0
	expect 0 nicfw load -f "$tmp/ping.nft" v0
}

test_a_unit_that_systemd_understands_is_installed() {
	make -s -C "$here/../.." install DESTDIR="$tmp/root" PREFIX=/usr \
		>/dev/null 2>&1 || skip 'make install fails'
	unit=$tmp/root/lib/systemd/system/nicfw@.service
	grep -q '^ExecStart=/usr/sbin/nicfw load -f /etc/nicfw/%I.nft %I$' \
		"$unit" || fail "$(cat "$unit")"
	[ -x "$tmp/root/usr/sbin/nicfw" ] || fail 'no binary'
	[ -e "$tmp/root/usr/share/nicfw/nic-profiles/driver.conf" ] ||
		fail 'no profiles'
	command -v systemd-analyze >/dev/null || skip 'no systemd-analyze'
	cp "$unit" "$tmp/nicfw@v0.service"
	sed -i "s|/usr/sbin/nicfw|/bin/true|" "$tmp/nicfw@v0.service"
	# What needs the network before the system is up must not end in a cycle.
	printf '%s\n' '[Unit]' DefaultDependencies=no After=network-pre.target \
		Before=sysinit.target '[Service]' ExecStart=/bin/true \
		'[Install]' WantedBy=sysinit.target >"$tmp/early.service"
	systemd-analyze verify --man=no "$tmp/nicfw@v0.service" \
		"$tmp/early.service" >"$tmp/out" 2>&1 || fail 'systemd-analyze'
	[ ! -s "$tmp/out" ] || fail 'systemd-analyze has something to say'
	# What sets the host up runs first: who comes between them is a cycle.
	for other in systemd-sysctl nftables; do
		printf '%s\n' '[Unit]' DefaultDependencies=no \
			"Before=$other.service" After=nicfw@v0.service \
			"Wants=$other.service nicfw@v0.service" \
			'[Service]' ExecStart=/bin/true >"$tmp/between.service"
		printf '%s\n' '[Unit]' DefaultDependencies=no \
			'[Service]' ExecStart=/bin/true >"$tmp/$other.service"
		systemd-analyze verify --man=no "$tmp/between.service" \
			"$tmp/$other.service" "$tmp/nicfw@v0.service" \
			>"$tmp/out" 2>&1
		grep -q "Found ordering cycle" "$tmp/out" ||
			fail "it may run before $other.service"
	done
}

run_tests "$@"
