# meta nfproto is told by the EtherType, alone and in a set.
rules:
table inet filter {
	chain early {
		type filter hook prerouting priority -150; policy accept;
		meta nfproto ipv6 tcp dport 22 drop comment "six"
		meta nfproto ipv4 tcp dport 23 drop comment "four"
		meta nfproto != ipv4 tcp dport 24 drop comment "other"
		meta nfproto { ipv4, ipv6 } tcp dport 25 drop comment "both"
	}
}
packets:
ip6 / tcp dport=22 => drop six
ip / tcp dport=22 => accept policy
ip6 / tcp dport=23 => accept policy
ip / tcp dport=23 => drop four
ip6 / tcp dport=24 => drop other
ip / tcp dport=24 => accept policy
ip6 / tcp dport=25 => drop both
ip / tcp dport=25 => drop both
