#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# facts.sh - docs/semantics.md has a row for each fact of the host, in the order
# of host/policy/facts.def
. "$(dirname "$0")/lib.bash"

table() {
	sed -n 's/^FACT([A-Z_]*, \([a-z_]*\),.*/\1/p' \
		"$top/host/policy/facts.def"
}

described() {
	awk '/^\| fact \| holds where/ { inside = 1; next }
		!/^\|/ { inside = 0 }
		inside' "$top/docs/semantics.md" |
		sed -n 's/^| `\([a-z_]*\)` |.*/\1/p'
}

same 'each fact has a row' "$(table)" "$(described)"
finish
