# Classes of traffic by their marks: DSCP maps, ECN, VLAN priorities, flow labels
# and time to live, in a chain for each class.
rules:
table netdev qos {
	map classes {
		type dscp : verdict
		elements = { ef : jump realtime, cs5 : jump realtime, cs6 : jump network, cs7 : drop, af41 : accept, af42 : accept, cs1 : goto bulk }
	}
	chain realtime {
		udp dport 16384-32767 meta length <= 220 accept comment "voice"
		udp dport { 5060, 5061 } return
		drop comment "not-realtime"
	}
	chain network {
		ip ttl { 1, 255 } accept comment "routing"
		ip protocol { ospf, vrrp, igmp } accept comment "routing-protocol"
		drop comment "not-routing"
	}
	chain bulk {
		ip ecn { ect0, ect1, ce } accept comment "bulk-ecn"
		meta length > 1000 drop comment "bulk-long"
	}
	chain c {
		type filter hook ingress device "eth0" priority 0; policy drop;
		ip dscp vmap @classes comment "classes"
		ip dscp ef accept comment "signalling"
		ip6 dscp vmap { ef : jump realtime, cs0 : accept } comment "classes6"
		ip6 ecn ce ip6 flowlabel != 0 accept comment "congested6"
		vlan pcp 5-6 accept comment "priority"
		ip dscp & 0x07 == 0x06 accept comment "third-drop"
		ip dscp . ip ttl { cs0 . 64, cs2 . 32 } accept comment "pairs"
	}
}
packets:
ip dscp=ef / udp dport=20000 / raw 160 => accept voice
ip dscp=ef / udp dport=20000 / raw 192 => accept voice
ip dscp=ef / udp dport=20000 / raw 193 => drop not-realtime
ip dscp=ef / udp dport=5060 / raw 500 => accept signalling
ip dscp=cs5 / udp dport=5060 / raw 500 => drop policy
ip dscp=ef / tcp dport=5060 => drop not-realtime
ip dscp=ef ecn=ce / udp dport=20000 => accept voice
ip dscp=cs6 ttl=1 / udp => accept routing
ip dscp=cs6 ttl=255 proto=112 => accept routing
ip dscp=cs6 proto=89 => accept routing-protocol
ip dscp=cs6 / tcp dport=179 => drop not-routing
ip dscp=cs7 / udp => drop classes
ip dscp=af41 / udp => accept classes
ip dscp=af43 / udp => accept third-drop
ip dscp=af33 / udp => accept third-drop
ip dscp=cs1 / tcp / raw 1000 => drop bulk-long
ip dscp=cs1 / tcp / raw 100 => drop policy
ip dscp=cs1 ecn=ect1 / tcp / raw 1000 => accept bulk-ecn
ip dscp=cs1 ecn=not-ect / tcp => drop policy
ip / tcp => accept pairs
ip ttl=63 / tcp => drop policy
ip dscp=cs2 ttl=32 / tcp => accept pairs
ip dscp=cs2 / tcp => drop policy
eth / vlan pcp=5 / ip ttl=63 / tcp => accept priority
eth / vlan pcp=7 / ip ttl=63 / tcp => drop policy
eth / vlan pcp=5 / ip dscp=cs7 / tcp => drop classes
eth / vlan pcp=6 / arp => accept priority
ip6 dscp=ef / udp dport=20000 / raw 160 => accept voice
ip6 dscp=ef / hbh / udp dport=20000 / raw 164 => accept voice
ip6 dscp=ef / hbh / udp dport=20000 / raw 165 => drop not-realtime
ip6 dscp=ef / udp dport=5061 => drop policy
ip6 / tcp => accept classes6
ip6 dscp=cs1 ecn=ce flow=5 / tcp => accept congested6
ip6 dscp=cs1 ecn=ce / tcp => drop policy
ip6 dscp=cs1 ecn=ect0 flow=5 / tcp => drop policy
ip6 dscp=cs1 flow=5 / tcp => drop policy
arp => drop policy
