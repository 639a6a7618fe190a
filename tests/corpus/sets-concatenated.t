# Concatenations of two to five fields of all layers: all parts of one element
# must match, and each part must be there.
rules:
table netdev t {
	set flows {
		type ipv4_addr . inet_service . ipv4_addr . inet_service . inet_proto
		elements = { 10.0.0.1 . 1000 . 10.0.0.2 . 80 . tcp,
			     10.0.0.1 . 1000 . 10.0.0.2 . 53 . udp }
	}
	set bindings {
		type ether_addr . ipv4_addr
		elements = { 02:00:00:00:00:07 . 10.0.0.7, 02:00:00:00:00:08 . 10.0.0.8 }
	}
	set tagged {
		typeof vlan id . ip saddr
		elements = { 10 . 10.10.0.1, 20 . 10.20.0.1 }
	}
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ip saddr . th sport . ip daddr . th dport . meta l4proto @flows drop comment "flows"
		ether saddr . ip saddr @bindings accept comment "bound"
		ip saddr { 10.0.0.7, 10.0.0.8 } drop comment "unbound"
		vlan id . ip saddr @tagged drop comment "tagged"
		ip6 saddr . tcp dport { 2001:db8::5 . 22, 2001:db8::6 . 23 } drop comment "v6-ports"
		icmp type . icmp code { 3 . 1, 11 . 0 } drop comment "icmp-pairs"
		ip ttl . ip dscp { 1 . cs6, 255 . cs0 } drop comment "ttl-dscp"
		meta l4proto . th dport { tcp . 7, udp . 9, sctp . 11 } drop comment "proto-port"
		ether type . meta length { 0x88cc . 60, 0x0806 . 28 } drop comment "type-length"
		tcp sport . tcp dport != { 1 . 1, 2 . 2 } tcp window 77 drop comment "not-a-pair"
	}
}
packets:
ip / tcp sport=1000 dport=80 => drop flows
ip / udp sport=1000 dport=53 => drop flows
ip / tcp sport=1000 dport=53 => accept policy
ip / udp sport=1000 dport=80 => accept policy
ip / tcp sport=80 dport=1000 => accept policy
ip src=10.0.0.2 dst=10.0.0.1 / tcp sport=1000 dport=80 => accept policy
ip / sctp sport=1000 dport=80 => accept policy
eth / vlan id=3 / ip / tcp sport=1000 dport=80 => drop flows
eth src=02:00:00:00:00:07 / ip src=10.0.0.7 => accept bound
eth src=02:00:00:00:00:08 / ip src=10.0.0.8 => accept bound
eth src=02:00:00:00:00:07 / ip src=10.0.0.8 => drop unbound
eth src=02:00:00:00:00:08 / ip src=10.0.0.7 => drop unbound
eth src=02:00:00:00:00:07 / ip src=10.0.0.9 => accept policy
ip src=10.0.0.7 => drop unbound
eth src=02:00:00:00:00:07 / vlan / ip src=10.0.0.7 => drop unbound
eth / vlan id=10 / ip src=10.10.0.1 => drop tagged
eth / vlan id=20 / ip src=10.20.0.1 => drop tagged
eth / vlan id=10 / ip src=10.20.0.1 => accept policy
eth / vlan id=10 pcp=7 / ip src=10.10.0.1 => drop tagged
ip src=10.10.0.1 => accept policy
ip6 src=2001:db8::5 / tcp dport=22 => drop v6-ports
ip6 src=2001:db8::6 / dst / tcp dport=23 => drop v6-ports
ip6 src=2001:db8::5 / tcp dport=23 => accept policy
ip6 src=2001:db8::5 / udp dport=22 => accept policy
ip / icmp type=3 code=1 => drop icmp-pairs
ip / icmp type=11 => drop icmp-pairs
ip / icmp type=3 code=0 => accept policy
ip / icmp type=1 code=3 => accept policy
ip ttl=1 dscp=cs6 => drop ttl-dscp
ip ttl=255 => drop ttl-dscp
ip ttl=1 => accept policy
ip ttl=1 dscp=cs6 ecn=ce => drop ttl-dscp
ip / tcp dport=7 => drop proto-port
ip6 / udp dport=9 => drop proto-port
ip6 / sctp dport=11 => drop proto-port
ip / udp dport=7 => accept policy
ip6 / tcp dport=11 => accept policy
eth type=0x88cc / raw 60 => drop type-length
eth type=0x88cc / raw 61 => accept policy
arp => drop type-length
arp / pad 60 => accept policy
ip / tcp sport=1 dport=1 win=77 => accept policy
ip / tcp sport=1 dport=2 win=77 => drop not-a-pair
ip / tcp sport=1 dport=2 win=78 => accept policy
# a part that is not there: neither the set nor its negation
ip len=24 / tcp sport=1 dport=2 / cut 38 => accept policy
ip mf / tcp sport=1000 dport=80 => drop flows
ip off=1 / tcp sport=1000 dport=80 => accept policy ~frag-ports
ip len=21 / icmp type=11 / cut 35 => accept policy
