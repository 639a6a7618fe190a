# ICMP's identifier, sequence number, next-hop MTU and gateway: each is there for
# some types only, whatever bytes the others have in its place.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		icmp id { 1, 100-200 } drop comment "ids"
		icmp id & 0xff00 == 0xab00 drop comment "id-byte"
		icmp sequence > 1000 drop comment "late"
		icmp type echo-reply icmp sequence 0 drop comment "reply-0"
		icmp id . icmp sequence { 5 . 6, 7 . 8 } drop comment "pair"
		icmp mtu < 68 drop comment "below-minimum"
		icmp mtu { 296, 508, 1492 } accept comment "known-mtu"
		icmp type destination-unreachable icmp code frag-needed icmp mtu != 1500 drop comment "odd-mtu"
		icmp gateway 0x0a0000fe accept comment "router"
		icmp gateway >= 0xc0a80000 icmp gateway <= 0xc0a8ffff drop comment "private-router"
		icmp gateway & 0xff == 0x01 drop comment "dot-one"
	}
}
packets:
ip / icmp => accept policy
ip / icmp id=1 => drop ids
ip / icmp id=100 => drop ids
ip / icmp type=0 id=200 => drop ids
ip / icmp id=201 => accept policy
ip / icmp id=256 => accept policy
ip / icmp id=0xab12 => drop id-byte
ip / icmp id=0x12ab => accept policy
ip / icmp seq=1000 => accept policy
ip / icmp seq=1001 => drop late
ip / icmp type=0 seq=1001 => drop late
ip / icmp type=0 => drop reply-0
ip / icmp type=0 seq=1 => accept policy
ip / icmp id=5 seq=6 => drop pair
ip / icmp id=7 seq=8 => drop pair
ip / icmp id=5 seq=8 => accept policy
ip / icmp id=6 seq=5 => accept policy
# other types have other things there
ip / icmp type=13 id=1 seq=2000 => accept policy
ip / icmp type=17 id=150 => accept policy
ip / icmp type=11 id=1 seq=2000 => accept policy
ip / icmp type=3 code=1 => drop below-minimum
ip / icmp type=3 code=4 mtu=67 => drop below-minimum
ip / icmp type=3 code=4 mtu=68 => drop odd-mtu
ip / icmp type=3 code=4 mtu=296 => accept known-mtu
ip / icmp type=3 code=4 mtu=1492 => accept known-mtu
ip / icmp type=3 code=4 mtu=1500 => accept policy
ip / icmp type=3 code=4 mtu=1501 => drop odd-mtu
ip / icmp type=3 code=1 mtu=1501 => accept policy
ip / icmp type=3 code=1 mtu=508 => accept known-mtu
ip / icmp seq=508 => accept policy
ip / icmp type=5 gw=10.0.0.254 => accept router
ip / icmp type=5 gw=192.168.0.0 => drop private-router
ip / icmp type=5 gw=192.168.255.255 => drop private-router
ip / icmp type=5 gw=192.169.0.0 => accept policy
ip / icmp type=5 gw=192.167.255.255 => accept policy
ip / icmp type=5 gw=10.9.9.1 => drop dot-one
ip / icmp type=5 gw=1.0.0.0 => accept policy
ip / icmp type=12 gw=192.168.0.1 => accept policy
# cut in the middle of them
ip len=26 / icmp id=1 / cut 40 => drop ids
ip len=25 / icmp id=1 / cut 39 => accept policy
ip len=28 / icmp seq=1001 / cut 42 => drop late
ip len=27 / icmp seq=1001 / cut 41 => accept policy
ip len=27 / icmp type=3 mtu=0 / cut 41 => accept policy
ip len=27 / icmp type=5 gw=192.168.0.1 / cut 41 => accept policy
ip6 / icmp id=1 => accept policy
