# The small fields of the IPv6 header: version, flow label, length, next header
# and hop limit, whether the packet is sound or not.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ip6 version != 6 drop comment "version"
		ip6 flowlabel 0xabcde drop comment "label"
		ip6 flowlabel >= 0xff000 drop comment "high-label"
		ip6 flowlabel & 0xf0 == 0x50 drop comment "label-bits"
		ip6 flowlabel { 7, 1000-2000 } drop comment "label-set"
		ip6 length 0 drop comment "empty-or-jumbo"
		ip6 length > 1460 drop comment "long"
		ip6 nexthdr { esp, ah, 253 } drop comment "nexthdr-set"
		ip6 nexthdr 59 ip6 hoplimit != 64 drop comment "none"
		ip6 nexthdr != tcp ip6 hoplimit 1 drop comment "expired"
		ip6 hoplimit 255 accept comment "neighbour"
		ip6 nexthdr ipv6-icmp ip6 hoplimit < 255 drop comment "far-icmp"
		ip6 nexthdr >= 200 drop comment "high-protocols"
	}
}
packets:
ip6 / tcp => accept policy
ip6 version=4 / tcp => drop version
ip6 version=7 / tcp => drop version
ip6 version=0 / tcp => drop version
ip6 flow=0xabcde / tcp => drop label
ip6 flow=0xabcdf / tcp => accept policy
ip6 flow=0xbcde tc=0xa0 / tcp => accept policy
ip6 flow=0xff000 / tcp => drop high-label
ip6 flow=0xfffff tc=0xff / tcp => drop high-label
ip6 flow=0xfefff / tcp => accept policy
ip6 flow=0x50 / tcp => drop label-bits
ip6 flow=0xabc5f / tcp => drop label-bits
ip6 flow=0x5000 / tcp => accept policy
ip6 flow=7 / tcp => drop label-set
ip6 flow=999 / tcp => accept policy
ip6 flow=1000 / tcp => drop label-set
ip6 flow=2000 / tcp => drop label-set
ip6 flow=2001 / tcp => accept policy
ip6 tc=0xff / tcp => accept policy
ip6 len=0 / tcp => drop empty-or-jumbo
ip6 nh=6 => drop empty-or-jumbo
ip6 len=1 / tcp => accept policy
ip6 len=1460 / tcp => accept policy
ip6 len=1461 / tcp => drop long
ip6 / tcp / raw 1440 => accept policy
ip6 / tcp / raw 1441 => drop long
ip6 len=65535 / tcp => drop long
ip6 / esp => drop nexthdr-set
ip6 / ah / tcp => drop nexthdr-set
ip6 nh=253 / raw 8 => drop nexthdr-set
ip6 / dst / esp => accept policy
ip6 nh=59 hop=3 / raw 4 => drop none
ip6 nh=59 / raw 4 => accept policy
ip6 hop=1 / udp => drop expired
ip6 hop=1 / tcp => accept policy
ip6 hop=255 / icmp6 => accept neighbour
ip6 hop=254 / icmp6 => drop far-icmp
ip6 hop=254 / dst / icmp6 => accept policy
ip6 nh=199 / raw 8 => accept policy
ip6 nh=200 / raw 8 => drop high-protocols
ip6 nh=255 hop=255 / raw 8 => accept neighbour
