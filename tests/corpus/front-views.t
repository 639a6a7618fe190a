# What a chain sees is not the frame: segments are joined, fragments are put
# together, NAT and forwarding rewrite.
rules:
table ip nat {
	chain post {
		type nat hook postrouting priority 100; policy accept;
		masquerade
	}
}
table inet filter {
	chain raw {
		type filter hook prerouting priority -300; policy accept;
		ip length > 1000 drop comment "long"
		tcp flags & (fin | syn | rst | ack) == syn ip saddr 192.0.2.1 drop comment "syn"
		tcp flags & (fin | psh) == fin ip saddr 192.0.2.2 drop comment "fin"
		tcp flags & (syn | rst) == rst ip saddr 192.0.2.3 drop comment "rst"
		udp dport 9 drop comment "discard"
		ip dscp cs7 drop comment "dscp"
	}
	chain late {
		type filter hook prerouting priority 0; policy accept;
		ip saddr 192.0.2.9 drop comment "from"
		ip daddr 192.0.2.10 drop comment "to"
		meta l4proto gre drop comment "gre"
	}
}
packets:
ip src=192.0.2.1 / tcp flags=S => drop syn
ip src=192.0.2.2 / tcp flags=FA => punt long
ip src=192.0.2.2 / tcp flags=S => punt long
ip src=192.0.2.3 / tcp flags=R => drop rst
ip src=192.0.2.3 / tcp flags=RA => drop rst
ip src=192.0.2.4 / udp sport=1 dport=9 => drop discard
ip src=192.0.2.4 mf=1 / udp sport=1 dport=9 => punt -
ip src=192.0.2.4 dscp=56 / icmp => drop dscp
ip src=192.0.2.9 / udp sport=1 dport=2 => drop from
ip src=192.0.2.4 / gre => drop gre
ip src=192.0.2.4 dst=192.0.2.10 / udp sport=1 dport=2 => punt long
