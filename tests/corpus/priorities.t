# Base chains run by priority, of equal ones the later one first, over all tables.
# A drop ends it; an accept ends its own chain only. A chain of another device,
# and a dormant table, are not on the way.
rules:
table netdev late {
	chain last {
		type filter hook ingress device "eth0" priority 300; policy accept;
		udp dport 1 accept comment "last-1"
		udp dport 2 drop comment "last-2"
		udp dport 5 drop comment "last-5"
		udp dport 6 drop comment "last-6"
	}
	chain same-a {
		type filter hook ingress device "eth0" priority 10; policy accept;
		udp dport 3 drop comment "a-3"
		udp dport 4 accept comment "a-4"
		udp dport 5 accept comment "a-5"
	}
	chain same-b {
		type filter hook ingress device "eth0" priority 10; policy accept;
		udp dport 3 drop comment "b-3"
		udp dport 4 drop comment "b-4"
	}
	chain other-device {
		type filter hook ingress device "eth1" priority -400; policy drop;
		udp dport 7 accept comment "other"
	}
}
table netdev early {
	chain first {
		type filter hook ingress device "eth0" priority -500; policy accept;
		udp dport 1 accept comment "first-1"
		udp dport 6 drop comment "first-6"
		udp dport 8 accept comment "first-8"
		ip saddr 10.0.0.6 drop comment "first-source"
	}
	chain filter {
		type filter hook ingress device "eth0" priority filter; policy accept;
		udp dport 9 drop comment "filter-9"
	}
}
table netdev asleep {
	flags dormant
	chain never {
		type filter hook ingress device "eth0" priority -600; policy drop;
	}
}
packets:
ip / udp dport=1 => accept last-1
ip src=10.0.0.6 / udp dport=1 => accept last-1
ip / udp dport=2 => drop last-2
ip src=10.0.0.6 / udp dport=2 => drop first-source
ip / udp dport=3 => drop b-3
ip / udp dport=4 => drop b-4
ip / udp dport=5 => drop last-5
ip / udp dport=6 => drop first-6
ip / udp dport=7 => accept policy last
ip / udp dport=8 => accept policy last
ip / udp dport=9 => drop filter-9
ip / tcp dport=1 => accept policy last
arp => accept policy last
