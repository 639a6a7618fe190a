# Rules that overlap: the first that matches decides, also where a later one is
# narrower, where it says the same, and where two share a part of their tests.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ip saddr 10.0.0.0/8 tcp dport 1-100 accept comment "wide"
		ip saddr 10.1.0.0/16 tcp dport 22 drop comment "narrow-too-late"
		ip saddr 10.1.0.0/16 tcp dport 22-200 drop comment "overlap"
		ip saddr 10.1.2.0/24 tcp dport 150 accept comment "shadowed"
		ip saddr 10.1.2.0/24 udp dport 53 accept comment "udp-narrow"
		ip saddr 10.1.0.0/16 udp dport 53 drop comment "udp-wide"
		ip saddr 10.0.0.0/8 udp dport { 53, 54 } accept comment "udp-widest"
		tcp dport 300 drop comment "tcp-300"
		tcp dport 300 accept comment "tcp-300-again"
		tcp sport 5 tcp dport 400 drop comment "both"
		tcp sport 5 accept comment "sport"
		tcp dport 400 drop comment "dport"
		meta l4proto tcp ip ttl 7 drop comment "ttl"
		ip ttl 7 accept comment "ttl-others"
		ip6 saddr 2001:db8::/32 tcp dport 22 drop comment "v6"
		tcp dport 22 accept comment "any-22"
	}
}
packets:
ip src=10.1.0.1 / tcp dport=22 => accept wide
ip src=10.1.0.1 / tcp dport=100 => accept wide
ip src=10.1.0.1 / tcp dport=101 => drop overlap
ip src=10.2.0.1 / tcp dport=101 => accept policy
ip src=10.1.2.3 / tcp dport=150 => drop overlap
ip src=10.1.2.3 / tcp dport=201 => accept policy
ip src=10.1.2.3 / tcp dport=200 => drop overlap
ip src=11.1.0.1 / tcp dport=22 => accept any-22
ip src=11.1.0.1 / tcp dport=50 => accept policy
ip src=10.1.2.3 / udp dport=53 => accept udp-narrow
ip src=10.1.3.3 / udp dport=53 => drop udp-wide
ip src=10.2.3.3 / udp dport=53 => accept udp-widest
ip src=10.1.3.3 / udp dport=54 => accept udp-widest
ip src=11.1.3.3 / udp dport=53 => accept policy
ip / tcp dport=300 => drop tcp-300
ip6 / tcp dport=300 => drop tcp-300
ip src=10.1.0.1 / tcp dport=300 => drop tcp-300
ip / tcp sport=5 dport=400 => drop both
ip / tcp sport=6 dport=400 => drop dport
ip / tcp sport=5 dport=401 => accept sport
ip6 / tcp sport=5 dport=400 => drop both
ip ttl=7 / tcp dport=401 => drop ttl
ip ttl=7 / tcp sport=5 dport=401 => accept sport
ip ttl=7 / udp dport=9 => accept ttl-others
ip6 hop=7 / tcp dport=401 => accept policy
ip6 / tcp dport=22 => drop v6
ip6 src=2001:db9::1 / tcp dport=22 => accept any-22
ip6 src=2001:db9::1 / tcp dport=300 => drop tcp-300
# a fragment has no ports, but a time to live
ip off=1 ttl=7 / tcp dport=300 => drop ttl
ip off=1 ttl=7 / udp dport=53 => accept ttl-others
arp => accept policy
