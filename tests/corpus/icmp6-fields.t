# ICMPv6's identifier, sequence number, MTU and maximum delay: each is there for
# its own types only.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		icmpv6 id { 1, 100-200 } drop comment "ids"
		icmpv6 sequence & 0x8000 == 0x8000 drop comment "half"
		icmpv6 type echo-reply icmpv6 sequence != 3 drop comment "reply-not-3"
		icmpv6 mtu < 1280 drop comment "below-minimum"
		icmpv6 mtu > 0xffff drop comment "absurd"
		icmpv6 mtu { 1400, 1492 } accept comment "tunnel-mtu"
		icmpv6 max-delay >= 10000 drop comment "slow-query"
		icmpv6 max-delay 0 icmpv6 code 0 drop comment "mld-now"
		icmpv6 checksum 0 drop comment "unsummed"
		icmpv6 checksum != 0xbeef icmpv6 type 77 drop comment "not-beef"
	}
}
packets:
ip6 / icmp6 => accept policy
ip6 / icmp6 id=1 => drop ids
ip6 / icmp6 type=129 id=150 => drop ids
ip6 / icmp6 id=0x0100 => accept policy
ip6 / icmp6 id=99 => accept policy
ip6 / icmp6 seq=0x8000 => drop half
ip6 / icmp6 seq=0x7fff => accept policy
ip6 / icmp6 type=129 seq=3 => accept policy
ip6 / icmp6 type=129 seq=4 => drop reply-not-3
ip6 / icmp6 type=128 seq=4 => accept policy
ip6 / icmp6 type=2 mtu=1279 => drop below-minimum
ip6 / icmp6 type=2 mtu=0 => drop below-minimum
ip6 / icmp6 type=2 mtu=1280 => accept policy
ip6 / icmp6 type=2 mtu=1400 => accept tunnel-mtu
ip6 / icmp6 type=2 mtu=1492 sum=0 => accept tunnel-mtu
ip6 / icmp6 type=2 mtu=0xffff => accept policy
ip6 / icmp6 type=2 mtu=0x10000 => drop absurd
ip6 / icmp6 type=2 mtu=0xffffffff => drop absurd
ip6 / icmp6 type=130 id=10000 => drop slow-query
ip6 / icmp6 type=130 id=65535 => drop slow-query
ip6 / icmp6 type=130 id=9999 => accept policy
ip6 / icmp6 type=130 => drop mld-now
ip6 / icmp6 type=130 code=1 => accept policy
ip6 / icmp6 type=131 => accept policy
ip6 / icmp6 type=143 id=10000 => accept policy
# what one type calls an id is nothing in another
ip6 / icmp6 type=1 id=1 seq=0x8000 => accept policy
ip6 / icmp6 type=3 mtu=5 => accept policy
ip6 / icmp6 type=135 mtu=6 => accept policy
ip6 / icmp6 sum=0 => drop unsummed
ip6 / icmp6 type=77 sum=0xbeef => accept policy
ip6 / icmp6 type=77 sum=0xefbe => drop not-beef
# cut, behind extension headers, and in fragments
ip6 len=8 / icmp6 type=2 mtu=1279 / cut 62 => drop below-minimum
ip6 len=7 / icmp6 type=2 mtu=1279 / cut 61 => accept policy
ip6 len=6 / icmp6 id=1 / cut 60 => drop ids
ip6 len=5 / icmp6 id=1 / cut 59 => accept policy
ip6 / hbh opts=050200000100 / icmp6 type=130 id=10000 => drop slow-query
ip6 / frag / icmp6 id=1 => drop ids
ip6 / frag off=2 / icmp6 id=1 => accept policy ~frag6-ports
ip / icmp6 id=1 => accept policy
ip6 / icmp id=1 => accept policy
