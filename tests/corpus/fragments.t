# Fragments: the first one has ports, later ones have a protocol only. The
# kernel's nftables looks for ports in a later fragment too: in its payload
# (IPv4), or in the IPv6 header, of which it takes the flow label for ports.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		tcp dport 22 drop comment "ssh"
		udp sport . udp dport { 7 . 53 } drop comment "dns"
		th dport 4000 drop comment "any-4000"
		icmp type echo-request drop comment "ping"
		tcp sequence 0x01020304 drop comment "sequence"
		ip frag-off & 0x1fff != 0 meta l4proto udp drop comment "later-udp"
		ip frag-off & 0x2000 != 0 drop comment "more-fragments"
		frag frag-off 3 drop comment "frag6-3"
		frag more-fragments 1 drop comment "more6"
		frag id 77 drop comment "id-77"
		exthdr frag exists meta l4proto 17 drop comment "udp-fragment6"
	}
}
packets:
# IPv4, the first fragment
ip / tcp dport=22 => drop ssh
ip mf / tcp dport=22 => drop ssh
ip mf / udp sport=7 dport=53 => drop dns
ip mf / udp sport=8 dport=53 => drop more-fragments
ip mf / tcp dport=4000 => drop any-4000
ip mf / icmp => drop ping
# ... and later ones
ip off=1 / tcp dport=22 => accept policy ~frag-ports
ip off=8191 / tcp dport=22 => accept policy ~frag-ports
ip off=1 mf / tcp dport=22 => drop more-fragments
ip off=1 / udp sport=7 dport=53 => drop later-udp
ip off=1 / udp sport=8 dport=54 => drop later-udp
ip off=1 / tcp dport=4000 => accept policy ~frag-ports
ip off=1 / icmp => accept policy ~frag-ports
ip off=1 / tcp seq=16909060 => accept policy ~frag-ports
ip off=1 / tcp dport=22 / cut 38 => accept policy
ip off=1 / tcp dport=22 / cut 37 => accept policy
ip off=185 proto=6 / raw 40 => accept policy
ip off=185 proto=17 / raw 40 => drop later-udp
ip df / tcp dport=22 => drop ssh
ip rf / tcp dport=22 => drop ssh
ip rf / tcp dport=23 => accept policy
# IPv6, atomic and first fragments
ip6 / frag / tcp dport=22 => drop ssh
ip6 / frag more / tcp dport=22 => drop ssh
ip6 / frag more / udp sport=7 dport=53 => drop dns
ip6 / frag more / tcp dport=1 => drop more6
ip6 / frag id=77 / tcp dport=1 => drop id-77
ip6 / frag / udp => drop udp-fragment6
ip6 / dst / frag / tcp dport=22 => drop ssh
ip6 / frag / dst / tcp dport=22 => drop ssh
ip6 / frag / frag / tcp dport=22 => drop ssh
# ... and later ones
ip6 / frag off=1 / tcp dport=22 => accept policy
ip6 / frag off=3 / tcp dport=22 => drop frag6-3
ip6 flow=22 / frag off=1 / tcp dport=23 => accept policy ~frag6-ports
ip6 flow=4000 / frag off=1 / tcp dport=23 => accept policy ~frag6-ports
ip6 flow=0x50000 / frag off=1 / icmp => accept policy
ip6 / frag off=1 / udp => drop udp-fragment6
ip6 / frag off=1 nh=60 / dst / udp => accept policy
ip6 / frag off=1 nh=51 / dst / udp => accept policy
ip6 / frag off=1 nh=59 / dst / udp => accept policy
ip6 / frag off=1 nh=44 / dst / udp => accept policy
ip6 / frag off=1 nh=43 / dst / udp => accept policy
ip6 / frag off=1 nh=0 / dst / udp => accept policy
ip6 / frag off=1 id=77 nh=60 / dst / udp => drop id-77
ip6 / frag off=1 nh=17 / cut 58 => accept policy
ip6 / frag off=1 nh=17 / cut 57 => accept policy
ip6 / frag nh=17 / cut 58 => accept policy
ip6 / frag off=1 nh=17 / cut 60 => accept policy
ip6 len=4 / frag off=1 nh=17 / cut 58 => drop udp-fragment6
ip6 len=4 / frag off=0 nh=17 / cut 58 => accept policy ~ext-cut
ip6 len=3 / frag off=0 nh=17 / cut 57 => accept policy
