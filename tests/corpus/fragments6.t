# IPv6 fragments: atomic ones are whole packets, first ones have the transport
# header, later ones only a protocol; the unfragmentable part stays readable.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		udp dport 53 drop comment "dns"
		frag frag-off 0 frag more-fragments 0 accept comment "atomic"
		icmpv6 type nd-router-advert drop comment "advert-first"
		exthdr frag exists meta l4proto ipv6-icmp drop comment "fragmented-icmp"
		frag frag-off 1-4 drop comment "overlapping"
		frag more-fragments 1 frag frag-off > 8000 drop comment "too-far"
		frag frag-off & 1 == 1 meta l4proto 6 drop comment "odd-tcp"
		frag nexthdr { 60, 43, 0, 51, 44 } drop comment "headers-in-pieces"
		meta l4proto { udp, udplite } exthdr rt exists drop comment "routed-udp"
		exthdr frag exists tcp dport 0-65535 accept comment "first-tcp"
	}
}
packets:
ip6 / udp => drop dns
ip6 / frag / udp => drop dns
ip6 / frag more / udp => drop dns
ip6 / frag / tcp => accept atomic
ip6 / frag id=5 / icmp6 => accept atomic
ip6 / frag / dst / tcp => accept atomic
ip6 / frag / udp dport=54 => accept atomic
ip6 / frag nh=59 => accept atomic
ip6 / frag more / icmp6 type=134 => drop advert-first
ip6 / icmp6 type=134 => drop advert-first
ip6 / frag more / dst / icmp6 type=134 => drop advert-first
ip6 / frag more / icmp6 type=128 => drop fragmented-icmp
ip6 / frag off=9 / icmp6 type=134 => drop fragmented-icmp
ip6 / icmp6 type=128 => accept policy
ip6 / frag off=1 / udp => drop overlapping
ip6 / frag off=4 more / udp => drop overlapping
ip6 / frag off=5 / udp => accept policy
ip6 / frag off=8001 more / udp => drop too-far
ip6 / frag off=8001 / udp => accept policy
ip6 / frag off=8000 more / udp => accept policy
ip6 / frag off=7 / tcp => drop odd-tcp
ip6 / frag off=8 / tcp => accept policy
ip6 / frag off=8191 / tcp => drop odd-tcp
ip6 / frag more / rt / tcp => drop headers-in-pieces
ip6 / frag off=9 nh=60 / raw 8 => drop headers-in-pieces
ip6 / frag off=9 nh=51 / raw 8 => drop headers-in-pieces
ip6 / frag off=9 nh=50 / raw 8 => accept policy
ip6 / frag more / tcp => accept first-tcp
ip6 / frag more id=1 res=1 / tcp => accept first-tcp
# in front of the fragment header and behind it
ip6 / rt / frag off=9 / udp => drop routed-udp
ip6 / rt / frag more / udp dport=54 => drop routed-udp
ip6 / frag more / rt / udp dport=54 => drop headers-in-pieces
ip6 / frag off=9 / rt / udp => drop headers-in-pieces
ip6 / rt / frag off=9 / udplite => drop routed-udp
ip6 / dst / frag off=9 / udp => accept policy
# two fragment headers
ip6 / frag / frag off=9 / udp => accept atomic
ip6 / frag more / frag off=9 / udp => drop headers-in-pieces
ip6 / frag more / frag / udp => drop dns
# the bits beside the offset are not of it
ip6 / frag off=4 res2=3 more / udp => drop overlapping
ip6 / frag res2=3 / tcp => accept atomic
eth / vlan / ip6 / frag off=2 / udp => drop overlapping
