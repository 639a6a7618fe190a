# ICMP's fields are there for the types that have them, in the right IP version.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		icmp id 7 drop comment "echo-id"
		icmp sequence 9 drop comment "echo-sequence"
		icmp mtu < 576 drop comment "low-mtu"
		icmp gateway 0x0a000063 drop comment "gateway"
		icmp type destination-unreachable icmp code { host-unreachable, port-unreachable } drop comment "unreachable"
		icmp type { echo-request, timestamp-request } accept comment "asks"
		icmp code 5 drop comment "code-5"
		icmp checksum 0x1234 drop comment "checksum"
		icmpv6 id 7 drop comment "echo6-id"
		icmpv6 mtu < 1280 drop comment "low-mtu6"
		icmpv6 max-delay 1000-2000 drop comment "mld-delay"
		icmpv6 type { nd-router-advert, nd-redirect } drop comment "rogue"
		icmpv6 type echo-request icmpv6 sequence 3 drop comment "third-ping"
		icmpv6 code 4 drop comment "code6-4"
	}
}
packets:
ip / icmp type=8 id=7 => drop echo-id
ip / icmp type=0 id=7 => drop echo-id
ip / icmp type=13 id=7 => accept asks
ip / icmp type=8 id=8 seq=9 => drop echo-sequence
ip / icmp type=8 id=8 seq=8 => accept asks
ip / icmp type=0 seq=9 => drop echo-sequence
ip / icmp type=5 seq=9 => accept policy
ip / icmp type=3 mtu=575 => drop low-mtu
ip / icmp type=3 mtu=576 => accept policy
ip / icmp type=3 code=4 mtu=1500 => accept policy
ip / icmp type=11 mtu=500 => accept policy
ip / icmp type=5 gw=0x0a000063 => drop gateway
ip / icmp type=5 gw=0x0a000064 => accept policy
ip / icmp type=3 code=1 mtu=1500 => drop unreachable
ip / icmp type=3 code=3 mtu=1500 => drop unreachable
ip / icmp type=3 code=2 mtu=1500 => accept policy
ip / icmp type=13 => accept asks
ip / icmp type=14 => accept policy
ip / icmp type=8 code=5 => accept asks
ip / icmp type=3 code=5 mtu=1500 => drop code-5
ip / icmp type=11 sum=0x1234 => drop checksum
ip6 / icmp type=8 id=7 => accept policy
ip proto=58 / icmp6 type=128 id=7 => accept policy
ip6 nh=1 / icmp type=0 id=7 => accept policy
ip6 / icmp6 type=128 id=7 => drop echo6-id
ip6 / icmp6 type=129 id=7 => drop echo6-id
ip6 / icmp6 type=130 id=7 => accept policy
ip6 / icmp6 type=2 mtu=1279 => drop low-mtu6
ip6 / icmp6 type=2 mtu=1280 => accept policy
ip6 / icmp6 type=1 mtu=1279 => accept policy
ip6 / icmp6 type=130 id=1000 => drop mld-delay
ip6 / icmp6 type=131 id=2000 => accept policy
ip6 / icmp6 type=132 id=2000 => accept policy
ip6 / icmp6 type=143 id=2000 => accept policy
ip6 / icmp6 type=134 => drop rogue
ip6 / icmp6 type=137 => drop rogue
ip6 / icmp6 type=136 => accept policy
ip6 / icmp6 type=128 seq=3 => drop third-ping
ip6 / icmp6 type=129 seq=3 => accept policy
ip6 / icmp6 type=1 code=4 => drop code6-4
ip6 / dst / icmp6 type=134 => drop rogue
ip6 / frag off=1 / icmp6 type=134 => accept policy
ip off=2 / icmp type=8 id=7 => accept policy ~frag-ports
# cut within the header
ip / icmp type=8 id=7 / cut 42 => drop echo-id
ip len=26 / icmp type=8 id=7 / cut 40 => drop echo-id
ip len=25 / icmp type=8 id=7 / cut 39 => accept asks
ip len=21 / icmp type=3 code=3 / cut 35 => accept policy
ip len=22 / icmp type=11 code=5 / cut 36 => drop code-5
ip6 len=1 / icmp6 type=134 / cut 55 => drop rogue
ip6 len=5 / icmp6 type=2 mtu=1000 / cut 59 => accept policy
