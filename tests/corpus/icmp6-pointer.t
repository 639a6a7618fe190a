# ICMPv6's parameter problem has a pointer. nft reads it as param-problem and
# prints it as parameter-problem.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		icmpv6 param-problem 40 drop comment "first-next-header"
		icmpv6 type parameter-problem icmpv6 param-problem > 0xffff drop comment "far"
		icmpv6 param-problem { 4, 8-39 } drop comment "fixed-header"
		icmpv6 code 2 icmpv6 param-problem & 3 != 0 drop comment "odd"
	}
}
packets:
ip6 / icmp6 type=4 code=0 mtu=40 => drop first-next-header
ip6 / icmp6 type=4 code=2 mtu=41 => drop odd
ip6 / icmp6 type=4 code=1 mtu=41 => accept policy
ip6 / icmp6 type=4 mtu=0x10000 => drop far
ip6 / icmp6 type=4 mtu=0xffff => accept policy
ip6 / icmp6 type=4 mtu=4 => drop fixed-header
ip6 / icmp6 type=4 mtu=39 => drop fixed-header
ip6 / icmp6 type=2 mtu=40 => accept policy
ip6 / icmp6 type=128 id=0 seq=40 => accept policy
ip6 / icmp6 type=4 mtu=40 / cut 61 => accept policy
ip6 / dst / icmp6 type=4 mtu=40 => drop first-next-header
ip / icmp type=4 mtu=40 => accept policy
