#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# load_place.sh - nicfw load of a file that differs in a few rules: in place
. "$(dirname "$0")/lib.bash"

# The lines of a chain's rules, from line 4 of a file on.
FIRST=4
MANY=1200

# exact RULE... - $tmp/now.nft: a table of many exact rules that no frame here
# meets, with these in the middle
exact() {
	{
		printf 'table netdev t {\n\tchain in {\n\t\ttype filter hook '
		printf 'ingress device "v0" priority 0; policy accept;\n'
		awk -v n=$((MANY / 2)) 'BEGIN { for (i = 0; i < n; i++)
			printf "\t\tip saddr 172.16.%d.%d ip daddr 10.0.0.1 drop\n",
				i / 256, i % 256 }'
		[ $# = 0 ] || printf '\t\t%s\n' "$@"
		awk -v n=$((MANY / 2)) 'BEGIN { for (i = 0; i < n; i++)
			printf "\t\tip saddr 172.17.%d.%d ip daddr 10.0.0.1 drop\n",
				i / 256, i % 256 }'
		printf '\t}\n}\n'
	} >"$tmp/now.nft"
}

MIDDLE=$((FIRST + MANY / 2))
LAST=$((FIRST + MANY - 1))
pings_from() { echo "ip saddr $1 ip daddr 10.0.0.1 $2"; }

# edit SED - change the file
edit() { sed -i "$1" "$tmp/now.nft"; }

# in_place [WORDS] - loads the file, and the program stays
in_place() {
	before=$(prog_of v0)
	expect 0 nicfw load -v -f "$tmp/now.nft" v0
	printed "in place: ${1-}"
	[ "$(prog_of v0)" = "$before" ] || fail 'another program'
}

# anew WORDS - loads it as a new generation, and says why
anew() {
	before=$(prog_of v0)
	expect 0 nicfw load -v -f "$tmp/now.nft" v0
	printed "loaded anew: $1"
	[ "$(prog_of v0)" != "$before" ] || fail 'the old program'
}

# What is listed, without what was counted.
listed() { nicfw counters v0 | sed 's/^ *[0-9]* *[0-9]*  //'; }

# The file is what is listed, as if it had been loaded anew.
is_listed() {
	listed >"$tmp/listed"
	sed -n "$FIRST,\$p" "$tmp/now.nft" | awk -v file="$tmp/now.nft" \
		-v line=$FIRST '/ip saddr/ { sub(/^\t+/, "")
			printf "%s  (%s:%d)\n", $0, file, line } { line++ }' \
		>"$tmp/wanted"
	grep 'ip saddr' "$tmp/listed" | cmp - "$tmp/wanted" ||
		fail "$(diff "$tmp/listed" "$tmp/wanted" | head -n 4)"
}

find_edits() {
	edits=$(echo "/run/nicfw/$(near stat -Lc %i /proc/self/ns/net)"/v0/*.rows)
	edits=${edits%.rows}.edits
}

test_rules_come_and_go_in_place() {
	exact
	for mode in driver generic; do
		expect 0 nicfw load --$mode -f "$tmp/now.nft" v0
		passes 0
		for line in $FIRST $MIDDLE $((LAST + 1)); do
			edit "${line}i\\\t\t$(pings_from 10.0.0.2 drop)"
			expect 0 nicfw load --$mode -f "$tmp/now.nft" v0
			printed 'in place: 1 rule added'
			drops 0
			is_listed
			edit "${line}d"
			expect 0 nicfw load --$mode -f "$tmp/now.nft" v0
			printed 'in place: 1 rule deleted'
			passes 0
			is_listed
		done
		expect 0 nicfw unload v0
	done
	no_leftovers
}

test_a_rule_is_replaced_in_place() {
	exact "$(pings_from 10.0.0.9 drop)"
	expect 0 nicfw load -f "$tmp/now.nft" v0
	for line in $MIDDLE $FIRST $LAST; do
		edit "${line}s/saddr [^ ]*/saddr 10.0.0.2/"
		in_place '1 rule replaced$'
		drops 0
		edit "${line}s/drop/accept/"
		in_place '1 rule replaced$'
		passes 0
		edit "${line}s/accept/drop/"
		in_place '1 rule replaced$'
		drops 0
		edit "${line}s/saddr [^ ]*/saddr 10.1.$((line / 256)).$((line % 256))/"
		in_place '1 rule replaced$'
		passes 0
		is_listed
	done
	no_leftovers
}

test_several_rules_change_in_place() {
	exact "$(pings_from 10.0.0.9 drop)"
	expect 0 nicfw load -f "$tmp/now.nft" v0
	edit "$((MIDDLE + 3))s/saddr [^ ]*/saddr 10.0.0.2/
		$((FIRST + 1))d
		${LAST}i\\\t\t$(pings_from 10.0.0.10 accept)"
	in_place '1 rule replaced, 1 rule added, 1 rule deleted$'
	drops 0
	is_listed
	# The same, from another path.
	edit "$((FIRST + 7))d"
	mv "$tmp/now.nft" "$tmp/other.nft"
	before=$(prog_of v0)
	expect 0 nicfw load -f "$tmp/other.nft" v0
	printed 'in place: 1 rule deleted'
	listed >"$tmp/listed"
	! grep -q now.nft "$tmp/listed" || fail 'the old path'
	nicfw status v0 | grep -q 'other.nft, complete' || fail 'the old name'
}

# Rules for TCP and for UDP are two tables.
test_rules_of_two_tables_change_in_place() {
	exact
	awk '/saddr/ { sub(/drop/, (NR % 2 ? "udp" : "tcp") " dport " NR " drop") }
		1' "$tmp/now.nft" >"$tmp/new.nft"
	mv "$tmp/new.nft" "$tmp/now.nft"
	expect 0 nicfw load -f "$tmp/now.nft" v0
	rule=
	for proto in udp tcp; do
		rule="$(pings_from 10.0.${#rule}.2 '')$proto dport 7 drop"
		edit "${FIRST}i\\\t\t$rule
			${MIDDLE}i\\\t\t$rule"
		edit "$((MIDDLE + 1))s/dport 7/dport 8/"
		in_place '2 rules added$'
		edit "$FIRST{s/tcp/TCP/; s/udp/tcp/; s/TCP/udp/}"
		in_place '1 rule replaced$'
		is_listed
	done
	no_leftovers
}

test_counters_go_on_and_new_ones_begin() {
	exact "$(pings_from 10.0.0.2 drop)"
	expect 0 nicfw load -f "$tmp/now.nft" v0
	drops 0
	counted="$(nicfw counters v0 | grep 'saddr 10.0.0.2 ')"
	[ "${counted%% *}" != 0 ] || fail 'nothing is counted'
	edit "${FIRST}d"
	in_place
	nicfw counters v0 | grep 'saddr 10.0.0.2 ' | grep -qE '^ *[1-9]' ||
		fail 'its counter is gone'
	edit "$((MIDDLE - 1))s/drop/accept/"
	in_place
	nicfw counters v0 | grep 'saddr 10.0.0.2 .*accept' | grep -qE '^ *0 ' ||
		fail 'it counts what another did'
	passes 0
	nicfw counters v0 | grep 'saddr 10.0.0.2 .*accept' |
		grep -qE '^ *[1-9]' || fail 'it counts nothing'
	# They go on where all is loaded anew.
	edit '1i# text'
	anew 'a line is not one rule'
	nicfw counters v0 | grep 'saddr 10.0.0.2 .*accept' |
		grep -qE '^ *[1-9]' || fail 'its counter is gone'
}

# add_crowd N - a chain in front of so many rules that count: each other one has
# all pings
add_crowd() {
	sed -i '$d' "$tmp/now.nft"
	awk -v n="$1" 'BEGIN {
		print "\tchain crowd {"
		print "\t\ttype filter hook ingress device \"v0\" priority -5"
		for (i = 0; i < n; i++)
			printf "\t\tip saddr %d.0.%d.%d-%d.0.%d.%d counter\n",
				1 + i % 2 * 20, i / 256, i % 256,
				11 + i % 2 * 20, i / 256, i % 256
		print "\t}\n}" }' >>"$tmp/now.nft"
}

# All rules that have the pings counted the same, and others nothing.
crowd_agrees() {
	nicfw counters v0 | awk '/-11\./ { of[$1]++ } /-31\./ && $1 { bad++ }
		END { for (n in of) { kinds++; if (n < 1) bad++ }
			exit bad || kinds != 1 }' ||
		fail "$(nicfw counters v0 | grep counter | cut -c1-60 | head -6)"
}

test_rules_that_one_counter_counts_for_are_right_when_others_change() {
	exact "$(pings_from 10.0.0.2 drop)"
	add_crowd 800
	expect 0 nicfw load -f "$tmp/now.nft" v0
	find_edits
	grep -q '"sums": \[[0-9]' "${edits%.edits}.counters" ||
		fail 'each counts for itself'
	drops 0
	crowd_agrees
	edit "s/saddr 10.0.0.2 /saddr 10.0.0.9 /"
	in_place
	passes 0
	crowd_agrees
	edit "${FIRST}d"
	in_place
	passes 0
	crowd_agrees
	edit '1i# text'
	anew 'a line is not one rule'
	passes 0
	crowd_agrees
}

test_other_changes_are_loaded_anew() {
	exact "$(pings_from 10.0.0.9 drop)"
	expect 0 nicfw load -f "$tmp/now.nft" v0
	anew 'no line differs'
	edit "${MIDDLE}i# text"
	anew 'a line is not one rule'
	edit "${MIDDLE}d"
	anew 'a line is not one rule'
	edit "3s/accept/drop/"
	anew 'a line is not one rule'
	drops 0
	edit "3s/drop/accept/"
	anew 'a line is not one rule'
	edit "${MIDDLE}s/ip daddr 10.0.0.1/ip daddr 10.0.0.0\\/24/"
	anew 'a rule matches other values'
	edit "${MIDDLE}s/ip daddr 10.0.0.0\\/24/ip daddr 10.0.0.1/"
	anew 'a rule matches other values'
	edit "${MIDDLE}s/\$/ # goes on \\\\/"
	anew 'a line is not one rule'
	edit "${MIDDLE}s/ # goes on .*//"
	anew 'a line is not one rule'
	edit "${MIDDLE}i\\\t\t$(pings_from 172.17.0.5 accept)"
	anew 'another rule has the same match'
	# Now that one is left out for it, it cannot go in place.
	edit "${MIDDLE}d"
	anew 'other rules were left out'
	edit "${MIDDLE}s/drop/drop; ip saddr 1.2.3.4 drop/"
	anew 'a line is not one rule'
	edit "${MIDDLE}s/drop; .*/drop/"
	anew 'a line is not one rule'
	edit "${MIDDLE}s/saddr [^ ]*/saddr 10.0.0.2/"
	expect 0 nicfw load -v --generic -f "$tmp/now.nft" v0
	printed 'with other options'
	drops 0
	no_leftovers
}

# Another chain has the same rules, for another device.
test_rules_of_another_chain_are_loaded_anew() {
	exact "$(pings_from 10.0.0.2 drop)"
	head -n -1 "$tmp/now.nft" >"$tmp/both.nft"
	sed -n '2,$s/v0/v1/; 2,$s/chain in/chain in1/; 2,$p' "$tmp/now.nft" \
		>>"$tmp/both.nft"
	mv "$tmp/both.nft" "$tmp/now.nft"
	expect 0 nicfw load -f "$tmp/now.nft" v0
	drops 0
	edit "$((MIDDLE + MANY + 4))s/drop/accept/"
	anew 'a rule has no row of its own'
	drops 0
	edit "${MIDDLE}s/drop/accept/"
	in_place '1 rule replaced'
	passes 0
}

test_variables_and_other_files_are_loaded_anew() {
	exact "$(pings_from 10.0.0.9 drop)"
	edit '1idefine who = 10.0.0.9'
	edit "$((MIDDLE + 1))s/10.0.0.9/\$who/"
	expect 0 nicfw load -f "$tmp/now.nft" v0
	edit '1s/10.0.0.9/10.0.0.2/'
	anew 'a line is not one rule'
	drops 0
	edit "$((MIDDLE + 1))s/\$who/10.0.0.8/"
	anew 'a line is not one rule'
	passes 0
	: >"$tmp/more.nft"
	edit "1s,.*,include \"$tmp/more.nft\","
	anew 'a line is not one rule'
	edit "$((MIDDLE + 1))s/10.0.0.8/10.0.0.2/"
	anew 'the file was not kept'
	drops 0
}

# Elements of a set change in place as well; what is made of both has all.
test_sets_and_rules_both_change() {
	exact "$(pings_from 10.0.0.9 drop)"
	edit "1a\\\tset s { type ipv4_addr; elements = { $(seq -s, -f \
		'10.7.0.%g' 1 40) }\n\t}"
	edit '5a\\t\tip saddr @s drop'
	expect 0 nicfw load -f "$tmp/now.nft" v0
	edit "$((MIDDLE + 3))s/10.0.0.9/10.0.0.2/"
	in_place '1 rule replaced'
	drops 0
	expect 0 nicfw set replace v0 s 10.7.0.1
	drops 0
	nicfw counters v0 | grep -q "saddr 10.0.0.2 .*:$((MIDDLE + 3)))" ||
		fail 'its place is lost'
	expect 0 nicfw load -f "$tmp/now.nft" v0
	expect 0 nicfw set add v0 s 10.7.0.77
	printed 'in place'
	edit "$((MIDDLE + 3))s/10.0.0.2/10.0.0.9/"
	anew 'elements of its sets were changed'
	passes 0
}

test_bypass_stays_on() {
	exact "$(pings_from 10.0.0.9 drop)"
	expect 0 nicfw load -f "$tmp/now.nft" v0
	expect 0 nicfw bypass v0 on
	edit "${MIDDLE}s/10.0.0.9/10.0.0.2/"
	in_place
	printed 'bypass is still on'
	passes 0
	expect 0 nicfw bypass v0 off
	drops 0
}

test_an_interrupted_change_is_ended() {
	exact "$(pings_from 10.0.0.9 drop)"
	expect 0 nicfw load -f "$tmp/now.nft" v0
	find_edits
	edit "${MIDDLE}s/10.0.0.9/10.0.0.2/"
	in_place
	cp "$edits" "$tmp/edit"
	# Another generation has the same table, as it was then.
	edit "${MIDDLE}s/10.0.0.2/10.0.0.9/"
	expect 0 nicfw load --json -f "$tmp/now.nft" v0
	find_edits
	passes 0
	# Written, and not in the table yet.
	{ head -c -1 "$tmp/edit"; printf '\t'; } >>"$edits"
	expect 0 nicfw status v0
	expect 0 nicfw counters v0
	drops 0
	nicfw counters v0 | grep -q 'saddr 10.0.0.2 ' || fail 'not listed'
	# In the table already.
	truncate -s -1 "$edits"
	printf '\t' >>"$edits"
	expect 0 nicfw status v0
	drops 0
	# Not even written.
	printf '{"source":"x","at":1,' >>"$edits"
	expect 0 nicfw status v0
	drops 0
	edit "${MIDDLE}s/10.0.0.9/10.0.0.3/"
	anew 'the text that runs was not kept'
	passes 0
	no_leftovers
}

# What is listed is what drops, whenever the change was killed.
test_a_kill_leaves_the_old_or_the_new() {
	exact "$(pings_from 10.0.0.9 drop)"
	expect 0 nicfw load -f "$tmp/now.nft" v0
	for i in $(seq 1 16); do
		case $((i % 2)) in
		0) edit "${MIDDLE}s/saddr 10.0.0.[0-9]*/saddr 10.0.0.9/" ;;
		1) edit "${MIDDLE}s/saddr 10.0.0.[0-9]*/saddr 10.0.0.2/" ;;
		esac
		killed $((i * 15)) load -f "$tmp/now.nft" v0
		nicfw counters v0 >"$tmp/out" || fail 'no list'
		if grep -qF 'saddr 10.0.0.2 ' "$tmp/out"; then
			drops 0
		else
			passes 0
		fi
	done
	expect 0 nicfw load -f "$tmp/now.nft" v0
	is_listed
	no_leftovers
}

# They say for how much memory is to be had; and what counts for another one has
# the higher number.
test_damaged_numbers_of_counters_are_refused() {
	exact "$(pings_from 10.0.0.2 drop)"
	expect 0 nicfw load -f "$tmp/now.nft" v0
	for damaged in '"n": -1' '"n": 99999999999' '"sums": [1,1]' \
		'"sums": [1,2]' '"sums": [1]' '"sums": ["1","0"]'; do
		find_edits
		sed -i "s/${damaged%: *}: *[][0-9]*/$damaged/" \
			"${edits%.edits}.counters"
		expect 3 nicfw counters v0
		said 'cannot read the counters'
		expect 0 nicfw load --json -f "$tmp/now.nft" v0
		expect 0 nicfw counters v0
	done
}

# What was counted is nobody's then, rather than another rule's.
test_counters_are_nobodys_once_it_is_lost_whose_they_are() {
	exact "$(pings_from 10.0.0.2 drop)"
	expect 0 nicfw load -f "$tmp/now.nft" v0
	edit "${LAST}s/saddr [^ ]*/saddr 10.1.0.1/"
	in_place
	drops 0
	find_edits
	rm "${edits%.edits}.counters"
	expect 3 nicfw counters v0
	said 'cannot read the counters: which rules they are of was lost; load again'
	drops 0
	edit "${LAST}s/saddr [^ ]*/saddr 10.1.0.2/"
	anew 'which rules its counters are of was lost'
	is_listed
	expect 0 nicfw counters v0
	grep -q '^ *[1-9].* drop ' "$tmp/out" && fail "$(grep '^ *[1-9]' "$tmp/out")"
	drops 0
	nicfw counters v0 | grep 'saddr 10.0.0.2 ' | grep -qE '^ *[1-9]' ||
		fail 'not counted'
}

# The rules as they were first are not those that run.
test_changes_that_were_lost_are_no_old_rules() {
	exact "$(pings_from 10.0.0.9 drop)"
	expect 0 nicfw load -f "$tmp/now.nft" v0
	edit "${MIDDLE}s/10.0.0.9/10.0.0.2/"
	in_place
	find_edits
	rm "$edits"
	expect 3 nicfw counters v0
	said 'what was written of this load in /run is gone; load again'
	drops 0
	edit "${MIDDLE}s/10.0.0.2/10.0.0.3/"
	anew 'what changed since cannot be read'
	is_listed
	passes 0
}

# Frames of a rule that stays are dropped at each moment.
test_others_are_judged_meanwhile() {
	exact "$(pings_from 10.0.0.2 drop)"
	expect 0 nicfw load -f "$tmp/now.nft" v0
	flood
	for i in $(seq 1 12); do
		edit "${LAST}s/saddr [^ ]*/saddr 10.1.0.$i/"
		in_place
	done
	is_silent
}

# judged ADDRESS - "drop" or "pass": what becomes of a ping from there
judged() {
	far ping -nqc1 -W0.3 -I "$1" 10.0.0.1 >/dev/null 2>&1 &&
		echo pass || echo drop
}

test_random_changes_are_as_loaded_anew() {
	seed=${SEED:-$RANDOM}
	RANDOM=$seed
	for i in $(seq 3 9); do
		ip -n "$far" address add "10.0.0.$i/24" dev f0
	done
	exact "$(pings_from 10.0.0.9 drop)"
	expect 0 nicfw load -f "$tmp/now.nft" v0
	n_in_place=0
	for i in $(seq 1 25); do
		line=$((FIRST + RANDOM % (MANY - 10)))
		# Not within $(), where bash goes on with a seed of its own.
		from=10.$((RANDOM % 2)).0.$((3 + RANDOM % 7))
		rule=$(pings_from "$from" drop)
		case $((RANDOM % 4)) in
		0 | 1) edit "${line}i\\\t\t$rule" ;;
		2) edit "${line}s/ip saddr.*/$rule/" ;;
		3)
			line=$(sed -n '/saddr 10\.[01]/{=;q}' "$tmp/now.nft")
			[ -z "$line" ] || edit "${line}d"
			;;
		esac
		expect 0 nicfw load -v -f "$tmp/now.nft" v0
		grep -q 'in place' "$tmp/out" && n_in_place=$((n_in_place + 1))
	done
	echo "# $n_in_place of 25 in place, seed $seed"
	is_listed
	for i in $(seq 3 9); do
		wanted=pass
		grep -q "saddr 10.0.0.$i " "$tmp/now.nft" && wanted=drop
		[ "$(judged "10.0.0.$i")" = $wanted ] ||
			fail "10.0.0.$i: not $wanted, seed $seed"
	done
	listed >"$tmp/in-place"
	expect 0 nicfw load --json -f "$tmp/now.nft" v0
	listed | cmp - "$tmp/in-place" || fail "not as anew, seed $seed"
}

run_tests "$@"
