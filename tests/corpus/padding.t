# A frame may be longer than its IP packet: what is behind the packet is no
# field, but counts in meta length. A frame that is shorter than its packet has
# a network header and no transport. The kernel's nftables reads transport and
# extension headers up to the frame's end.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		udp dport 53 drop comment "dns"
		udp checksum != 0xffff drop comment "checksum"
		udp length 0-65535 drop comment "length"
		tcp flags & syn != 0 drop comment "syn"
		tcp urgptr != 77 drop comment "urgent"
		dst hdrlength 0-255 drop comment "dst-length"
		icmp type echo-request drop comment "ping"
		meta length 60 drop comment "length-60"
		ip saddr 10.0.0.77 drop comment "from-77"
		ip daddr != 10.0.0.2 drop comment "not-to-2"
		ip protocol 200 drop comment "protocol-200"
		meta length < 20 drop comment "short"
	}
}
packets:
ip / udp dport=53 => drop dns
ip / udp dport=53 / pad 60 => drop dns
ip / udp dport=54 / pad 60 => drop checksum
ip len=20 / udp dport=53 => accept policy ~transport-padding
ip len=23 / udp dport=53 => accept policy ~transport-padding
ip len=24 / udp dport=53 => drop dns
ip len=24 / udp dport=54 => accept policy ~transport-padding
ip len=26 / udp dport=54 => drop length
ip len=28 / udp dport=54 => drop checksum
ip len=27 / udp dport=54 => drop length
ip len=24 / udp dport=53 / cut 38 => drop dns
ip len=23 / udp dport=53 / cut 37 => accept policy
ip len=24 / udp dport=54 / cut 38 => accept policy
ip len=26 / udp dport=54 / cut 40 => drop length
ip len=29 / udp dport=53 => accept policy
ip len=65535 / udp dport=53 => accept policy
ip len=19 / udp dport=53 => accept policy
ip len=0 / udp dport=53 => accept policy
ip ihl=4 / udp dport=53 => accept policy
ip ihl=0 / udp dport=53 => accept policy
ip ihl=15 / udp dport=53 => accept policy
ip ihl=6 len=28 / udp sport=0x1234 dport=54 / raw 20 => accept policy ~transport-padding
ip version=5 / udp dport=53 => accept policy
ip version=6 / udp dport=53 => accept policy
ip version=0 / udp dport=53 => accept policy
ip len=33 / tcp flags=S / cut 47 => accept policy
ip len=34 / tcp flags=S / cut 48 => drop syn
ip len=33 / tcp flags=S => accept policy ~transport-padding
ip len=34 / tcp flags=S => drop syn
ip len=38 / tcp => drop syn
ip len=39 / tcp => drop syn
ip len=40 / tcp => drop syn
ip len=38 / tcp flags=A / cut 52 => accept policy
ip proto=1 / cut 34 => accept policy
ip / icmp / cut 35 => accept policy
ip len=21 / icmp / cut 35 => drop ping
ip len=21 / icmp => drop ping
ip len=20 / icmp => accept policy ~transport-padding
# cut in the network header
ip src=10.0.0.77 / cut 34 => drop from-77
ip src=10.0.0.77 / cut 30 => drop from-77
ip src=10.0.0.77 / cut 29 => drop short
ip dst=10.0.0.3 / cut 33 => drop short
ip dst=10.0.0.3 / cut 34 => drop not-to-2
ip proto=200 / cut 24 => drop protocol-200
ip proto=200 / cut 23 => drop short
ip / cut 14 => drop short
ip6 / cut 14 => drop short
ip6 / udp dport=53 / cut 60 => accept policy
# meta length counts the padding
ip / raw 40 => drop length-60
ip / raw 20 / pad 74 => drop length-60
ip proto=6 len=39 / raw 40 => drop length-60
eth / vlan / ip / raw 40 => drop length-60
eth type=0x88b5 / raw 60 => drop length-60
eth type=0x88b5 / raw 59 => accept policy
eth type=0x88b5 / raw 19 => drop short
eth type=0x88b5 / raw 20 => accept policy
# IPv6
ip6 / udp dport=53 => drop dns
ip6 / udp dport=53 / pad 80 => drop dns
ip6 len=4 / udp dport=53 => drop dns
ip6 len=3 / udp dport=53 => accept policy ~transport-padding
ip6 len=4 / udp dport=54 => accept policy ~transport-padding
ip6 len=0 / udp dport=53 => accept policy ~transport-padding
ip6 len=9 / udp dport=53 => accept policy
ip6 len=65535 / udp dport=53 => accept policy
ip6 version=4 / udp dport=53 => accept policy
ip6 version=7 / udp dport=53 => accept policy
ip6 len=8 / dst / udp dport=53 => drop dst-length
ip6 len=2 / dst / udp dport=53 => drop dst-length
ip6 len=1 / dst / udp dport=53 => accept policy ~exthdr-padding
ip6 len=1 / dst nh=59 => accept policy ~exthdr-padding
ip6 len=0 / dst nh=59 => accept policy ~exthdr-padding
ip6 len=4 / dst nh=59 => drop dst-length
ip6 len=99 / dst nh=59 => drop dst-length
ip6 nh=60 / cut 55 => accept policy
ip6 nh=60 / hex 3b => accept policy
ip6 nh=60 / hex 3b00 => drop dst-length
