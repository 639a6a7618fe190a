# VLAN identifiers and priorities: VID 0 (a priority tag), 1 and 4095, every
# operator, and sets of both; an untagged frame has neither.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		vlan id 0 vlan pcp >= 6 accept comment "priority-tag"
		vlan id 0 drop comment "vid-0"
		vlan id 4095 drop comment "vid-4095"
		vlan id { 1, 2-5, 7 } drop comment "low-ids"
		vlan id & 0xf00 == 0x300 drop comment "768-1023"
		vlan id > 4000 vlan pcp != { 1, 2 } drop comment "top"
		vlan id . vlan pcp { 100 . 3, 101 . 4 } drop comment "pair"
		vlan cfi 1 drop comment "cfi"
		vlan dei 0 vlan pcp 7 drop comment "control"
		vlan id != 200-299 vlan pcp 5 drop comment "voice-elsewhere"
		vlan pcp vmap { 0 : accept, 1 : drop, 2-3 : accept } comment "by-pcp"
	}
}
packets:
eth / vlan id=0 / ip / tcp => drop vid-0
eth / vlan id=0 pcp=5 / ip / tcp => drop vid-0
eth / vlan id=0 pcp=6 / ip / tcp => accept priority-tag
eth / vlan id=0 pcp=7 / arp => accept priority-tag
eth / vlan id=0 pcp=6 dei / ip / tcp => accept priority-tag
eth / vlan id=4095 pcp=7 dei / ip / tcp => drop vid-4095
eth / vlan id=4094 / ip / tcp => drop top
eth / vlan id=4001 / ip / tcp => drop top
eth / vlan id=4000 / ip / tcp => accept by-pcp
eth / vlan id=4001 pcp=1 / ip / tcp => drop by-pcp
eth / vlan id=4001 pcp=2 / ip / tcp => accept by-pcp
eth / vlan id=1 / ip / tcp => drop low-ids
eth / vlan id=2 / ip6 / tcp => drop low-ids
eth / vlan id=5 pcp=7 / arp => drop low-ids
eth / vlan id=6 / ip / tcp => accept by-pcp
eth / vlan id=7 dei / ip / tcp => drop low-ids
eth / vlan id=8 / ip / tcp => accept by-pcp
eth / vlan id=767 / ip / tcp => accept by-pcp
eth / vlan id=768 / ip / tcp => drop 768-1023
eth / vlan id=1023 / ip / tcp => drop 768-1023
eth / vlan id=1024 / ip / tcp => accept by-pcp
eth / vlan id=1792 / ip / tcp => accept by-pcp
eth / vlan id=100 pcp=3 / ip / tcp => drop pair
eth / vlan id=101 pcp=4 / ip / tcp => drop pair
eth / vlan id=100 pcp=4 / ip / tcp => accept policy
eth / vlan id=101 pcp=3 / ip / tcp => accept by-pcp
eth / vlan id=100 dei / ip / tcp => drop cfi
eth / vlan id=100 pcp=7 / ip / tcp => drop control
eth / vlan id=100 pcp=7 dei / ip / tcp => drop cfi
eth / vlan id=100 pcp=5 / ip / tcp => drop voice-elsewhere
eth / vlan id=199 pcp=5 / ip / tcp => drop voice-elsewhere
eth / vlan id=200 pcp=5 / ip / tcp => accept policy
eth / vlan id=299 pcp=5 / ip / tcp => accept policy
eth / vlan id=300 pcp=5 / ip / tcp => drop voice-elsewhere
eth / vlan id=100 pcp=0 / ip / tcp => accept by-pcp
eth / vlan id=100 pcp=6 / ip / tcp => accept policy
# not 802.1Q: none of this is asked
ip / tcp => accept policy
arp => accept policy
eth type=0x88a8 / vlan id=0 / ip / tcp => accept policy
eth type=0x88a8 / vlan id=3 pcp=1 / ip / tcp => accept policy
eth type=0x9100 / vlan id=3 pcp=1 / ip / tcp => accept policy
# the outer tag counts
eth / vlan id=6 / vlan id=3 / ip / tcp => accept by-pcp
eth / vlan id=3 / vlan id=6 / ip / tcp => drop low-ids
eth / vlan id=3 / cut 18 => drop low-ids
eth / vlan id=3 / cut 17 => accept -
eth / vlan id=3 / cut 16 => accept -
