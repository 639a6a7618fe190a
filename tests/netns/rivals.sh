#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# rivals.sh - two at once change what is loaded on one device, also if one is
# killed
#
# What is there afterwards, and what both said, is as if one had come behind the
# other; who was killed has done all or nothing. RIVALS is how many pairs meet;
# each next one finds what the last one left.
. "$(dirname "$0")/lib.bash"
. "$(dirname "$0")/set.bash"

n_rivals=${RIVALS:-12}

# What is done to the set 'hosts'. Its elements beside the filler, those of the
# file and of the list, have a letter each here.
deeds=(add grow delete replace load unload)
declare -A address=([a]=10.0.0.2 [b]=10.0.9.1 [g]=10.0.8.1 [l]=10.0.7.1)

# perform DEED - by nicfw, in the place of this shell
perform() {
	case $1 in
	add) set -- set add v0 hosts "${address[a]}" ;;
	grow) set -- set add v0 hosts "$(cat "$tmp/many")" ;;
	delete) set -- set del v0 hosts "${address[b]}" ;;
	replace) set -- set replace -f "$tmp/list" v0 hosts ;;
	load) set -- load --driver -f "$tmp/file.nft" v0 ;;
	unload) set -- unload v0 ;;
	esac
	exec nsenter --net="/run/netns/$near" "$NICFW" "$@"
}

# with LETTERS LETTER - both, each once and in order
with() { grep -o . <<<"$1$2" | sort -u | tr -d '\n'; }

# model DEED STATE - "STATE STATUS": of letters, "-" for an empty one, or "none"
model() {
	case $1/$2 in
	load/*) echo b 0 ;;
	unload/*) echo none 0 ;;
	*/none) echo none 3 ;;
	add/*) echo "$(with "$2" a)" 0 ;;
	grow/*) echo "$(with "$2" g)" 0 ;;
	delete/*b*) echo "${2/b/}" 0 ;;
	delete/*) echo "$2" 1 ;;
	replace/*) echo l 0 ;;
	esac | sed 's/^ /- /; s/-\([a-z]\)/\1/'
}

# in_turn STATE DEED DEED - "STATE STATUS STATUS"
in_turn() {
	read -r state first < <(model "$2" "$1")
	read -r state second < <(model "$3" "$state")
	echo "$state $first $second"
}

# What is there now.
observed() {
	if [ -z "$(mode_of v0)" ]; then
		echo none
		return
	fi
	nicfw set list v0 hosts >"$tmp/set" 2>"$tmp/err" ||
		fail 'its set cannot be read'
	letters=
	for letter in a b g l; do
		grep -qE " ${address[$letter]}( |,|$)" "$tmp/set" &&
			letters+=$letter
	done
	echo "${letters:--}"
}

# What is listed is what is dropped.
filters() {
	case $1 in
	*a*) drops 0 ;;
	*) passes 0 ;;
	esac
}

# allowed STATE DEED DEED IS_KILLED - lines of what may come of it
allowed() {
	in_turn "$1" "$2" "$3"
	in_turn "$1" "$3" "$2" | { read -r s q p && echo "$s $p $q"; }
	# The second one was killed before it did anything.
	[ "$4" = 0 ] || model "$2" "$1" | { read -r s p && echo "$s $p 0"; }
}

# meet FIRST SECOND IS_KILLED - and see what came of it, in $state
meet() {
	was=$state
	perform "$1" >"$tmp/out" 2>"$tmp/err" &
	first=$!
	perform "$2" >"$tmp/out2" 2>"$tmp/err2" &
	second=$!
	if [ "$3" = 1 ]; then
		read -rt "0.$(printf %03d $((RANDOM % took)))" <> <(:)
		kill -KILL $second 2>/dev/null
	fi
	{
		wait $first
		p=$?
		wait $second
		q=$?
	} 2>/dev/null
	state=$(observed) || exit 1
	[ "$3" = 0 ] || q='.*'
	allowed "$was" "$1" "$2" "$3" | grep -qx -- "$state $p $q" ||
		fail "$1 and $2 ($3) at once, on $was: $state, $p, $q: $(
			cat "$tmp/err2")"
	no_leftovers
}

start() {
	sets file "set hosts { type ipv4_addr; elements = { ${address[b]},
		$(filler 40) } }"
	{
		filler 40
		echo "${address[l]}"
	} | sed 's/, /\n/g' >"$tmp/list"
	# Too many for a change in place.
	seq -f '10.1.1.%g,' 0 255 | tr '\n' ' ' >"$tmp/many"
	echo "${address[g]}" >>"$tmp/many"
	start=$(date +%s%N)
	expect 0 nicfw load --driver -f "$tmp/file.nft" v0
	took=$(((($(date +%s%N) - start) / 1000000) * 3 / 2))
	[ $took -lt 999 ] || took=999
	state=b
}

# pairs IS_KILLED - all of them in turn, from anywhere on
pairs() {
	start
	n=${#deeds[@]}
	at=$((RANDOM % (n * n)))
	for ((i = 0; i < n_rivals; i++)); do
		pair=$(((at + i * 7) % (n * n)))
		meet "${deeds[pair / n]}" "${deeds[pair % n]}" "$1"
		((i % 6)) || filters "$state"
		[ "$state" != none ] || ((i % 3)) || {
			expect 0 nicfw load --driver -f "$tmp/file.nft" v0
			state=b
		}
	done
	expect 0 nicfw unload v0
	pins=/sys/fs/bpf/nicfw/$(near stat -Lc %i /proc/self/ns/net)
	[ -z "$(find "$pins" -mindepth 1 2>/dev/null)" ] ||
		fail "left: $(find "$pins")"
}

test_one_comes_behind_the_other() { pairs 0; }
test_who_is_killed_has_done_all_or_nothing() { pairs 1; }

run_tests "$@"
