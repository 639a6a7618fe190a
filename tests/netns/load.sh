#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# load.sh - loading, replacing, unloading, and what is said about it
. "$(dirname "$0")/lib.bash"

test_a_load_drops_what_its_rules_drop() {
	rules drop 'icmp type echo-request counter drop'
	passes 0
	expect 0 nicfw load -f "$tmp/drop.nft" v0
	said '^v0: offload: driver veth has no XDP offload; trying driver mode$'
	printed "^v0: loaded $tmp/drop.nft, complete, driver mode$"
	drops 0
	passes 1
	expect 0 nicfw unload v0
	passes 0
	[ -z "$(mode_of v0)" ] || fail "a program is left on v0"
}

test_generic_mode_gives_the_same_verdict() {
	rules drop 'icmp type echo-request counter drop'
	expect 0 nicfw load --generic -f "$tmp/drop.nft" v0
	printed 'generic mode'
	[ ! -s "$tmp/err" ] || fail "something is said"
	[ "$(mode_of v0)" = xdpgeneric ] || fail "mode: $(mode_of v0)"
	drops 0
}

test_strict_refuses_to_step_down() {
	rules drop 'icmp type echo-request counter drop'
	expect 3 nicfw load --strict --offload -f "$tmp/drop.nft" v0
	said '^v0: offload: driver veth has no XDP offload$'
	[ -z "$(mode_of v0)" ] || fail "a program is attached"
	expect 0 nicfw load --strict --driver -f "$tmp/drop.nft" v0
	drops 0
}

test_the_ladder_goes_on_when_the_driver_refuses() {
	rules drop 'icmp type echo-request drop'
	# veth takes no native program if its peer has more queues to send on.
	ip -n "$near" link add w0 numrxqueues 1 type veth \
		peer name w1 numtxqueues 4
	near ethtool -L w1 tx 4 || skip 'no veth with several queues'
	ip -n "$near" link set w1 up
	ip -n "$near" link set w0 up
	sed 's/devices = .*}/device w0/' "$tmp/drop.nft" >"$tmp/w0.nft"
	expect 0 nicfw load --driver -f "$tmp/w0.nft" w0
	said '^w0: driver: .*as this device is set up; trying generic mode$'
	printed 'generic mode'
	expect 3 nicfw load --strict --driver -f "$tmp/w0.nft" w0
	[ "$(mode_of w0)" = xdpgeneric ] || fail "the old load is gone"
}

test_a_new_load_replaces_the_old_one_at_once() {
	rules drop 'icmp type echo-request drop'
	rules other 'udp dport 1 drop' 'icmp type echo-request drop'
	expect 0 nicfw load -f "$tmp/drop.nft" v0
	far ping -nqi 0.002 -c 400 -W1 10.0.0.1 >"$tmp/ping" 2>&1 &
	for _ in 1 2 3; do
		expect 0 nicfw load -f "$tmp/other.nft" v0
		expect 0 nicfw load -f "$tmp/drop.nft" v0
	done
	wait
	grep -q ' 0 received' "$tmp/ping" || fail "$(cat "$tmp/ping")"
	expect 0 nicfw status v0
	printed 'generation 7'
	[ "$(find "/sys/fs/bpf/nicfw/$(near stat -Lc %i /proc/self/ns/net)/v0" \
		-name 'gen-*' | wc -l)" = 1 ] || fail "old generations are left"
}

test_a_wrong_ruleset_changes_nothing() {
	rules drop 'icmp type echo-request drop'
	rules wrong 'tcp dport 70000 drop'
	expect 0 nicfw load -f "$tmp/drop.nft" v0
	expect 1 nicfw load -f "$tmp/wrong.nft" v0
	said "^$tmp/wrong.nft:4:[0-9]+: "
	drops 0
	expect 1 nicfw load -f "$tmp/none.nft" v0
	said none.nft
	drops 0
	expect 1 nicfw load -f /bin/true v0
	drops 0
}

test_wrong_usage_is_told_apart() {
	rules drop 'icmp type echo-request drop'
	expect 2 nicfw load -f "$tmp/drop.nft"
	expect 2 nicfw load -f "$tmp/drop.nft" v0 v0
	expect 2 nicfw load --driver --generic -f "$tmp/drop.nft" v0
	expect 2 nicfw load --with-nft v0
	expect 2 nicfw load --flush -f "$tmp/drop.nft" v0
	said '--flush is for --with-nft'
	expect 2 nicfw load --nonsense v0
	expect 2 nicfw load -f
	expect 2 nicfw load --confirm soon -f "$tmp/drop.nft" v0
	expect 2 nicfw load --confirm 4294967297 -f "$tmp/drop.nft" v0
	expect 2 nicfw load -vx v0
	said "no such option '-x'"
	expect 2 nicfw load --strict=1 v0
	said 'no argument is taken'
	expect 2 nicfw status -v v0
	expect 2 nicfw load --confirm 1 -f - v0
	expect 2 nicfw nonsense
	expect 2 nicfw bypass v0 maybe
	[ -z "$(mode_of v0)" ] || fail "a program is attached"
}

test_a_device_that_is_not_there_is_named() {
	rules drop 'icmp type echo-request drop'
	for command in 'load -f '"$tmp"'/drop.nft' unload status counters nic; do
		expect 3 nicfw $command nope0
		said '^nope0: no such device'
	done
	expect 3 nicfw bypass nope0 on
	expect 3 nicfw load -f "$tmp/drop.nft" a-name-that-is-too-long
}

test_the_ruleset_may_come_from_standard_input() {
	rules drop 'icmp type echo-request drop'
	expect 0 nicfw load -f - v0 <"$tmp/drop.nft"
	printed 'loaded <stdin>'
	drops 0
}

test_a_define_is_set_from_the_command_line() {
	rules drop 'ip saddr $who drop'
	sed -i '1i define who = 192.0.2.1' "$tmp/drop.nft"
	expect 0 nicfw load -f "$tmp/drop.nft" v0
	passes 0
	expect 0 nicfw load -D who=10.0.0.2 -f "$tmp/drop.nft" v0
	drops 0
	expect 0 nicfw load --define who=192.0.2.1 -f "$tmp/drop.nft" v0
	passes 0
	expect 1 nicfw load -D who -f "$tmp/drop.nft" v0
}

test_a_bond_is_refused_with_its_ports() {
	rules drop 'icmp type echo-request drop'
	ip -n "$near" link add b0 type bond 2>/dev/null || skip 'no bonding'
	ip -n "$near" link set v1 down
	ip -n "$near" link set v1 master b0
	expect 3 nicfw load -f "$tmp/drop.nft" b0
	said '^b0: .*load on its ports: v1$'
}

test_rules_that_read_tags_come_with_a_warning() {
	rules tag 'vlan id 7 drop'
	expect 0 nicfw load -f "$tmp/tag.nft" v0
	said "^$tmp/tag.nft:4:[0-9]+: warning: .*VLAN tags.*ethtool -K"
	rules plain 'ip saddr 192.0.2.1 drop'
	expect 0 nicfw load --driver -f "$tmp/plain.nft" v0
	[ ! -s "$tmp/err" ] || fail 'something is said'
}

test_a_policy_for_other_devices_is_refused() {
	rules drop 'icmp type echo-request drop'
	sed 's/{ v0, v1 }/{ v1, w7 }/' "$tmp/drop.nft" >"$tmp/other.nft"
	expect 1 nicfw load -f "$tmp/other.nft" v0
	said '^v0: no base chain of .*other.nft is for this device.* v1, w7: '
	[ -z "$(mode_of v0)" ] || fail 'a program is attached'
	expect 0 nicfw load -f "$tmp/drop.nft" v0
	expect 1 nicfw load -f "$tmp/other.nft" v1 v0
	[ -z "$(mode_of v1)" ] || fail 'v1 is loaded'
	drops 0
	: >"$tmp/empty.nft"
	expect 1 nicfw load -f "$tmp/empty.nft" v0
	said '^v0: .*empty.nft has no base chain'
	for table in 'bridge t { chain c { type filter hook input' \
		'bridge t { chain c { type filter hook prerouting' \
		'arp t { chain c { type filter hook input' \
		'inet t { chain c { type filter hook output' \
		'inet t { flags dormant; chain c { type filter hook input' \
		'netdev t { flags dormant; chain c { type filter hook ingress device v0'
	do
		printf 'table %s priority 0; policy drop; }\n}\n' "$table" \
			>"$tmp/none.nft"
		expect 1 nicfw load -f "$tmp/none.nft" v0
		said '^v0: .*none.nft has no base chain that packets meet'
		nicfw check -f "$tmp/none.nft" 2>&1 | grep 'complete: yes' &&
			fail "complete: $table"
	done
	for command in 'trace --packet ip' 'show --plan' "compile -o $tmp/o"; do
		expect 1 nicfw $command -i v0 -f "$tmp/other.nft"
		said 'v1, w7'
	done
	[ ! -e "$tmp/o" ] || fail 'an object was written'
	drops 0
}

test_a_profile_that_is_not_there_is_wrong_usage() {
	rules drop 'icmp type echo-request drop'
	for command in check 'trace --packet ip' 'show --plan' \
		"compile -o $tmp/o" 'load v0'; do
		expect 2 nicfw $command --profile none -f "$tmp/drop.nft"
		said 'none.conf: No such file'
		said '^note: the folder of profiles is .*nic-profiles; NICFW_PROF'
		# Nobody asked for the one that the device needs.
		expect 3 env NICFW_PROFILES=/nope nsenter \
			--net="/run/netns/$near" "$NICFW" $command \
			-f "$tmp/drop.nft"
	done
	[ -z "$(mode_of v0)" ] || fail 'a program is attached'
}

test_rules_that_fit_nowhere_are_not_complete() {
	rules drop 'icmp type echo-request drop'
	sed '/^max_insns/,/}/s/value = .*;/value = 100;/' \
		"$NICFW_PROFILES/driver.conf" >"$tmp/tiny.conf"
	check="nicfw check --profile $tmp/tiny.conf -f $tmp/drop.nft"
	expect 1 $check
	printed '[0-9] of 100 instructions, .* bytes of stack: does not fit$'
	printed '^v0: 1 rules: 1 nowhere; complete: no$'
	expect 1 $check --json
	printed '"complete": false'
	expect 0 nicfw check --profile driver -f "$tmp/drop.nft"
	printed ' of 1,000,000 instructions, .*: fits$'
	printed '^v0: 1 rules: 1 driver; complete: yes$'
	expect 1 nicfw load --driver --profile "$tmp/tiny.conf" \
		-f "$tmp/drop.nft" --strict v0
}

test_names_and_comments_may_be_any_bytes() {
	name=$'f\xfc\xc3'
	rules "$name" $'ip saddr 192.0.2.1 drop comment "f\xfcr"' \
		'icmp type echo-request drop'
	expect 0 nicfw load -f "$tmp/$name.nft" v0
	printed 'f\\xfc\\xc3.nft, complete'
	far ping -nqc 1 -W0.2 10.0.0.1 >/dev/null
	expect 0 nicfw counters v0
	printed '^ +0 .*comment "f\\xfcr"'
	printed '^ +1 .*icmp type echo-request drop'
	expect 0 nicfw trace --json -f "$tmp/$name.nft" \
		--packet 'ip src=192.0.2.1'
	printed '"verdict": "drop"'
}

# no_commands - nothing of what a file holds is for the terminal; a newline is
# one that nicfw printed
no_commands() {
	! LC_ALL=C grep -qE "$(printf '[\001-\010\013-\037\177]|\302[\200-\237]')" \
		"$tmp/out" "$tmp/err" || fail 'a command to the terminal'
	! grep -q '^forged' "$tmp/out" "$tmp/err" || fail 'a line of a file'
}

test_a_ruleset_cannot_drive_the_terminal() {
	cat >"$tmp/esc.nft" <<-END
		table inet t {
			chain in {
				type filter hook ingress device v0 priority 0;
				tcp dport 9 drop comment "$(printf 'a\033[2J\302\233b\nforged')"
				tcp dport 9 drop
				log prefix "$(printf '\033c')" accept
			}
			chain out { type filter hook output priority 0; }
		}
	END
	expect 0 nicfw check -f "$tmp/esc.nft"
	no_commands
	printed 'comment "a\\x1b\[2J\\xc2\\x9bb\\x0aforged"'
	expect 0 nicfw show --policy -f "$tmp/esc.nft"
	no_commands
	expect 0 nicfw trace -v -f "$tmp/esc.nft" --packet 'ip / tcp dport=9'
	no_commands
	near nft -f "$tmp/esc.nft"
	expect 0 nicfw load -v -f "$tmp/esc.nft" --unwatched v0
	no_commands
	expect 0 nicfw counters v0
	no_commands
	printed 'a\\x1b\[2J'
	expect 0 nicfw status v0
	no_commands
	for bad in "tcp dport \"$(printf '\033c')\"" "jump x$(printf '\033c')" \
		"$(printf '\302\233')" "ip saddr @a$(printf '\033')"; do
		printf 'table inet t {\nchain c {\n%s\n}\n}\n' "$bad" >"$tmp/bad.nft"
		expect 1 nicfw check -f "$tmp/bad.nft"
		no_commands
	done
}

test_output_that_cannot_be_written_is_an_error() {
	rules drop 'icmp type echo-request drop'
	near "$NICFW" load -f "$tmp/drop.nft" v0 <&- >&- 2>&-
	drops 0
	near "$NICFW" status v0 >/dev/full 2>"$tmp/err"
	[ $? = 3 ] || fail 'not refused'
	said 'the output could not be written'
}

test_a_name_may_be_long() {
	rules drop 'icmp type echo-request drop'
	long=$tmp/$(printf 'n%.0s' {1..240}).nft
	mv "$tmp/drop.nft" "$long"
	expect 0 nicfw load -f "$long" v0
	expect 0 nicfw status v0
	printed "^v0: $long, complete$"
}

test_a_shadow_counts_and_drops_nothing() {
	rules drop 'icmp type echo-request drop'
	expect 0 nicfw load --shadow -f "$tmp/drop.nft" v0
	printed shadow
	passes 0
	expect 0 nicfw counters v0
	printed '^ +[1-9][0-9]* +[0-9]+  icmp type echo-request drop'
	expect 0 nicfw status v0
	printed shadow
}

test_counters_name_rules_and_policy() {
	rules count 'ip saddr 10.0.0.2 icmp type echo-request counter' \
		'udp dport 9 drop'
	expect 0 nicfw load -f "$tmp/count.nft" v0
	far ping -nqc 3 -i 0.01 -s 56 10.0.0.1 >/dev/null
	far bash -c 'echo x >/dev/udp/10.0.0.1/9'
	expect 0 nicfw counters v0
	printed "^ +3 +252  ip saddr .*\(.*count.nft:4, counter\)"
	printed "^ +1 +30  udp dport 9 drop"
	printed 'policy accept'
	expect 0 nicfw counters --json v0
	printed '"packets": 3'
	expect 3 nicfw counters v1
	said 'v1: nothing is loaded'
}

test_a_slow_reader_of_counters_holds_up_nobody() {
	mapfile -t many < <(seq -f 'udp dport %g counter drop' 2000)
	rules many "${many[@]}"
	rules drop 'icmp type echo-request drop'
	expect 0 nicfw load -f "$tmp/many.nft" v0
	mkfifo "$tmp/pipe"
	near "$NICFW" counters v0 >"$tmp/pipe" &
	exec 6<"$tmp/pipe"
	# It has begun to print, and cannot go on.
	read -rN1 -u6 _
	expect 0 nicfw load -f "$tmp/drop.nft" v0
	exec 6<&-
	wait
}

test_status_tells_mode_profile_and_budget() {
	rules drop 'icmp type echo-request drop'
	expect 0 nicfw status
	printed '^nothing is loaded'
	expect 0 nicfw load -f "$tmp/drop.nft" v0
	expect 0 nicfw status
	printed "^v0: $tmp/drop.nft, complete"
	printed '^  driver mode, profile driver: [0-9,]+ of 1,000,000 instructions, '
	printed '^  not in offload mode: driver veth has no XDP offload$'
	expect 0 nicfw load -v -f "$tmp/drop.nft" v0
	printed '^v0: driver mode, profile driver: [0-9,]+ of 1,000,000 instructions, '
	expect 0 nicfw status --json v0
	printed '"mode": "driver"'
	expect 0 nicfw load --json --generic -f "$tmp/drop.nft" v0
	printed '"mode": "generic"'
	expect 0 nicfw status v1
	printed '^v1: nothing is loaded'
}

test_bypass_passes_everything_and_survives_a_load() {
	rules drop 'icmp type echo-request drop'
	expect 3 nicfw bypass v0 on
	expect 0 nicfw load -f "$tmp/drop.nft" v0
	expect 0 nicfw bypass v0 on
	passes 0
	expect 0 nicfw load -f "$tmp/drop.nft" v0
	printed 'bypass is still on'
	passes 0
	expect 0 nicfw bypass v0 off
	drops 0
}

test_a_profile_for_a_nic_runs_on_the_host() {
	rules drop 'icmp type echo-request drop'
	expect 0 nicfw load --driver --profile agilio-cx -f "$tmp/drop.nft" v0
	drops 0
	expect 0 nicfw status v0
	printed 'profile agilio-cx'
}

test_nic_tells_what_a_device_can_do() {
	expect 0 nicfw nic v0
	printed '^v0: driver veth'
	printed 'offload: no: driver veth has no XDP offload'
	printed 'driver: profile driver'
	expect 0 nicfw nic
	printed '^lo: '
	printed '^v1: '
	expect 0 nicfw nic --json v0
	printed '"driver": "veth"'
}

test_every_command_has_help() {
	for command in load unload status counters bypass check trace show \
		compile nic; do
		expect 0 nicfw $command --help
		printed "^usage: nicfw $command"
	done
	expect 0 nicfw --help
	expect 0 nicfw --version
}

test_without_the_right_one_line_says_so() {
	rules drop 'icmp type echo-request drop'
	chmod 755 "$tmp"
	nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'
	expect 0 nicfw load -f "$tmp/drop.nft" v0
	for command in 'load -f '"$tmp"'/drop.nft' unload counters status; do
		expect 3 near $nobody "$NICFW" $command v0
		said 'run as root'
		[ "$(wc -l <"$tmp/err")" = 1 ] || fail "more than one line"
	done
	expect 0 near $nobody "$NICFW" nic v0
	drops 0
	chmod 644 "$tmp/drop.nft"
	expect 3 $nobody "$NICFW" trace --engine kernel -f "$tmp/drop.nft" \
		--packet ip
	said '^engine kernel: .*run as root'
	[ "$(wc -l <"$tmp/err")" = 1 ] || fail "more than one line"
}

# One frame of a capture without Ethernet headers (LINKTYPE_RAW).
test_a_capture_is_traced_where_there_is_libpcap() {
	rules drop 'icmp type echo-request drop'
	{
		printf '\xd4\xc3\xb2\xa1\2\0\4\0\0\0\0\0\0\0\0\0\0\0\1\0e\0\0\0'
		printf '\0\0\0\0\0\0\0\0\34\0\0\0\34\0\0\0'
		printf 'E\0\0\34\0\0\0\0@\1\0\0\xa\0\0\2\xa\0\0\1\x8\0\0\0\0\0\0\0'
	} >"$tmp/one.pcap"
	expect 0 nicfw trace -f "$tmp/drop.nft" --pcap "$tmp/one.pcap"
	printed 'drop'
	mkdir "$tmp/lib"
	: >"$tmp/lib/$(grep -aoE 'libpcap\.so\.[0-9.]*[0-9]' "$NICFW" | head -n1)"
	expect 3 env LD_LIBRARY_PATH="$tmp/lib" "$NICFW" trace \
		-f "$tmp/drop.nft" --pcap "$tmp/one.pcap"
	said '^captures are read by libpcap.*, which cannot be opened: .*too short'
	expect 0 env LD_LIBRARY_PATH="$tmp/lib" "$NICFW" --version
}

run_tests "$@"
