# exthdr under !=, in maps, and next to other matches: what an IPv6 packet has or
# has not, and what no other packet has.
rules:
table netdev t {
	chain with-frag {
		exthdr dst missing drop comment "frag-no-dst"
		frag more-fragments 0 return
		udp dport 53 accept comment "frag-dns"
	}
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		exthdr frag exists jump with-frag
		exthdr hbh exists exthdr dst exists exthdr rt exists drop comment "three"
		exthdr rt exists exthdr hbh missing drop comment "rt-no-hbh"
		exthdr hbh != missing ip6 hoplimit 1 drop comment "hbh-near"
		exthdr dst 1 tcp dport 22 drop comment "dst-ssh"
		exthdr mh 0 exthdr dst 0 exthdr hbh 0 udp dport 99 drop comment "bare-99"
		exthdr dst != exists ip6 hoplimit 2 drop comment "no-dst"
		exthdr mh exists ip6 hoplimit 3 drop comment "mh-near"
		meta l4proto 135 exthdr mh missing drop comment "no-mh"
	}
}
packets:
ip6 / frag / tcp => drop frag-no-dst
ip6 / frag off=1 / tcp => drop frag-no-dst
ip6 / frag / dst / tcp => accept policy
ip6 / dst / frag / tcp => accept policy
ip6 / dst / frag more / udp => accept frag-dns
ip6 / frag more / dst / udp => accept frag-dns
ip6 / dst / frag more off=1 / udp => accept policy
ip6 / dst / frag more / udp dport=54 => accept policy
ip6 / frag off=1 / dst / tcp => drop frag-no-dst
ip6 / hbh / dst / rt / tcp => drop three
ip6 / rt / dst / hbh / tcp => drop three
ip6 / rt / tcp => drop rt-no-hbh
ip6 / dst / rt / tcp => drop rt-no-hbh
ip6 / hbh / rt / tcp => accept policy
ip6 hop=1 / hbh / rt / tcp => drop hbh-near
ip6 hop=1 / hbh / tcp => drop hbh-near
ip6 hop=1 / tcp => accept policy
ip6 / dst / tcp dport=22 => drop dst-ssh
ip6 / hbh / dst / tcp dport=22 => drop dst-ssh
ip6 / tcp dport=22 => accept policy
ip6 / ah / dst / tcp dport=22 => accept policy
ip6 / udp dport=99 => drop bare-99
ip6 / dst / udp dport=99 => accept policy
ip6 / hbh / udp dport=99 => accept policy
ip6 / frag / udp dport=99 => drop frag-no-dst
ip6 hop=2 / tcp => drop no-dst
ip6 hop=2 / dst / tcp => accept policy
ip6 hop=2 nh=60 / hex 06 => drop no-dst
ip6 hop=2 nh=60 / hex 0600 => accept policy
ip6 hop=2 len=9999 / dst / tcp => accept policy
ip6 hop=2 len=9999 / tcp => drop no-dst
ip6 hop=2 version=4 / tcp => drop no-dst
ip6 hop=3 / mh => drop mh-near
ip6 hop=3 / ah / mh => drop mh-near
ip6 hop=3 / tcp => accept policy
ip6 nh=135 / hex 3b00 => accept policy
ip6 nh=135 => drop no-mh ~mh-cut
# IPv4 neither has nor misses any
ip ttl=2 / tcp => accept policy
ip proto=60 ttl=2 / dst / tcp => accept policy
ip / udp dport=99 => accept policy
arp => accept policy
eth / vlan / ip6 hop=2 / tcp => drop no-dst
eth / vlan / vlan / ip6 hop=2 / tcp => accept policy
