# What a rule implies of the tag: behind an ether match, ip asks for the frame's
# own type, which no tagged frame has; behind a vlan match, for the tag's.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ether saddr 02:00:00:00:00:05 ip ttl 5 drop comment "untagged-ttl"
		ip ttl 6 ether saddr 02:00:00:00:00:05 drop comment "any-ttl"
		vlan id 5 ip6 hoplimit 5 drop comment "tagged-hops"
		ip6 hoplimit 7 drop comment "any-hops"
		ether type vlan udp dport 53 drop comment "tagged-dns"
		ether daddr 02:00:00:00:00:02 arp operation 7 drop comment "untagged-arp"
		vlan pcp 3 arp operation 8 drop comment "tagged-arp"
		arp operation 9 drop comment "any-arp"
		ether type ip meta l4proto sctp drop comment "untagged-sctp"
		meta protocol ip meta l4proto dccp drop comment "any-dccp"
		vlan type ip6 tcp dport 25 drop comment "tagged-mail6"
	}
}
packets:
eth src=02:00:00:00:00:05 / ip ttl=5 / tcp dport=1 => drop untagged-ttl
eth src=02:00:00:00:00:05 / vlan / ip ttl=5 / tcp dport=1 => accept policy
eth src=02:00:00:00:00:05 type=0x88a8 / vlan / ip ttl=5 / tcp dport=1 => accept policy
eth src=02:00:00:00:00:05 / ip ttl=6 / tcp dport=1 => drop any-ttl
eth src=02:00:00:00:00:05 / vlan / ip ttl=6 / tcp dport=1 => drop any-ttl
eth src=02:00:00:00:00:05 type=0x88a8 / vlan / ip ttl=6 / tcp dport=1 => drop any-ttl
ip ttl=6 / tcp dport=1 => accept policy
eth / vlan id=5 / ip6 hop=5 / tcp dport=1 => drop tagged-hops
eth / vlan id=6 / ip6 hop=5 / tcp dport=1 => accept policy
ip6 hop=5 / tcp dport=1 => accept policy
eth type=0x88a8 / vlan id=5 / ip6 hop=5 / tcp dport=1 => accept policy
ip6 hop=7 / tcp dport=1 => drop any-hops
eth / vlan / ip6 hop=7 / tcp dport=1 => drop any-hops
eth type=0x88a8 / vlan / ip6 hop=7 / tcp dport=1 => drop any-hops
eth / vlan / vlan / ip6 hop=7 / tcp dport=1 => accept policy
ip / udp dport=53 => accept policy
eth / vlan / ip / udp dport=53 => drop tagged-dns
eth / vlan / ip6 / udp dport=53 => drop tagged-dns
eth / vlan / vlan / ip / udp dport=53 => accept policy
eth type=0x88a8 / vlan / ip / udp dport=53 => accept policy
arp op=7 => drop untagged-arp
eth / vlan / arp op=7 => accept policy
eth dst=02:00:00:00:00:03 / arp op=7 => accept policy
eth / vlan pcp=3 / arp op=8 => drop tagged-arp
eth / vlan pcp=2 / arp op=8 => accept policy
arp op=8 => accept policy
arp op=9 => drop any-arp
eth / vlan / arp op=9 => drop any-arp
eth type=0x88a8 / vlan / arp op=9 => drop any-arp
ip / sctp => drop untagged-sctp
eth / vlan / ip / sctp => accept policy
ip6 / sctp => accept policy
ip / dccp => drop any-dccp
eth / vlan / ip / dccp => drop any-dccp
ip6 / dccp => accept policy
eth / vlan / ip6 / tcp dport=25 => drop tagged-mail6
ip6 / tcp dport=25 => accept policy
eth / vlan / ip / tcp dport=25 => accept policy
