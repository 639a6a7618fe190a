# Verdict maps: named and anonymous, of intervals and concatenations, with each
# verdict, with a catch-all and without.
rules:
table netdev t {
	map ports {
		type inet_service : verdict
		flags interval
		elements = { 22 : accept, 23 : drop, 100-199 : jump hundreds, 200-299 : goto hundreds, 300 : return, 301 : continue }
	}
	map sources {
		typeof ip saddr . ip protocol : verdict
		elements = { 10.0.0.5 . icmp : accept, 10.0.0.6 . icmp : drop }
	}
	map empty {
		type ipv4_addr : verdict
	}
	chain hundreds {
		tcp sport 1 drop comment "hundreds-drop"
		tcp sport 2 accept comment "hundreds-accept"
		tcp sport 3 return
		tcp sport 3 drop comment "never"
	}
	chain udp-ports {
		udp dport vmap { 53 : accept, 54 : return, * : drop } comment "udp-map"
	}
	chain c {
		type filter hook ingress device "eth0" priority 0; policy drop;
		ip saddr vmap @empty comment "empty"
		tcp dport vmap @ports comment "ports"
		tcp dport 100-399 accept comment "back"
		ip saddr . ip protocol vmap @sources comment "sources"
		meta l4proto vmap { udp : jump udp-ports, sctp : drop } comment "l4"
		udp dport 54 accept comment "udp-54"
		ip6 saddr vmap { 2001:db8::/64 : accept, 2001:db8:0:1::/64 : drop, * : continue } comment "six"
		ip6 hoplimit 9 accept comment "hops"
		arp operation vmap { request : accept } comment "arp"
	}
}
packets:
ip / tcp dport=22 => accept ports
ip / tcp dport=23 => drop ports
ip / tcp dport=24 => drop policy
ip / tcp dport=100 sport=1 => drop hundreds-drop
ip / tcp dport=199 sport=2 => accept hundreds-accept
ip / tcp dport=150 sport=3 => accept back
ip / tcp dport=150 sport=4 => accept back
ip / tcp dport=200 sport=1 => drop hundreds-drop
ip / tcp dport=299 sport=2 => accept hundreds-accept
ip / tcp dport=250 sport=3 => drop policy
ip / tcp dport=250 sport=4 => drop policy
ip / tcp dport=300 => drop policy
ip / tcp dport=301 => accept back
ip / tcp dport=302 => accept back
ip / tcp dport=400 => drop policy
ip6 src=2001:db9::1 / tcp dport=301 => accept back
ip src=10.0.0.5 / icmp => accept sources
ip src=10.0.0.6 / icmp => drop sources
ip src=10.0.0.7 / icmp => drop policy
ip src=10.0.0.5 / igmp => drop policy
ip / udp => accept udp-map
ip / udp dport=54 => accept udp-54
ip / udp dport=55 => drop udp-map
ip6 / udp dport=55 => drop udp-map
ip / sctp => drop l4
ip6 src=2001:db8::9 / icmp6 => accept six
ip6 src=2001:db8:0:1::9 / icmp6 => drop six
ip6 src=2001:db8:0:1::9 hop=9 / icmp6 => drop six
ip6 src=2001:db8:0:2::9 hop=9 / icmp6 => accept hops
ip6 src=2001:db8:0:2::9 hop=8 / icmp6 => drop policy
arp => accept arp
arp op=2 => drop policy
# a key that is not there: not even the catch-all
ip len=21 / udp dport=55 / cut 35 => drop policy
ip off=1 / udp dport=53 => drop policy ~frag-ports
ip6 src=2001:db8::9 / cut 37 => drop policy
ip6 src=2001:db8::9 / cut 38 => accept six
