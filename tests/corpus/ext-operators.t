# The fields of extension headers under every operator: in ranges, masks, sets,
# maps and concatenations with fields of other headers.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		hbh nexthdr . hbh hdrlength { tcp . 3, udp . 0 } drop comment "hbh-pair"
		hbh nexthdr != { tcp, udp, 60 } drop comment "hbh-other"
		hbh nexthdr vmap { 60 : continue } dst nexthdr 58 drop comment "hbh-dst-icmp"
		rt nexthdr >= 100 drop comment "rt-high"
		rt nexthdr & 0x0f == 0x02 drop comment "rt-mask"
		rt hdrlength 5-9 drop comment "rt-range"
		rt hdrlength != 0 rt seg-left > 2 drop comment "rt-two"
		rt type . rt seg-left { 4 . 1, 2 . 2 } drop comment "rt-pair"
		frag nexthdr vmap { 132 : drop, 6 : continue, 17 : accept } frag id < 100 drop comment "frag-map"
		frag reserved 1-9 drop comment "reserved-range"
		frag reserved & 0x80 == 0x80 drop comment "reserved-mask"
		frag reserved2 2 drop comment "reserved2"
		frag more-fragments != 0 frag id & 0xff000000 == 0x55000000 drop comment "more-55"
		dst nexthdr & 0xfe == 0x06 drop comment "dst-6-7"
		dst nexthdr . dst hdrlength . ip6 hoplimit { 17 . 0 . 9 } drop comment "dst-triple"
		dst hdrlength vmap { 3 : drop, 4-5 : accept } comment "dst-map"
		mh hdrlength . mh type { 0 . 1, 1 . 2 } drop comment "mh-pair"
		mh nexthdr { 0-5, 200 } drop comment "mh-nexthdr"
		mh reserved & 0x0f != 0 drop comment "mh-reserved"
		mh checksum 0x1000-0x1fff drop comment "mh-checksum"
		mh type < 3 mh hdrlength == 2 drop comment "mh-type"
	}
}
packets:
ip6 / hbh opts=0000000000000000000000000000000000000000000000000000000000 / tcp => drop hbh-pair
ip6 / hbh / udp => drop hbh-pair
ip6 / hbh / tcp => accept policy
ip6 / hbh opts=00000000000000 / udp => accept policy
ip6 / hbh / icmp6 => drop hbh-other
ip6 / hbh nh=59 => drop hbh-other
ip6 / hbh / dst / icmp6 => drop hbh-dst-icmp
ip6 / hbh / dst / sctp => accept policy
ip6 / dst / hbh / icmp6 => drop hbh-other
ip6 / rt type=9 nh=100 => drop rt-high
ip6 / rt type=9 / sctp => drop rt-high
ip6 / rt type=9 nh=50 => drop rt-mask
ip6 / rt type=9 nh=66 => drop rt-mask
ip6 / rt type=9 len=5 / tcp => drop rt-range
ip6 / rt type=9 len=9 / tcp => drop rt-range
ip6 / rt type=9 len=10 / tcp => accept policy
ip6 / rt type=9 left=3 len=2 / tcp => drop rt-two
ip6 / rt type=9 left=3 / tcp => accept policy
ip6 / rt type=4 left=1 / tcp => drop rt-pair
ip6 / rt type=2 left=1 / tcp => accept policy
ip6 / rt type=2 left=2 / tcp => drop rt-pair
ip6 / frag / sctp => drop frag-map
ip6 / frag off=5 / sctp => drop frag-map
ip6 / frag / tcp => drop frag-map
ip6 / frag id=99 / tcp => drop frag-map
ip6 / frag id=100 / tcp => accept policy
ip6 / frag / udp => accept frag-map
ip6 / frag res=1 / icmp6 => drop reserved-range
ip6 / frag res=9 / icmp6 => drop reserved-range
ip6 / frag res=10 / icmp6 => accept policy
ip6 / frag res=0x80 / icmp6 => drop reserved-mask
ip6 / frag res2=2 / icmp6 => drop reserved2
ip6 / frag res2=3 / icmp6 => accept policy
ip6 / frag res2=1 / icmp6 => accept policy
ip6 / frag more id=0x55123456 / icmp6 => drop more-55
ip6 / frag id=0x55123456 / icmp6 => accept policy
ip6 / frag more id=0x00550000 / icmp6 => accept policy
ip6 / dst / tcp => drop dst-6-7
ip6 / dst nh=7 => drop dst-6-7
ip6 / dst nh=8 => accept policy
ip6 hop=9 / dst / udp => drop dst-triple
ip6 hop=9 / dst opts=00000000000000 / udp => accept policy
ip6 / dst len=3 / udp => drop dst-map
ip6 / dst len=5 / udp => accept dst-map
ip6 / mh type=1 => drop mh-pair
ip6 / mh type=2 => accept policy
ip6 / mh type=2 len=1 => drop mh-pair
ip6 / mh type=3 nh=5 => drop mh-nexthdr
ip6 / mh type=3 nh=200 => drop mh-nexthdr
ip6 / mh type=3 nh=6 => accept policy
ip6 / mh type=3 res=0x10 sum=0x2000 => accept policy
ip6 / mh type=3 res=0x11 => drop mh-reserved
ip6 / mh type=3 sum=0x1fff => drop mh-checksum
ip6 / mh type=3 sum=0x2000 => accept policy
ip6 / mh type=0 len=2 sum=0 => drop mh-type
ip6 / mh type=2 len=3 sum=0 => accept policy
