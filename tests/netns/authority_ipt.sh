#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# authority_ipt.sh - fronts of iptables' rules, of both variants
. "$(dirname "$0")/lib.bash"

# ipt VARIANT ARGUMENT... - iptables-nft or iptables-legacy at the near end
ipt() {
	variant=$1
	shift
	near "iptables-$variant" "$@"
}

has_legacy() {
	ipt legacy -L -n >/dev/null 2>&1 || skip 'no iptables-legacy here'
}

# add_rules VARIANT - pings are dropped by a rule that only an extension knows
add_rules() {
	ipt "$1" -A INPUT -m comment --comment ping -p icmp \
		-m icmp --icmp-type 8 -j DROP
	ipt "$1" -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT
	ipt "$1" -P FORWARD DROP
}

counted() {
	ipt "$1" -nvxL INPUT | awk '/icmptype 8/ { print $1 }'
}

drops_early() {
	before=$(counted "$1")
	drops 0
	[ "$(counted "$1")" = "$before" ] || fail 'iptables dropped, not nicfw'
}

is_front_of() {
	expect 0 nicfw load --unwatched v0
	printed '^v0: loaded the live ruleset, front, unwatched'
	drops_early "$1"
}

test_tables_of_iptables_nft_are_read_by_its_own_tool() {
	add_rules nft
	near nft list ruleset >"$tmp/before" 2>/dev/null
	is_front_of nft
	expect 0 nicfw counters v0
	printed '\(ip filter INPUT rule 1\)'
	expect 0 nicfw status v0
	printed '  in step: '
	near nft list ruleset 2>/dev/null | diff "$tmp/before" - ||
		fail 'reading changed the ruleset'
	ipt nft -I INPUT -s 10.0.0.2 -j ACCEPT
	expect 0 nicfw status v0
	printed '  out of step: base chain ip filter INPUT is another one'
	expect 0 nicfw load --unwatched v0
	passes 0
}

# two_lines VARIANT - the drop stands behind what a comment of two lines accepts
two_lines() {
	ipt "$1" -A INPUT -p icmp -m comment --comment $'two\n# lines' -j ACCEPT
	ipt "$1" -A INPUT -p icmp -m comment --comment one -j DROP
	expect 3 nicfw load --unwatched v0
	said 'has a comment of several lines'
	passes 0
}

test_a_rule_whose_comment_has_two_lines_is_not_read_as_another() {
	two_lines nft
	has_legacy
	ipt nft -F
	two_lines legacy
}

test_a_table_without_extensions_reads_as_nft() {
	ipt nft -A INPUT -s 10.0.0.2 -j DROP
	ipt nft -P FORWARD DROP
	expect 0 nicfw load --unwatched v0
	expect 0 nicfw counters v0
	printed '\(ip filter INPUT handle [0-9]+\)'
	drops 0
}

test_tables_of_legacy_are_read_where_they_are_and_never_made() {
	has_legacy
	# has_legacy made one, elsewhere there is none.
	ip netns add "$near-other"
	nsenter --net="/run/netns/$near-other" "$NICFW" load lo >/dev/null 2>&1
	[ -z "$(nsenter --net="/run/netns/$near-other" \
		cat /proc/self/net/ip_tables_names)" ] || made=1
	ip netns del "$near-other"
	[ -z "${made-}" ] || fail 'a table was made'
	add_rules legacy
	is_front_of legacy
	expect 0 nicfw counters v0
	printed '^chain legacy ip filter INPUT'
	printed '\(legacy ip filter INPUT rule 1\)'
	ipt legacy -D INPUT 1
	expect 0 nicfw status v0
	printed '  out of step: base chain legacy ip filter INPUT is another one'
}

test_legacy_rules_that_change_during_a_load_end_it() {
	has_legacy
	add_rules legacy
	mkdir "$tmp/bin"
	cat >"$tmp/bin/iptables-legacy-save" <<-END
		#!/bin/sh
		[ ! -e "$tmp/once" ] || iptables-legacy -D INPUT 1
		touch "$tmp/once"
		exec "$(command -v iptables-legacy-save)" "\$@"
	END
	chmod +x "$tmp/bin/iptables-legacy-save"
	PATH=$tmp/bin:$PATH
	expect 1 nicfw load --unwatched v0
	said 'base chain legacy ip filter INPUT .*it changed just now; load again'
	[ -z "$(mode_of v0)" ] || fail "a program is attached"
}

# is_front_of_dump VARIANT - the kernel has just the rules that were saved of it
is_front_of_dump() {
	add_rules "$1"
	near "iptables-$1-save" >"$tmp/dump"
	expect 0 nicfw load --unwatched -f "$tmp/dump" v0
	printed ', front, unwatched'
	drops_early "$1"
	expect 0 nicfw status v0
	printed '^  in step: '
	# In the kernel's rules, and then in those of the file.
	ipt "$1" -D INPUT 2
	expect 0 nicfw status v0
	printed '^  out of step: base chain .*ip filter INPUT is another one'
	expect 1 nicfw load --unwatched -f "$tmp/dump" v0
	said 'base chain .*ip filter INPUT is another one in the kernel'
	near "iptables-$1-save" >"$tmp/dump"
	expect 0 nicfw load --unwatched -f "$tmp/dump" v0
	sed -i 's/^:FORWARD DROP/:FORWARD ACCEPT/' "$tmp/dump"
	expect 1 nicfw load --unwatched -f "$tmp/dump" v0
	said 'base chain .*ip filter FORWARD is another one in the kernel'
}

test_what_was_saved_of_iptables_nft_is_a_front_of_it() {
	is_front_of_dump nft
}

test_what_was_saved_of_iptables_legacy_is_a_front_of_it() {
	has_legacy
	is_front_of_dump legacy
}

# A rule in another table of the kernel acts on what the dump's rules drop.
test_a_dump_is_in_front_of_what_others_have_in_the_kernel() {
	has_legacy
	add_rules legacy
	near iptables-legacy-save >"$tmp/dump"
	near nft -f - <<-'END'
		table inet mine {
			chain in {
				type filter hook input priority -5
				icmp type echo-request log
			}
		}
	END
	expect 0 nicfw load --unwatched -f "$tmp/dump" v0
	before=$(counted legacy)
	drops 0
	[ "$(counted legacy)" != "$before" ] || fail 'nicfw dropped, not iptables'
}

test_a_mixture_of_all_three_is_one_ruleset() {
	has_legacy
	add_rules legacy
	ipt nft -A INPUT -m comment --comment x -s 192.0.2.1 -j DROP
	near ip6tables-nft -A INPUT -m comment --comment x -s 2001:db8::1 -j DROP
	near nft -f - <<-'END'
		table inet mine {
			chain in {
				type filter hook input priority 5
				udp dport 7 drop
			}
		}
	END
	is_front_of legacy
	expect 0 nicfw check --profile driver -i v0
	printed '^legacy ip filter INPUT rule 1: '
	printed '^ip filter INPUT rule 1: '
	printed '^ip6 filter INPUT rule 1: '
	printed '^inet mine in handle '
	ipt nft -D INPUT 1
	expect 0 nicfw status v0
	printed '  out of step: base chain ip filter INPUT '
}

test_nat_of_iptables_makes_addresses_unknown() {
	ipt nft -A INPUT -s 10.0.0.2 -m comment --comment x -j DROP
	ipt nft -P FORWARD DROP
	expect 0 nicfw load --unwatched v0
	ipt nft -t nat -A PREROUTING -p tcp -m tcp --dport 80 -j REDIRECT
	expect 0 nicfw status v0
	printed '  out of step: base chain ip filter INPUT sees packets that'
}

test_sets_are_those_of_ipset() {
	near ipset create bad hash:ip 2>/dev/null || skip 'no ipset here'
	near ipset add bad 10.0.0.2
	ipt nft -A INPUT -m set --match-set bad src -j DROP
	ipt nft -P FORWARD DROP
	expect 0 nicfw load --unwatched v0
	drops 0
	expect 0 nicfw counters v0
	# Who of the two drops it counts; the other one would as well.
	printed '^ +[1-9][0-9]* .*ip filter (INPUT rule 1|FORWARD)'
	near ipset del bad 10.0.0.2
	expect 0 nicfw status v0
	printed '  out of step: base chain ip filter INPUT is another one'
	expect 0 nicfw load --unwatched v0
	passes 0
	# What a rule changes, no dump knows.
	ipt nft -A OUTPUT -j SET --add-set bad dst
	expect 0 nicfw check --profile driver -i v0
	printed '^ip filter INPUT rule 1: host '
}

test_a_tool_that_is_not_there_is_named() {
	add_rules nft
	expect 3 near env PATH=/nowhere "$NICFW" load --unwatched v0
	said '^iptables-nft-save: no such program'
	near iptables-nft-save -t filter >"$tmp/nft.dump"
	expect 3 near env PATH=/nowhere "$NICFW" load --unwatched \
		-f "$tmp/nft.dump" v0
	said '^iptables-nft-save: no such program'
	[ -z "$(mode_of v0)" ] || fail "a program is attached"
}

# dump VARIANT - what the near end has, as a file, and then no longer
dump() {
	add_rules "$1"
	near "iptables-$1-save" -t filter >"$tmp/$1.dump"
	ipt "$1" -F
	ipt "$1" -P FORWARD ACCEPT
}

test_a_dump_is_loaded_where_the_kernel_has_it() {
	dump nft
	expect 1 nicfw load --unwatched -f "$tmp/nft.dump" v0
	said 'base chain ip filter (INPUT|FORWARD) is '
	near iptables-nft-restore "$tmp/nft.dump"
	expect 0 nicfw load --unwatched -f "$tmp/nft.dump" v0
	drops_early nft
}

test_with_nft_restores_a_dump_by_its_own_variant() {
	dump nft
	expect 0 nicfw load --unwatched --with-nft -f "$tmp/nft.dump" v0
	drops_early nft
	sed -i '1d' "$tmp/nft.dump"
	expect 1 nicfw load --unwatched --with-nft -f "$tmp/nft.dump" v0
	said 'does not say which iptables it is for'
}

test_with_nft_takes_a_dump_of_legacy_as_well() {
	has_legacy
	dump legacy
	expect 0 nicfw load --unwatched --with-nft -f "$tmp/legacy.dump" v0
	drops_early legacy
	expect 0 nicfw status v0
	printed '  in step: '
}

# undone VARIANT - a load that nobody confirms leaves the tables as they were
undone() {
	dump "$1"
	ipt "$1" -A INPUT -c 7 700 -m comment --comment x -p udp -m udp \
		--dport 9 -j DROP
	near "iptables-$1-save" -ct filter | grep -v '^[#:]' >"$tmp/before"
	: | expect 1 nicfw load --unwatched --with-nft --confirm 30 \
		-f "$tmp/$1.dump" v0
	said 'the rules of .*ip filter are as they were before'
	near "iptables-$1-save" -ct filter | grep -v '^[#:]' |
		diff "$tmp/before" - || fail 'they are others'
	[ -z "$(mode_of v0)" ] || fail "a program is attached"
	passes 0
}

test_a_dump_of_iptables_nft_is_put_back() { undone nft; }

test_a_dump_of_legacy_is_put_back() {
	has_legacy
	undone legacy
}

test_rules_that_cannot_be_written_down_are_not_changed() {
	dump nft
	ipt nft -A INPUT -m comment --comment $'b\xfcro' -s 192.0.2.1 -j DROP
	near iptables-nft-save -t filter | grep -av '^#' >"$tmp/before"
	expect 1 nicfw load --unwatched --with-nft -f "$tmp/nft.dump" v0
	said '^the rules of ip filter have a comment or a name that is not UTF-8'
	near iptables-nft-save -t filter | grep -av '^#' |
		diff "$tmp/before" - || fail 'they are others'
}

# What the variant writes without an extension, nft lists as its own.
test_a_dump_of_matches_that_nft_has_is_what_the_kernel_has() {
	for rule in '-p icmp' '! -p tcp' '-p tcp -m tcp --dport 9' '-f' \
		'-p udp -m multiport --dports 7,9' '-s 10.9.0.0/16 -p 47'; do
		printf '%s\n' '# Generated by iptables-save v1.8.9 (nf_tables)' \
			'*filter' ':INPUT ACCEPT [0:0]' "-A INPUT $rule -j DROP" \
			COMMIT >"$tmp/one.dump"
		expect 0 nicfw load --unwatched --with-nft -f "$tmp/one.dump" v0
		near nft flush ruleset
	done
}

# The variant's tool prints all chains of a table; the kernel has those with rules.
test_what_its_tool_prints_is_what_the_kernel_has() {
	ipt nft -A INPUT -p icmp -j DROP
	near iptables-nft-save >"$tmp/kernel.dump"
	grep -q '^:FORWARD ACCEPT' "$tmp/kernel.dump" || skip 'another iptables'
	expect 0 nicfw load --unwatched -f "$tmp/kernel.dump" v0
	drops 0
	expect 0 nicfw status v0
	printed '  in step: '
	ipt nft -P FORWARD DROP
	expect 0 nicfw status v0
	printed '  out of step: base chain ip filter FORWARD is another one'
}

# restore_behind COMMAND... - it is run in front of each iptables-nft-restore
restore_behind() {
	mkdir "$tmp/bin"
	cat >"$tmp/bin/iptables-nft-restore" <<-END
		#!/bin/sh
		$* || exit 1
		exec "$(command -v iptables-nft-restore)" "\$@"
	END
	chmod +x "$tmp/bin/iptables-nft-restore"
	PATH=$tmp/bin:$PATH
}

test_a_fact_that_changes_during_a_load_ends_it() {
	near sysctl -qw net.ipv4.ip_forward=0
	dump nft
	sed -i 's/^:FORWARD DROP/:FORWARD ACCEPT/' "$tmp/nft.dump"
	restore_behind sysctl -qw net.ipv4.ip_forward=1
	expect 1 nicfw load --unwatched --with-nft -f "$tmp/nft.dump" v0
	said 'v0: forwards4: IPv4 packets may be forwarded since .*net.ipv4.conf.v0'
	[ -z "$(mode_of v0)" ] || fail "a program is attached"
}

test_a_front_passes_all_where_its_rules_are_not_back() {
	add_rules nft
	near iptables-nft-save -t filter | sed /icmp/d >"$tmp/open.dump"
	expect 0 nicfw load --unwatched v0
	drops 0
	restore_behind '[' ! -e "$tmp/broken" ']'
	begin_load --unwatched --with-nft -f "$tmp/open.dump" v0
	passes 0
	touch "$tmp/broken"
	end_load 1
	said 'the rules of ip filter could not be put back'
	said '^v0: bypass is on; once the rules are right, nicfw bypass v0 off'
	passes 0
	expect 0 nicfw status v0
	printed '  out of step: '
	printed '  bypass is on: '
}

restored() {
	near iptables-nft-save -t filter | grep -v '^[#:]' |
		diff -q "$tmp/before" -
}

# Nobody needs to call nicfw again for that.
test_a_load_killed_behind_its_restore_puts_the_rules_back() {
	dump nft
	ipt nft -A INPUT -p udp -m udp --dport 9 -j DROP
	near iptables-nft-save -t filter | grep -v '^[#:]' >"$tmp/before"
	mkdir "$tmp/bin"
	cat >"$tmp/bin/iptables-nft-restore" <<-END
		#!/bin/sh
		[ ! -e "$tmp/once" ] ||
			exec "$(command -v iptables-nft-restore)" "\$@"
		"$(command -v iptables-nft-restore)" "\$@" || exit
		touch "$tmp/once"
		kill -KILL "\$PPID"
	END
	chmod +x "$tmp/bin/iptables-nft-restore"
	expect 137 near env PATH="$tmp/bin:$PATH" "$NICFW" load --unwatched \
		--with-nft -f "$tmp/nft.dump" v0
	[ -e "$tmp/once" ] || fail 'nothing was restored'
	until_true 20 restored || fail 'the rules are not back'
}

test_nft_does_not_touch_tables_that_iptables_manages() {
	add_rules nft
	cat >"$tmp/host.nft" <<-'END'
		flush table ip filter
		table ip filter {
			chain INPUT {
				type filter hook input priority 0
				tcp dport 23 drop
			}
		}
	END
	near iptables-nft-save -t filter | grep -v '^#' >"$tmp/before"
	expect 1 nicfw load --unwatched --with-nft -f "$tmp/host.nft" v0
	said 'table ip filter is managed by iptables'
	near iptables-nft-save -t filter | grep -v '^#' |
		diff "$tmp/before" - || fail 'they are others'
}

run_tests "$@"
