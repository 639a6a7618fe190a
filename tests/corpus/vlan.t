# One tag, 802.1Q or 802.1ad, is peeled: what is behind it is meta protocol, and
# ether type is the tag's. A second tag is payload. vlan fields are 802.1Q's.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		vlan id 66 drop comment "vlan-66"
		vlan pcp 6 drop comment "pcp-6"
		vlan dei 1 drop comment "dei"
		vlan id 20-29 tcp dport 80 drop comment "web-20"
		vlan id 30 ip saddr 10.0.0.7 drop comment "host-30"
		vlan type arp drop comment "tagged-arp"
		vlan type 0x8100 drop comment "two-tags"
		ether type 8021ad ip protocol icmp drop comment "ad-icmp"
		ether type ip udp dport 99 drop comment "untagged-99"
		meta protocol vlan drop comment "inner-q"
		meta protocol 0x88a8 drop comment "inner-ad"
		meta protocol ip6 udp dport 53 drop comment "dns6"
		tcp dport 22 drop comment "ssh"
		meta length 46 drop comment "length-46"
		vlan type 46 drop comment "length-field"
	}
}
packets:
ip / tcp dport=22 => drop ssh
eth / vlan / ip / tcp dport=22 => drop ssh
eth type=0x88a8 / vlan / ip / tcp dport=22 => drop ssh
eth type=0x9100 / vlan / ip / tcp dport=22 => accept policy
eth type=0x9200 / vlan / ip / tcp dport=22 => accept policy
eth / vlan id=66 / ip / tcp dport=22 => drop vlan-66
eth / vlan id=0 / ip / tcp dport=22 => drop ssh
eth / vlan id=4095 / ip6 / tcp dport=22 => drop ssh
eth type=0x88a8 / vlan id=66 / ip / tcp dport=1 => accept policy
eth / vlan id=66 / arp => drop vlan-66
eth / vlan id=66 type=0x88b5 / raw 46 => drop vlan-66
eth / vlan pcp=6 / ip / tcp => drop pcp-6
eth / vlan pcp=5 / ip / tcp => accept policy
eth / vlan dei / ip / tcp => drop dei
eth / vlan id=20 / ip / tcp dport=80 => drop web-20
eth / vlan id=25 / ip6 / tcp dport=80 => drop web-20
eth / vlan id=29 / ip / tcp dport=80 => drop web-20
eth / vlan id=30 / ip / tcp dport=80 => accept policy
eth / vlan id=19 / ip / tcp dport=80 => accept policy
eth / vlan id=30 / ip src=10.0.0.7 / udp => drop host-30
eth / vlan id=31 / ip src=10.0.0.7 / udp => accept policy
ip src=10.0.0.7 / udp => accept policy
eth / vlan / arp => drop tagged-arp
arp => accept policy
eth / vlan / vlan / ip / tcp dport=22 => drop two-tags
eth type=0x88a8 / vlan / vlan / ip / tcp dport=22 => drop inner-q
eth / vlan type=0x88a8 / vlan / ip / tcp dport=22 => drop inner-ad
eth type=0x88a8 / vlan type=0x88a8 / vlan / ip / tcp dport=22 => drop inner-ad
eth / vlan id=1 / vlan id=66 / ip / tcp dport=22 => drop two-tags
eth type=0x88a8 / vlan / ip / icmp => drop ad-icmp
eth / vlan / ip / icmp => accept policy
eth type=0x88a8 / vlan / ip / tcp dport=1 => accept policy
ip / udp dport=99 => drop untagged-99
eth / vlan / ip / udp dport=99 => accept policy
eth / vlan / ip6 / udp dport=53 => drop dns6
ip6 / udp dport=53 => drop dns6
eth / vlan / ip / raw 26 => drop length-46
eth / vlan type=46 / raw 46 => drop length-46
eth / vlan type=46 / hex ffff / raw 44 => drop length-46
eth / vlan type=46 / raw 30 => drop length-field ~vlan-8023
eth / vlan type=46 / hex ffff / raw 30 => drop length-field ~vlan-8023
eth / vlan type=1500 / raw 30 => accept policy
eth / vlan type=0x05ff / raw 30 => accept policy
eth / vlan type=0x0600 / raw 30 => accept policy
# cut within and behind the tag
eth / vlan / cut 15 => accept -
eth / vlan / cut 17 => accept -
eth / vlan type=0x0800 / cut 18 => accept policy
eth / vlan type=0x0800 / cut 19 => accept policy
eth / vlan id=66 type=0x0800 / cut 20 => drop vlan-66
eth / vlan id=66 type=0x0800 / cut 18 => drop vlan-66
eth / vlan id=66 type=46 / cut 18 => drop vlan-66
