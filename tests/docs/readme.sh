#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# readme.sh - README.md: its commands run, its links lead somewhere, and the
# demo prints what is shown there (figures may differ)
. "$(dirname "$0")/lib.bash"

# The demo's output has figures of its own in each run.
figures='s/[0-9]+/N/g; s/ +/ /g'

demo_is_as_shown() {
	local got why

	if ! got=$(cd "$top" && docs/examples/demo.sh "$(command -v nicfw)" 2>&1)
	then
		not_ok 'the demo ends well' "$got"
	elif ! why=$(lines_match "...
$(fenced demo "$top/README.md")" "$got" "$figures"); then
		not_ok 'the demo prints what is shown' "$why"
	else
		ok 'the demo prints what is shown'
	fi
}

need_root
set_up
run_examples < <(fenced sh "$top/README.md")
demo_is_as_shown
for page in "$top"/README.md "$top"/docs/*.md; do
	links_work "$page"
done
finish
