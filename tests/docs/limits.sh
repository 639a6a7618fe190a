#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# limits.sh - docs/offload-limits.md has the figures of nic-profiles/, and its
# examples run
. "$(dirname "$0")/lib.bash"

page=$top/docs/offload-limits.md

# figures PROFILE - "NAME VALUE", as the page writes them
figures() {
	perl -0777 -ne '
		print "unit $1\n" if /^unit = "(\w+)"/m;
		while (/^(\w+): \{\n\tvalue = (.*?);\n(.*?)^\};/msg) {
			my ($name, $value, $rest) = ($1, $2, $3);
			$value = join " ", $value =~ /"(\w+)"/g
				if $value =~ /^\[/;
			$value .= " *" if $rest =~ /third_party = true/;
			print "$name $value\n";
		}' "$top/nic-profiles/$1.conf" | sort
}

# column N - the same from the page's table
column() {
	awk -F ' *[|] *' -v n="$1" '
		/^\| figure / { inside = 1; next }
		!/^\|/ { inside = 0 }
		inside && $2 !~ /^-/ { print $2 " " $(n + 2) }' "$page" | sort
}

need_root
set_up
read -ra profiles < <(sed -n 's/^| figure |//; t found; d; :found; s/|//g; p' \
	"$page")
n=0
for profile in "${profiles[@]}"; do
	n=$((n + 1))
	same "$profile: the table has its figures" \
		"$(figures "$profile")" "$(column $n)"
done
same 'every profile is in the table' \
	"$(cd "$top/nic-profiles" && printf '%s\n' *.conf | sed 's/\.conf//' |
		sort)" "$(printf '%s\n' "${profiles[@]}" | sort)"
run_examples < <(fenced sh "$page")
finish
