#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# examples.sh - the shipped rulesets: nft or iptables loads them as they are,
# and nicfw loads them beside that
#
# What nicfw check says of each is in golden/.
. "$(dirname "$0")/lib.bash"

need_root
set_up
for ruleset in "$top"/docs/examples/*.nft; do
	path=docs/examples/${ruleset##*/}
	run_example "nft -c -f $path" ''
	run_example "nft -f $path" ''
	run_example "nicfw load --unwatched -f $path eth0" ''
	run_example "nicfw unload eth0" ''
	# What nft prints of it is a ruleset too.
	run_example "nft list ruleset | nicfw check -f -" ''
	run_example "nft flush ruleset" ''
done
for ruleset in "$top"/docs/examples/*.rules; do
	path=docs/examples/${ruleset##*/}
	run_example "iptables-legacy-restore -t $path" ''
	run_example "iptables-nft-restore $path" ''
	run_example "nicfw load --unwatched eth0" ''
	run_example "nicfw unload eth0" ''
	run_example "iptables-nft-save | nicfw check -f -" ''
	run_example "nft flush ruleset" ''
done
finish
