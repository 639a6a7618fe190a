#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# manual.sh - docs/nicfw.8: mandoc finds nothing wrong, its examples run, and it
# has all commands and options that --help has
. "$(dirname "$0")/lib.bash"

page=$top/docs/nicfw.8

# Names as the page's source writes them: -\-json is json.
listed_commands() {
	nicfw --help | sed -n 's/^  \([a-z]*\) .*/\1/p'
}

# options_of TEXT... - "-f --file ..." in the order of the alphabet
listed_options() {
	nicfw "$1" --help | sed -nE 's/^  (-.|  )(, |  )(--[a-z-]+)?.*/\1 \3/p' |
		tr -s ' ' '\n' | grep -e . | sort
}

# section NAME - the text of the page's section or subsection
section() {
	awk -v name="$1" '
		/^\.S[hs] / { inside = substr($0, 5) == name }
		inside' "$page"
}

# Options in the page's words: `.It Fl v , Fl -verbose` is -v and --verbose.
described_options() {
	{ section DESCRIPTION; section "$1"; } | sed -n 's/^\.It //p' |
		grep -oE 'Fl [a-zA-Z-]+' | sed 's/Fl /-/' | sort -u
}

synopsis_options() {
	section SYNOPSIS | awk -v name="$1" '
		/^\.Cm / { inside = $2 == name }
		/^\.Nm/ { inside = 0 }
		inside' | grep -oE 'Fl [a-zA-Z-]+' | sed 's/Fl /-/' | sort
}

check_command() {
	local option described synopsis missing='' short

	[ -n "$(section "$1")" ] || {
		not_ok "$1 has a section"
		return
	}
	described=$(described_options "$1")
	synopsis=$(synopsis_options "$1")
	for option in $(listed_options "$1"); do
		grep -qxe "$option" <<<"$described" ||
			missing+="$option is not described; "
	done
	# The synopsis has one form of each: the letter where there is one.
	while read -r short long; do
		[ "$short" = -h ] && continue
		grep -qxe "$short" <<<"$synopsis" ||
			grep -qxe "${long:-$short}" <<<"$synopsis" ||
			missing+="${long:-$short} is not in the synopsis; "
	done < <(nicfw "$1" --help |
		sed -nE 's/^  (-.|  )(, |  )(--[a-z-]+)?.*/\1 \3/p')
	for option in $synopsis; do
		listed_options "$1" | grep -qxe "$option" ||
			missing+="there is no $option; "
	done
	same "$1 has a section, and its options" '' "$missing"
}

# Whatever reads rules has --no-unknown, and without it an extension that nobody
# knows is the host's to decide.
check_no_unknown() {
	local command got=''

	printf '*filter\n-A INPUT -m geoip --source-country DE -j DROP\nCOMMIT\n' \
		>"$tmp/unknown.rules"
	for command in check 'show --policy' "compile -o $tmp/unknown.o" \
		'load eth0' 'trace --packet ip'; do
		# shellcheck disable=SC2086 # several words
		nicfw $command -f "$tmp/unknown.rules" --no-unknown \
			>"$tmp/out" 2>&1
		got+="${command%% *} $? $(grep -c "unknown.rules:2:10: .*'geoip'" \
			"$tmp/out")"$'\n'
	done
	same '--no-unknown refuses what nobody knows' \
		$'check 1 1\nshow 1 1\ncompile 1 1\nload 1 1\ntrace 1 1\n' "$got"
	nicfw check -f "$tmp/unknown.rules" >"$tmp/out" 2>&1
	same 'without it the host decides that' 1 \
		"$(grep -c ':2: host (.*geoip' "$tmp/out")"
}

# What stands in the displays of the examples, as it is read.
examples() {
	section EXAMPLES | awk '
		/^\.Bd -literal/ { inside = 1; next }
		/^\.Ed/ { inside = 0 }
		inside' | sed 's/^\\&//; s/\\e/\\/g'
}

need_root
set_up
same 'mandoc finds nothing wrong' '' "$(mandoc -T lint -W warning "$page" 2>&1)"
for command in $(listed_commands); do
	check_command "$command"
done
check_no_unknown
run_examples < <(examples)
finish
