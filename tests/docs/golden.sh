#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# golden.sh - what check says of the shipped rulesets, and of those in golden/,
# and what trace -v says of the packets in golden/NAME.packets
#
# golden/NAME.check and NAME.trace have it, without the figures of what a program
# takes: a better compiler changes those alone. `make bless` (BLESS=1) writes
# them anew. What check is asked is the line "nicfw check ..." in the file's
# head, if there is one.
. "$(dirname "$0")/lib.bash"

golden=$here/golden
nicfw=${NICFW:-$top/build/nicfw}
export NICFW_PROFILES=${NICFW_PROFILES:-$top/nic-profiles}

# Costs of rules, what is used of each budget, and what forms came to.
no_figures='s/ \([0-9]+ (words|insns)\)//g
	s/at most [0-9]+ map lookups/at most N map lookups/
	s/[0-9,]+ of ([0-9,]+)/N of \1/g
	s/: [0-9,]+ nodes.*/: N nodes/
	/^[^ ]*: (the rules come to|quicker, but not taken:) /d
	s/[0-9.]+ [kM]B of kernel memory on this host, with [0-9]+ CPUs/N bytes of kernel memory/'

# options_of FILE - of the command in its head
options_of() {
	local options

	options=$(sed -n 's/^#\tnicfw check //p;/^[^#]/q' "$top/$1" |
		head -n 1)
	echo "${options:--f $1}"
}

# In a namespace without the device: no host is asked.
check_of() {
	local options

	read -ra options < <(options_of "$1")
	(cd "$top" && unshare --net "$nicfw" check "${options[@]}" 2>&1
		echo "exit status $?") | sed -E "$no_figures"
}

trace_of() {
	local packet

	while IFS= read -r packet; do
		echo "$packet"
		(cd "$top" && "$nicfw" trace -v -f "$1" --packet "$packet" 2>&1)
	done <"$golden/$2.packets"
}

# is_golden NAME FILE TEXT - FILE has TEXT; BLESS: now it has
is_golden() {
	[ -z "${BLESS:-}" ] || printf '%s\n' "$3" >"$2"
	same "$1" "$(cat "$2" 2>&1)" "$3"
}

need_root
for ruleset in "$top"/docs/examples/*.{nft,rules} "$golden"/*.nft; do
	name=${ruleset##*/}
	name=${name%.*}
	path=${ruleset#"$top"/}
	is_golden "check $(options_of "$path")" "$golden/$name.check" \
		"$(check_of "$path")"
	[ ! -e "$golden/$name.packets" ] ||
		is_golden "trace -v -f $path" "$golden/$name.trace" \
			"$(trace_of "$path" "$name")"
done
finish
