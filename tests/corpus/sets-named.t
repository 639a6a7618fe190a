# Named sets of each type, used in several rules, also negated, with elements in
# several lines and comments; a constant one and an empty one.
rules:
table netdev t {
	set macs {
		type ether_addr
		elements = { 02:00:00:00:00:11, 02:00:00:00:00:12 }
	}
	set services {
		type inet_service
		flags interval
		elements = { 22, 80-89,
			     443 }
	}
	set protos {
		type inet_proto
		flags constant
		elements = { igmp, esp, 99 }
	}
	set hosts6 {
		type ipv6_addr
		elements = { 2001:db8::a, 2001:db8::b comment "spare" }
	}
	set types {
		type ether_type
		elements = { 0x88cc, 0x88f7 }
	}
	set pings {
		type icmp_type
		elements = { echo-request, timestamp-request }
	}
	set pings6 {
		typeof icmpv6 type
		elements = { echo-request, 200 }
	}
	set ttls {
		typeof ip ttl
		flags interval
		elements = { 0-4, 255 }
	}
	set later {
		type ipv4_addr
	}
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ether saddr @macs drop comment "macs"
		ether type @types drop comment "types"
		ip saddr @later drop comment "later"
		tcp dport @services ip ttl @ttls drop comment "far-services"
		tcp dport @services accept comment "services"
		udp dport != @services udp sport @services drop comment "odd-udp"
		ip protocol @protos drop comment "protos"
		ip6 saddr @hosts6 ip6 daddr != @hosts6 drop comment "hosts6"
		icmp type @pings drop comment "pings"
		icmpv6 type @pings6 drop comment "pings6"
		ip ttl @ttls accept comment "ttls"
	}
}
packets:
ip / tcp dport=22 => accept services
ip / tcp dport=23 => accept policy
ip / tcp dport=79 => accept policy
ip / tcp dport=80 => accept services
ip / tcp dport=89 => accept services
ip / tcp dport=90 => accept policy
ip6 / tcp dport=443 => accept services
ip ttl=4 / tcp dport=443 => drop far-services
ip ttl=5 / tcp dport=443 => accept services
ip ttl=255 / tcp dport=22 => drop far-services
ip ttl=255 / tcp dport=23 => accept ttls
ip / udp sport=22 dport=53 => drop odd-udp
ip / udp sport=22 dport=85 => accept policy
ip / udp sport=23 dport=53 => accept policy
ip / igmp => drop protos
ip proto=99 => drop protos
ip6 nh=99 => accept policy
ip / esp => drop protos
eth src=02:00:00:00:00:11 / ip => drop macs
eth src=02:00:00:00:00:12 / arp => drop macs
eth src=02:00:00:00:00:13 / arp => accept policy
eth type=0x88cc / raw 46 => drop types
eth type=0x88f7 / raw 46 => drop types
eth type=0xcc88 / raw 46 => accept policy
eth / vlan type=0x88cc / raw 46 => accept policy
ip6 src=2001:db8::a => drop hosts6
ip6 src=2001:db8::a dst=2001:db8::b => accept policy
ip6 src=2001:db8::c => accept policy
ip / icmp => drop pings
ip / icmp type=13 => drop pings
ip / icmp type=0 => accept policy
ip6 / icmp6 => drop pings6
ip6 / icmp6 type=200 => drop pings6
ip6 / icmp6 type=129 => accept policy
ip ttl=0 / icmp type=0 => accept ttls
ip ttl=3 / udp sport=22 dport=53 => drop odd-udp
ip src=0.0.0.0 / udp sport=1 => accept policy
