# ether type is what the frame says: of a tagged one the tag's type, of an 802.3
# one the length; meta protocol is what is behind the tag.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy drop;
		ether type 8021ad drop comment "service-tag"
		ether type vlan meta protocol vlan drop comment "two-tags"
		ether type vlan meta protocol arp accept comment "tagged-arp"
		ether type arp accept comment "arp"
		ether type { ip, ip6 } accept comment "untagged-ip"
		meta protocol { ip, ip6 } accept comment "tagged-ip"
		ether type 0x88cc-0x88cf accept comment "lldp-range"
		meta protocol 0x88cc accept comment "tagged-lldp"
		ether type <= 1500 meta protocol 4 accept comment "llc"
		ether type & 0xff00 == 0x8800 accept comment "88xx"
		meta protocol > 0xff00 accept comment "high"
	}
}
packets:
ip / tcp => accept untagged-ip
ip6 / tcp => accept untagged-ip
arp => accept arp
eth / vlan / ip / tcp => accept tagged-ip
eth / vlan id=0 / ip6 / udp => accept tagged-ip
eth / vlan / arp => accept tagged-arp
eth / vlan / vlan / ip => drop two-tags
eth / vlan / vlan / arp => drop two-tags
eth / vlan type=0x88a8 / vlan / ip => drop policy
eth type=0x88a8 / vlan / ip => drop service-tag
eth type=0x88a8 / vlan / vlan / ip => drop service-tag
eth type=0x88a8 / vlan type=0x88cc / raw 40 => drop service-tag
eth type=0x9100 / vlan / ip => drop policy
eth type=0x88cc / raw 46 => accept lldp-range
eth type=0x88cd / raw 46 => accept lldp-range
eth type=0x88cf / raw 46 => accept lldp-range
eth type=0x88d0 / raw 46 => accept 88xx
eth type=0x88cb / raw 46 => accept 88xx
eth type=0x8800 / raw 46 => accept 88xx
eth type=0x88ff / raw 46 => accept 88xx
eth type=0x8900 / raw 46 => drop policy
eth type=0x87ff / raw 46 => drop policy
eth / vlan type=0x88cc / raw 46 => accept tagged-lldp
eth / vlan type=0x88d0 / raw 46 => drop policy
# MPLS, PPPoE, PTP, MACsec, AoE, RoCE
mpls / ip / tcp => accept 88xx
mpls label=3 / mpls / ip6 => accept 88xx
eth type=0x8848 / mpls / ip => accept 88xx
eth type=0x8863 / raw 20 => accept 88xx
eth type=0x88e5 / raw 40 => accept 88xx
eth type=0x8915 / raw 40 => drop policy
eth type=0xff00 / raw 40 => drop policy
eth type=0xff01 / raw 40 => accept high
eth type=0xffff / raw 40 => accept high
# lengths
eth type=46 / raw 46 => accept llc
eth type=46 / hex aaaa03000000 0800 / raw 38 => accept llc
eth type=46 / hex ffff / raw 44 => drop policy
eth type=1500 / raw 1500 => accept llc
eth type=1501 / raw 1500 => drop policy
eth type=0x05ff / raw 46 => drop policy
eth type=0x0600 / raw 46 => drop policy
eth / vlan type=46 / raw 46 => drop policy
eth type=0x0800 => accept untagged-ip
eth / vlan type=0x0800 => accept tagged-ip
eth type=0x86dd / cut 14 => accept untagged-ip
