# Frames with a length where others have a type: spanning tree, SNAP, IS-IS, raw
# 802.3, and tagged ones; the protocol is 4, or 1 where ff:ff follows.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ether daddr 01:80:c2:00:00:00 meta protocol 4 drop comment "spanning-tree"
		meta protocol 1 ether type > 1000 drop comment "long-raw"
		meta protocol 1 drop comment "raw"
		ether type 0-3 accept comment "length-0-3"
		meta protocol { 4 } ether daddr & 01:00:00:00:00:00 == 01:00:00:00:00:00 drop comment "llc-group"
		ether type < 0x600 ether saddr 02:00:00:00:00:07 drop comment "from-7"
		vlan type < 0x600 vlan id 8 drop comment "tagged-8"
		ip protocol tcp drop comment "tcp"
		meta protocol 4 meta length > 60 drop comment "llc-long"
	}
}
packets:
eth dst=01:80:c2:00:00:00 type=38 / hex 42420300000000 / raw 31 => drop spanning-tree
eth dst=01:80:c2:00:00:00 type=39 / hex 42420300000000 / raw 32 / pad 60 => drop spanning-tree
eth dst=01:80:c2:00:00:00 / vlan type=38 / hex 42420300000000 / raw 31 => drop spanning-tree
eth dst=01:80:c2:00:00:01 type=0x8808 / raw 46 => accept policy
eth dst=01:80:c2:00:00:14 type=40 / hex fefe03 / raw 37 => drop llc-group
eth dst=01:00:0c:cc:cc:cc type=40 / hex aaaa0300000c2000 / raw 32 => drop llc-group
eth type=40 / hex e0e003 / raw 37 => accept policy
eth type=40 / hex ffff / raw 38 => drop raw
eth type=1001 / hex ffff / raw 999 => drop long-raw
eth type=1000 / hex ffff / raw 998 => drop raw
eth type=40 / hex fffe / raw 38 => accept policy
eth type=40 / hex feff / raw 38 => accept policy
eth type=40 / hex ff => accept policy
eth type=40 => accept policy
eth type=0 / raw 46 => accept length-0-3
eth type=3 / raw 46 => accept length-0-3
eth type=3 / hex ffff / raw 44 => drop raw
eth type=4 / raw 46 => accept policy
eth src=02:00:00:00:00:07 type=46 / raw 46 => drop from-7
eth src=02:00:00:00:00:07 type=0x05ff / raw 46 => drop from-7
eth src=02:00:00:00:00:07 type=0x0600 / raw 46 => accept policy
# a type below 0x600 is no type, though its number may be another's
eth type=0x0008 / ip / tcp => accept policy
eth type=46 / hex aaaa030000000800 / ip / tcp => accept policy
eth type=0x0600 / ip / tcp => accept policy
eth type=0x0800 / ip / tcp => drop tcp
eth type=61 / raw 61 => drop llc-long
eth type=60 / raw 60 => accept policy
eth type=60 / raw 61 => drop llc-long
# tagged
eth / vlan type=40 / hex e0e003 / raw 58 => drop llc-long
eth / vlan id=8 type=40 / hex e0e003 / raw 37 => drop tagged-8
eth / vlan id=8 type=40 / hex ffff / raw 38 => drop long-raw
eth type=0x88a8 / vlan id=8 type=40 / hex e0e003 / raw 37 => accept policy
eth / vlan id=8 type=0x0800 / ip / udp => accept policy
eth / vlan id=8 / vlan type=40 / raw 40 => accept policy
eth / vlan id=8 type=40 / cut 18 => drop tagged-8
