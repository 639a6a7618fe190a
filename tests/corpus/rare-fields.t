# Fields that few rulesets ask for, under the operators that no other file has for
# them: checksums, versions, reserved bits, tag bits and ARP's protocol type.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		vlan dei vmap { 1 : drop } comment "dei-map"
		vlan cfi != 1 vlan id 9 drop comment "cfi-not"
		vlan type { 0x88cc, 0x88f7 } drop comment "type-set"
		vlan type > 0xff00 drop comment "type-high"
		vlan type & 0xff00 == 0x9000 drop comment "type-mask"
		arp ptype 0x0806-0x0900 drop comment "ptype-range"
		arp ptype vmap { ip6 : drop, 0x1234 : drop } comment "ptype-map"
		arp daddr ether 02:00:00:00:00:20-02:00:00:00:00:2f drop comment "target-range"
		arp daddr ether & 01:00:00:00:00:00 == 01:00:00:00:00:00 drop comment "target-group"
		ip version . ip hdrlength { 4 . 7, 5 . 5 } drop comment "version-pair"
		ip version & 0x8 == 0x8 drop comment "version-mask"
		ip checksum 1-0x00ff drop comment "sum-range"
		ip checksum & 0xff == 0x77 ip ttl 9 drop comment "sum-mask"
		ip6 version vmap { 4 : drop, 5 : accept } comment "version6-map"
		ip6 version > 7 drop comment "version6-high"
		tcp reserved 3-4 drop comment "reserved-range"
		tcp reserved & 0x8 == 0x8 drop comment "reserved-mask"
		tcp doff . tcp reserved { 5 . 1 } drop comment "doff-reserved"
		tcp checksum > 0xfff0 drop comment "tcp-sum"
		udplite checksum { 0, 1-9 } drop comment "lite-sum-set"
		udplite checksum >= 0xfff0 drop comment "lite-sum-high"
		sctp checksum & 0xff == 0x55 drop comment "sctp-sum-mask"
		sctp sport != 1024-65535 drop comment "sctp-low"
		dccp sport { 5, 7-9 } drop comment "dccp-set"
		icmp checksum < 0x10 drop comment "icmp-sum"
		icmpv6 checksum & 0xf000 == 0xf000 icmpv6 type 1 drop comment "icmp6-sum"
		icmpv6 id > 60000 drop comment "icmp6-id"
		ip length . ip id . ip ttl { 28 . 5 . 6 } drop comment "triple"
	}
}
packets:
eth / vlan dei / arp => drop dei-map
eth / vlan id=9 / arp => drop cfi-not
eth / vlan id=10 / arp => accept policy
eth / vlan type=0x88cc / raw 46 => drop type-set
eth / vlan type=0xff01 / raw 46 => drop type-high
eth / vlan type=0xff00 / raw 46 => accept policy
eth / vlan type=0x9000 / raw 46 => drop type-mask
eth / vlan type=0x90ff / raw 46 => drop type-mask
eth type=0x9000 / raw 46 => accept policy
arp ptype=0x0806 => drop ptype-range
arp ptype=0x0900 => drop ptype-range
arp ptype=0x0901 => accept policy
arp ptype=0x86dd => drop ptype-map
arp ptype=0x1234 => drop ptype-map
arp tha=02:00:00:00:00:2f => drop target-range
arp tha=02:00:00:00:00:30 => accept policy
arp tha=ff:ff:ff:ff:ff:ff => drop target-group
ip opts=0101010101010101 => drop version-pair
ip version=5 => drop version-pair
ip version=5 ihl=6 => accept policy
ip version=8 => drop version-mask
ip version=7 => accept policy
ip sum=1 / igmp => drop sum-range
ip sum=0x00ff / igmp => drop sum-range
ip sum=0x0100 / igmp => accept policy
ip sum=0x1277 ttl=9 / igmp => drop sum-mask
ip sum=0x7712 ttl=9 / igmp => accept policy
ip6 version=4 => drop version6-map
ip6 version=5 => accept version6-map
ip6 version=7 => accept policy
ip6 version=8 => drop version6-high
ip6 / tcp res=3 => drop reserved-range
ip6 / tcp res=4 => drop reserved-range
ip / tcp res=8 sum=0x1234 => drop reserved-mask
ip / tcp res=15 sum=0x1234 => drop reserved-mask
ip / tcp res=1 sum=0x1234 => drop doff-reserved
ip / tcp res=1 sum=0x1234 doff=6 => accept policy
ip / tcp res=2 sum=0x1234 => accept policy
ip / tcp sum=0xfff1 => drop tcp-sum
ip / udplite sum=0 => drop lite-sum-set
ip / udplite sum=9 => drop lite-sum-set
ip / udplite sum=10 => accept policy
ip / udplite sum=0xfff0 => drop lite-sum-high
ip6 / sctp sum=0x12345655 => drop sctp-sum-mask
ip6 / sctp sum=0x55123456 => accept policy
ip6 / sctp sum=1 sport=1023 => drop sctp-low
ip / dccp sport=5 => drop dccp-set
ip / dccp sport=9 => drop dccp-set
ip / dccp sport=6 => accept policy
ip / icmp sum=0xf => drop icmp-sum
ip / icmp sum=0x10 => accept policy
ip6 / icmp6 type=1 sum=0xf123 => drop icmp6-sum
ip6 / icmp6 type=1 sum=0x7123 => accept policy
ip6 / icmp6 id=60001 sum=1 => drop icmp6-id
ip6 / icmp6 id=60000 sum=1 => accept policy
ip id=5 ttl=6 / udp => drop triple
ip id=5 ttl=6 / udp / raw 1 => accept policy
