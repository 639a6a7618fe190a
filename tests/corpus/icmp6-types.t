# ICMPv6 types and codes by name and number, neighbour discovery and its hop
# limit, multicast listener discovery behind a hop-by-hop header.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy drop;
		icmpv6 type { nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } ip6 hoplimit != 255 drop comment "far-discovery"
		icmpv6 type nd-redirect drop comment "redirect"
		icmpv6 type 133-136 icmpv6 code 0 accept comment "discovery"
		icmpv6 type destination-unreachable icmpv6 code { no-route, admin-prohibited } drop comment "told-off"
		icmpv6 type destination-unreachable icmpv6 code <= 6 accept comment "unreachable"
		icmpv6 type . icmpv6 code { 3 . 0, 4 . 1-2 } accept comment "errors"
		icmpv6 type vmap { packet-too-big : accept, echo-request : accept, echo-reply : accept, 138-140 : drop } comment "by-type"
		icmpv6 type { mld-listener-query, mld-listener-report, mld-listener-done, mld2-listener-report } exthdr hbh exists ip6 hoplimit 1 accept comment "mld"
		icmpv6 type >= 200 drop comment "experiments"
		icmpv6 type & 0x80 == 0 drop comment "other-error"
		icmpv6 code != 0 drop comment "code"
	}
}
packets:
ip6 / icmp6 => accept by-type
ip6 / icmp6 type=129 code=7 => accept by-type
ip6 / icmp6 type=2 mtu=1280 => accept by-type
ip6 hop=255 / icmp6 type=133 => accept discovery
ip6 hop=255 / icmp6 type=134 => accept discovery
ip6 hop=255 / icmp6 type=135 => accept discovery
ip6 hop=255 / icmp6 type=136 => accept discovery
ip6 hop=254 / icmp6 type=135 => drop far-discovery
ip6 / icmp6 type=134 => drop far-discovery
ip6 hop=255 / icmp6 type=136 code=1 => drop code
ip6 hop=255 / icmp6 type=137 => drop redirect
ip6 / icmp6 type=137 => drop redirect
ip6 hop=255 / hbh / dst / icmp6 type=135 => accept discovery
ip6 hop=255 / frag / icmp6 type=135 => accept discovery
ip6 hop=255 / frag off=1 / icmp6 type=135 => drop policy
ip6 / icmp6 type=1 code=0 => drop told-off
ip6 / icmp6 type=1 code=1 => drop told-off
ip6 / icmp6 type=1 code=3 => accept unreachable
ip6 / icmp6 type=1 code=6 => accept unreachable
ip6 / icmp6 type=1 code=7 => drop other-error
ip6 / icmp6 type=3 => accept errors
ip6 / icmp6 type=3 code=1 => drop other-error
ip6 / icmp6 type=4 code=1 => accept errors
ip6 / icmp6 type=4 code=2 => accept errors
ip6 / icmp6 type=4 code=3 => drop other-error
ip6 / icmp6 type=138 => drop by-type
ip6 / icmp6 type=140 => drop by-type
ip6 / icmp6 type=141 => drop policy
ip6 / icmp6 type=141 code=1 => drop code
ip6 hop=1 / hbh opts=050200000100 / icmp6 type=130 => accept mld
ip6 hop=1 / hbh opts=050200000100 / icmp6 type=143 => accept mld
ip6 hop=1 / icmp6 type=143 => drop policy
ip6 hop=2 / hbh opts=050200000100 / icmp6 type=131 => drop policy
ip6 hop=1 / dst / hbh / icmp6 type=132 => accept mld
ip6 / icmp6 type=199 => drop policy
ip6 / icmp6 type=200 => drop experiments
ip6 / icmp6 type=255 code=255 => drop experiments
ip6 / icmp6 type=0 => drop other-error
ip6 / icmp6 type=127 => drop other-error
# not ICMPv6, or IPv4 in front of it
ip / icmp6 type=128 => drop policy
ip6 / icmp type=128 => drop policy
ip / icmp type=8 => drop policy
# cut
ip6 len=1 / icmp6 type=128 / cut 55 => accept by-type
ip6 len=1 hop=255 / icmp6 type=135 / cut 55 => drop policy
ip6 len=2 hop=255 / icmp6 type=135 / cut 56 => accept discovery
ip6 len=0 / icmp6 type=128 / cut 54 => drop policy
