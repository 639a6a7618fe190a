#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# examples.sh - the shipped rulesets: nft or iptables loads them as they are,
# nicfw says of each what tests/docs/check/NAME.check has (BLESS=1 writes it),
# and loads those that are complete
#
# What nicfw is asked is the line "nicfw check ..." in the file's head.
. "$(dirname "$0")/lib.bash"

# asked FILE - the command
asked() {
	local command

	command=$(sed -n 's/^#\tnicfw check/nicfw check/p;/^[^#]/q' \
		"$top/$1" | head -n 1)
	echo "${command:-nicfw check -f $1}"
}

# says FILE - a test: what nicfw check says of it
says() {
	local golden=$here/check/${1##*/} command got

	golden=${golden%.*}.check
	command=$(asked "$1")
	# In a namespace without the device: no host is asked.
	got=$(cd "$tmp/work" && unshare --net bash -c "$command" 2>&1)
	[ -z "${BLESS:-}" ] || printf '%s\n' "$got" >"$golden"
	same "$command" "$(cat "$golden" 2>&1)" "$got"
	# shellcheck disable=SC2034 # read by the caller
	is_complete=false
	[[ $got == *'complete: yes'* ]] && is_complete=true
}

need_root
set_up
for ruleset in "$top"/docs/examples/*.nft; do
	path=docs/examples/${ruleset##*/}
	run_example "nft -c -f $path" ''
	run_example "nft -f $path" ''
	says "$path"
	if $is_complete; then
		run_example "nicfw load -f $path eth0" ''
		run_example "nicfw unload eth0" ''
	fi
	# What nft prints of it is a ruleset too.
	run_example "nft list ruleset | nicfw check -f -" ''
	run_example "nft flush ruleset" ''
done
for ruleset in "$top"/docs/examples/*.rules; do
	path=docs/examples/${ruleset##*/}
	run_example "iptables-legacy-restore -t $path" ''
	run_example "iptables-nft-restore $path" ''
	says "$path"
	run_example "iptables-nft-save | nicfw check -f -" ''
	run_example "nft flush ruleset" ''
done
finish
