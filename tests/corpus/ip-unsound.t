# There is no transport in an IPv4 packet whose version, header length or total
# length cannot be: its addresses still match, its ports do not.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		udp dport 53 drop comment "dns"
		udp dport != 53 drop comment "other-udp"
		meta l4proto udp drop comment "no-ports"
		ip saddr 10.0.0.1 ip protocol udp drop comment "unsound"
	}
}
packets:
ip / udp => drop dns
ip / udp dport=54 => drop other-udp
ip version=4 ihl=5 len=28 / udp => drop dns
# the version
ip version=0 / udp => drop unsound
ip version=3 / udp => drop unsound
ip version=5 / udp => drop unsound
ip version=6 / udp => drop unsound
ip version=12 / udp => drop unsound
# the header's length
ip ihl=0 / udp => drop unsound
ip ihl=1 / udp => drop unsound
ip ihl=4 / udp => drop unsound
ip ihl=8 / udp => drop unsound
ip ihl=7 / udp => drop no-ports
ip ihl=15 / udp / raw 32 => drop no-ports
ip ihl=15 / udp / raw 31 => drop unsound
ip ihl=15 proto=udp / raw 40 / udp dport=54 => drop other-udp
# the packet's length
ip len=0 / udp => drop unsound
ip len=1 / udp => drop unsound
ip len=19 / udp => drop unsound
ip len=20 / udp => drop no-ports
ip len=29 / udp => drop unsound
ip len=29 / udp / pad 43 => drop dns
ip len=43 / udp / pad 56 => drop unsound
ip len=42 / udp / pad 56 => drop dns
ip len=0x1c00 / udp => drop unsound
ip len=65535 / udp => drop unsound
ip len=65535 / udp / raw 1400 => drop unsound
ip opts=01010101 len=23 / udp => drop unsound
ip opts=01010101 len=24 / udp => drop no-ports
# the packet ends within the header that is to be
ip ihl=6 len=23 / udp => drop unsound
ip ihl=6 len=20 / udp => drop unsound
# behind a tag, with the frame's padding, and cut short
eth / vlan / ip len=29 / udp => drop unsound
eth / vlan / ip version=5 / udp / pad 64 => drop unsound
eth / vlan / ip len=28 / udp / pad 64 => drop dns
ip / udp / cut 41 => drop unsound
ip / udp / cut 34 => drop unsound
ip / udp / cut 33 => drop unsound
# an IPv6 packet under IPv4's type, and the other way round
eth type=0x0800 / ip6 / udp => accept policy
eth type=0x86dd / ip / udp => accept policy
ip sum=0 / udp => drop dns
ip rf df mf / udp => drop dns
