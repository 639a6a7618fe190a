# Every field of the extension headers, under every operator; of two headers of
# a kind the first one counts.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		hbh nexthdr { icmpv6, tcp } hbh hdrlength 0 drop comment "hbh-nexthdr"
		hbh hdrlength > 1 drop comment "hbh-length"
		rt nexthdr udp drop comment "rt-nexthdr"
		rt hdrlength { 2, 4, 6 } drop comment "rt-length"
		rt type vmap { 0 : drop, 2 : accept, 3-4 : drop } comment "rt-type"
		rt seg-left != 0 drop comment "rt-left"
		frag nexthdr sctp drop comment "frag-nexthdr"
		frag reserved != 0 drop comment "frag-reserved"
		frag frag-off >= 1000 drop comment "frag-far"
		frag reserved2 & 1 == 1 drop comment "frag-reserved2"
		frag more-fragments 1 frag id 0xcafe0000-0xcafeffff drop comment "frag-more"
		frag id . frag frag-off { 5 . 6, 7 . 0 } drop comment "frag-pair"
		dst nexthdr != { tcp, udp } drop comment "dst-nexthdr"
		dst hdrlength & 0x3 == 0x2 drop comment "dst-length"
	}
}
packets:
ip6 / hbh / tcp => drop hbh-nexthdr
ip6 / hbh / icmp6 => drop hbh-nexthdr
ip6 / hbh / udp => accept policy
ip6 / hbh len=2 nh=6 / raw 20 => drop hbh-length
ip6 / hbh opts=000000000000000000 / tcp => accept policy
ip6 / hbh opts=0000000000000000000000000000 / tcp => accept policy
ip6 / hbh opts=000000000000000000000000000000 / tcp => drop hbh-length
ip6 / hbh len=255 / tcp => drop hbh-length
ip6 / rt type=9 / udp => drop rt-nexthdr
ip6 / rt type=9 / dst / udp => accept policy
ip6 / rt type=9 opts=0000000020010db8000000000000000000000009 / tcp => drop rt-length
ip6 / rt type=9 len=4 / tcp => drop rt-length
ip6 / rt type=9 len=3 / tcp => accept policy
ip6 / rt type=0 / tcp => drop rt-type
ip6 / rt type=2 left=1 / tcp => accept rt-type
ip6 / rt type=3 / tcp => drop rt-type
ip6 / rt type=4 left=1 / tcp => drop rt-type
ip6 / rt type=5 left=1 / tcp => drop rt-left
ip6 / rt type=5 left=0 / tcp => accept policy
ip6 / rt type=5 left=255 / tcp => drop rt-left
ip6 / frag / sctp => drop frag-nexthdr
ip6 / frag off=1 / sctp => drop frag-nexthdr
ip6 / frag res=1 / tcp => drop frag-reserved
ip6 / frag res=255 / tcp => drop frag-reserved
ip6 / frag off=999 / tcp => accept policy
ip6 / frag off=1000 / tcp => drop frag-far
ip6 / frag off=8191 / tcp => drop frag-far
ip6 / frag res2=1 / tcp => drop frag-reserved2
ip6 / frag res2=2 / tcp => accept policy
ip6 / frag res2=3 more / tcp => drop frag-reserved2
ip6 / frag more id=0xcafe0000 / tcp => drop frag-more
ip6 / frag more id=0xcafeffff off=9 / tcp => drop frag-more
ip6 / frag more id=0xcaff0000 / tcp => accept policy
ip6 / frag id=0xcafe0000 / tcp => accept policy
ip6 / frag id=5 off=6 / tcp => drop frag-pair
ip6 / frag id=7 / tcp => drop frag-pair
ip6 / frag id=5 / tcp => accept policy
ip6 / dst / tcp => accept policy
ip6 / dst / udp => accept policy
ip6 / dst / icmp6 => drop dst-nexthdr
ip6 / dst nh=59 => drop dst-nexthdr
ip6 / dst opts=0000000000000000000000000000000000000000000000 / tcp => accept policy
ip6 / dst opts=00000000000000000000000000000000000000000000 / tcp => drop dst-length
ip6 / dst len=250 / tcp => drop dst-length
# the first of two
ip6 / dst / rt type=9 / dst / udp => drop dst-nexthdr
ip6 / rt type=9 / rt type=0 / tcp => accept policy
ip6 / rt type=0 / rt type=9 / tcp => drop rt-type
ip6 / frag id=8 / frag id=7 / tcp => accept policy
# not in IPv4
ip proto=44 / frag res=1 / tcp => accept policy
