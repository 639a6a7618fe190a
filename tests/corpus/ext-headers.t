# IPv6 extension headers: the walk to the transport header ends at AH and at
# mobility, the one for extension headers goes through AH; both end badly at a
# header that is not all there. A stage that walks fewer than there are punts.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		tcp dport 22 drop comment "ssh"
		meta l4proto 51 drop comment "ah"
		mh type 3 drop comment "mh-3"
		meta l4proto 135 drop comment "mobility"
		meta l4proto 59 drop comment "none"
		rt type 4 drop comment "segment-routing"
		rt seg-left 2 drop comment "seg-left"
		dst nexthdr 60 drop comment "dst-dst"
		hbh hdrlength 2 drop comment "long-hbh"
		ip6 nexthdr 43 drop comment "routing-first"
		exthdr hbh exists drop comment "any-hbh"
		meta l4proto 139 drop comment "hip"
		exthdr dst missing exthdr rt missing meta l4proto != 58 tcp dport 23 drop comment "plain"
	}
}
packets:
ip6 / tcp dport=22 => drop ssh
ip6 / tcp dport=23 => drop plain
ip6 / tcp dport=24 => accept policy
ip6 / udp dport=22 => accept policy
ip / tcp dport=23 => accept policy
ip6 / hbh / tcp dport=22 => drop ssh
ip6 / dst / tcp dport=22 => drop ssh
ip6 / rt / tcp dport=22 => drop ssh
ip6 / frag / tcp dport=22 => drop ssh
ip6 / hbh / dst / rt / frag / dst / tcp dport=22 => drop ssh
ip6 / dst / dst / dst / dst / dst / dst / dst / tcp dport=22 => drop ssh
ip6 / dst / dst / dst / dst / dst / dst / dst / dst / tcp dport=22 => drop ssh
ip6 / dst / dst / dst / dst / dst / dst / dst / dst / dst / tcp dport=22 => drop ssh [agilio-cx: punt]
ip6 / dst opts=00000000000000000000000000000000000000000000 / tcp dport=22 => drop ssh
ip6 / dst / tcp dport=23 => accept policy
ip6 / ah / tcp dport=22 => drop ah
ip6 / ah / dst / dst / tcp dport=22 => drop ah
ip6 / dst / ah / tcp dport=22 => drop ah
ip6 / ah / ah / tcp dport=22 => drop ah
ip6 / ah / ah / mh type=3 => drop ah
ip6 / ah / ah / mh type=4 => drop ah
ip6 / ah len=0 / tcp => drop ah
ip6 nh=51 / hex 06 => drop ah ~ah-cut
ip6 nh=51 / hex 0600 => drop ah
ip6 nh=51 => drop ah ~ah-cut
ip6 nh=51 / hex 3cff => drop ah
ip6 / mh type=3 => drop mh-3
ip6 / mh type=2 => drop mobility
ip6 / dst / mh type=3 => drop mh-3
ip6 / dst / mh type=2 => drop mobility
ip6 nh=135 => drop mobility
ip6 nh=135 / hex 3b => drop mobility
ip6 nh=135 / hex 3b0003 => drop mh-3
ip6 / mh nh=60 type=9 / dst / tcp dport=22 => drop mobility
ip6 / esp => accept policy
ip6 nh=59 / raw 10 => drop none
ip6 / dst nh=59 => drop none
ip6 nh=139 / raw 10 => drop hip
ip6 nh=140 / raw 10 => accept policy
ip6 / rt type=4 / tcp dport=1 => drop segment-routing
ip6 / rt type=3 left=2 / tcp dport=1 => drop seg-left
ip6 / rt type=3 left=1 / tcp dport=1 => drop routing-first
ip6 / dst / rt type=3 left=2 / tcp dport=1 => drop seg-left
ip6 / rt type=3 left=1 / rt type=4 / tcp dport=1 => drop routing-first
ip6 / dst / rt type=3 left=1 / rt type=4 / tcp dport=1 => accept policy
ip6 / hbh / tcp dport=1 => drop any-hbh
ip6 / hbh opts=00000000000000000000000000000000000000000000 / tcp dport=1 => drop long-hbh
ip6 / dst / hbh / tcp dport=22 => drop ssh
ip6 / dst / hbh / tcp dport=1 => drop any-hbh
ip6 / hbh / hbh / tcp dport=1 => drop any-hbh
ip6 / dst / dst / dst / dst / dst / dst / dst / dst / ah / dst / tcp => drop ah [agilio-cx: punt]
# long ones: the NIC's program may not read far into a frame
ip6 / dst nh=6 len=31 / raw 248 / hex 0000001600000000000000000000000000000000 => drop ssh
ip6 / dst nh=6 len=127 / raw 1016 / hex 0000001600000000000000000000000000000000 => drop ssh [agilio-cx: punt]
ip6 / dst nh=6 len=255 / raw 2040 / hex 0000001600000000000000000000000000000000 => drop ssh [agilio-cx: punt]
# more than any stage walks
ip6 / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / tcp dport=22 => drop ssh [agilio-cx: punt]
ip6 / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / tcp dport=22 => punt -
# headers that are not all there
ip6 nh=60 => accept policy
ip6 nh=60 / hex 06 => accept policy
ip6 nh=60 / hex 0600 => accept policy
ip6 nh=60 / hex 06000000000000 => accept policy
ip6 nh=60 / hex 3c00000000000000 => drop dst-dst
ip6 nh=60 / hex 3c0000000000000006 => drop dst-dst
ip6 nh=60 / hex 3c00000000000000060000000000000000000016 => drop ssh
ip6 nh=60 / hex 8b01000000000000 => accept policy ~ext-cut
ip6 nh=60 / hex 8b00000000000000 => drop hip
ip6 nh=43 / hex 060003 => drop routing-first
ip6 nh=43 / hex 06000302 => drop seg-left
ip6 nh=43 / hex 0600030200000000 => drop seg-left
ip6 nh=44 / hex 060000 => accept policy
ip6 nh=44 / hex 06000000 => accept policy
ip6 nh=0 / hex 06 => accept policy
ip6 nh=0 / hex 0600 => drop any-hbh
