#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# language.sh - docs/language.md: its tables are those of the sources, its
# rules mean to nft and nicfw what it says, its packets are packets
. "$(dirname "$0")/lib.bash"

page=$top/docs/language.md

# cells TITLES - the cells, joined by |, of the table that starts with these
cells() {
	awk -v title="| $1" '
		index($0, title) == 1 { inside = 1; next }
		!/^\|/ { inside = 0 }
		inside && !/^\|--/ {
			gsub(/^\| | \|$/, ""); gsub(/ *\| */, "|"); print
		}' "$page"
}

without_comments() { perl -0777 -pe 's|/\*.*?\*/||sg' "$1"; }

fields_of_source() {
	without_comments "$top/host/lang/fields.def" | perl -ne '
		print "$1|$2|", lc $3, "\n"
			if /^FIELD\(\w+, "([^"]+)", .*, (\d+), \w+, TYPE_(\w+)\)/'
}

fields_of_page() {
	cells 'field | bits' | sed -E 's/^`([^`]*)`\|([0-9]+)\|([^|]*)\|.*/\1|\2|\3/'
}

layers_of_source() {
	without_comments "$top/host/lang/packet_text.def" | perl -ne '
		print "$1\n" if /^LAYER\(\w+, "(\w+)"/;
		print "  $1\n" if /^FIELD\(\w+, "(\w+)"/'
}

layers_of_page() {
	cells 'layer | fields' | perl -ne '
		my ($layer, $fields) = /^`(\w+)`\|(.*)/ or next;
		print "$layer\n";
		print "  $1\n" while $fields =~ /`(\w+)/g;'
}

differences_of_source() {
	without_comments "$top/host/policy/differences.def" |
		perl -0777 -ne '
		while (/DIFFERENCE\((.*?)\)\n(?=\n|DIFF|\z)/sg) {
			my $row = $1;
			my @text = $row =~ /"([^"]*)"/g;
			$text[4] .= " (some kernels)" if $row =~ /SOME_KERNELS/;
			print "`$text[0]`|", join("|", @text[1..4]), "\n";
		}'
}

# chain RULE - a ruleset of this rule
chain() {
	printf 'table netdev t {\n\tset seen {\n\t\ttype ipv4_addr\n\t}\n'
	printf '\tchain c {\n'
	printf '\t\ttype filter hook ingress device eth0 priority 0\n'
	printf '\t\t%s\n\t}\n}\n' "$1"
}

# takes NAME - $tmp/work/rules.nft is a ruleset to both
takes() {
	local said

	if ! said=$(inside nicfw check -f rules.nft 2>&1); then
		not_ok "nicfw takes $1" "$said"
	elif ! said=$(inside nft -c -f rules.nft 2>&1); then
		not_ok "nft takes $1" "$said"
	else
		ok "both take $1"
	fi
}

# The ruleset in the first part, and each rule in the one on operators.
check_rules() {
	local rule

	sed -n '/^## Files/,/^## Fields/p' "$page" | fenced nft - \
		>"$tmp/work/rules.nft"
	takes 'the file'
	while IFS= read -r rule; do
		chain "$rule" >"$tmp/work/rules.nft"
		takes "$rule"
	done < <(sed -n '/^## Operators/,/^## Statements/p' "$page" |
		fenced nft -)
}

# leaves NAME - nicfw leaves the rule to the host, and nft takes it
leaves() {
	local said status

	said=$(inside nicfw check -f rules.nft 2>&1)
	status=$?
	if [ $status != 0 ] || ! grep -q ': host (needs ' <<<"$said"
	then
		not_ok "the host decides $1" "$status: $said"
	elif [[ $1 != ct\ * ]] && ! said=$(inside nft -c -f rules.nft 2>&1)
	then
		not_ok "nft takes $1" "$said"
	else
		ok "the host decides $1"
	fi
}

check_left() {
	local rule

	while IFS= read -r rule; do
		chain "$rule" >"$tmp/work/rules.nft"
		leaves "$rule"
	done < <(cells 'rule | what' | sed 's/^`\([^`]*\)`|.*/\1/')
}

check_packets() {
	local packet said

	chain 'accept' >"$tmp/work/rules.nft"
	while IFS= read -r packet; do
		if said=$(inside nicfw trace -f rules.nft --packet "$packet" 2>&1)
		then
			ok "a packet: $packet"
		else
			not_ok "a packet: $packet" "$said"
		fi
	done < <(fenced packets "$page")
}

# The corpus file that is shown, by the runner, if that was built.
check_corpus() {
	local runner=$top/build/asan/corpus said

	fenced corpus "$page" >"$tmp/shown.t"
	if [ ! -x "$runner" ]; then
		skip 'the corpus file that is shown' 'no build/asan/corpus'
	elif said=$(cd "$top" && "$runner" --engine oracle "$tmp/shown.t" 2>&1)
	then
		ok 'the corpus file that is shown'
	else
		not_ok 'the corpus file that is shown' "$said"
	fi
}

need_root
set_up
same 'the fields are those of fields.def' \
	"$(fields_of_source)" "$(fields_of_page)"
same 'the layers are those of packet_text.def' \
	"$(layers_of_source)" "$(layers_of_page)"
same 'the differences are those of differences.def' \
	"$(differences_of_source)" "$(cells 'id | a rule asks')"
check_rules
check_left
check_packets
check_corpus
finish
