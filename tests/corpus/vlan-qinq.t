# Two and three tags: the first is peeled, the next is payload, so no rule sees
# IP behind it, but the outer tag's identifier and the length are known.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ether type 8021ad vlan id 300 drop comment "s-tag-300"
		ether type 8021ad vlan pcp 7 drop comment "s-tag-control"
		vlan id 10 vlan type vlan drop comment "q-in-q-10"
		vlan id 11 vlan type 8021ad drop comment "ad-in-q-11"
		vlan id 12 drop comment "outer-12"
		tcp dport 22 drop comment "ssh"
		ip saddr 10.0.0.9 drop comment "host-9"
		ip6 saddr 2001:db8::9 drop comment "host6-9"
		arp operation reply drop comment "arp-reply"
		meta l4proto udp drop comment "udp"
		meta length 64 drop comment "length-64"
	}
}
packets:
eth type=0x88a8 / vlan id=300 / vlan id=10 / ip / tcp dport=22 => drop s-tag-300
eth type=0x88a8 / vlan id=300 / ip / tcp dport=1 => drop s-tag-300
eth / vlan id=300 / ip / tcp dport=1 => accept policy
eth type=0x88a8 / vlan id=301 pcp=7 / vlan / ip => drop s-tag-control
eth / vlan id=301 pcp=7 / vlan / ip => accept policy
eth type=0x88a8 / vlan id=301 / vlan id=300 / ip / tcp dport=22 => accept policy
eth / vlan id=10 / vlan id=12 / ip / tcp dport=22 => drop q-in-q-10
eth / vlan id=10 / ip / tcp dport=22 => drop ssh
eth / vlan id=10 / ip / tcp dport=23 => accept policy
eth / vlan id=10 type=0x88a8 / vlan / ip / tcp dport=22 => accept policy
eth / vlan id=11 type=0x88a8 / vlan / ip / tcp dport=22 => drop ad-in-q-11
eth / vlan id=11 / vlan / ip / tcp dport=22 => accept policy
eth / vlan id=12 / vlan id=10 / ip / tcp dport=22 => drop outer-12
eth type=0x88a8 / vlan id=12 / vlan id=10 / ip / tcp dport=22 => accept policy
# behind two tags nothing is IP or ARP
eth / vlan id=1 / vlan id=2 / ip / tcp dport=22 => accept policy
eth / vlan id=1 / vlan id=2 / ip src=10.0.0.9 / icmp => accept policy
eth / vlan id=1 / vlan id=2 / ip6 src=2001:db8::9 / icmp6 => accept policy
eth / vlan id=1 / vlan id=2 / arp op=2 => accept policy
eth / vlan id=1 / vlan id=2 / ip / udp => accept policy
eth type=0x88a8 / vlan id=1 / vlan id=2 / ip / udp => accept policy
eth type=0x88a8 / vlan id=1 type=0x88a8 / vlan id=2 / ip6 / udp => accept policy
eth / vlan id=1 / vlan id=2 / vlan id=3 / ip / udp => accept policy
eth / vlan id=10 / vlan id=2 / vlan id=3 / ip / udp => drop q-in-q-10
# behind one they are
eth / vlan id=1 / ip src=10.0.0.9 / icmp => drop host-9
eth / vlan id=1 / ip6 src=2001:db8::9 / icmp6 => drop host6-9
eth / vlan id=1 / arp op=2 => drop arp-reply
eth type=0x88a8 / vlan id=1 / ip / udp => drop udp
# the second tag counts in the length
eth / vlan id=1 / vlan id=2 / ip / raw 40 => drop length-64
eth / vlan id=1 / ip / raw 40 => accept policy
eth / vlan id=1 / ip / raw 44 => drop length-64
ip / raw 44 => drop length-64
eth / vlan id=1 / vlan id=2 / ip / raw 41 => accept policy
# cut within the second tag
eth / vlan id=10 / vlan id=2 / cut 18 => drop q-in-q-10
eth / vlan id=10 / vlan id=2 / cut 20 => drop q-in-q-10
eth / vlan id=10 / vlan id=2 / cut 22 => drop q-in-q-10
eth / vlan id=12 type=0x0800 / cut 18 => drop outer-12
