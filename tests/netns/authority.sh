#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# authority.sh - a front and the rules of the kernel that it drops for
. "$(dirname "$0")/lib.bash"

# Who drops pings is seen by the kernel's counter: what nicfw drops early does
# not get there.
live_rules() {
	near nft -f - <<-'END'
		table inet filter {
			set bad { type ipv4_addr; flags interval; }
			chain input {
				type filter hook input priority 0; policy accept;
				ip saddr @bad drop
				icmp type echo-request counter drop
				ct state established accept
				tcp dport 23 drop
			}
			chain forward {
				type filter hook forward priority 0; policy drop;
			}
			chain output {
				type filter hook output priority 0;
			}
		}
	END
}

# file_rules [RULE...] - the same as a file, with more at the end of input
file_rules() {
	cat >"$tmp/host.nft" <<-END
		table inet filter
		delete table inet filter
		table inet filter {
			set bad { type ipv4_addr; flags interval; }
			chain forward {
				type filter hook forward priority filter
				policy drop
			}
			chain input {
				type filter hook input priority filter
				ip saddr @bad drop comment "none of them yet"
				icmp type echo-request counter drop
				ct state established accept
				tcp dport telnet drop
				$*
			}
			chain output { type filter hook output priority 0; }
		}
	END
}

counted() {
	near nft list chain inet filter input |
		sed -n 's/.*echo-request counter packets \([0-9]*\).*/\1/p'
}

# drops_early [CABLE] - v0 or v1, by its number
drops_early() {
	before=$(counted)
	drops "${1:-0}"
	[ "$(counted)" = "$before" ] || fail 'nftables dropped, not nicfw'
}

drops_late() {
	before=$(counted)
	drops 0
	[ "$(counted)" != "$before" ] || fail 'nftables saw no ping'
}

# A chain that keeps what it sees in a set: its packets have to arrive.
add_knock() {
	near nft -f - <<-'END'
		table netdev knock {
			set seen { type ipv4_addr; flags dynamic; }
			chain in {
				type filter hook ingress device v0 priority 0;
				add @seen { ip saddr }
			}
		}
	END
}

test_without_any_ruleset_there_is_nothing_to_load() {
	expect 1 nicfw load --unwatched v0
	said 'neither nftables nor iptables has a table here'
	[ -z "$(mode_of v0)" ] || fail "a program is attached"
	expect 1 nicfw check
	expect 1 nicfw trace --packet 'ip'
	near nft add table inet empty
	expect 1 nicfw load --unwatched v0
	said '^v0: the live ruleset has no base chain'
}

test_the_live_ruleset_is_loaded_in_front_of_itself() {
	live_rules
	drops_late
	expect 1 nicfw load v0
	said 'nothing keeps a load in step with it yet: --unwatched'
	said '^inet filter [a-z]+: '
	[ -z "$(mode_of v0)" ] || fail "a program is attached"
	expect 0 nicfw load -v --unwatched v0
	printed '^v0: loaded the live ruleset, front, unwatched, driver mode$'
	printed 'not on the path: chain inet filter output: '
	drops_early
	# What is behind an accept that may be is the host's to drop.
	expect 0 nicfw counters v0
	printed '\(inet filter input handle [0-9]+\)'
	expect 0 nicfw status v0
	printed '^v0: the live ruleset, front, unwatched$'
	printed '  in step: '
	printed '  not on the path: chain inet filter output: '
	expect 0 nicfw unload v0
	drops_late
}

test_generic_mode_and_shadow_take_the_live_ruleset_too() {
	live_rules
	expect 0 nicfw load --shadow v0
	printed 'the live ruleset, shadow'
	drops_late
	expect 0 nicfw status v0
	printed '  in step: '
	expect 0 nicfw load --generic --unwatched v0
	drops_early
}

test_rules_of_the_kernel_are_named_by_their_handles() {
	live_rules
	expect 0 nicfw check --profile driver -i v0
	printed '^inet filter input handle [0-9]+: .*: icmp type echo-request'
	printed '^inet filter output: chain output: host \('
	expect 0 nicfw trace -i v0 --packet 'ip / icmp type=8'
	expect 0 nicfw check --json --profile driver -i v0
	printed '"rule": "inet filter input handle [0-9]+"'
}

test_status_names_the_base_chain_that_is_another_one_now() {
	live_rules
	expect 0 nicfw load --unwatched v0
	# Neither a chain that is off the path, nor another table plays a part.
	near nft add rule inet filter output tcp dport 1 drop
	near nft 'add table inet other'
	near nft 'add chain inet other c { type filter hook input priority 5; }'
	near nft 'add rule inet other c tcp dport 9 drop'
	expect 0 nicfw status v0
	printed '  in step: '
	near nft insert rule inet filter input ip saddr 10.0.0.2 accept
	expect 0 nicfw status v0
	printed '  out of step: base chain inet filter input is another one'
	expect 0 nicfw status --json v0
	printed '"in_step": false'
	printed '"why_not": "base chain inet filter input '
	expect 0 nicfw load --unwatched v0
	passes 0
	near nft delete table inet filter
	expect 0 nicfw status v0
	printed '  out of step: base chain inet filter input is not in the kernel'
}

test_status_names_an_element_and_what_comes_in_between() {
	live_rules
	expect 0 nicfw load --unwatched v0
	near nft 'add element inet filter bad { 192.0.2.0/24 }'
	expect 0 nicfw status v0
	printed '  out of step: base chain inet filter input is another one'
	near nft 'delete element inet filter bad { 192.0.2.0/24 }'
	expect 0 nicfw status v0
	printed '  in step: '
	near nft 'add table ip nat'
	near nft 'add chain ip nat a { type nat hook prerouting priority -100; }'
	expect 0 nicfw status v0
	printed '  out of step: base chain inet filter input sees packets that'
	near nft delete table ip nat
	add_knock
	expect 0 nicfw status v0
	printed '  out of step: base chain netdev knock in of the kernel is on'
}

test_status_names_a_fact_that_rules_depend_on_and_that_holds_now() {
	near sysctl -qw net.ipv4.ip_forward=0
	live_rules
	near nft delete chain inet filter forward
	expect 0 nicfw load --unwatched v0
	drops_early
	expect 0 nicfw status v0
	printed '  in step: '
	near sysctl -qw net.ipv4.ip_forward=1
	expect 0 nicfw status v0
	printed '  out of step: forwards4: IPv4 packets may be forwarded'
	expect 0 nicfw status --json v0
	printed '"in_step": false'
}

test_a_file_is_loaded_where_the_kernel_has_its_chains() {
	live_rules
	file_rules
	expect 1 nicfw load -f "$tmp/host.nft" v0
	said '--unwatched'
	expect 0 nicfw load --unwatched -f "$tmp/host.nft" v0
	printed "^v0: loaded $tmp/host.nft, front, unwatched, driver mode$"
	drops_early
	expect 0 nicfw counters v0
	printed "\($tmp/host.nft:13\)"
	expect 0 nicfw status v0
	printed '  in step: '
	near nft flush chain inet filter input
	expect 0 nicfw status v0
	printed '  out of step: base chain inet filter input is another one'
}

test_a_file_that_differs_is_refused_by_the_name_of_its_chain() {
	file_rules
	expect 1 nicfw load --unwatched -f "$tmp/host.nft" v0
	said '^v0: base chain inet filter [a-z]+ is not in the kernel; load the'
	live_rules
	file_rules udp dport 7 drop
	expect 1 nicfw load --unwatched -f "$tmp/host.nft" v0
	said '^v0: base chain inet filter input is another one in the kernel;'
	[ -z "$(mode_of v0)" ] || fail "a program is attached"
	# What a front may only look at needs no kernel.
	expect 0 nicfw load --shadow -f "$tmp/host.nft" v0
	expect 0 nicfw status v0
	! grep -q 'in step' "$tmp/out" || fail 'a shadow is in step'
	near nft add rule inet filter input udp dport 7 drop
	expect 0 nicfw load --unwatched -f "$tmp/host.nft" v0
}

test_a_file_is_in_front_of_what_others_have_in_the_kernel() {
	live_rules
	file_rules
	# Its knocks must arrive, so nothing behind it is dropped early.
	add_knock
	expect 0 nicfw load --unwatched -f "$tmp/host.nft" v0
	drops_late
}

test_a_complete_file_asks_no_kernel() {
	live_rules
	rules drop 'icmp type echo-request drop'
	expect 0 nicfw load -f "$tmp/drop.nft" v0
	printed ', complete, '
	drops_early
	expect 0 nicfw status --json v0
	printed '"front": null'
}

test_with_nft_installs_the_file_and_loads_it() {
	file_rules
	expect 0 nicfw load --unwatched --with-nft -f "$tmp/host.nft" v0
	printed ', front, unwatched, '
	printed 'the same rules are in the kernel now'
	drops_early
	expect 0 nicfw status v0
	printed '  in step: '
	# A second time, tighter, and then looser again.
	file_rules udp dport 7 drop
	expect 0 nicfw load --unwatched --with-nft -f "$tmp/host.nft" v0
	near nft list chain inet filter input | grep -q 'udp dport 7' ||
		fail 'the new rule is not in the kernel'
	drops_early
	sed -i '/echo-request/d' "$tmp/host.nft"
	expect 0 nicfw load --unwatched --with-nft -f "$tmp/host.nft" v0
	passes 0
	expect 0 nicfw unload v0
	said 'the rules that were installed with the load stay in the kernel'
	near nft list table inet filter >/dev/null || fail 'the rules went too'
}

test_with_nft_takes_back_the_fronts_of_other_devices() {
	live_rules
	expect 0 nicfw load --unwatched v0 v1
	drops_early 1
	file_rules
	sed -i /echo-request/d "$tmp/host.nft"
	: | expect 1 nicfw load --confirm 30 --unwatched --with-nft \
		-f "$tmp/host.nft" v0
	drops_early 1
	expect 0 nicfw load --unwatched --with-nft -f "$tmp/host.nft" v0
	said 'v1: bypass is on, for its front is of the rules that were before'
	passes 0
	passes 1
	expect 0 nicfw status v1
	printed '  bypass is on: '
}

test_with_nft_leaves_the_fronts_of_others_that_are_in_step() {
	live_rules
	expect 0 nicfw load --unwatched v1
	rules drop 'udp dport 9 drop'
	sed -i 's/{ v0, v1 }/{ v0 }/' "$tmp/drop.nft"
	expect 0 nicfw load --with-nft -f "$tmp/drop.nft" v0
	! grep -q bypass "$tmp/err" || fail 'v1 passes everything'
	drops_early 1
}

test_with_nft_installs_a_complete_file_and_variables_too() {
	rules drop 'ip saddr $who drop'
	sed -i '1i define who = 192.0.2.1' "$tmp/drop.nft"
	# What the kernel has besides makes it no front.
	near nft 'add table inet x'
	near nft 'add chain inet x c { type filter hook input priority 0; }'
	near nft 'add rule inet x c log'
	expect 0 nicfw load --with-nft -f "$tmp/drop.nft" v0
	printed ', complete, '
	passes 0
	near nft delete table netdev t
	expect 0 nicfw load --with-nft -D who=10.0.0.2 -f "$tmp/drop.nft" v0
	near nft list table netdev t | grep -q 'ip saddr 10.0.0.2 drop' ||
		fail 'the kernel has another address'
	drops 0
	expect 0 nicfw unload v0
	drops 0
}

test_a_load_that_fails_leaves_the_kernels_rules() {
	live_rules
	near nft add rule inet filter output counter
	file_rules udp dport 7 drop
	near nft list ruleset >"$tmp/before"
	# No mode takes it: offload alone is wanted.
	expect 3 nicfw load --offload --strict --unwatched --with-nft \
		-f "$tmp/host.nft" v0
	near nft list ruleset | diff "$tmp/before" - || fail 'nft changed'
	# Attaching fails behind the install: the program of another is there.
	expect 0 nicfw load --unwatched v0
	: | expect 1 nicfw load --unwatched --with-nft --confirm 30 \
		-f "$tmp/host.nft" v0
	said 'the rules of inet filter are as they were before'
	near nft list ruleset | diff "$tmp/before" - || fail 'nft changed'
	drops_early
	expect 0 nicfw status v0
	printed '  in step: '
	[ ! -e "/run/nicfw/$(near stat -Lc %i /proc/self/ns/net)/:undo" ] ||
		fail 'something is left to undo'
}

test_a_load_killed_half_way_puts_the_rules_back() {
	live_rules
	near nft list ruleset >"$tmp/before"
	expect 0 nicfw load --unwatched v0
	file_rules udp dport 7 drop
	mkfifo "$tmp/answer"
	near "$NICFW" load --unwatched --with-nft --confirm 60 \
		-f "$tmp/host.nft" v0 <"$tmp/answer" >"$tmp/out" 2>"$tmp/err" &
	pid=$!
	exec 9>"$tmp/answer"
	until_true 20 grep -q 'press Enter' "$tmp/err" || fail 'not asked'
	near nft list ruleset | grep -q 'udp dport 7' || fail 'not installed'
	kill -KILL "$pid"
	exec 9>&-
	wait "$pid" 2>/dev/null
	until_true 20 restored || fail 'the rules are not back'
	expect 0 nicfw status v0
	printed '  in step: '
	printed 'generation 1,'
	drops_early
}
restored() { near nft list ruleset | diff -q "$tmp/before" -; }

test_a_front_that_cannot_leave_passes_all() {
	live_rules
	near nft flush chain inet filter input
	near nft list ruleset >"$tmp/before"
	expect 0 nicfw load --unwatched v0
	file_rules
	begin_load --unwatched --with-nft -f "$tmp/host.nft" v0
	drops_early
	rm -r "/sys/fs/bpf/nicfw/$(near stat -Lc %i /proc/self/ns/net)/v0/gen-1"
	end_load 1
	said '^v0: cannot restore what ran: its program is gone'
	near nft list ruleset | diff "$tmp/before" - || fail 'nft changed'
	passes 0
	said 'v0: what was to be loaded runs still, and bypass is on'
}

test_what_nft_refuses_changes_nothing() {
	live_rules
	near nft list ruleset >"$tmp/before"
	# No chain of type filter translates, the kernel says.
	file_rules masquerade
	expect 3 nicfw load --unwatched --with-nft -f "$tmp/host.nft" v0
	said '^nft: '
	near nft list ruleset | diff "$tmp/before" - || fail 'nft changed'
	[ -z "$(mode_of v0)" ] || fail "a program is attached"
}

test_a_file_that_adds_to_what_is_there_is_put_back() {
	live_rules
	file_rules
	sed -i '1,2d' "$tmp/host.nft"
	near nft list ruleset >"$tmp/before"
	expect 1 nicfw load --unwatched --with-nft -f "$tmp/host.nft" v0
	said 'inet filter input is another one in the kernel: that is not what'
	said 'the rules of inet filter are as they were before'
	near nft list ruleset | diff "$tmp/before" - || fail 'nft changed'
	[ -z "$(mode_of v0)" ] || fail "a program is attached"
}

test_flush_ruleset_has_to_be_meant() {
	live_rules
	near nft add table ip others
	file_rules
	sed -i -e 1d -e '2s/.*/flush ruleset/' "$tmp/host.nft"
	expect 1 nicfw load --unwatched --with-nft -f "$tmp/host.nft" v0
	said "host.nft:1:[0-9]+: 'flush ruleset' takes away the tables of others"
	near nft list table ip others >/dev/null || fail 'it is flushed'
	expect 2 nicfw load --unwatched --flush -f "$tmp/host.nft" v0
	expect 0 nicfw load --unwatched --with-nft --flush -f "$tmp/host.nft" v0
	! near nft list table ip others >/dev/null 2>&1 || fail 'it is not'
	drops_early
}

test_with_nft_wants_a_file_that_can_be_read_twice() {
	rules drop 'icmp type echo-request drop'
	expect 1 nicfw load --with-nft -f <(cat "$tmp/drop.nft") v0
	said '^/dev/fd/[0-9]+ is no file that can be read twice'
	[ -z "$(mode_of v0)" ] || fail "a program is attached"
}

test_wrong_calls_of_with_nft_are_usage() {
	file_rules
	expect 2 nicfw load --unwatched --with-nft v0
	expect 2 nicfw load --unwatched --with-nft -f - v0 <"$tmp/host.nft"
	expect 2 nicfw load --shadow --with-nft -f "$tmp/host.nft" v0
	expect 1 nicfw load --unwatched -D a=1 v0
	said 'has no variables'
}

# The kernel takes any text for a name, and nft's own parser never sees it.
add_table_named() {
	near perl -e '
		sub message {
			my ($type, $flags, $family, $subsystem, $rest) = @_;
			$rest = pack("CCn", $family, 0, $subsystem) . $rest;
			return pack("LSSLL", 16 + length $rest, $type, $flags,
				    0, 0) . $rest;
		}
		my $name = pack("SSZ*", 5 + length $ARGV[0], 1, $ARGV[0]);
		$name .= "\0" x (-length($name) % 4);
		socket(my $nl, 16, 3, 12) or die;
		send($nl, message(16, 1, 0, 10, "") .
			  message(10 << 8, 0x405, 1, 0, $name) .
			  message(17, 1, 0, 10, ""),
		     0, pack("SSLL", 16, 0, 0, 0)) or die;
		recv($nl, my $answer, 4096, 0) // die;
		exit unpack("x16 l", $answer);
	' "$1" || fail "no table '$1'"
}

test_what_a_table_is_called_is_no_command() {
	near nft add table inet x
	add_table_named 'x; add table ip made'
	expect 1 nicfw check --profile driver -i v0
	said '^the name of table inet x has byte 0x3b behind that'
	expect 1 nicfw load --unwatched v0
	! near nft list table ip made >/dev/null 2>&1 || fail 'it was run'
	near nft delete table inet x
	add_table_named $'x\nadd table ip made'
	expect 1 nicfw check --profile driver -i v0
	said '^the name of table inet x has byte 0x(0a|3b) behind that'
	! near nft list table ip made >/dev/null 2>&1 || fail 'it was run'
}

test_a_ruleset_that_does_not_hold_still_is_refused() {
	live_rules
	# Longer to read, table by table, than it stays as it is.
	for i in {0..79}; do
		printf 'table ip many%d { set s { type ipv4_addr; ' "$i"
		printf 'elements = { 10.9.%d.0' "$i"
		printf ", 10.9.$i.%d" {1..255}
		printf ' }\n }\n }\n'
	done | near nft -f -
	while near nft 'add table ip flicker; delete table ip flicker'; do
		read -rt 0.05 <> <(:)
	done &
	pid=$!
	nicfw load --unwatched v0 >"$tmp/out" 2>"$tmp/err"
	status=$?
	kill "$pid"
	wait "$pid" 2>/dev/null
	[ "$status" = 3 ] || fail "status $status"
	said '^the live ruleset changed each time that it was read'
	[ -z "$(mode_of v0)" ] || fail "a program is attached"
	expect 0 nicfw load --unwatched v0
}

# nft prints two rules as `tcp dport 1024-2000` and `ip saddr 10.0.0.1/24`, which
# drop others.
test_what_nft_prints_in_another_sense_is_not_believed() {
	near nft -f - <<-'END'
		table ip t {
			chain input {
				type filter hook input priority 0;
				tcp sport >= 1024 tcp dport <= 2000 drop
				tcp dport >= 3000 tcp sport 5-9 drop
				tcp dport 4000-5000 drop
				ip saddr & 255.255.255.0 == 10.0.0.1 drop
				ip saddr 10.0.1.1/24 drop
			}
		}
	END
	near sysctl -qw net.ipv4.conf.{all,v0}.forwarding=0
	expect 0 nicfw check --profile driver -i v0
	printed 'handle 2: host \(needs what nft prints in another sense'
	printed 'handle 3: driver .*: tcp dport >= 3000 tcp sport 5-9 drop'
	printed 'handle 4: driver .*: tcp dport 4000-5000 drop'
	printed 'handle 5: host \(needs what nft prints in another sense'
	printed 'handle 6: driver .*: ip saddr 10.0.1.0/24 drop'
	expect 0 nicfw trace -i v0 --packet 'ip / tcp sport=80 dport=1500'
	printed '^1 (accept|punt) '
}

run_tests "$@"
