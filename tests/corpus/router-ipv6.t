# An IPv6 access router's customer port: first-hop security, the extension headers
# of RFC 9288, prefixes by customer, and multicast by scope.
rules:
table netdev access {
	set customer {
		type ipv6_addr
		flags interval
		elements = { 2001:db8:c001::/48, fe80::/64, ::/128 }
	}
	chain discovery {
		icmpv6 type { nd-router-advert, nd-redirect } drop comment "rogue-router"
		icmpv6 type { nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert } ip6 hoplimit != 255 drop comment "far-neighbour"
		icmpv6 type { nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert } exthdr frag exists drop comment "fragmented-nd"
		icmpv6 type nd-neighbor-solicit ip6 saddr :: ip6 daddr & ffff:ffff:ffff:ffff:ffff:ffff:ff00:: != ff02::1:ff00:0 drop comment "odd-dad"
	}
	chain port {
		type filter hook ingress device "eth0" priority 0; policy drop;
		meta protocol != ip6 drop comment "not-ipv6"
		ip6 saddr != @customer drop comment "foreign-source"
		ip6 daddr ff02::/16 ip6 hoplimit != { 1, 255 } drop comment "link-scope-hops"
		ip6 daddr ff00::/8 ip6 daddr != { ff02::/16, ff05::/16, ff08::/16, ff0e::/16 } drop comment "odd-scope"
		ip6 nexthdr 0 hbh hdrlength > 3 drop comment "long-hbh"
		rt type vmap { 0 : drop, 1 : drop, 2 : continue, 3 : continue, 4 : drop } comment "routing"
		frag more-fragments 1 ip6 length & 0x7 != 0 drop comment "odd-fragment"
		exthdr mh exists drop comment "mobility"
		meta l4proto { 59, 139, 140, 253, 254 } drop comment "odd-protocol"
		icmpv6 type 133-137 jump discovery
		udp dport { 547, 53, 123 } accept comment "services"
		udp sport 547 drop comment "rogue-dhcp"
		ip6 flowlabel 0xfffff drop comment "test-label"
		meta l4proto { tcp, udp, ipv6-icmp, sctp, esp, ah } accept comment "transports"
	}
}
packets:
ip6 src=2001:db8:c001::1 / tcp => accept transports
ip6 src=2001:db8:c002::1 / tcp => drop foreign-source
ip6 src=fe80::1 / udp dport=547 => accept services
ip6 src=fe80:0:0:1::1 / udp dport=547 => drop foreign-source
ip6 src=fe80::1 / udp sport=547 dport=546 => drop rogue-dhcp
ip / tcp => drop not-ipv6
arp => drop not-ipv6
eth / vlan / ip6 src=fe80::1 / tcp => accept transports
eth / vlan / vlan / ip6 src=fe80::1 / tcp => drop not-ipv6
ip6 src=fe80::1 dst=ff02::2 hop=255 / icmp6 type=133 => accept transports
ip6 src=fe80::1 dst=ff02::2 hop=64 / icmp6 type=133 => drop link-scope-hops
ip6 src=fe80::1 dst=ff02::1 hop=255 / icmp6 type=134 => drop rogue-router
ip6 src=fe80::1 hop=255 / hbh / dst / icmp6 type=134 => drop rogue-router
ip6 src=fe80::1 hop=255 / icmp6 type=137 => drop rogue-router
ip6 src=fe80::1 hop=64 / icmp6 type=136 => drop far-neighbour
ip6 src=fe80::1 hop=255 / frag / icmp6 type=135 => drop fragmented-nd
ip6 src=:: dst=ff02::1:ff00:1 hop=255 / icmp6 type=135 => accept transports
ip6 src=:: dst=ff02::1:ff12:3456 hop=255 / icmp6 type=135 => accept transports
ip6 src=:: dst=ff02::1 hop=255 / icmp6 type=135 => drop odd-dad
ip6 src=fe80::1 dst=ff02::16 hop=1 / hbh opts=050200000100 / icmp6 type=143 => accept transports
ip6 src=fe80::1 dst=ff05::2 / udp => accept services
ip6 src=fe80::1 dst=ff01::1 / udp => drop odd-scope
ip6 src=fe80::1 dst=ff15::1 / udp => drop odd-scope
ip6 src=fe80::1 dst=ff0e::1 / udp dport=5004 => accept transports
ip6 src=fe80::1 / hbh opts=000000000000000000000000000000000000000000000000000000000000 / tcp => accept transports
ip6 src=fe80::1 / hbh opts=00000000000000000000000000000000000000000000000000000000000000 / tcp => drop long-hbh
ip6 src=fe80::1 / dst / rt type=0 / tcp => drop routing
ip6 src=fe80::1 / rt type=2 left=1 / tcp => accept transports
ip6 src=fe80::1 / rt type=4 / tcp => drop routing
ip6 src=fe80::1 / rt type=5 / tcp => accept transports
ip6 src=fe80::1 / frag more / udp dport=5004 / raw 16 => accept transports
ip6 src=fe80::1 / frag more / udp dport=5004 / raw 15 => drop odd-fragment
ip6 src=fe80::1 / frag off=3 / udp dport=5004 / raw 15 => accept transports
ip6 src=fe80::1 / mh type=5 => drop mobility
ip6 src=fe80::1 / dst / mh type=5 => drop mobility
ip6 src=fe80::1 nh=59 => drop odd-protocol
ip6 src=fe80::1 / dst nh=253 => drop odd-protocol
ip6 src=fe80::1 flow=0xfffff / tcp => drop test-label
ip6 src=fe80::1 flow=0xfffff / udp => accept services
ip6 src=fe80::1 / esp => accept transports
ip6 src=fe80::1 / ah / tcp => accept transports
ip6 src=fe80::1 / gre => drop policy
ip6 src=fe80::1 len=1000 / tcp => drop policy
ip6 src=fe80::1 / cut 37 => drop policy
