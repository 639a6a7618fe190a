# Packets in packets: IP in IP in all pairs, GRE with and without key, MPLS, and
# Ethernet in GRE. Rules see the outer packet only.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ip saddr 192.0.2.0/24 drop comment "outer-source"
		ip6 saddr 2001:db8:9::/48 drop comment "outer-source6"
		tcp dport 22 drop comment "ssh"
		meta l4proto gre ip daddr 10.0.0.9 accept comment "gre-9"
		meta l4proto gre drop comment "gre"
		ip protocol ipencap drop comment "ipip"
		ip protocol ipv6 drop comment "sit"
		ip6 nexthdr 41 drop comment "ip6ip6"
		meta l4proto 4 drop comment "ipip6"
		meta protocol 0x8847 drop comment "mpls"
		ip protocol 137 drop comment "mpls-in-ip"
		udp dport { 4789, 6081 } drop comment "overlay"
		meta l4proto etherip drop comment "etherip"
		meta l4proto { l2tp, igmp, 103 } drop comment "others"
	}
}
packets:
ip / ip / tcp dport=22 => drop ipip
ip / ip src=192.0.2.1 / tcp dport=22 => drop ipip
ip src=192.0.2.1 / ip / tcp => drop outer-source
ip / ip6 / tcp dport=22 => drop sit
ip / ip6 src=2001:db8:9::1 / tcp => drop sit
ip6 / ip6 / tcp dport=22 => drop ip6ip6
ip6 src=2001:db8:9::1 / ip6 / tcp => drop outer-source6
ip6 / ip / tcp dport=22 => drop ipip6
ip6 / dst / ip / tcp dport=22 => drop ipip6
ip6 / dst / ip6 / tcp dport=22 => accept policy
ip6 / dst opts=040101 / ip6 src=2001:db8:9::1 / tcp => accept policy
ip / gre / ip / tcp dport=22 => drop gre
ip dst=10.0.0.9 / gre / ip / tcp dport=22 => accept gre-9
ip / gre flags=0x2000 opts=00000016 / ip6 / tcp dport=22 => drop gre
ip6 / gre / ip dst=10.0.0.9 / tcp => drop gre
ip6 / hbh / gre / ip / udp => drop gre
ip / gre / eth / ip / tcp dport=22 => drop gre
ip / gre / mpls / ip => drop gre
mpls / ip / tcp dport=22 => drop mpls
mpls label=5 / mpls label=6 / ip6 / tcp dport=22 => drop mpls
eth / vlan / mpls / ip src=192.0.2.1 => drop mpls
eth / vlan / vlan / mpls / ip => accept policy
eth type=0x8848 / mpls / ip / tcp dport=22 => accept policy
ip / mpls / ip / tcp dport=22 => drop mpls-in-ip
ip / udp dport=4789 / hex 0800000000000100 / eth / ip / tcp dport=22 => drop overlay
ip / udp dport=6081 / hex 0000655800000100 / eth / ip6 / tcp dport=22 => drop overlay
ip / udp dport=4788 / hex 0800000000000100 / eth / ip / tcp dport=22 => accept policy
ip proto=97 / hex 3000 / eth / ip / tcp dport=22 => drop etherip
ip proto=115 / raw 20 => drop others
ip / igmp type=0x16 group=224.0.0.251 => drop others
ip proto=103 / raw 20 => drop others
ip6 nh=103 / raw 20 => drop others
# a tunnel's later fragment keeps its protocol
ip off=9 / ip / tcp dport=22 => drop ipip
ip6 / frag off=9 / ip6 / tcp dport=22 => accept policy
ip6 / frag off=9 / ip / tcp dport=22 => drop ipip6
# PPPoE and 802.2 SNAP carry IP that nobody looks for
eth type=0x8864 / hex 110000010036 0021 / ip / tcp dport=22 => accept policy
eth type=48 / hex aaaa03000000 0800 / ip / tcp dport=22 => accept policy
