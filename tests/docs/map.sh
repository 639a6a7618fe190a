#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# map.sh - docs/architecture.md names each module, and none that is not there
#
# A module is named by itself, by a pattern (`ipt_match_*.c`), or as a part of
# the one whose name its own begins with: emit_load is a part of emit.
. "$(dirname "$0")/lib.bash"

# Words between backticks of the part about modules, a line each, of a path the
# last one.
words() {
	awk '/^## / { is_map = /^## Modules/ }
		/^```/ { is_shown = !is_shown; next }
		is_map && !is_shown' "$top/docs/architecture.md" |
		tr '\n' ' ' | grep -oE '`[^`]+`' | tr -c 'A-Za-z0-9_*./\n' '\n' |
		sed 's|.*/||; /^$/d' | sort -u
}

# Modules of which neither the name nor a start of it, up to a _, is there.
unnamed() {
	git -C "$top" ls-files 'host/*.[ch]' 'offload/*.[ch]' 'bench/*.[ch]' |
		sed 's/\.[ch]$//' | sort -u | awk '
			NR == FNR {
				sub(/_?\*?\.[a-z]+$/, "")
				sub(/_\*$/, "")
				named[$0] = 1
				next
			}
			{
				name = $0
				sub(/.*\//, "", name)
				while (name != "" && !(name in named))
					if (!sub(/_[^_]*$/, "", name))
						name = ""
				if (name == "")
					print
			}' <(words) -
}

# Names that are neither of a file or folder nor a word of the sources.
gone() {
	words | grep -xE '[a-z][a-z0-9_]*(\.(c|h|def|sh))?' |
		grep -vxFf <(git -C "$top" ls-files | tr / '\n' |
			sed 'p; s/\.[^.]*$//' | sort -u) |
		while read -r word; do
			git -C "$top" grep -qwF "$word" -- '*.c' '*.h' '*.def' ||
				echo "$word"
		done
}

same 'each module is named' '' "$(unnamed)"
same 'each name is there' '' "$(gone)"
finish
