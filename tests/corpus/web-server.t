# A web server: HTTP and HTTPS for everyone, ssh for the administrators, answers
# to its own queries, ping, and neighbour discovery.
rules:
define admins = { 198.51.100.10, 198.51.100.32/28 }
define admins6 = 2001:db8:ad::/64
table netdev web {
	set banned {
		type ipv4_addr
		flags interval
		elements = { 203.0.113.0/26, 192.0.2.66 }
	}
	chain bad-tcp {
		tcp flags & (fin | syn) == fin | syn drop comment "fin-syn"
		tcp flags & (syn | rst) == syn | rst drop comment "syn-rst"
		tcp flags & (fin | syn | rst | psh | ack | urg) == 0x0 drop comment "null"
		tcp flags & (fin | psh | urg) == fin | psh | urg drop comment "xmas"
	}
	chain input {
		type filter hook ingress device "eth0" priority 0; policy drop;
		ether type arp accept comment "arp"
		ip saddr @banned counter drop comment "banned"
		meta l4proto tcp jump bad-tcp
		tcp dport { 80, 443 } accept comment "web"
		udp dport 443 accept comment "quic"
		tcp dport 22 ip saddr $admins accept comment "ssh"
		tcp dport 22 ip6 saddr $admins6 accept comment "ssh6"
		tcp sport { 25, 80, 443 } tcp flags & (syn | ack) != syn accept comment "answers"
		udp sport { 53, 123 } udp dport >= 1024 accept comment "udp-answers"
		icmp type { echo-request, echo-reply, destination-unreachable, time-exceeded } accept comment "icmp"
		icmpv6 type { echo-request, echo-reply, destination-unreachable, packet-too-big, time-exceeded, parameter-problem } accept comment "icmp6"
		icmpv6 type { nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } ip6 hoplimit 255 accept comment "nd"
	}
}
packets:
arp => accept arp
ip / tcp dport=80 => accept web
ip / tcp dport=443 flags=A => accept web
ip6 / tcp dport=443 => accept web
ip6 / hbh / tcp dport=80 => accept web
ip / udp dport=443 => accept quic
ip / udp dport=80 => drop policy
ip src=203.0.113.63 / tcp dport=80 => drop banned
ip src=203.0.113.64 / tcp dport=80 => accept web
ip src=192.0.2.66 / icmp => drop banned
ip / tcp dport=80 flags=SF => drop fin-syn
ip / tcp dport=80 flags=SR => drop syn-rst
ip / tcp dport=80 flags=0 => drop null
ip6 / tcp dport=80 flags=FPU => drop xmas
ip / tcp dport=80 flags=SECPA => accept web
ip / tcp dport=22 => drop policy
ip src=198.51.100.10 / tcp dport=22 => accept ssh
ip src=198.51.100.47 / tcp dport=22 => accept ssh
ip src=198.51.100.48 / tcp dport=22 => drop policy
ip6 / tcp dport=22 => drop policy
ip6 src=2001:db8:ad::9 / tcp dport=22 => accept ssh6
ip6 src=2001:db8:ad:1::9 / tcp dport=22 => drop policy
ip / tcp sport=443 dport=50000 flags=SA => accept answers
ip / tcp sport=443 dport=50000 flags=S => drop policy
ip / tcp sport=25 dport=50000 flags=R => accept answers
ip / udp sport=53 dport=40000 => accept udp-answers
ip / udp sport=53 dport=1023 => drop policy
ip6 / udp sport=123 dport=40000 => accept udp-answers
ip / icmp => accept icmp
ip / icmp type=11 / ip / udp => accept icmp
ip / icmp type=5 => drop policy
ip6 / icmp6 type=2 mtu=1280 / ip6 / tcp => accept icmp6
ip6 hop=255 / icmp6 type=135 => accept nd
ip6 hop=64 / icmp6 type=135 => drop policy
ip6 hop=255 / icmp6 type=133 => drop policy
ip mf / tcp dport=80 => accept web
ip off=185 / tcp dport=80 flags=A => drop policy ~frag-ports
ip opts=01010101 / tcp dport=443 => accept web
ip len=24 / tcp dport=443 / cut 38 => accept web
ip / igmp => drop policy
eth / vlan / ip / tcp dport=80 => accept web
eth / vlan / vlan / ip / tcp dport=80 => drop policy
eth type=0x88cc / raw 46 => drop policy
