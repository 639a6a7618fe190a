# Return in a base chain is its policy; behind a verdict map, with a counter, and
# in a chain that a map jumps to.
rules:
table netdev t {
	chain screen {
		ip saddr 10.0.0.0/24 return
		ip saddr 10.0.0.0/8 drop comment "ten"
		meta l4proto vmap { icmp : return, tcp : jump screen-tcp, udp : goto screen-udp }
		ip protocol tcp drop comment "tcp-came-back"
		ip protocol udp drop comment "never"
		ip ttl 9 counter return
		ip protocol 99 drop comment "99"
	}
	chain screen-tcp {
		tcp dport 22 return
		tcp dport 80 accept comment "web"
		tcp flags ! ack return
		drop comment "tcp-ack"
	}
	chain screen-udp {
		udp dport 53 return
		udp dport 54 drop comment "udp-54"
	}
	chain base {
		type filter hook ingress device "eth0" priority 0; policy drop;
		ether type arp return comment "arp"
		meta protocol ip6 ip6 hoplimit 1 counter return
		jump screen
		ip saddr 10.0.0.5 accept comment "five"
		ip protocol { icmp, udp } ip ttl 1-63 return
		ip protocol { icmp, udp, 99 } accept comment "came-back"
		ip6 nexthdr icmpv6 accept comment "icmp6"
		return
		accept comment "unreachable"
	}
}
packets:
ip src=10.0.0.5 / tcp => accept five
ip src=10.0.0.6 / tcp => drop policy
ip src=10.0.0.6 / udp => accept came-back
ip src=10.0.0.6 ttl=5 / udp => drop policy
ip src=10.0.1.5 / tcp => drop ten
ip src=10.0.1.5 / udp => drop ten
ip src=9.0.0.1 / icmp => accept came-back
ip src=9.0.0.1 ttl=63 / icmp => drop policy
ip src=9.0.0.1 / tcp dport=22 => drop tcp-came-back
ip src=9.0.0.1 / tcp dport=80 => accept web
ip src=9.0.0.1 / tcp dport=81 => drop tcp-came-back
ip src=9.0.0.1 / tcp dport=81 flags=A => drop tcp-ack
ip src=9.0.0.1 / tcp dport=22 flags=A => drop tcp-came-back
ip src=9.0.0.1 / udp dport=53 => accept came-back
ip src=9.0.0.1 / udp dport=54 => drop udp-54
ip src=9.0.0.1 / udp dport=55 => accept came-back
ip src=9.0.0.1 proto=99 => drop 99
ip src=9.0.0.1 proto=99 ttl=9 => accept came-back
ip src=9.0.0.1 proto=98 => drop policy
arp => drop policy
ip6 / icmp6 => accept icmp6
ip6 hop=1 / icmp6 => drop policy
ip6 / tcp dport=80 => accept web
ip6 / tcp dport=81 flags=A => drop tcp-ack
ip6 / tcp dport=22 => drop policy
ip6 / udp dport=54 => drop udp-54
ip6 / udp => drop policy
eth type=0x88b5 => drop policy
# without ports the chain's first rules are passed over
ip src=9.0.0.1 off=9 / udp dport=54 => accept came-back ~frag-ports
ip src=9.0.0.1 off=9 / tcp dport=22 => drop tcp-ack
