#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# figures.sh [DIR] - put the figures of the run in DIR into docs/bench.md
set -eu

cd "$(dirname "$0")/.."
figures=$(mktemp)
page=$(mktemp)
trap 'rm -f "$figures" "$page"' EXIT
build/bench/report --markdown "${1:-build/bench/run}" >"$figures"
# What is between the two marks, which stand alone on their lines.
awk -v figures="$figures" '
	/^<!-- figures:/ {
		print
		print ""
		while ((getline line <figures) > 0)
			print line
		print ""
		inside = 1
	}
	/^<!-- end of figures/ { inside = 0; n++ }
	!inside && !/^<!-- figures:/ { print }
	END { exit n != 1 }' docs/bench.md >"$page"
cat "$page" >docs/bench.md
