# An address of which only the bytes of a rule's prefix are there is cut off, and
# matches nothing. nft loads those bytes alone where a prefix ends with a byte.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ip daddr 10.0.0.0/8 drop comment "slash-8"
		ip daddr 11.1.0.0/16 drop comment "slash-16"
		ip daddr 12.1.1.0/24 drop comment "slash-24"
		ip daddr 13.0.0.0/9 drop comment "slash-9"
		ip daddr 14.0.0.0-14.255.255.255 drop comment "range"
		ip daddr & 255.0.0.0 == 15.0.0.0 drop comment "mask"
		ip daddr { 16.0.0.0/8, 17.0.0.0/8 } drop comment "set"
		ip daddr != 0.0.0.0/8 ip ttl 9 drop comment "not-slash-8"
		ip6 daddr 2001:db8::/32 drop comment "six-32"
		ip6 daddr 2001:db9::/33 drop comment "six-33"
		ip6 daddr 2001:dba::/64 drop comment "six-64"
		ip6 daddr != 2000::/8 ip6 hoplimit 9 drop comment "not-six-8"
		arp daddr ip 10.9.0.0/16 drop comment "arp-16"
	}
}
packets:
ip => drop slash-8
ip / cut 34 => drop slash-8
ip / cut 33 => accept policy ~prefix-cut
ip / cut 31 => accept policy ~prefix-cut
ip / cut 30 => accept policy
ip dst=11.1.2.3 / cut 34 => drop slash-16
ip dst=11.1.2.3 / cut 33 => accept policy ~prefix-cut
ip dst=11.1.2.3 / cut 32 => accept policy ~prefix-cut
ip dst=11.1.2.3 / cut 31 => accept policy
ip dst=11.2.2.3 / cut 33 => accept policy
ip dst=12.1.1.3 / cut 34 => drop slash-24
ip dst=12.1.1.3 / cut 33 => accept policy ~prefix-cut
ip dst=12.1.1.3 / cut 32 => accept policy
ip dst=13.1.1.3 => drop slash-9
ip dst=13.1.1.3 / cut 33 => accept policy
ip dst=14.1.1.3 => drop range
ip dst=14.1.1.3 / cut 33 => accept policy
ip dst=15.1.1.3 => drop mask
ip dst=15.1.1.3 / cut 33 => accept policy
ip dst=16.1.1.3 => drop set
ip dst=16.1.1.3 / cut 33 => accept policy
ip ttl=9 dst=18.1.1.3 => drop not-slash-8
ip ttl=9 dst=18.1.1.3 / cut 33 => accept policy ~prefix-cut
ip ttl=9 dst=0.1.1.3 / cut 33 => accept policy
ip ttl=9 dst=18.1.1.3 / cut 30 => accept policy
ip6 => drop six-32
ip6 / cut 53 => accept policy ~prefix-cut
ip6 / cut 42 => accept policy ~prefix-cut
ip6 / cut 41 => accept policy
ip6 dst=2001:db9::1 => drop six-33
ip6 dst=2001:db9::1 / cut 53 => accept policy
ip6 dst=2001:dba::1 => drop six-64
ip6 dst=2001:dba::1 / cut 46 => accept policy ~prefix-cut
ip6 dst=2001:dba::1 / cut 45 => accept policy
ip6 dst=2101::1 hop=9 / cut 53 => accept policy ~prefix-cut
ip6 dst=2001::1 hop=9 / cut 53 => accept policy
arp tpa=10.9.0.1 => drop arp-16
arp tpa=10.9.0.1 / cut 41 => accept policy ~prefix-cut
arp tpa=10.9.0.1 / cut 40 => accept policy ~prefix-cut
arp tpa=10.9.0.1 / cut 39 => accept policy
