# Priorities by name, with offsets, below zero and equal; several tables; a chain
# for two devices; policies that drop at each place on the way.
rules:
table netdev one {
	chain offset-below {
		type filter hook ingress device "eth0" priority filter - 10; policy accept;
		udp dport 1 drop comment "minus-1"
		udp dport 2 accept comment "minus-2"
		udp dport 7 accept comment "minus-7"
	}
	chain both {
		type filter hook ingress devices = { "eth0", "eth1" } priority filter; policy accept;
		udp dport 1-2 drop comment "zero-2"
		udp dport 3 drop comment "zero-3"
		meta length 50 return
		udp dport 4 drop comment "zero-4"
	}
}
table netdev two {
	chain strict {
		type filter hook ingress device "eth0" priority filter + 5; policy drop;
		udp dport 4 accept comment "strict-4"
		udp dport 5-9 accept comment "strict-5"
		tcp dport 80 accept comment "strict-80"
		ip6 nexthdr icmpv6 accept comment "strict-icmp6"
	}
	chain elsewhere {
		type filter hook ingress device "eth1" priority -100; policy drop;
	}
	chain last {
		type filter hook ingress device "eth0" priority 100; policy accept;
		udp dport 6 drop comment "last-6"
		tcp dport 80 tcp flags ! syn,ack drop comment "last-80"
		icmpv6 type echo-request return
		icmpv6 type 128-129 drop comment "last-icmp6"
	}
	chain first {
		type filter hook ingress device "eth0" priority -200; policy accept;
		udp dport 7 drop comment "first-7"
		udp dport 8 accept comment "first-8"
		ip saddr 192.0.2.1 drop comment "first-source"
	}
}
packets:
ip / udp dport=1 => drop minus-1
ip / udp dport=2 => drop zero-2
ip / udp dport=3 => drop zero-3
ip / udp dport=4 => drop zero-4
ip / udp dport=4 / raw 22 => accept policy last
ip / udp dport=3 / raw 22 => drop zero-3
ip / udp dport=5 => accept policy last
ip / udp dport=6 => drop last-6
ip / udp dport=7 => drop first-7
ip / udp dport=8 => accept policy last
ip / udp dport=9 => accept policy last
ip / udp dport=10 => drop policy strict
ip src=192.0.2.1 / udp dport=8 => accept policy last
ip src=192.0.2.1 / udp dport=9 => drop first-source
ip src=192.0.2.1 / udp dport=1 => drop first-source
ip / tcp dport=80 => accept policy last
ip / tcp dport=80 flags=A => accept policy last
ip / tcp dport=80 flags=F => drop last-80
ip / tcp dport=81 => drop policy strict
ip6 / tcp dport=80 flags=0 => drop last-80
ip6 / icmp6 type=128 => accept policy last
ip6 / icmp6 type=129 => drop last-icmp6
ip6 / icmp6 type=130 => accept policy last
ip6 / dst / icmp6 type=130 => drop policy strict
ip / icmp => drop policy strict
arp => drop policy strict
eth type=0x88b5 => drop policy strict
eth / cut 13 => accept -
eth / vlan / ip / udp dport=1 => drop minus-1
eth / vlan / ip / udp dport=9 => accept policy last
