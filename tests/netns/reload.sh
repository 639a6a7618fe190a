#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# reload.sh - what a load keeps of the one that it replaces: counters of rules
# that stay, and maps that hold the same
. "$(dirname "$0")/lib.bash"

echo='icmp type echo-request drop'

# send N IFACE - so many frames that echo-request fits; no answer comes
send() { far ping -nqc"$1" -i0.02 -W0.1 "10.0.${2#v}.1" >/dev/null 2>&1; }

# count IFACE TEXT - packets of the rows that have the text
count() {
	nicfw counters "$1" 2>/dev/null |
		awk -v text="$2" 'index($0, text) { n += $1 } END { print n + 0 }'
}

# counted IFACE TEXT N
counted() {
	[ "$(count "$1" "$2")" = "$3" ] ||
		fail "$2: $(count "$1" "$2") packets, not $3"
}

is_counted() { [ "$(count "$1" "$2")" = "$3" ]; }

load() { expect 0 nicfw load -f "$tmp/$1.nft" "${2:-v0}"; }

one_rule_more() {
	rules one "$echo"
	rules two 'udp dport 9 drop' "$echo"
	load one
	send 3 v0
	counted v0 "$echo" 3
}

test_a_rule_that_stays_goes_on_counting() {
	one_rule_more
	load two
	counted v0 "$echo" 3
	send 2 v0
	counted v0 "$echo" 5
	counted v0 'udp dport 9' 0
	load one
	send 1 v0
	counted v0 "$echo" 6
	no_leftovers
}

# ports FILE FIRST LAST - a rule for each port, enough of them for a table
ports() {
	mapfile -t of_ports < <(for port in $(seq "$2" "$3"); do
		echo "ip saddr 10.0.0.2 udp dport $port drop"
	done)
	rules "$1" "${of_ports[@]}"
}

# send_to PORT N
send_to() {
	for ((i = 0; i < $2; i++)); do
		far bash -c "echo >/dev/udp/10.0.0.1/$1"
	done
}

test_rules_in_a_table_go_on_counting_each() {
	ports one 1000 1999
	ports two 900 1999
	load one
	send_to 1000 2
	send_to 1500 3
	send_to 999 1
	counted v0 'dport 1000 ' 2
	counted v0 'dport 1500 ' 3
	counted v0 'dport' 5
	load two
	counted v0 'dport 1500 ' 3
	counted v0 'dport' 5
	send_to 1500 1
	send_to 999 1
	counted v0 'dport 1500 ' 4
	counted v0 'dport 999 ' 1
	counted v0 'dport' 7
	load one
	send_to 1000 1
	counted v0 'dport 1000 ' 3
	counted v0 'dport' 7
	no_leftovers
}

test_no_frame_is_lost_by_loads_under_traffic() {
	one_rule_more
	far ping -nqc400 -i0.002 -W0.1 10.0.0.1 >"$tmp/pings" 2>&1 &
	pinging=$!
	for file in two one two one two; do
		load "$file"
	done
	wait "$pinging"
	counted v0 "$echo" 403
}

test_a_rule_that_changed_begins_anew() {
	one_rule_more
	rules other "$echo" 'udp dport 9 drop'
	sed -i 's/drop$/drop comment "new"/;t;' "$tmp/other.nft"
	load other
	counted v0 'comment "new"' 0
	load one
	counted v0 "$echo" 0
}

test_a_policy_and_its_counters_go_on() {
	rules one 'udp dport 9 drop'
	rules two 'udp dport 10 drop'
	load one
	passes 0
	before=$(count v0 'policy accept')
	[ "$before" -gt 0 ] || fail 'nothing was counted'
	load two
	[ "$(count v0 'policy accept')" -ge "$before" ] || fail 'lost'
	sed 's/policy accept/policy drop/' "$tmp/two.nft" >"$tmp/drop.nft"
	expect 0 nicfw load -f "$tmp/drop.nft" v0
	counted v0 'policy accept' 0
	counted v0 'policy drop' 0
}

test_chains_and_rules_that_are_alike_are_told_apart() {
	cat >"$tmp/one.nft" <<-EOF2
		table netdev t {
			chain a { icmp type echo-request counter; }
			chain b { icmp type echo-request counter; }
			chain in {
				type filter hook ingress device v0 priority 0
				jump a
				udp dport 9 drop
				icmp type echo-request counter
				icmp type echo-request counter drop
			}
		}
	EOF2
	load one
	send 3 v0
	sed 's/jump a/jump b/; s/udp dport 9/udp dport 10/' "$tmp/one.nft" \
		>"$tmp/two.nft"
	counted v0 'icmp type echo-request counter' 9
	load two
	# That of chain b begins anew, the other two go on.
	counted v0 'icmp type echo-request counter' 6
}

test_a_shadow_goes_on_in_a_shadow_alone() {
	one_rule_more
	expect 0 nicfw load --shadow -f "$tmp/one.nft" v0
	counted v0 "$echo" 0
	send 2 v0
	expect 0 nicfw load --shadow -f "$tmp/two.nft" v0
	counted v0 "$echo" 2
	load two
	counted v0 "$echo" 0
}

test_what_is_rolled_back_has_counted_all() {
	one_rule_more
	begin_load -f "$tmp/two.nft" v0
	send 4 v0
	end_load 1
	counted v0 "$echo" 7
	send 1 v0
	counted v0 "$echo" 8
	begin_load -f "$tmp/two.nft" v0
	send 2 v0
	echo >&5
	end_load 0
	counted v0 "$echo" 10
	no_leftovers
}

test_a_killed_load_that_waits_has_counted_all() {
	one_rule_more
	begin_load -f "$tmp/two.nft" v0
	send 4 v0
	kill -9 "$pid"
	wait "$pid" 2>/dev/null
	until_true 10 is_counted v0 "$echo" 7
	expect 0 nicfw status
	counted v0 "$echo" 7
}

# Whatever the kill hits, the count is that of all frames, or of those since.
test_a_kill_shows_no_wrong_count() {
	one_rule_more
	total=3
	start=$(date +%s%N)
	load two
	took=$((($(date +%s%N) - start) / 1000000))
	for i in $(seq "${N_KILLS:-12}"); do
		file=$([ $((i % 2)) = 0 ] && echo two || echo one)
		killed $((RANDOM % (took + 20))) load -f "$tmp/$file.nft" v0
		send 1 v0
		total=$((total + 1))
		counted v0 "$echo" "$total"
	done
}

test_an_interface_counts_for_itself() {
	one_rule_more
	expect 0 nicfw load -f "$tmp/two.nft" v0 v1
	counted v0 "$echo" 3
	counted v1 "$echo" 0
	send 2 v1
	expect 0 nicfw load --generic -f "$tmp/one.nft" v0 v1
	counted v0 "$echo" 3
	counted v1 "$echo" 2
}

# set_rules NAME PORT ADDRESS... - a set of these and 200 others, and a rule
set_rules() {
	{
		echo "table netdev t { set bad { type ipv4_addr; elements = {"
		printf '%s, ' "${@:3}"
		printf '192.0.2.%d, ' {1..200}
		printf '}\n}\n'
		echo 'chain in { type filter hook ingress device v0 priority 0'
		printf 'ip saddr @bad drop\nudp dport %s drop\n}\n}\n' "$2"
	} >"$tmp/$1.nft"
}

# The kernel's numbers of the maps that another load could share.
maps() {
	sed -n 's/^ *"\([0-9]*\)": .*/\1/p' \
		"/run/nicfw/$(near stat -Lc %i /proc/self/ns/net)/v0/"gen-*.maps
}

test_a_set_that_stays_is_not_made_again() {
	set_rules one 9 10.0.0.2
	set_rules two 10 10.0.0.2
	set_rules three 10 10.0.0.3
	load one
	drops 0
	first=$(maps)
	[ -n "$first" ] || fail 'no map'
	load two
	[ "$(maps)" = "$first" ] || fail "$(maps), not $first"
	drops 0
	no_leftovers
	load three
	[ "$(maps)" != "$first" ] || fail 'another set has the same map'
	passes 0
	load two
	drops 0
}

test_a_roll_back_has_its_set_whole() {
	set_rules one 9 10.0.0.2
	set_rules two 10 10.0.0.2
	load one
	first=$(maps)
	begin_load -f "$tmp/two.nft" v0
	drops 0
	end_load 1
	drops 0
	no_leftovers
	load two
	[ "$(maps)" = "$first" ] || fail "$(maps), not $first"
	drops 0
	expect 0 nicfw unload v0
	passes 0
}

test_another_mode_has_the_same_set() {
	set_rules one 9 10.0.0.2
	load one
	expect 0 nicfw load --generic -f "$tmp/one.nft" v0
	drops 0
	expect 0 nicfw load -f "$tmp/one.nft" v0
	drops 0
	no_leftovers
}

run_tests "$@"
