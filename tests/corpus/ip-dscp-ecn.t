# The type-of-service byte: six bits of DSCP by class name and number, two bits
# of ECN, for IPv4 and, over a byte's border, IPv6.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ip dscp ef ip ecn not-ect accept comment "voice"
		ip dscp { cs6, cs7 } drop comment "routing"
		ip dscp 0x0a-0x0e drop comment "af1x"
		ip dscp & 0x38 == cs4 drop comment "class-4"
		ip ecn ce drop comment "congestion"
		ip dscp lephb drop comment "scavenger"
		ip dscp > 46 drop comment "high"
		ip ecn != { not-ect, ect0 } ip dscp 0x02 drop comment "ect1"
		ip6 dscp vmap { ef : accept, cs1 : drop, 0x3f : drop } comment "map6"
		ip6 dscp < cs1 ip6 ecn ect1 drop comment "low6"
		ip6 ecn { ce, ect0 } drop comment "ecn6"
		ip6 dscp != 0 drop comment "other6"
	}
}
packets:
ip => accept policy
ip dscp=ef => accept voice
ip dscp=ef ecn=ect0 => accept policy
ip dscp=ef ecn=ce => drop congestion
ip dscp=cs6 => drop routing
ip dscp=cs7 ecn=ce => drop routing
ip dscp=cs5 => accept policy
ip dscp=9 => accept policy
ip dscp=af11 => drop af1x
ip dscp=11 => drop af1x
ip dscp=af13 => drop af1x
ip dscp=15 => accept policy
ip dscp=cs4 => drop class-4
ip dscp=af41 => drop class-4
ip dscp=39 => drop class-4
ip dscp=31 => accept policy
ip dscp=1 => drop scavenger
ip dscp=1 ecn=3 => drop congestion
ip tos=1 => accept policy
ip tos=3 => drop congestion
ip tos=4 => drop scavenger
ip dscp=47 => drop high
ip dscp=63 => drop high
ip dscp=2 ecn=ect1 => drop ect1
ip dscp=2 ecn=ect0 => accept policy
ip dscp=2 => accept policy
ip6 => accept policy
ip6 dscp=ef => accept map6
ip6 dscp=ef ecn=ce => accept map6
ip6 dscp=cs1 => drop map6
ip6 dscp=63 ecn=ce => drop map6
ip6 ecn=ect1 => drop low6
ip6 dscp=7 ecn=ect1 => drop low6
ip6 dscp=9 ecn=ect1 => drop other6
ip6 dscp=9 ecn=ect0 => drop ecn6
ip6 ecn=ce => drop ecn6
ip6 dscp=62 => drop other6
# the neighbours of the bits change nothing
ip6 tc=0 flow=0xfffff => accept policy
ip6 version=15 => accept policy
ip version=15 ihl=15 => accept policy
ip6 tc=0x80 => drop other6
eth / vlan / ip dscp=cs7 => drop routing
