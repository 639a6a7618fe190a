# SCTP and DCCP: ports, verification tag and checksum, in IPv4 and IPv6, cut and
# in fragments.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		sctp vtag 0 sctp dport != 3868 drop comment "init-elsewhere"
		sctp dport { 3868, 36412, 38412 } accept comment "telecom"
		sctp sport 2905 drop comment "m3ua-source"
		sctp vtag >= 0xfffffff0 drop comment "high-tag"
		sctp vtag & 0xffff0000 == 0xbad00000 drop comment "bad-tag"
		sctp checksum { 0, 0xffffffff } drop comment "unsummed"
		sctp checksum != 0x11223344 sctp dport 77 drop comment "not-that-sum"
		sctp sport . sctp dport . sctp vtag { 7 . 8 . 9 } drop comment "triple"
		dccp dport 33-40 drop comment "dccp-range"
		dccp sport >= 60000 drop comment "dccp-high"
		dccp sport . dccp dport { 1 . 2, 10-19 . 30 } drop comment "dccp-pair"
		dccp dport != { 80, 81 } drop comment "dccp-other"
	}
}
packets:
ip / sctp => accept policy
ip / sctp vtag=0 => drop init-elsewhere
ip / sctp vtag=0 dport=3868 => accept telecom
ip6 / sctp vtag=0 dport=36412 => drop init-elsewhere
ip6 / sctp dport=36412 => accept telecom
ip / sctp dport=38412 sport=2905 => accept telecom
ip / sctp dport=38413 sport=2905 => drop m3ua-source
ip / sctp dport=2905 => accept policy
ip / sctp vtag=0xffffffff => drop high-tag
ip / sctp vtag=0xfffffff0 => drop high-tag
ip / sctp vtag=0xffffffef => accept policy
ip / sctp vtag=0xbad01234 => drop bad-tag
ip / sctp vtag=0xbad11234 => accept policy
ip / sctp vtag=0x0bad0000 => accept policy
ip / sctp sum=0 => drop unsummed
ip6 / sctp sum=0xffffffff => drop unsummed
ip / sctp sum=0x0000ffff => accept policy
ip / sctp dport=77 sum=0x11223344 => accept policy
ip / sctp dport=77 sum=0x44332211 => drop not-that-sum
ip / sctp sport=7 dport=8 vtag=9 => drop triple
ip / sctp sport=8 dport=7 vtag=9 => accept policy
ip6 / hbh / sctp sport=7 dport=8 vtag=9 => drop triple
ip / dccp => accept policy
ip / dccp dport=81 => accept policy
ip / dccp dport=82 => drop dccp-other
ip / dccp dport=33 => drop dccp-range
ip / dccp dport=40 => drop dccp-range
ip / dccp dport=41 => drop dccp-other
ip / dccp dport=80 sport=60000 => drop dccp-high
ip / dccp dport=80 sport=59999 => accept policy
ip / dccp dport=2 sport=1 => drop dccp-pair
ip / dccp dport=30 sport=10 => drop dccp-pair
ip6 / dccp dport=30 sport=19 => drop dccp-pair
ip6 / dccp dport=30 sport=20 => drop dccp-other
ip6 / dccp dport=80 type=0 => accept policy
# cut
ip len=32 / sctp sum=0 / cut 46 => drop unsummed
ip len=31 / sctp sum=0 dport=77 / cut 45 => accept policy
ip len=28 / sctp vtag=0 / cut 42 => drop init-elsewhere
ip len=27 / sctp vtag=0 / cut 41 => accept policy
ip len=22 / sctp sport=2905 / cut 36 => drop m3ua-source
ip len=24 / dccp dport=33 / cut 38 => drop dccp-range
ip len=23 / dccp dport=82 / cut 37 => accept policy
ip len=23 / dccp sport=60000 / cut 37 => drop dccp-high
# a later fragment has no ports, tag or checksum
ip off=1 / sctp vtag=0 => accept policy ~frag-ports
ip off=1 / dccp dport=82 => accept policy ~frag-ports
ip mf / sctp vtag=0 => drop init-elsewhere
ip6 / frag off=1 / sctp vtag=0 => accept policy
