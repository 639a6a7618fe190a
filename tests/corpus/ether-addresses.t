# Ethernet addresses: one, a range, half-open ones, masked bits, sets and pairs.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ether saddr 02:00:00:00:00:0a drop comment "from-a"
		ether saddr 02:00:00:00:10:00-02:00:00:00:1f:ff drop comment "from-range"
		ether daddr & 01:00:00:00:00:00 == 01:00:00:00:00:00 drop comment "group"
		ether saddr & 00:00:00:00:00:0f == 00:00:00:00:00:0b drop comment "ends-in-b"
		ether daddr { 02:00:00:00:00:20, 02:00:00:00:00:30-02:00:00:00:00:3f } drop comment "to-set"
		ether saddr . ether daddr { 02:00:00:00:00:0c . 02:00:00:00:00:0d } drop comment "pair"
		ether saddr >= fe:00:00:00:00:00 drop comment "high"
		ether saddr < 00:00:00:00:01:00 drop comment "low"
		ether saddr != { 02:00:00:00:00:01, 02:00:00:00:00:0c, 02:00:00:00:00:0d } drop comment "stranger"
		ether daddr != 02:00:00:00:00:02 drop comment "not-for-us"
	}
}
packets:
ip / tcp => accept policy
eth src=02:00:00:00:00:0a / ip / tcp => drop from-a
eth src=02:00:00:00:00:0a / arp => drop from-a
eth src=02:00:00:00:00:0a type=0x88b5 => drop from-a
# the bytes' order: 0a is the last one on the wire
eth src=0a:00:00:00:00:02 / ip / tcp => drop stranger
eth dst=02:00:00:00:00:0a / ip / tcp => drop not-for-us
# a range compares all six bytes as one number
eth src=02:00:00:00:0f:ff / ip / tcp => drop stranger
eth src=02:00:00:00:10:00 / ip / tcp => drop from-range
eth src=02:00:00:00:15:00 / ip6 / udp => drop from-range
eth src=02:00:00:00:1f:ff / ip / tcp => drop from-range
eth src=02:00:00:00:20:00 / ip / tcp => drop stranger
eth src=02:00:00:01:10:00 / ip / tcp => drop stranger
# the group bit is the lowest of the first byte
eth dst=01:00:00:00:00:00 / ip / tcp => drop group
eth dst=03:00:00:00:00:02 / ip / tcp => drop group
eth dst=ff:ff:ff:ff:ff:ff / arp => drop group
eth dst=80:00:00:00:00:02 / ip / tcp => drop not-for-us
eth src=02:00:00:00:00:1b / ip / tcp => drop ends-in-b
eth src=02:00:00:00:00:bb / ip / tcp => drop ends-in-b
eth src=02:00:00:00:00:b0 / ip / tcp => drop stranger
eth src=02:00:00:00:1b:bb / ip / tcp => drop from-range
eth dst=02:00:00:00:00:20 / ip / tcp => drop to-set
eth dst=02:00:00:00:00:21 / ip / tcp => drop not-for-us
eth dst=02:00:00:00:00:2f / ip / tcp => drop not-for-us
eth dst=02:00:00:00:00:30 / ip / tcp => drop to-set
eth dst=02:00:00:00:00:3f / ip / tcp => drop to-set
eth dst=02:00:00:00:00:40 / ip / tcp => drop not-for-us
eth src=02:00:00:00:00:0c dst=02:00:00:00:00:0d / ip / tcp => drop pair
eth src=02:00:00:00:00:0d dst=02:00:00:00:00:0c / ip / tcp => drop not-for-us
eth src=02:00:00:00:00:0c / ip / tcp => accept policy
eth src=fe:00:00:00:00:00 / ip / tcp => drop high
eth src=fe:ff:ff:ff:ff:ff / ip / tcp => drop high
eth src=fc:ff:ff:ff:ff:ff / ip / tcp => drop stranger
eth src=00:00:00:00:00:fe / ip / tcp => drop low
eth src=00:00:00:00:01:00 / ip / tcp => drop stranger
# a tag, a length and an unknown type change nothing about addresses
eth src=02:00:00:00:00:0a / vlan id=5 / ip / tcp => drop from-a
eth src=02:00:00:00:10:00 type=0x88a8 / vlan / vlan / ip => drop from-range
eth src=02:00:00:00:00:0a type=46 / raw 46 => drop from-a
eth dst=02:00:00:00:00:20 type=0x9000 / raw 46 => drop to-set
eth src=02:00:00:00:00:0a / cut 13 => accept -
