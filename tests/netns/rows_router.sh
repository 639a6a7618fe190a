#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# rows_router.sh - what a router does with a packet ahead of input and forward,
# row by row, on this kernel
. "$(dirname "$0")/lib.bash"
. "$(dirname "$0")/rows.bash"

test_a_router_alert_is_taken_ahead_of_the_last_hooks() {
	local alert=options=94040000 reader

	near sysctl -qw net.ipv4.conf.all.forwarding=1
	chain ip prerouting 'ip saddr 10.0.0.3 drop comment "pre"'
	policy=drop chain ip input 'drop comment "in"'
	policy=drop chain ip forward 'counter drop comment "fwd"'
	live
	shadow
	near perl "$frames" alert 46 10 >"$tmp/ready" &
	reader=$!
	until_true 5 grep -q ready "$tmp/ready" || fail 'no socket'
	sends proto=46 $alert dst=10.0.1.2
	wait $reader || fail 'the kernel does not deliver it'
	passes '"fwd"'
	sends proto=46 $alert src=10.0.0.3 dst=10.0.1.2
	drops_early '"pre"'
	sends proto=46 dst=10.0.1.2
	takes '"fwd"'
	drops_early '"fwd"'
}

# The answer goes with the packet where a stage drops it.
test_a_router_answers_ahead_of_the_forward_hook() {
	near sysctl -qw net.ipv4.conf.all.forwarding=1
	chain ip output 'icmp type time-exceeded counter comment "answer"'
	policy=drop chain ip input 'drop comment "in"'
	policy=drop chain ip forward 'drop comment "fwd"'
	live
	shadow
	sends ttl=1 dst=10.0.1.2
	takes '"answer"'
	drops_early '"fwd"'
}

run_tests "$@"
