# Frames that are not IP, and those with a length where others have a type: meta
# protocol is then 802.2's or 802.3's, ether type is the length.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		meta protocol 1 drop comment "raw-802.3"
		ether type 100 drop comment "length-100"
		meta protocol 4 drop comment "llc"
		meta protocol 0-0x5ff drop comment "never"
		ether type 0x0600 drop comment "lowest-type"
		ether daddr 02:00:00:00:00:02 ether type 0x88f7 drop comment "ptp"
		arp operation { 1, 2 } arp saddr ip 10.0.0.0/24 arp daddr ip 10.0.0.1 drop comment "for-gateway"
		arp saddr ether 02:00:00:00:00:09 drop comment "arp-mac"
		arp htype != 1 drop comment "arp-htype"
		arp ptype != ip drop comment "arp-ptype"
		arp plen 16 drop comment "arp-plen"
		arp hlen 8 drop comment "arp-hlen"
		arp operation nak drop comment "nak"
	}
}
packets:
eth type=100 / raw 100 => drop length-100
eth type=100 / hex ffff / raw 98 => drop raw-802.3
eth type=101 / raw 101 => drop llc
eth type=101 / hex ffff / raw 99 => drop raw-802.3
eth type=101 / hex ff / cut 15 => drop llc
eth type=101 / cut 14 => drop llc
eth type=100 / cut 14 => drop length-100
eth type=0 / raw 46 => drop llc
eth type=0x05ff / raw 46 => drop llc
eth type=0x0600 / raw 46 => drop lowest-type
eth type=0x0601 / raw 46 => accept policy
eth type=8 / ip / tcp => drop llc
eth / vlan type=101 / raw 101 => drop llc
eth / vlan type=101 / hex ffff / raw 99 => drop raw-802.3
eth / vlan type=0x0600 / raw 46 => accept policy
eth type=0x88a8 / vlan type=100 / raw 100 => drop llc
eth type=0x88f7 / raw 46 => drop ptp
eth dst=02:00:00:00:00:03 type=0x88f7 / raw 46 => accept policy
eth / vlan type=0x88f7 / raw 46 => accept policy
arp spa=10.0.0.7 tpa=10.0.0.1 => drop for-gateway
arp spa=10.0.0.7 tpa=10.0.0.1 op=2 => drop for-gateway
arp spa=10.0.0.7 tpa=10.0.0.1 op=3 => accept policy
arp spa=10.0.1.7 tpa=10.0.0.1 => accept policy
arp spa=10.0.0.7 tpa=10.0.0.2 => accept policy
eth / vlan / arp spa=10.0.0.7 tpa=10.0.0.1 => drop for-gateway
arp sha=02:00:00:00:00:09 => drop arp-mac
arp htype=6 => drop arp-htype
arp ptype=0x86dd => drop arp-ptype
arp plen=16 => drop arp-plen
arp hlen=8 => drop arp-hlen
arp op=10 => drop nak
arp op=10 / cut 21 => accept policy
arp op=10 / cut 22 => drop nak
arp spa=10.0.0.7 tpa=10.0.0.1 / cut 42 => drop for-gateway
arp spa=10.0.0.7 tpa=10.0.0.1 / cut 41 => accept policy
arp spa=10.0.0.7 tpa=10.0.0.1 / pad 60 => drop for-gateway
arp / cut 16 => accept policy
arp / cut 15 => accept policy
eth type=0x0806 => accept policy
# what no stage looks at
eth / cut 13 => accept -
eth / cut 1 => accept -
eth type=0x0806 / cut 12 => accept -
