# exthdr asks whether a header is there, whatever it says. An IPv6 packet whose
# walk does not find it, or ends badly, misses it; an IPv4 packet misses nothing.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		exthdr mh exists drop comment "mh"
		exthdr frag exists drop comment "frag"
		exthdr rt exists tcp dport 80 drop comment "rt-web"
		exthdr hbh missing exthdr dst exists drop comment "dst-alone"
		exthdr dst missing udp dport 53 drop comment "plain-dns"
		exthdr hbh missing meta length 40 drop comment "bare"
	}
}
packets:
ip6 / mh => drop mh
ip6 nh=135 => drop bare
ip6 nh=135 / hex 3b => accept policy ~mh-cut
ip6 nh=135 / hex 3b00 => drop mh
ip6 nh=60 / hex 8701000000000000 => drop dst-alone
ip6 nh=60 / hex 8700000000000000 => drop dst-alone
ip6 nh=60 / hex 87000000000000003b => drop dst-alone
ip6 nh=60 / hex 87000000000000003b00 => drop mh
ip6 / ah / mh => drop mh
ip6 / frag / mh => drop mh
ip6 / frag off=1 / mh => drop frag
ip6 / frag / udp => drop frag
ip6 / frag off=1 / udp => drop frag
ip6 nh=44 / hex 110000 => accept policy
ip6 nh=44 / hex 11000000 => drop frag
ip6 / rt / tcp dport=80 => drop rt-web
ip6 / rt / tcp dport=81 => accept policy
ip6 / tcp dport=80 => accept policy
ip6 / dst / tcp dport=80 => drop dst-alone
ip6 / hbh / dst / tcp dport=80 => accept policy
ip6 / hbh / dst / udp dport=53 => accept policy
ip6 / ah / dst => drop dst-alone
ip6 / hbh / udp dport=53 => drop plain-dns
ip6 / udp dport=53 => drop plain-dns
ip / udp dport=53 => accept policy
ip proto=135 / mh => accept policy
ip proto=44 / frag => accept policy
ip6 nh=59 => drop bare
ip6 nh=0 => drop bare
ip6 nh=60 => drop bare
ip6 version=5 nh=60 / dst nh=59 => drop dst-alone
ip6 len=100 nh=60 / dst nh=59 => drop dst-alone
ip6 len=100 / mh => drop mh
ip6 nh=135 / cut 53 => accept policy ~mh-cut
eth type=0x86dd / raw 10 => accept policy
eth type=0x86dd => accept policy
eth / vlan / ip6 / mh => drop mh
eth / vlan / ip6 / udp dport=53 => drop plain-dns
