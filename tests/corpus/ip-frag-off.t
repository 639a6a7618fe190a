# The fragment field as a number of 16 bits: flags and offset together, apart by
# masks, and in a map.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ip frag-off & 0x8000 != 0 drop comment "evil-bit"
		ip frag-off & 0x6000 == 0x6000 drop comment "both-df-and-mf"
		ip frag-off 0x4000 accept comment "df-alone"
		ip frag-off & 0x3fff vmap { 0x2000 : accept, 0x2001 : drop } comment "first-or-tiny"
		ip frag-off & 0x1fff == 1 drop comment "offset-8"
		ip frag-off & 0x1fff > 8189 drop comment "ping-of-death"
		ip frag-off 0x0010-0x001f drop comment "last-16-31"
		ip frag-off & 0x1fff != 0 ip protocol { icmp, igmp } drop comment "icmp-pieces"
		ip frag-off & 0x3fff != 0 accept comment "fragment"
		tcp dport 22 drop comment "ssh"
	}
}
packets:
ip / tcp dport=22 => drop ssh
ip / tcp dport=23 => accept policy
ip df / tcp dport=22 => accept df-alone
ip rf / tcp dport=22 => drop evil-bit
ip rf df mf off=1 / tcp dport=22 => drop evil-bit
ip df mf / tcp dport=22 => drop both-df-and-mf
ip df mf off=9 / tcp dport=22 => drop both-df-and-mf
ip df off=9 / tcp dport=22 => accept fragment
ip df off=1 / tcp dport=22 => drop offset-8
ip mf / tcp dport=22 => accept first-or-tiny
ip mf off=1 / tcp dport=22 => drop first-or-tiny
ip mf off=2 / tcp dport=22 => accept fragment
ip off=1 / tcp dport=22 => drop offset-8
ip off=0x100 / tcp dport=22 => accept fragment
ip off=8189 / raw 8 => accept fragment
ip off=8190 / raw 8 => drop ping-of-death
ip off=8191 / raw 8 => drop ping-of-death
ip mf off=8191 / raw 8 => drop ping-of-death
ip off=15 / raw 8 => accept fragment
ip off=16 / raw 8 => drop last-16-31
ip off=31 / raw 8 => drop last-16-31
ip off=32 / raw 8 => accept fragment
ip mf off=16 / raw 8 => accept fragment
ip off=185 / icmp => drop icmp-pieces
ip off=185 / igmp => drop icmp-pieces
ip off=185 mf / icmp => drop icmp-pieces
ip off=185 / udp => accept fragment
ip mf / icmp => accept first-or-tiny
ip6 / frag off=1 / icmp6 => accept policy
eth / vlan / ip off=1 / udp => drop offset-8
ip off=1 / cut 22 => drop offset-8
ip off=1 / cut 21 => accept policy
