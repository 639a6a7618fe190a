# ip6 dscp and frag frag-off lie across two bytes. Where a value cannot be moved
# to their place, nft 1.0.6 has the kernel shift them to its own, in the order of
# the host's bytes.
rules:
table netdev t {
	set classes {
		type dscp
		elements = { cs1, ef }
	}
	set offsets {
		typeof frag frag-off
		elements = { 5, 0x105 }
	}
	map by_class {
		typeof ip6 dscp : verdict
		elements = { cs2 : drop, cs3 : accept }
	}
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ip6 hoplimit 1 ip6 dscp cs1 drop comment "plain"
		ip6 hoplimit 1 ip6 dscp { 1-7, 63 } drop comment "plain-set"
		ip6 hoplimit 2 ip6 dscp & 0x38 == cs1 drop comment "masked"
		ip6 hoplimit 3 ip6 dscp @classes drop comment "named"
		ip6 hoplimit 4 ip6 dscp vmap @by_class comment "map"
		ip6 hoplimit . ip6 dscp { 5 . cs1, 5 . 3 } drop comment "pair"
		ip6 hoplimit 6 ip6 dscp ^ 1 == 9 drop comment "flipped"
		ip6 hoplimit 7 ip6 dscp | 7 == 15 drop comment "or"
		ip6 hoplimit 8 ip6 dscp & 0x30 != 0 drop comment "any-of-two"
		ip6 hoplimit 9 ip6 dscp & 7 < 3 drop comment "order"
		ip6 hoplimit 11 frag frag-off 5-32 drop comment "off-plain"
		ip6 hoplimit 12 frag frag-off & 0xff == 5 drop comment "off-masked"
		ip6 hoplimit 13 frag frag-off @offsets drop comment "off-named"
		ip6 hoplimit . frag frag-off { 14 . 33, 14 . 0x1234 } drop comment "off-pair"
		ip6 hoplimit 15 frag frag-off & 0x1ff > 5 drop comment "off-order"
		ip6 hoplimit 16 frag frag-off ^ 0x20 == 5 drop comment "off-flipped"
		ip6 hoplimit 17 frag frag-off & 7 != 0 drop comment "off-any"
	}
}
packets:
ip6 hop=1 dscp=0 / tcp => accept policy
ip6 hop=1 dscp=1 / tcp => drop plain-set
ip6 hop=1 dscp=8 / tcp => drop plain
ip6 hop=1 dscp=9 / tcp => accept policy
ip6 hop=1 dscp=63 / tcp => drop plain-set
ip6 hop=2 dscp=0 / tcp => accept policy
ip6 hop=2 dscp=8 / tcp => drop masked ~dscp6-shift
ip6 hop=2 dscp=9 / tcp => drop masked ~dscp6-shift
ip6 hop=2 dscp=15 / tcp => drop masked ~dscp6-shift
ip6 hop=2 dscp=16 / tcp => accept policy
ip6 hop=2 dscp=63 / tcp => accept policy
ip6 hop=3 dscp=0 / tcp => accept policy
ip6 hop=3 dscp=1 / tcp => accept policy
ip6 hop=3 dscp=8 / tcp => drop named ~dscp6-shift
ip6 hop=3 dscp=46 / tcp => drop named ~dscp6-shift
ip6 hop=3 dscp=47 / tcp => accept policy
ip6 hop=4 dscp=8 / tcp => accept policy
ip6 hop=4 dscp=16 / tcp => drop map ~dscp6-shift
ip6 hop=4 dscp=24 / tcp => accept map
ip6 hop=5 dscp=0 / tcp => accept policy
ip6 hop=5 dscp=1 / tcp => accept policy
ip6 hop=5 dscp=3 / tcp => drop pair
ip6 hop=5 dscp=4 / tcp => accept policy
ip6 hop=5 dscp=8 / tcp => drop pair ~dscp6-shift
ip6 hop=5 dscp=9 / tcp => accept policy
ip6 hop=6 dscp=7 / tcp => accept policy
ip6 hop=6 dscp=8 / tcp => drop flipped ~dscp6-shift
ip6 hop=6 dscp=9 / tcp => accept policy
ip6 hop=7 dscp=7 / tcp => accept policy
ip6 hop=7 dscp=8 / tcp => drop or ~dscp6-shift
ip6 hop=7 dscp=15 / tcp => drop or ~dscp6-shift
ip6 hop=7 dscp=16 / tcp => accept policy
ip6 hop=8 dscp=0 / tcp => accept policy
ip6 hop=8 dscp=15 / tcp => accept policy
ip6 hop=8 dscp=16 / tcp => drop any-of-two ~dscp6-shift
ip6 hop=8 dscp=32 / tcp => drop any-of-two ~dscp6-shift
ip6 hop=8 dscp=63 / tcp => drop any-of-two ~dscp6-shift
ip6 hop=9 dscp=0 / tcp => drop order
ip6 hop=9 dscp=2 / tcp => drop order
ip6 hop=9 dscp=3 / tcp => accept policy ~dscp6-shift
ip6 hop=9 dscp=8 / tcp => drop order
ip6 hop=9 dscp=10 / tcp => drop order
ip6 hop=9 dscp=63 / tcp => accept policy ~dscp6-shift
ip6 hop=11 / frag off=0 id=1 nh=59 / raw 16 => accept policy
ip6 hop=11 / frag off=4 id=1 nh=59 / raw 16 => accept policy
ip6 hop=11 / frag off=5 id=1 nh=59 / raw 16 => drop off-plain
ip6 hop=11 / frag off=32 id=1 nh=59 / raw 16 => drop off-plain
ip6 hop=11 / frag off=33 id=1 nh=59 / raw 16 => accept policy
ip6 hop=12 / frag off=5 id=1 nh=59 / raw 16 => drop off-masked
ip6 hop=12 / frag off=261 id=1 nh=59 / raw 16 => drop off-masked
ip6 hop=12 / frag off=37 id=1 nh=59 / raw 16 => accept policy ~frag-off-shift
ip6 hop=12 / frag off=256 id=1 nh=59 / raw 16 => accept policy
ip6 hop=12 / frag off=0 id=1 nh=59 / raw 16 => accept policy
ip6 hop=13 / frag off=5 id=1 nh=59 / raw 16 => drop off-named
ip6 hop=13 / frag off=261 id=1 nh=59 / raw 16 => drop off-named
ip6 hop=13 / frag off=37 id=1 nh=59 / raw 16 => accept policy ~frag-off-shift
ip6 hop=13 / frag off=6 id=1 nh=59 / raw 16 => accept policy
ip6 hop=14 / frag off=33 id=1 nh=59 / raw 16 => drop off-pair ~frag-off-shift
ip6 hop=14 / frag off=34 id=1 nh=59 / raw 16 => accept policy
ip6 hop=14 / frag off=4660 id=1 nh=59 / raw 16 => drop off-pair ~frag-off-shift
ip6 hop=14 / frag off=4659 id=1 nh=59 / raw 16 => accept policy
ip6 hop=15 / frag off=0 id=1 nh=59 / raw 16 => accept policy
ip6 hop=15 / frag off=5 id=1 nh=59 / raw 16 => accept policy
ip6 hop=15 / frag off=6 id=1 nh=59 / raw 16 => drop off-order
ip6 hop=15 / frag off=32 id=1 nh=59 / raw 16 => drop off-order ~frag-off-shift
ip6 hop=15 / frag off=33 id=1 nh=59 / raw 16 => drop off-order ~frag-off-shift
ip6 hop=15 / frag off=517 id=1 nh=59 / raw 16 => accept policy
ip6 hop=16 / frag off=37 id=1 nh=59 / raw 16 => drop off-flipped ~frag-off-shift
ip6 hop=16 / frag off=5 id=1 nh=59 / raw 16 => accept policy
ip6 hop=16 / frag off=0 id=1 nh=59 / raw 16 => accept policy
ip6 hop=17 / frag off=0 id=1 nh=59 / raw 16 => accept policy
ip6 hop=17 / frag off=7 id=1 nh=59 / raw 16 => drop off-any
ip6 hop=17 / frag off=8 id=1 nh=59 / raw 16 => accept policy
ip6 hop=17 / frag off=264 id=1 nh=59 / raw 16 => accept policy
ip6 hop=17 / frag off=1 id=1 nh=59 / raw 16 => drop off-any
ip / tcp => accept policy
ip6 hop=12 / tcp => accept policy
ip6 hop=2 dscp=8 / cut 15 => accept policy
