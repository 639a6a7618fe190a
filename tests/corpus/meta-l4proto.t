# meta l4proto under every operator: the transport protocol of IPv4 and IPv6
# alike, nothing at all in an unsound packet or in another protocol.
rules:
table netdev t {
	set known {
		type inet_proto
		elements = { tcp, udp, icmp, ipv6-icmp }
	}
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		meta l4proto 0 drop comment "zero"
		meta l4proto == igmp drop comment "igmp"
		meta l4proto 33-36 drop comment "33-36"
		meta l4proto & 0xf0 == 0x50 drop comment "80-95"
		meta l4proto { esp, 100, 110-119 } drop comment "set"
		meta l4proto >= 253 drop comment "experiments"
		meta l4proto @known accept comment "known"
		meta l4proto vmap { sctp : accept, udplite : drop } comment "by-proto"
		meta l4proto . meta length { 47 . 60, 60 . 48 } drop comment "with-length"
		meta l4proto < 48 accept comment "low"
		meta l4proto != @known drop comment "unknown"
	}
}
packets:
ip / tcp => accept known
ip6 / udp => accept known
ip / icmp => accept known
ip6 / icmp6 => accept known
ip6 / icmp => accept known
ip / icmp6 => accept known
ip proto=0 => drop zero
ip6 / hbh nh=59 => drop unknown
ip / igmp => drop igmp
ip6 nh=2 / raw 8 => drop igmp
ip proto=32 => accept low
ip / dccp => drop 33-36
ip6 nh=36 => drop 33-36
ip proto=37 => accept low
ip proto=79 => drop unknown
ip proto=80 => drop 80-95
ip6 nh=95 => drop 80-95
ip proto=96 => drop unknown
ip / esp => drop set
ip proto=100 => drop set
ip6 / dst nh=110 => drop set
ip6 / dst nh=119 => drop set
ip proto=120 => drop unknown
ip proto=252 => drop unknown
ip proto=253 => drop experiments
ip6 nh=255 => drop experiments
ip6 / sctp => accept by-proto
ip / udplite => drop by-proto
ip proto=47 / raw 40 => drop with-length
ip proto=47 / raw 41 => accept low
ip6 / dst nh=59 => drop unknown
ip proto=60 / raw 28 => drop with-length
ip6 nh=60 / raw 8 => accept policy
# no protocol: neither = nor != matches
ip proto=200 len=999 => accept policy
ip proto=200 version=5 => accept policy
ip6 nh=200 len=1 => accept policy
ip6 nh=200 version=4 => accept policy
ip6 nh=60 / hex 9000 => accept policy ~ext-cut
ip6 nh=44 / hex 110000 => accept policy
ip proto=200 / cut 33 => accept policy
ip6 nh=200 / cut 53 => accept policy
arp => accept policy
mpls / ip proto=200 => accept policy
eth type=0x88b5 / raw 60 => accept policy
# a fragment has one
ip off=9 proto=200 / raw 8 => drop unknown
ip6 / frag off=9 nh=200 / raw 8 => drop unknown
ip6 / frag off=9 / sctp => accept by-proto
eth / vlan / ip proto=200 => drop unknown
eth / vlan / vlan / ip proto=200 => accept policy
