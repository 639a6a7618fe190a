# An ICMP error carries the packet that caused it: rules see the error's own
# header and addresses, never those of the packet within.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		tcp dport 22 drop comment "ssh"
		udp dport 53 drop comment "dns"
		ip saddr 192.0.2.1 drop comment "inner-source"
		ip6 saddr 2001:db8:9::1 drop comment "inner-source6"
		ip ttl < 5 drop comment "inner-ttl"
		icmp type destination-unreachable icmp code port-unreachable meta length 56 drop comment "plain-unreachable"
		icmp type time-exceeded drop comment "exceeded"
		icmp type echo-request drop comment "inner-ping"
		icmpv6 type destination-unreachable icmpv6 code port-unreachable drop comment "unreachable6"
		icmpv6 type packet-too-big icmpv6 mtu 1400 drop comment "too-big"
		icmpv6 type echo-request drop comment "inner-ping6"
		th dport 9 drop comment "any-9"
	}
}
packets:
ip / icmp type=3 code=3 / ip src=192.0.2.1 / udp dport=53 => drop plain-unreachable
ip / icmp type=3 code=3 / ip ttl=1 / udp => drop plain-unreachable
ip / icmp type=3 code=3 / ip / udp / raw 1 => accept policy
ip / icmp type=3 code=3 / ip / tcp dport=22 => accept policy
ip / icmp type=3 code=1 / ip / tcp dport=22 => accept policy
ip src=192.0.2.1 / icmp type=3 code=1 / ip / tcp => drop inner-source
ip ttl=4 / icmp type=3 code=1 / ip / tcp => drop inner-ttl
ip / icmp type=11 / ip ttl=1 / udp => drop exceeded
ip / icmp type=11 / ip ttl=1 / icmp => drop exceeded
ip / icmp type=3 code=1 / ip / icmp type=8 => accept policy
ip / icmp type=12 / ip opts=01010101 / icmp type=8 => accept policy
ip / icmp type=5 gw=10.0.0.254 / ip / tcp dport=22 => accept policy
ip / icmp / ip / tcp dport=22 => drop inner-ping
# of the packet within only eight bytes behind its header are there
ip / icmp type=3 code=1 / ip len=1500 proto=6 / hex 0400001600000000 => accept policy
ip / icmp type=3 code=3 / ip len=1500 proto=17 / hex 0400003505c80000 => drop plain-unreachable
# th reads the error's bytes: its code and checksum
ip / icmp type=3 code=1 sum=9 / ip / tcp => drop any-9
ip / icmp type=3 code=1 sum=9 => drop any-9
# IPv6
ip6 / icmp6 type=1 code=4 / ip6 src=2001:db8:9::1 / udp => drop unreachable6
ip6 / icmp6 type=1 code=3 / ip6 src=2001:db8:9::1 / tcp dport=22 => accept policy
ip6 src=2001:db8:9::1 / icmp6 type=1 code=3 / ip6 / tcp => drop inner-source6
ip6 / icmp6 type=2 mtu=1400 / ip6 / tcp dport=22 => drop too-big
ip6 / icmp6 type=2 mtu=1280 / ip6 / tcp dport=22 => accept policy
ip6 / icmp6 type=3 / ip6 / icmp6 type=128 => accept policy
ip6 / icmp6 type=4 / ip6 / dst / icmp6 type=128 => accept policy
ip6 / dst / icmp6 type=1 code=4 / ip6 / frag off=1 / udp => drop unreachable6
# an error about an error
ip / icmp type=3 code=1 / ip / icmp type=11 / ip / udp => accept policy
# a fragment of an error
ip off=1 / icmp type=11 / ip / udp => accept policy ~frag-ports
ip mf / icmp type=11 / ip / udp => drop exceeded
eth / vlan / ip / icmp type=11 / ip / udp => drop exceeded
