# A bridge's port in a small office: known MACs, voice and guests in their VLANs,
# no foreign DHCP or routers, no spanning tree, and multicast in moderation.
rules:
table netdev lan {
	set stations {
		type ether_addr
		elements = { 02:00:00:00:00:01, 02:00:00:00:00:10, 02:00:00:00:00:11 }
	}
	set printers {
		typeof ether saddr . ip saddr
		elements = { 02:00:00:00:00:20 . 10.0.0.20, 02:00:00:00:00:21 . 10.0.0.21 }
	}
	chain voice {
		ether saddr & ff:ff:ff:00:00:00 != 02:00:aa:00:00:00 drop comment "not-a-phone"
		udp dport { 5060, 16384-32767 } accept comment "call"
		arp operation { request, reply } accept comment "phone-arp"
		drop comment "voice-other"
	}
	chain guests {
		ip daddr { 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 } udp dport != { 53, 67 } drop comment "guest-inside"
		ip daddr { 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 } tcp dport 0-65535 drop comment "guest-inside-tcp"
		meta protocol { ip, arp } accept comment "guest"
		drop comment "guest-other"
	}
	chain port {
		type filter hook ingress device "eth0" priority 0; policy drop;
		ether daddr 01:80:c2:00:00:00-01:80:c2:00:00:0f drop comment "link-local"
		ether type { 8021ad, 0x9100 } drop comment "stacked"
		vlan type vlan drop comment "double"
		udp sport 67 drop comment "foreign-dhcp"
		icmpv6 type nd-router-advert drop comment "foreign-router"
		vlan id vmap { 20 : goto voice, 30 : goto guests }
		vlan id 0 vlan pcp 0-5 accept comment "priority-only"
		ether type vlan drop comment "other-vlan"
		ether saddr . ip saddr @printers accept comment "printer"
		ether saddr != @stations drop comment "stranger"
		pkttype broadcast ether type != { arp, ip } drop comment "broadcast"
		pkttype multicast ip daddr != { 224.0.0.0/24, 239.255.0.0/16 } drop comment "multicast"
		arp saddr ether . arp saddr ip { 02:00:00:00:00:01 . 10.0.0.1, 02:00:00:00:00:10 . 10.0.0.10 } accept comment "arp-known"
		arp htype 1 drop comment "arp-unknown"
		meta protocol { ip, ip6 } accept comment "station"
	}
}
packets:
ip / tcp => accept station
ip6 / tcp => accept station
eth src=02:00:00:00:00:11 / ip / udp => accept station
eth src=02:00:00:00:00:12 / ip / udp => drop stranger
eth src=02:00:00:00:00:20 / ip src=10.0.0.20 / tcp => accept printer
eth src=02:00:00:00:00:20 / ip src=10.0.0.21 / tcp => drop stranger
eth src=02:00:00:00:00:20 / ip6 / tcp => drop stranger
arp => accept arp-known
eth src=02:00:00:00:00:10 / arp sha=02:00:00:00:00:10 spa=10.0.0.10 => accept arp-known
eth src=02:00:00:00:00:10 / arp sha=02:00:00:00:00:10 spa=10.0.0.1 => drop arp-unknown
arp spa=10.0.0.7 => drop arp-unknown
eth dst=ff:ff:ff:ff:ff:ff / arp => accept arp-known
eth dst=ff:ff:ff:ff:ff:ff / ip dst=255.255.255.255 / udp sport=68 dport=67 => accept station
eth dst=ff:ff:ff:ff:ff:ff / ip dst=10.0.0.255 / udp sport=67 dport=68 => drop foreign-dhcp
eth dst=ff:ff:ff:ff:ff:ff type=0x88b5 / raw 46 => drop broadcast
eth dst=01:00:5e:00:00:fb / ip dst=224.0.0.251 / udp => accept station
eth dst=01:00:5e:7f:ff:fa / ip dst=239.255.255.250 / udp => accept station
eth dst=01:00:5e:01:01:01 / ip dst=224.1.1.1 / udp => drop multicast
eth dst=33:33:00:00:00:fb / ip6 dst=ff02::fb / udp => accept station
eth dst=33:33:00:00:00:01 / ip6 dst=ff02::1 hop=255 / icmp6 type=134 => drop foreign-router
eth dst=01:80:c2:00:00:00 type=38 / hex 424203 / raw 35 => drop link-local
eth dst=01:80:c2:00:00:0e type=0x88cc / raw 46 => drop link-local
eth dst=01:80:c2:00:00:10 type=0x88cc / raw 46 => drop policy
eth type=0x88a8 / vlan / ip / tcp => drop stacked
eth type=0x9100 / vlan / ip / tcp => drop stacked
eth / vlan id=20 / vlan id=30 / ip / tcp => drop double
eth src=02:00:aa:01:02:03 / vlan id=20 / ip / udp dport=5060 => accept call
eth src=02:00:aa:01:02:03 / vlan id=20 pcp=5 / ip dscp=ef / udp sport=16384 dport=16384 => accept call
eth src=02:00:aa:01:02:03 / vlan id=20 / ip / udp dport=32768 => drop voice-other
eth src=02:00:aa:01:02:03 / vlan id=20 / arp => accept phone-arp
eth src=02:00:ab:01:02:03 / vlan id=20 / arp => drop not-a-phone
eth src=02:00:00:00:00:77 / vlan id=30 / ip dst=198.51.100.1 / tcp dport=443 => accept guest
eth src=02:00:00:00:00:77 / vlan id=30 / ip dst=10.0.0.1 / tcp dport=443 => drop guest-inside-tcp
eth src=02:00:00:00:00:77 / vlan id=30 / ip dst=10.0.0.1 / udp => accept guest
eth src=02:00:00:00:00:77 / vlan id=30 / ip dst=172.31.0.1 / udp dport=54 => drop guest-inside
eth src=02:00:00:00:00:77 / vlan id=30 / ip dst=10.0.0.1 / icmp => accept guest
eth src=02:00:00:00:00:77 / vlan id=30 / ip6 / tcp => drop guest-other
eth src=02:00:00:00:00:77 / vlan id=30 / ip dst=10.0.0.1 off=3 / tcp => accept guest ~frag-ports
eth / vlan id=0 pcp=5 / ip / tcp => accept priority-only
eth / vlan id=0 pcp=6 / ip / tcp => drop other-vlan
eth / vlan id=1 / ip / tcp => drop other-vlan
eth type=46 / raw 46 => drop policy
eth type=0x88b5 / raw 46 => drop policy
ip6 / frag off=1 / icmp6 => accept station
