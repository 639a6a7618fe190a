#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# authority.sh - a front and the rules of the kernel that it drops for
. "$(dirname "$0")/lib.bash"
. "$(dirname "$0")/authority.bash"

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
	left=$(sed -n '/^    "left": \[/,/\]/s/^ *//p' "$tmp/out" | tr '\n' ' ')
	[ "$left" = '"left": [ { "chain": "inet filter output", "place": "inet filter output", "why": "arriving packets do not meet its hook" } ], ' ] ||
		fail "left: $left"
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

# complete_rules RULE... - of the kernel, at the ingress of v0 alone
complete_rules() {
	near nft -f - <<-END
		table netdev t
		delete table netdev t
		table netdev t {
			set bad { type ipv4_addr; }
			chain in {
				type filter hook ingress device v0 priority 0;
				ip saddr @bad drop
				$*
			}
		}
	END
}

another_one_now() {
	expect 0 nicfw status v0
	printed "^  the live ruleset is another one now: base chain $1; nicfw is the firewall here and keeps what it was given: load again to follow\$"
	expect 0 nicfw status --json v0
	printed '"in_step": false'
}

test_a_complete_load_of_the_live_ruleset_says_when_that_changes() {
	complete_rules 'icmp type echo-request drop'
	expect 0 nicfw load v0
	printed ', complete, '
	expect 0 nicfw status v0
	printed '^  the live ruleset is what it was given$'
	complete_rules 'accept'
	another_one_now 'netdev t in is another one in the kernel'
	drops 0
	expect 0 nicfw load v0
	passes 0
	near nft add element netdev t bad '{ 10.0.0.2 }'
	another_one_now 'netdev t in is another one in the kernel'
	near nft flush set netdev t bad
	expect 0 nicfw status v0
	printed '^  the live ruleset is what it was given$'
	near nft add chain netdev t more \
		'{ type filter hook ingress device v0 priority 1; }'
	another_one_now 'netdev t more is new in the kernel'
	near nft delete table netdev t
	another_one_now 'netdev t in is not in the kernel'
}

# forget_rewritten - v0's state is what a nicfw wrote that did not know of it
forget_rewritten() {
	meta=$(echo "/run/nicfw/$(near stat -Lc %i /proc/self/ns/net)"/v0/gen-*.json)
	near jq 'del(.front.chains[].rewritten)' "$meta" >"$tmp/meta"
	near cp "$tmp/meta" "$meta"
}

is_in_step_unknown() {
	expect 0 nicfw status v0
	printed '  whether it is in step cannot be told: what it was made of is lost'
	expect 0 nicfw status --json v0
	printed '"in_step": null'
}

# It drops what it did, nobody says that it is in step, and all commands work.
test_a_front_of_an_older_state_is_not_said_to_be_in_step() {
	live_rules
	expect 0 nicfw load --unwatched v0
	forget_rewritten
	is_in_step_unknown
	drops_early
	expect 0 nicfw counters v0
	printed '[1-9].*echo-request'
	expect 0 nicfw bypass v0 on
	drops_late
	expect 0 nicfw bypass v0 off
	drops_early
	expect 0 nicfw load --unwatched v0
	expect 0 nicfw status v0
	printed '  in step: '
	forget_rewritten
	expect 0 nicfw unload v0
	drops_late
	no_leftovers
}

test_a_front_of_an_older_state_passes_all_where_its_rules_may_be_others() {
	live_rules
	expect 0 nicfw load --unwatched v0
	forget_rewritten
	rules drop 'udp dport 9 drop'
	sed -i 's/{ v0, v1 }/{ v1 }/' "$tmp/drop.nft"
	expect 0 nicfw load --with-nft -f "$tmp/drop.nft" v1
	said 'v0: bypass is on, for its front is of the rules that were before: what it was made of is lost'
	drops_late
}

test_a_complete_load_of_a_file_is_not_held_against_the_kernel() {
	rules drop 'icmp type echo-request drop'
	expect 0 nicfw load -f "$tmp/drop.nft" v0
	expect 0 nicfw status v0
	! grep -q 'live ruleset' "$tmp/out" || fail 'the kernel was asked'
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

# nft ends well, and complains, where it lists a rule without a match of it.
test_a_listing_that_leaves_a_match_out_is_refused() {
	near nft -f - <<-'END'
		table inet t {
			chain input {
				type filter hook input priority 0;
				meta l4proto >> 1 == icmp drop
				tcp dport 23 accept
			}
		}
	END
	near nft list ruleset 2>"$tmp/left" | grep -qP '^\t\tdrop$' ||
		skip "this nft lists the match"
	expect 3 nicfw check
	said '^nft -a list table inet t: failed: what it lists lacks something: netlink: Error: Relational expression size mismatch'
	expect 3 nicfw load --unwatched v0
	[ -z "$(mode_of v0)" ] || fail "a program is attached"
}

run_tests "$@"
