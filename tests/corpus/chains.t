# Jump comes back to the next rule, goto to the caller's caller, return at once.
rules:
table netdev t {
	chain leaf {
		udp dport 1 drop comment "leaf-1"
		udp dport 2 return
		udp dport 3 accept comment "leaf-3"
		udp dport 2-9 udp sport 5 drop comment "leaf-sport"
	}
	chain middle {
		udp dport 10 drop comment "middle-10"
		jump leaf
		udp dport 2 drop comment "middle-2"
		udp dport 4 goto leaf
		udp dport 5 return
		udp dport 4-6 drop comment "middle-range"
	}
	chain tcp-services {
		tcp dport 22 drop comment "ssh"
		tcp dport 23 return
		tcp flags & (syn | ack) == syn drop comment "syn"
	}
	chain forever {
		counter
	}
	chain base {
		type filter hook ingress device "eth0" priority 0; policy drop;
		meta l4proto udp jump middle
		udp dport { 2, 4, 5, 10 } accept comment "base-udp"
		meta l4proto vmap { tcp : goto tcp-services, icmp : jump forever, sctp : continue } accept comment "behind-map"
		ip protocol icmp ip saddr 10.0.0.1 accept comment "icmp-1"
		udp dport 7 goto forever
		udp sport 99 accept comment "sport-99"
		udp dport 8 counter jump forever
		ip6 nexthdr icmpv6 icmpv6 type vmap { echo-request : drop, nd-neighbor-solicit : accept, nd-neighbor-advert : accept } comment "icmp6-map"
		ether type arp return
		ether type 0x88b5 accept comment "experiments"
	}
}
packets:
ip / udp dport=1 => drop leaf-1
ip / udp dport=2 => drop middle-2
ip / udp dport=2 sport=5 => drop middle-2
ip / udp dport=3 => accept leaf-3
ip / udp dport=3 sport=5 => accept leaf-3
ip / udp dport=4 => accept base-udp
ip / udp dport=4 sport=5 => drop leaf-sport
ip / udp dport=5 => accept base-udp
ip / udp dport=5 sport=5 => drop leaf-sport
ip / udp dport=6 => drop middle-range
ip / udp dport=6 sport=5 => drop leaf-sport
ip / udp dport=7 => drop policy
ip / udp dport=7 sport=99 => drop policy
ip / udp dport=8 sport=99 => accept sport-99
ip / udp dport=8 => drop policy
ip / udp dport=9 sport=5 => drop leaf-sport
ip / udp dport=10 => drop middle-10
ip6 / udp dport=10 => drop middle-10
ip / udp dport=11 => drop policy
ip / udp dport=11 sport=99 => accept sport-99
ip / tcp dport=22 => drop ssh
ip / tcp dport=23 flags=S => drop policy
ip / tcp dport=24 flags=S => drop syn
ip / tcp dport=24 flags=SA => drop policy
ip / tcp dport=24 flags=A => drop policy
ip / icmp => accept icmp-1
ip src=10.0.0.9 / icmp => drop policy
ip / sctp => accept behind-map
ip6 / sctp => accept behind-map
ip6 / icmp6 type=128 => drop icmp6-map
ip6 / icmp6 type=135 => accept icmp6-map
ip6 / icmp6 type=136 => accept icmp6-map
ip6 / icmp6 type=1 => drop policy
ip6 / dst / icmp6 type=128 => drop policy
ip proto=47 => drop policy
arp => drop policy
eth type=0x88b5 => accept experiments
eth type=0x88b4 => drop policy
