#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# rows.sh - what lies between a device and a chain, row by row, on this kernel
#
# A plain reading of the rules would drop a packet early that the kernel
# delivers: shown is that it delivers it, that a front passes it, and where the
# host is otherwise that the same rule drops early. rows_nat.sh has the rows of
# NAT, tests/vm those that want a kernel with more.
. "$(dirname "$0")/lib.bash"
. "$(dirname "$0")/rows.bash"

add_bridge() {
	near sysctl -qw net.bridge.bridge-nf-call-iptables=0
	ip -n "$near" link add br0 type bridge mcast_snooping 0
	ip -n "$near" link set v0 master br0
	ip -n "$near" link set v1 master br0
	ip -n "$near" link set br0 up
}

test_a_bridge_port_has_no_ip_hooks() {
	probe
	chain ip prerouting 'ip daddr 10.0.1.2 drop comment "pre"'
	live
	add_bridge
	shadow
	fact is_port true
	delivers "$far" f1 "to=$(mac_of "$far" f1)" dst=10.0.1.2
	passes pre
	ip -n "$near" link del br0
	shadow
	fact is_port false
	sends dst=10.0.1.2
	drops_early pre
}

test_a_bridge_port_has_its_netdev_hook() {
	probe
	chain ip prerouting 'ip daddr 10.0.1.2 drop comment "pre"'
	chain netdev ingress 'ip daddr 10.0.1.2 drop comment "net"'
	live
	add_bridge
	shadow
	sends "to=$(mac_of "$far" f1)" dst=10.0.1.2
	drops_early net
	[ "$(counted "$far" f1)" = 0 ] || fail 'the kernel delivers it'
}

test_frames_for_a_macvlan_elsewhere_have_other_hooks() {
	probe
	chain ip input 'ip daddr 10.0.0.9 drop comment "in"'
	live
	ip -n "$near" link add mv0 link v0 type macvlan mode bridge ||
		skip 'no macvlan'
	mac=$(mac_of "$near" mv0)
	ip -n "$near" link set mv0 netns "$far"
	ip -n "$far" link set mv0 up
	far nft 'add chain netdev probe m { type filter hook ingress device mv0 priority 0; }; add counter netdev probe mv; add rule netdev probe m ip daddr 10.0.0.9 counter name mv'
	shadow
	fact is_port true
	delivers "$far" mv "to=$mac" dst=10.0.0.9
	passes in
	ip -n "$far" link del mv0
	shadow
	sends dst=10.0.0.9
	drops_early in
}

test_vlan_0_reaches_the_ip_hooks_and_another_does_not() {
	probe
	chain ip input 'ip saddr 10.0.0.2 udp sport 778 drop comment "in"'
	live
	shadow
	delivers "$near" local vlan=0
	passes in
	sends vlan=5 sport=778
	delivers "$near" local
	passes in
	sends vlan=0 sport=778
	drops_early in
}

test_a_tag_of_no_device_reaches_a_bridge() {
	probe
	chain ip prerouting 'ip daddr 10.0.1.2 drop comment "pre"'
	live
	add_bridge
	shadow
	delivers "$far" f1 "to=$(mac_of "$far" f1)" dst=10.0.1.2 vlan=5
	passes pre
}

test_fragments_are_put_together_before_input() {
	probe
	chain netdev ingress \
		'ip saddr 10.0.0.4 ip frag-off & 0x3fff != 0 drop comment "net"'
	chain ip input 'ip frag-off & 0x3fff != 0 drop comment "frag"' \
		'ip length < 50 ip protocol udp drop comment "short"' \
		'ip saddr 10.0.0.3 drop comment "from"'
	live
	shadow
	to=$(mac_of "$near" v0)
	delivers "$near" local mf=1 data=16 , "to=$to" off=24 data=8
	passes frag
	passes short
	passes net
	# Where they come from is every fragment's, and stays so.
	sends src=10.0.0.3 proto=tcp mf=1 data=20 , "to=$to" src=10.0.0.3 \
		proto=tcp off=40 data=8
	drops_early from
	# Ahead of that, a fragment is one.
	sends src=10.0.0.4 mf=1 data=16
	drops_early net
}

# Segments wait for each other: the timer is in sysfs, of each namespace.
hold_segments() {
	near unshare -m sh -c 'mount -t sysfs none /sys &&
		cd /sys/class/net/v0 && echo 100000000 >gro_flush_timeout &&
		echo 100 >napi_defer_hard_irqs' || skip 'no timer of GRO'
}

test_segments_are_joined_before_all_chains() {
	probe
	chain netdev ingress \
		'ip protocol tcp ip length < 200 drop comment "net"'
	chain ip input 'ip protocol tcp ip length < 200 drop comment "in"' \
		'ip saddr 10.0.0.3 tcp dport 10 drop comment "port"'
	live
	near ethtool -K v0 gro on
	shadow
	hold_segments
	to=$(mac_of "$near" v0)
	segments=(proto=tcp data=100)
	for seq in 101 201 301; do
		segments+=("," "to=$to" proto=tcp data=100 "seq=$seq")
	done
	delivers "$near" local "${segments[@]}"
	passes net
	passes in
	sends src=10.0.0.3 proto=tcp data=100 dport=10
	drops_early port
}

test_padding_counts_at_the_netdev_hook() {
	probe
	chain netdev ingress 'meta length < 46 drop comment "net"' \
		'ip saddr 10.0.0.3 drop comment "from"'
	chain ip input
	live
	shadow
	delivers "$near" local pad=60
	passes net
	sends src=10.0.0.3 pad=60
	drops_early from
}

test_tc_takes_frames_ahead_of_the_netdev_hook() {
	probe
	chain netdev ingress 'ip saddr 10.0.0.2 drop comment "net"'
	chain ip input
	live
	tc -n "$near" qdisc add dev v0 clsact
	shadow
	fact has_tc false
	tc -n "$near" filter add dev v0 ingress protocol ip u32 match u32 0 0 \
		action mirred egress redirect dev v1
	shadow
	fact has_tc true
	delivers "$far" f1
	passes net
	shadow --assume tc-passes
	sends
	drops_early net
	tc -n "$near" qdisc del dev v0 clsact
	shadow
	fact has_tc false
	sends
	drops_early net
}

test_the_forward_hook_sees_one_hop_less() {
	probe
	near sysctl -qw net.ipv4.conf.all.forwarding=1
	chain ip input 'ip ttl 2 drop comment "in"' 'ip saddr 10.0.0.3 drop'
	chain ip forward 'ip ttl 2 drop comment "fwd"' \
		'ip saddr 10.0.0.3 drop comment "from"'
	live
	shadow
	delivers "$near" forward dst=10.0.1.2 ttl=2
	passes in
	passes fwd
	sends src=10.0.0.3 dst=10.0.1.2
	drops_early from
	near sysctl -qw net.ipv4.conf.all.forwarding=0
	shadow
	sends ttl=2
	drops_early in
}

test_what_input_drops_may_be_forwarded() {
	probe
	near sysctl -qw net.ipv4.conf.all.forwarding=1
	chain ip input 'ip saddr 10.0.0.2 drop comment "in"'
	chain ip forward
	live
	shadow
	fact forwards4 true
	delivers "$far" f1 dst=10.0.1.2
	passes in
	near sysctl -qw net.ipv4.conf.all.forwarding=0
	shadow
	fact forwards4 false
	sends
	drops_early in
}

test_a_family_that_is_not_forwarded_is_inputs_alone() {
	chain inet input 'meta l4proto tcp drop'
	live
	near sysctl -qw net.ipv4.conf.v0.forwarding=1
	trace() { nicfw trace -i v0 -f "$tmp/rows.nft" --packet "$1"; }
	expect 0 trace 'ip / tcp dport=22'
	printed '^1 punt - needs the route$'
	expect 0 trace 'ip6 / tcp dport=22'
	printed '^1 drop .*rows.nft:4$'
	near sysctl -qw net.ipv4.conf.v0.forwarding=0 \
		net.ipv6.conf.all.forwarding=1
	expect 0 trace 'ip / tcp dport=22'
	printed '^1 drop .*rows.nft:4$'
	expect 0 trace 'ip6 / tcp dport=22'
	printed '^1 punt - needs the route$'
}

test_a_broadcast_may_be_forwarded_without_forwarding() {
	probe
	chain ip input 'ip daddr 10.0.1.255 drop comment "in"'
	live
	shadow
	fact forwards4 false
	sends dst=10.0.1.255
	drops_early in
	near sysctl -qw net.ipv4.conf.all.bc_forwarding=1 \
		net.ipv4.conf.v0.bc_forwarding=1
	shadow
	fact forwards4 true
	delivers "$far" f1 dst=10.0.1.255
	passes in
}

# Loose source routing by way of 10.0.0.9, which is the host's too.
test_a_source_route_changes_the_destination() {
	probe
	chain ip input 'ip daddr 10.0.0.1 drop comment "in"'
	live
	shadow
	fact takes_routes false
	sends options=8307040a00000900
	drops_early in
	near ip addr add 10.0.0.9/32 dev lo
	near sysctl -qw net.ipv4.conf.all.accept_source_route=1 \
		net.ipv4.conf.v0.accept_source_route=1
	shadow
	fact takes_routes true
	delivers "$near" local options=8307040a00000900
	passes in
	sends
	drops_early in
}

# The load is older than the sysctl: it drops what the host would take on.
test_a_front_is_out_of_step_once_source_routes_are_taken() {
	probe
	chain ip input 'ip daddr 10.0.0.1 drop'
	live
	front
	in_step
	printed '^  takes_routes: no; 1 rule depends on it: .*rows.nft:4$'
	near ip addr add 10.0.0.9/32 dev lo
	near sysctl -qw net.ipv4.conf.all.accept_source_route=1 \
		net.ipv4.conf.v0.accept_source_route=1
	sends options=8307040a00000900
	drops_early 'ip daddr 10.0.0.1'
	out_of_step_by 'takes_routes: IPv4 packets may say how'
	front
	in_step
	printed '^  takes_routes: IPv4 .*; 1 rule depends on it: .*rows.nft:4$'
	delivers "$near" local options=8307040a00000900
}

# Of a policy as of a rule.
test_a_front_is_out_of_step_once_ipsec_is_in_use() {
	policy=drop chain ip input 'tcp dport 22 accept'
	live
	front
	in_step
	printed '^  has_xfrm: no; 1 rule depends on it: .*rows.nft:2 \(policy\)$'
	near ip xfrm policy add dst 10.0.0.1 dir in action block 2>/dev/null ||
		skip 'no IPsec policies'
	out_of_step_by 'has_xfrm: IPsec is in use'
	near ip xfrm policy flush
	in_step
}

# The packet is of the device that its last fragment came from.
test_fragments_of_one_packet_may_come_from_two_devices() {
	probe
	chain ip input 'iifname "v0" ip saddr 10.0.0.2 drop comment "in"'
	live
	shadow
	near sysctl -qw net.ipv4.conf.all.rp_filter=0 \
		net.ipv4.conf.v1.rp_filter=0
	sends mf=1 data=16
	far perl "$frames" send f1 "to=$(mac_of "$near" v1)" off=24 data=8
	until_true 5 grew "$near" local 0 || fail 'the kernel does not deliver it'
	passes in
	sends
	drops_early in
}

test_a_first_segment_is_not_new_where_it_is_expected() {
	local what

	for what in 'ct helper set "x"' 'ct expectation set "x"'; do
		cat >"$tmp/rows.nft" <<-END
		table ip t {
			ct helper x { type "ftp" protocol tcp; }
			ct expectation x {
				protocol tcp; dport 5555; timeout 1m; size 8;
				l3proto ip;
			}
			chain c {
				type filter hook prerouting priority 0;
				tcp dport 21 $what
			}
		}
		END
		expect 1 nicfw check -f "$tmp/rows.nft" --assume syn-is-new
		said ":9:1: '$what': with a helper a first segment may"
	done
}

test_bridge_and_dormant_chains_are_not_met() {
	probe
	chain bridge prerouting 'ip saddr 10.0.0.2 drop comment "br"'
	cat >>"$tmp/rows.nft" <<-'END'
	table ip asleep {
		flags dormant
		chain c {
			type filter hook input priority 0;
			ip saddr 10.0.0.2 drop comment "asleep"
		}
	}
	END
	chain ip input 'ip saddr 10.0.0.3 drop comment "in"'
	live
	shadow
	delivers "$near" local
	passes br
	passes asleep
	sends src=10.0.0.3
	drops_early '"in"'
}

test_check_and_trace_ask_a_device_that_is_here() {
	chain ip input 'ip saddr 10.0.0.2 drop'
	live
	trace() { nicfw trace --packet 'ip src=10.0.0.2' "$@"; }
	expect 0 trace -f "$tmp/rows.nft" -i v0
	printed '^1 drop .*rows.nft:4$'
	said '^note: v0: facts are those of this host$'
	expect 0 nicfw check -f "$tmp/rows.nft" -i v0
	printed '^v0: this host was asked$'
	near sysctl -qw net.ipv4.conf.v0.forwarding=1
	expect 0 trace -f "$tmp/rows.nft" -i v0
	printed '^1 punt - needs the route$'
	expect 0 nicfw check -f "$tmp/rows.nft" -i v0
	printed '^v0: forwards4: .* \(net.ipv4.conf.v0.forwarding is 1\)$'
	near sysctl -qw net.ipv4.conf.v0.forwarding=0
	# Nobody asks a device that is not here, or that was not named.
	expect 0 trace -f "$tmp/rows.nft" -i v9
	printed '^1 punt - needs the route$'
	! grep -q note "$tmp/err" || fail 'a host was asked'
	expect 0 nicfw check -f "$tmp/rows.nft"
	printed '^eth0: no host was asked: it is taken to forward'
}

# reads PORT WORD... - a packet socket on v0 gets the frame
reads() {
	port=$1
	shift
	near perl "$frames" read v0 "$port" 10 >"$tmp/ready" &
	reader=$!
	until_true 5 grep -q ready "$tmp/ready" || fail 'no packet socket'
	shadow
	fact has_taps true
	grep -q 'perl ([0-9]*) of protocol 0x0800' "$tmp/status" || fail 'the tap is not named'
	sends "$@"
	wait $reader || fail 'the kernel does not deliver it'
}

test_dhcp_reads_ahead_of_the_ip_hooks() {
	policy=drop chain inet input 'ip protocol udp drop comment "in"'
	live
	reads 68 sport=67 dport=68
	passes in
	reads 67 src=10.0.0.2 sport=68 dport=67
	passes in
	shadow --strict-dhcp
	sends sport=67 dport=68
	drops_early in
	shadow
	sends
	drops_early in
}

test_inet_ingress_does_not_see_what_is_not_ip() {
	policy=drop chain inet ingress 'ip saddr 10.0.0.3 accept' \
		'ip saddr 10.0.0.2 drop comment "net"'
	chain ip input
	live
	shadow
	# The kernel has no neighbour yet, and so asks; the answer gets in.
	ip -n "$near" neighbour flush dev v0
	near ping -nqc1 -W0.3 10.0.0.2 >/dev/null
	until_true 5 is_known || fail 'the kernel does not take ARP'
	passes 'policy drop'
	sends
	drops_early net
}

is_known() {
	ip -n "$near" neighbour show 10.0.0.2 | grep -q lladdr
}

test_another_program_is_in_front_of_all_chains() {
	chain ip input 'ip saddr 10.0.0.2 drop comment "in"'
	live
	expect 0 nicfw check -i v0 --profile driver -f "$tmp/rows.nft"
	printed ':4: driver \([0-9]+ insns\): ip saddr 10.0.0.2 drop'
	xdp_of_another v0 xdpgeneric
	expect 0 nicfw check -i v0 --profile driver -f "$tmp/rows.nft"
	printed ':4: host \(needs the other XDP program\): ip saddr 10.0.0.2'
	printed '^v0: has_xdp: .* \(program [0-9]+ \(.*\) in generic mode\)$'
	expect 3 nicfw load --shadow -f "$tmp/rows.nft" v0
	said 'is not ours'
}

test_rules_of_iptables_legacy_may_act_first() {
	chain ip input 'ip saddr 10.0.0.2 drop comment "in"'
	live
	near iptables-legacy -A INPUT -s 10.0.0.2 -j LOG 2>/dev/null ||
		skip 'no iptables-legacy'
	shadow
	fact has_legacy true
	sends
	passes in
	near iptables-legacy -F
	shadow
	fact has_legacy false
	sends
	drops_early in
}

test_a_fact_that_cannot_be_read_holds() {
	chain ip input 'ip saddr 10.0.0.2 drop comment "in"'
	live
	chmod 755 "$tmp"
	expect 0 near setpriv --reuid 65534 --clear-groups --inh-caps=-all \
		"$NICFW" check -i v0 --profile driver -f "$tmp/rows.nft"
	printed ':4: host \(needs .*\): ip saddr'
	printed '^v0: has_xfrm: IPsec is in use \(cannot be read: .*permitted\)$'
	printed '^v0: has_flowtable: .* \(cannot be read: .*permitted\)$'
	expect 0 near unshare -m sh -c "mount -t tmpfs none /proc/sys &&
		$NICFW check -i v0 --profile driver -f $tmp/rows.nft"
	printed '^v0: forwards4: .* \(cannot be read: /proc/sys/.*forwarding: No'
}

test_status_has_each_fact_with_its_rules() {
	chain ip input 'ip saddr 10.0.0.2 drop' \
		'ip saddr 10.0.0.4 tcp dport 1 drop'
	policy=drop chain ip forward
	live
	shadow
	expect 0 nicfw status v0
	printed '^  forwards4: no; 3 rules depend on it: .*rows.nft:4 to .*:5, .*:9 \(policy\)$'
	near sysctl -qw net.ipv4.conf.v0.forwarding=1
	expect 0 nicfw status v0
	printed '^  forwards4: .* \(net.ipv4.conf.v0.forwarding is 1\); it was not so at the load; 3 rules'
	expect 0 nicfw status --json v0
	n=$(sed 's|^/\*.*||' "$here/../../host/policy/facts.def" |
		grep -c '^FACT(')
	[ "$(grep -c '"source": .*[a-z]' "$tmp/out")" -ge "$n" ] &&
		[ "$(grep -c '"fact": ' "$tmp/out")" = "$n" ] ||
		fail "not $n facts"
	expect 0 nicfw unload v0
	expect 0 nicfw status --json v0
	[ "$(grep -c '"fact": ' "$tmp/out")" = "$n" ] || fail "not $n facts"
}

run_tests "$@"
