# SPDX-License-Identifier: GPL-2.0-only
# rows_nat.bash - what NAT has rewritten when a chain sees a packet, row by row
#
# Where a packet goes is not known behind prerouting's -100; where it comes from
# is, up to input's 100: there the kernel's own chain is seen to match the source
# that the frame has. rows.bash has what the rows share.

# shellcheck disable=SC2154 # lib.bash's variables
# translates CHAIN... - NAT of the kernel that no rule of ours says, and nobody's
# complaints
translates() {
	{
		echo 'table ip elsewhere {'
		printf '%s\n' "$@"
		echo '}'
	} | near nft -f - || fail 'no NAT'
	far nft 'add table ip quiet; add chain ip quiet o { type filter hook output priority 0; }; add rule ip quiet o ip protocol icmp drop'
}

# met TEXT - the kernel's rule with TEXT, and a counter, has met a packet
met() { near nft list ruleset | grep -q "counter packets [1-9].*$1"; }
meets() { until_true 5 met "$1" || fail "the kernel's rule $1 meets nothing"; }

test_nat_leaves_what_is_forwarded_where_it_comes_from() {
	probe
	near sysctl -qw net.ipv4.conf.all.forwarding=1
	translates \
		'chain pre { type nat hook prerouting priority -100; udp dport 778 dnat to 10.0.1.2:9; }' \
		'chain post { type nat hook postrouting priority 100; oifname "v0" counter masquerade comment "masks"; }'
	chain ip prerouting 'udp dport 778 drop comment "pre-to"' \
		'ip saddr 10.0.0.3 counter drop comment "pre-from"'
	for hook in input forward; do
		chain ip $hook 'ip daddr 10.0.0.1 drop comment "to"' \
			'ip saddr 10.0.0.4 counter drop comment "from"' \
			'udp sport 779 counter drop comment "sport"'
	done
	live
	shadow
	delivers "$near" forward dport=778
	# The answer to a masqueraded packet, which asked for port 777.
	far perl "$frames" send f1 "to=$(mac_of "$near" v1)" src=10.0.1.2 \
		dst=10.0.0.2 sport=5 dport=777
	meets '"masks"'
	delivers "$far" f1 dport=5
	passes '"pre-to"'
	passes '"to"'
	for how in src=10.0.0.3 'src=10.0.0.4 dst=10.0.1.2' \
		'sport=779 dst=10.0.1.2'; do
		# shellcheck disable=SC2086 # words of a frame
		sends dport=778 $how
	done
	for rule in pre-from from sport; do
		meets "\"$rule\""
		drops_early "\"$rule\""
	done
}

test_nat_rewrites_where_packets_come_from_at_inputs_100() {
	probe
	near nft 'add counter inet probe moved; add rule inet probe i ip saddr 10.0.0.99 udp sport 99 counter name moved'
	# Its priority is not when it rewrites.
	translates \
		'chain in { type nat hook input priority -150; ip saddr 10.0.0.2 udp dport 9 snat to 10.0.0.99:99; }'
	priority=99 chain ip input \
		'ip saddr 10.0.0.2 udp sport 777 counter comment "old"' \
		'ip saddr 10.0.0.99 drop comment "new"' \
		'ip saddr 10.0.0.3 counter drop comment "from"' \
		'udp sport 778 counter drop comment "sport"'
	priority=101 chain inet input \
		'ip saddr 10.0.0.2 drop comment "behind-from"' \
		'udp sport 777 drop comment "behind-sport"'
	live
	shadow
	delivers "$near" moved
	meets '"old"'
	passes '"behind-'
	sends src=10.0.0.3
	sends sport=778
	for rule in from sport; do
		meets "\"$rule\""
		drops_early "\"$rule\""
	done
}

test_answers_to_translated_packets_come_from_elsewhere_at_inputs_100() {
	probe
	near nft 'add counter inet probe moved; add rule inet probe i ip saddr 10.0.0.77 counter name moved'
	translates \
		'chain out { type nat hook output priority -100; ip daddr 10.0.0.77 dnat to 10.0.0.2; }'
	chain ip input 'ip saddr 10.0.0.2 counter comment "old"' \
		'ip saddr 10.0.0.77 drop comment "new"'
	priority=101 chain inet input 'ip saddr 10.0.0.2 drop comment "behind"'
	live
	shadow
	near socat -u STDIN UDP-SENDTO:10.0.0.77:777,sourceport=9 <<<x
	delivers "$near" moved
	meets '"old"'
	passes '"behind"'
	passes '"new"'
}

test_replies_are_translated_without_a_rule() {
	probe
	ip -n "$near" link set lo up
	ip -n "$near" address add 10.0.5.5/32 dev lo
	chain ip input 'ip daddr 10.0.0.1 ip protocol icmp drop comment "in"'
	live
	near nft 'add table ip elsewhere; add chain ip elsewhere p { type nat hook postrouting priority 100; }; add rule ip elsewhere p ip saddr 10.0.5.5 masquerade'
	shadow
	fact has_nat true
	near ping -nqc1 -W5 -I 10.0.5.5 10.0.0.2 >/dev/null ||
		fail 'the kernel does not deliver the reply'
	passes in
	near nft delete table ip elsewhere
	shadow
	fact has_nat false
	far ping -nqc1 -W1 10.0.0.1 >/dev/null &&
		fail 'the kernel takes it'
	drops_early in
}

test_a_chain_of_type_nat_sees_first_packets_only() {
	probe
	near nft 'add table ip c; add chain ip c i { type filter hook prerouting priority -300; }; add rule ip c i ct state new'
	delivers "$near" local
	# An answer makes the connection one that is known.
	near socat -u STDIN UDP-SENDTO:10.0.0.2:777,sourceport=9 <<<x
	type=nat priority=-100 chain ip prerouting \
		'ip saddr 10.0.0.2 drop comment "nat"'
	live
	shadow
	delivers "$near" local
	passes nat
}
