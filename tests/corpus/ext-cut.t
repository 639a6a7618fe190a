# Frames that end in each kind of extension header, at each of its borders: a
# header whose first bytes are there exists, one that is not all there ends the
# walk badly.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		meta l4proto udp drop comment "udp"
		meta l4proto 0-255 drop comment "other-transport"
		exthdr hbh exists hbh nexthdr udp drop comment "hbh"
		rt seg-left 0-255 drop comment "rt-left"
		exthdr rt exists drop comment "rt"
		frag id 0-0xffffffff drop comment "frag-id"
		frag more-fragments 0 drop comment "frag"
		exthdr dst exists drop comment "dst"
		exthdr hbh missing exthdr rt missing exthdr frag missing exthdr dst missing drop comment "none"
	}
}
packets:
# hop-by-hop, 8 bytes and then UDP
ip6 / hbh / udp => drop udp
ip6 len=8 / hbh / udp / cut 62 => drop udp
ip6 len=7 / hbh / udp / cut 61 => drop hbh
ip6 len=2 / hbh / udp / cut 56 => drop hbh
ip6 len=1 / hbh / udp / cut 55 => drop none
ip6 len=0 / hbh / udp / cut 54 => drop none
ip6 / hbh / udp / cut 56 => drop hbh
# routing: four bytes, or it is not there
ip6 / rt / udp => drop udp
ip6 len=7 / rt / udp / cut 61 => drop rt-left
ip6 len=4 / rt / udp / cut 58 => drop rt-left
ip6 len=3 / rt / udp / cut 57 => drop none
ip6 len=2 / rt / udp / cut 56 => drop none
ip6 / rt / udp / cut 58 => drop rt-left
# fragment
ip6 / frag / udp => drop udp
ip6 len=8 / frag / udp / cut 62 => drop udp
ip6 len=4 / frag / udp / cut 58 => drop frag ~ext-cut
ip6 len=3 / frag / udp / cut 57 => drop none
ip6 / frag / udp / cut 61 => drop frag
ip6 / frag / udp / cut 58 => drop frag
ip6 / frag / udp / cut 62 => drop frag-id
# ... with an offset: the walk ends there, all of it or not
ip6 / frag off=1 / udp => drop udp
ip6 len=4 / frag off=1 / udp / cut 58 => drop udp
ip6 len=3 / frag off=1 / udp / cut 57 => drop none
ip6 / frag off=1 nh=60 / udp => drop frag-id
# destination options, longer than they are there
ip6 / dst / udp => drop udp
ip6 len=8 / dst len=1 / udp / cut 62 => drop dst ~ext-cut
ip6 len=15 / dst len=1 / udp / cut 69 => drop dst ~ext-cut
ip6 len=16 / dst len=1 / udp / cut 70 => drop udp
ip6 / dst len=255 / udp => drop dst ~ext-cut
ip6 / dst len=255 / rt / udp => drop dst
ip6 len=1 / dst / udp / cut 55 => drop none
# the second header of two
ip6 / dst / rt / udp => drop udp
ip6 len=11 / dst / rt / udp / cut 65 => drop dst
ip6 len=12 / dst / rt / udp / cut 66 => drop rt-left
ip6 len=8 / dst / rt / udp / cut 62 => drop dst
ip6 len=9 / rt / hbh / udp / cut 63 => drop rt-left
ip6 len=10 / rt / hbh / udp / cut 64 => drop hbh
# the length in the header counts, not the packet's
ip6 len=2 / hbh / udp => drop udp
ip6 len=8 / dst / rt / frag / udp => drop udp
eth / vlan / ip6 len=7 / hbh / udp / cut 65 => drop hbh
eth / vlan / ip6 len=1 / hbh / udp / cut 59 => drop none
