#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# examples.sh - the shipped rulesets: nft loads them as they are, nicfw finds
# that they fit, and loads them
. "$(dirname "$0")/lib.bash"

need_root
set_up
for ruleset in "$top"/docs/examples/*.nft; do
	path=docs/examples/${ruleset##*/}
	run_example "nft -f $path" ''
	run_example "nicfw check -f $path" ''
	run_example "nicfw load -f $path eth0" ''
	run_example "nicfw unload eth0" ''
	# What nft prints of it is a ruleset too.
	run_example "nft list ruleset | nicfw check -f -" ''
	run_example "nft flush ruleset" ''
done
finish
