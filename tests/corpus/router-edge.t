# A border router's uplink: no bogons, no spoofed sources, no source routing, few
# ICMP types, BGP with its neighbour only, and no amplifiers.
rules:
table netdev edge {
	set bogons {
		type ipv4_addr
		flags interval
		auto-merge
		elements = { 0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.0.0.0/24, 192.168.0.0/16, 198.18.0.0/15, 240.0.0.0/4, 224.0.0.0/4 }
	}
	set bogons6 {
		type ipv6_addr
		flags interval
		elements = { ::/8, 100::/64, fc00::/7, fec0::/10, ff00::/8 }
	}
	chain icmp-in {
		icmp type { echo-request, echo-reply, time-exceeded } return
		icmp type destination-unreachable icmp code != { 5-8 } return
		drop comment "icmp"
	}
	chain icmp6-in {
		icmpv6 type { 1-4, 128-129 } return
		icmpv6 type 133-137 ip6 hoplimit 255 return
		drop comment "icmp6"
	}
	chain bgp {
		ip saddr 192.0.2.1 ip ttl 255 accept comment "bgp-peer"
		ip6 saddr 2001:db8:ffff::1 ip6 hoplimit 255 accept comment "bgp-peer6"
		drop comment "bgp"
	}
	chain uplink {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ip saddr @bogons drop comment "bogon"
		ip6 saddr @bogons6 drop comment "bogon6"
		ip saddr 203.0.113.0/24 drop comment "spoofed"
		ip6 saddr 2001:db8:113::/48 drop comment "spoofed6"
		ip hdrlength > 5 ip protocol != { igmp, rsvp } drop comment "options"
		exthdr rt exists rt type { 0, 2 } drop comment "source-route"
		ip frag-off & 0x1fff == 1 ip protocol tcp drop comment "tiny"
		tcp dport 179 jump bgp
		tcp sport 179 jump bgp
		ip protocol icmp jump icmp-in
		meta l4proto ipv6-icmp jump icmp6-in
		udp sport { 17, 19, 123, 389, 1900, 11211 } udp length > 400 drop comment "amplified"
		meta l4proto { tcp, udp } th dport { 135-139, 445 } drop comment "smb"
		ip daddr 203.0.113.255 drop comment "directed-broadcast"
		meta protocol != { ip, ip6, arp } drop comment "other-protocol"
	}
}
packets:
ip src=8.8.4.4 / tcp => accept policy
ip src=10.0.0.1 / tcp => drop bogon
ip src=100.127.255.255 / tcp => drop bogon
ip src=100.128.0.0 / tcp => accept policy
ip src=172.31.0.1 / udp => drop bogon
ip src=172.32.0.1 / udp => accept policy
ip src=239.1.1.1 / udp => drop bogon
ip src=255.255.255.255 / udp => drop bogon
ip src=223.255.255.255 / udp => accept policy
ip src=203.0.113.7 / tcp => drop spoofed
ip6 src=2001:db8:113::7 / tcp => drop spoofed6
ip6 src=::1 / tcp => drop bogon6
ip6 src=fd00::1 / tcp => drop bogon6
ip6 src=fe80::1 / tcp => accept policy
ip6 src=2a00::1 / tcp => accept policy
ip src=8.8.4.4 opts=83070400000000 / tcp => drop options
ip src=8.8.4.4 opts=94040000 / igmp => accept policy
ip6 / rt type=0 left=1 opts=0000000020010db8000000000000000000000009 / tcp => drop source-route
ip6 / rt type=4 left=1 / tcp => accept policy
ip6 / dst / rt type=2 / tcp => drop source-route
ip src=8.8.4.4 off=1 / tcp => drop tiny
ip src=8.8.4.4 off=2 / tcp => accept policy
ip src=8.8.4.4 off=1 / udp => accept policy
ip src=192.0.2.1 ttl=255 / tcp dport=179 => accept bgp-peer
ip src=192.0.2.1 ttl=254 / tcp dport=179 => drop bgp
ip src=192.0.2.1 ttl=255 / tcp sport=179 dport=40000 => accept bgp-peer
ip src=192.0.2.2 ttl=255 / tcp dport=179 => drop bgp
ip6 src=2001:db8:ffff::1 hop=255 / tcp dport=179 => accept bgp-peer6
ip6 hop=255 / tcp dport=179 => drop bgp
ip src=8.8.4.4 / icmp => accept policy
ip src=8.8.4.4 / icmp type=13 => drop icmp
ip src=8.8.4.4 / icmp type=5 => drop icmp
ip src=8.8.4.4 / icmp type=3 code=4 mtu=1400 / ip / tcp => accept policy
ip src=8.8.4.4 / icmp type=3 code=6 / ip / tcp => drop icmp
ip src=8.8.4.4 off=9 / icmp => drop icmp ~frag-ports
ip6 / icmp6 type=2 mtu=1280 / ip6 / tcp => accept policy
ip6 / icmp6 type=135 => drop icmp6
ip6 hop=255 src=fe80::1 / icmp6 type=135 => accept policy
ip6 / icmp6 type=139 => drop icmp6
ip src=8.8.4.4 / udp sport=123 dport=123 / raw 48 => accept policy
ip src=8.8.4.4 / udp sport=123 dport=40000 / raw 440 => drop amplified
ip6 / udp sport=11211 dport=40000 / raw 1200 => drop amplified
ip src=8.8.4.4 / tcp dport=445 => drop smb
ip6 / udp dport=137 => drop smb
ip6 / sctp dport=137 => accept policy
ip src=8.8.4.4 dst=203.0.113.255 / udp => drop directed-broadcast
arp => accept policy
eth type=0x88cc / raw 46 => drop other-protocol
eth dst=01:80:c2:00:00:00 type=38 / hex 424203 / raw 35 => drop other-protocol
eth / vlan / vlan / ip / tcp => drop other-protocol
