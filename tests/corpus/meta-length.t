# meta length counts from the network header to the frame's end: padding, cut
# packets, tags and jumbo frames.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		meta length 0 drop comment "empty"
		meta length < 20 drop comment "tiny"
		meta length 46 drop comment "minimum"
		meta length { 64, 100-110, 1500 } drop comment "set"
		meta length & 0xff == 0xc8 drop comment "c8"
		meta length > 65000 drop comment "huge"
		meta length >= 9000 ip protocol udp drop comment "jumbo-udp"
		meta length 1501-8999 accept comment "jumbo"
		meta length != 200-8999 meta protocol 0x88b5 drop comment "not-between"
		meta length vmap { 300 : drop, 301-310 : accept } comment "by-length"
		ip length 28 meta length > 28 drop comment "padded"
		ip6 length 20 meta length > 60 drop comment "padded6"
	}
}
packets:
eth type=0x88b5 => drop empty
eth type=0x88b5 / raw 1 => drop tiny
eth type=0x88b5 / raw 19 => drop tiny
eth type=0x88b5 / raw 20 => drop not-between
eth type=0x88b5 / raw 46 => drop minimum
eth / vlan type=0x88b5 / raw 46 => drop minimum
eth / vlan type=0x88b5 / raw 42 => drop not-between
eth / vlan / vlan type=0x88b5 / raw 42 => drop minimum
eth type=0x88b5 / raw 64 => drop set
ip / raw 44 => drop set
ip6 / raw 24 => drop set
ip / raw 80 => drop set
ip / raw 79 => accept policy
ip / raw 90 => drop set
ip / raw 91 => accept policy
ip / udp / raw 1472 => drop set
eth / vlan / ip / udp / raw 1472 => drop set
ip / raw 180 => drop c8
ip / raw 436 => drop c8
ip / raw 179 => accept policy
ip / udp / raw 1473 => accept jumbo
ip / udp / raw 8971 => accept jumbo
ip / udp / raw 8972 => drop jumbo-udp
ip6 / udp / raw 8952 => accept policy
ip6 / udp / raw 64953 => drop huge
ip proto=99 / raw 65000 => drop huge
ip proto=17 / raw 64980 => drop jumbo-udp
eth type=0x88b5 / raw 200 => drop c8
eth type=0x88b5 / raw 199 => drop not-between
eth type=0x88b5 / raw 201 => accept policy
eth type=0x88b5 / raw 300 => drop by-length
eth type=0x88b5 / raw 301 => accept by-length
eth type=0x88b5 / raw 310 => accept by-length
eth type=0x88b5 / raw 311 => accept policy
# what the IP header says is another thing
ip / udp => accept policy
ip / udp / pad 60 => drop minimum
ip / udp / pad 61 => drop padded
ip len=46 / udp => accept policy
ip6 / tcp / pad 74 => accept policy
ip6 / tcp / pad 75 => drop padded6
ip6 / udp / pad 75 => accept policy
ip / udp / cut 33 => drop tiny
ip / cut 14 => drop empty
ip / cut 34 => accept policy
eth / vlan / ip / cut 18 => drop empty
eth / vlan / ip / cut 17 => accept -
