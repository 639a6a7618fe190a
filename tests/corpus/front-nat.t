# NAT rewrites where a packet goes at prerouting's -100, and where it comes from
# at input's 100 and behind: chains in front of that see the frame's source, and
# its source port.
rules:
table ip nat {
	chain pre {
		type nat hook prerouting priority -100; policy accept;
		tcp dport 80 dnat to 192.0.2.80 comment "dnat"
	}
}
table inet filter {
	chain pre {
		type filter hook prerouting priority -50; policy accept;
		ip saddr 192.0.2.1 drop comment "pre-from"
		ip6 saddr 2001:db8::1 drop comment "pre-from6"
		tcp sport 1 drop comment "pre-sport"
		th sport 2 drop comment "pre-th-sport"
		ip saddr . udp sport { 192.0.2.3 . 3 } drop comment "pre-both"
		icmp type redirect drop comment "pre-redirect"
		ip daddr 203.0.113.1 drop comment "pre-to"
		ip6 daddr 2001:db8::2 drop comment "pre-to6"
		tcp dport 1 drop comment "pre-dport"
		icmp id 1 drop comment "pre-id"
		ip saddr . udp dport { 192.0.2.3 . 4 } drop comment "pre-mixed"
	}
	chain in {
		type filter hook input priority 99; policy accept;
		ip saddr 192.0.2.6 drop comment "in-from"
		ip daddr 203.0.113.6 drop comment "in-to"
		udp sport 6 drop comment "in-sport"
	}
	chain behind {
		type filter hook input priority 100; policy accept;
		ip saddr 192.0.2.7 drop comment "behind-from"
		udp sport 7 drop comment "behind-sport"
	}
	chain onward {
		type filter hook forward priority 500; policy accept;
		ip saddr { 192.0.2.6, 192.0.2.7 } drop comment "on-from"
		ip daddr 203.0.113.6 drop comment "on-to"
		udp sport { 6, 7 } drop comment "on-sport"
	}
}
packets:
ip src=192.0.2.1 / udp => drop pre-from
ip src=192.0.2.1 mf=1 / tcp => drop pre-from
ip src=192.0.2.9 dst=203.0.113.1 / udp => punt pre-to
ip6 src=2001:db8::1 / udp => drop pre-from6
ip6 src=2001:db8::9 dst=2001:db8::2 / udp => punt pre-to6
ip src=192.0.2.9 / tcp sport=1 dport=5 => drop pre-sport
ip6 src=2001:db8::9 / tcp sport=1 dport=5 => drop pre-sport
ip src=192.0.2.9 / tcp sport=5 dport=1 => punt dnat
ip src=192.0.2.9 / icmp id=1 => punt pre-to
ip src=192.0.2.9 / icmp type=5 => drop pre-redirect
ip src=192.0.2.9 / sctp sport=2 => drop pre-th-sport
ip src=192.0.2.9 / udplite sport=2 => drop pre-th-sport
ip src=192.0.2.9 / icmp type=0 code=2 => drop pre-th-sport
ip src=192.0.2.3 / udp sport=3 dport=9 => drop pre-both
ip src=192.0.2.3 / udp sport=9 dport=4 => punt pre-to
ip src=192.0.2.6 / udp sport=9 dport=9 => drop on-from
ip src=192.0.2.9 dst=203.0.113.6 / udp sport=9 dport=9 => punt pre-to
ip src=192.0.2.9 / udp sport=6 dport=9 => drop on-sport
ip src=192.0.2.7 / udp sport=9 dport=9 => punt pre-to
ip src=192.0.2.9 / udp sport=7 dport=9 => punt pre-to
