# What is known of a frame beside its bytes: the device, whom it is for, its
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		iifname "eth1" drop comment "never-eth1"
		meta iifname "lo*" drop comment "never-lo"
		iiftype != ether drop comment "never-type"
		iif != "eth0" drop comment "never-iif"
		meta pkttype broadcast udp dport { 67, 68 } accept comment "dhcp"
		meta pkttype broadcast drop comment "broadcast"
		meta pkttype multicast ether daddr & ff:ff:ff:00:00:00 != 01:00:5e:00:00:00 drop comment "multicast"
		meta pkttype other drop comment "other"
		meta protocol { 0x88cc, 0x8863-0x8864 } drop comment "types"
		meta protocol ip meta l4proto 99 drop comment "l4-99"
		meta length > 1500 drop comment "jumbo"
		iifname "eth*" meta length 1500 drop comment "full"
		iif "eth0" ip protocol 100 drop comment "iif"
		iifname "eth0" ip protocol 101 drop comment "name"
	}
}
packets:
ip / tcp => accept policy
ip6 / tcp => accept policy
eth dst=ff:ff:ff:ff:ff:ff / ip dst=255.255.255.255 / udp sport=68 dport=67 => accept dhcp
eth dst=ff:ff:ff:ff:ff:ff / ip dst=255.255.255.255 / udp dport=69 => drop broadcast
eth dst=ff:ff:ff:ff:ff:ff / arp => drop broadcast
eth dst=ff:ff:ff:ff:ff:fe / arp => drop multicast
eth dst=01:00:5e:00:00:01 / ip dst=224.0.0.1 / udp => accept policy
eth dst=33:33:00:00:00:01 / ip6 dst=ff02::1 / udp => drop multicast
eth dst=01:80:c2:00:00:0e type=0x88cc / raw 50 => drop multicast
eth dst=01:80:c2:00:00:00 / raw 50 => drop multicast
eth dst=01:80:c2:00:00:01 type=0x8808 / raw 46 => drop multicast
eth dst=02:00:00:00:00:02 / ip => accept policy
eth dst=02:00:00:00:00:03 / ip => drop other
eth dst=00:00:00:00:00:00 / ip => drop other
eth dst=02:00:00:00:00:01 / ip => drop other
eth src=ff:ff:ff:ff:ff:ff / ip proto=100 => drop iif
eth src=00:00:00:00:00:00 / ip proto=100 => drop iif
eth src=01:00:5e:00:00:01 / ip proto=100 => drop iif
eth type=0x88cc / raw 40 => drop types
eth type=0x8863 / raw 40 => drop types
eth type=0x8864 / raw 40 => drop types
eth type=0x8865 / raw 40 => accept policy
eth / vlan type=0x8864 / raw 40 => drop types
ip proto=99 => drop l4-99
ip6 nh=99 => accept policy
ip proto=99 len=10 => accept policy
ip proto=100 => drop iif
ip proto=101 => drop name
ip proto=102 => accept policy
ip / udp / raw 1472 => drop full
ip / udp / raw 1473 => drop jumbo
ip / udp / raw 1471 => accept policy
eth / vlan / ip / udp / raw 1472 => drop full
ip / udp / raw 8972 => drop jumbo
ip proto=200 / raw 65515 => drop jumbo
ip6 / udp / raw 65000 => drop jumbo
# 802.3: a length and not a type
eth type=46 / raw 46 => accept policy
eth type=46 / hex ffff / raw 44 => accept policy
eth type=0x05ff / raw 46 => accept policy
