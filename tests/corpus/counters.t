# Counters and continue in odd places decide nothing: in front of a match, between
# matches, twice, behind a map, alone, and with a comment only.
rules:
table netdev t {
	chain counted {
		counter
		udp dport 1 counter return
		counter comment "between"
		udp dport 2 counter drop comment "inner-2"
	}
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		counter
		counter comment "alone"
		ip saddr 10.0.0.9
		counter tcp dport 1 drop comment "in-front"
		ip saddr 10.0.0.8 counter tcp dport 2 drop comment "between-matches"
		tcp dport 3 counter drop comment "behind"
		tcp dport 4 continue comment "continue"
		tcp dport 4 counter continue
		tcp dport 4 drop comment "after-continue"
		tcp dport 5 counter packets 7 bytes 900 drop comment "preset"
		tcp dport vmap { 6 : continue, 7 : drop, 8 : accept } counter comment "map-then-counter"
		tcp dport vmap { 6 : drop } comment "map-6"
		counter udp dport { 1, 2, 3 } counter jump counted
		udp dport 1 counter drop comment "outer-1"
		counter exthdr dst exists drop comment "behind-ip6"
		udp dport 3 counter accept comment "outer-3"
		tcp dport 9 counter comment "counts-only"
	}
}
packets:
ip / tcp dport=1 => drop in-front
ip6 / tcp dport=1 => drop in-front
ip src=10.0.0.8 / tcp dport=2 => drop between-matches
ip / tcp dport=2 => accept policy
ip src=10.0.0.9 / tcp dport=2 => accept policy
ip / tcp dport=3 => drop behind
ip / tcp dport=4 => drop after-continue
ip6 / tcp dport=4 => drop after-continue
ip / tcp dport=5 => drop preset
ip / tcp dport=6 => drop map-6
ip / tcp dport=7 => drop map-then-counter
ip / tcp dport=8 => accept map-then-counter
ip / tcp dport=9 => accept policy
ip / udp dport=1 => drop outer-1
ip / udp dport=2 => drop inner-2
ip / udp dport=3 => accept outer-3
ip / udp dport=4 => accept policy
ip6 / dst / tcp dport=9 => drop behind-ip6
ip6 / dst / udp dport=3 => drop behind-ip6
ip6 / hbh / udp dport=3 => accept outer-3
ip proto=60 / dst => accept policy
arp => accept policy
eth type=0x88b5 => accept policy
