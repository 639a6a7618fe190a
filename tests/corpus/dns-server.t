# A name server: queries by UDP and TCP, zone transfers for the secondaries only,
# no answers from nowhere, no amplification through long queries.
rules:
table netdev dns {
	set secondaries {
		type ipv4_addr . inet_service
		elements = { 192.0.2.53 . 53, 198.51.100.53 . 53 }
	}
	set secondaries6 {
		type ipv6_addr
		elements = { 2001:db8:53::1, 2001:db8:53::2 }
	}
	map sources {
		type ipv4_addr : verdict
		flags interval
		elements = { 10.66.0.0/16 : drop, 10.0.0.0-10.65.255.255 : jump resolver, 203.0.113.0/24 : goto authority }
	}
	chain resolver {
		udp dport 53 udp length <= 520 accept comment "query"
		udp dport 53 drop comment "long-query"
		tcp dport { 53, 853 } accept comment "tcp-query"
	}
	chain authority {
		udp dport 53 udp sport != { 53, 123, 161, 389, 1900, 11211 } accept comment "authority-udp"
		tcp dport 53 accept comment "authority-tcp"
	}
	chain input {
		type filter hook ingress device "eth0" priority 0; policy drop;
		meta protocol arp accept comment "arp"
		ip saddr . tcp dport @secondaries accept comment "transfer"
		ip6 saddr @secondaries6 tcp dport 53 accept comment "transfer6"
		ip frag-off & 0x1fff != 0 udp dport 0-65535 drop comment "not-reached"
		ip frag-off & 0x3fff != 0 ip protocol udp drop comment "fragmented-query"
		exthdr frag exists meta l4proto udp drop comment "fragmented-query6"
		ip saddr vmap @sources comment "sources"
		ip6 saddr 2001:db8::/32 jump resolver
		udp sport 53 udp dport 10000-20000 accept comment "upstream"
	}
}
packets:
arp => accept arp
ip / udp => accept query
ip / udp / raw 512 => accept query
ip / udp / raw 513 => drop long-query
ip / udp len=521 => drop long-query
ip / tcp dport=53 => accept tcp-query
ip / tcp dport=853 => accept tcp-query
ip / tcp dport=54 => drop policy
ip src=10.65.255.255 / udp => accept query
ip src=10.66.0.1 / udp => drop sources
ip src=10.67.0.1 / udp => drop policy
ip src=203.0.113.9 / udp => accept authority-udp
ip src=203.0.113.9 / udp sport=53 => drop policy
ip src=203.0.113.9 / udp sport=11211 => drop policy
ip src=203.0.113.9 / tcp dport=53 => accept authority-tcp
ip src=203.0.113.9 / tcp dport=853 => drop policy
ip src=203.0.113.9 / udp sport=53 dport=15000 => drop policy
ip src=192.0.2.53 / tcp dport=53 => accept transfer
ip src=192.0.2.53 / tcp dport=54 => drop policy
ip src=192.0.2.54 / tcp dport=53 => drop policy
ip src=192.0.2.53 / udp sport=53 dport=15000 => accept upstream
ip src=192.0.2.53 / udp sport=53 dport=9999 => drop policy
ip6 src=2001:db8:53::1 / tcp dport=53 => accept transfer6
ip6 src=2001:db8:53::3 / tcp dport=53 => accept tcp-query
ip6 src=2001:db9:53::3 / tcp dport=53 => drop policy
ip6 / udp => accept query
ip6 / dst / udp / raw 600 => drop long-query
ip6 / frag / udp => drop fragmented-query6
ip6 / frag more / udp / raw 1200 => drop fragmented-query6
ip6 / frag off=150 / udp => drop fragmented-query6
ip6 / frag off=150 / tcp => drop policy
ip6 / frag / tcp dport=53 => accept tcp-query
ip mf / udp / raw 600 => drop fragmented-query
ip off=80 / udp => drop fragmented-query
ip off=80 / tcp dport=53 => drop policy ~frag-ports
ip df / udp => accept query
ip src=10.66.0.1 mf / udp => drop fragmented-query
eth / vlan / ip / udp => accept query
ip / icmp => drop policy
ip len=25 / udp / cut 39 => drop long-query
