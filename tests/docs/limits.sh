#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# limits.sh - docs/offload-limits.md has the figures of nic-profiles/, it and
# docs/nfp-card.md name what is in the driver's source, and their examples run
. "$(dirname "$0")/lib.bash"

page=$top/docs/offload-limits.md
card=$top/docs/nfp-card.md

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

# named FILE - "SOURCE NAME" of each `SOURCE`, `NAME` or table `NAME` in it
named() {
	tr '\n' ' ' <"$1" | grep -oP '`[a-z_/]+\.c`, +(table )?`\w+`' |
		tr -d '`,' | sed 's/ *table / /' | sort -u
}

# The sources that the VM rig is built from: its newest kernel's.
nfp_source() {
	local cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/nicfw-vm

	printf '%s\n' "${NICFW_VM_CACHE:-$cache}"/kernel-*/nfp | sort -V |
		tail -n1
}

# not_there DIR FILE - what FILE names and is not in the source in DIR
not_there() {
	local file name found

	while read -r file name; do
		[[ $file != kernel/* ]] || continue
		found=$1/$file
		[ -e "$found" ] || found=$1/bpf/$file
		grep -qwF -- "$name" "$found" 2>/dev/null ||
			echo "$file, $name"
	done < <(named "$2")
}

names_are_there() {
	local dir file

	dir=$(nfp_source)
	for file in "$page" "$card"; do
		if [ -d "$dir" ]; then
			same "${file##*/}: what it names is in the driver" '' \
				"$(not_there "$dir" "$file")"
		else
			skip "${file##*/}: what it names is in the driver" \
				'the VM rig is not there'
		fi
	done
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
names_are_there
same 'the table of many rules is what they take' \
	"$(cd "$top" && NICFW_PROFILES=nic-profiles build/vm-words table)" \
	"$(grep -A6 '^| rules | each of' "$page")"
for file in "$page" "$card"; do
	links_work "$file"
	run_examples < <(fenced sh "$file")
done
finish
