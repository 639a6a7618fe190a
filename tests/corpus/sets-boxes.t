# Concatenations with ranges and prefixes: boxes that touch and lie within each
# other in one part only, and catch-all parts.
rules:
table netdev t {
	set boxes {
		type ipv4_addr . inet_service
		flags interval
		elements = { 10.1.0.0/16 . 100-199,
			     10.1.0.0/16 . 300,
			     10.2.0.0-10.2.0.99 . 0-65535,
			     0.0.0.0/0 . 9999,
			     10.3.0.7 . 500-599 }
	}
	set cubes {
		type ipv4_addr . ipv4_addr . inet_service
		flags interval
		elements = { 10.0.0.0/8 . 192.0.2.0/24 . 25,
			     10.9.0.0/16 . 198.51.100.0/24 . 80-90 }
	}
	set boxes6 {
		type ipv6_addr . inet_service
		flags interval
		elements = { 2001:db8:1::/48 . 22-23, 2001:db8:2::5 . 1-1023 }
	}
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ip saddr . tcp dport @boxes drop comment "boxes"
		ip saddr . ip daddr . tcp dport @cubes drop comment "cubes"
		ip6 saddr . tcp dport @boxes6 drop comment "boxes6"
		ip saddr . udp dport { 10.0.0.0-10.0.0.9 . 53-55, 10.0.0.20 . 60 } drop comment "anonymous"
		ip saddr . udp dport != { 10.0.0.0/24 . 1-1000, 10.4.0.0/16 . 53 } drop comment "outside"
	}
}
packets:
ip src=10.1.0.0 / tcp dport=100 => drop boxes
ip src=10.1.255.255 / tcp dport=199 => drop boxes
ip src=10.1.1.1 / tcp dport=99 => accept policy
ip src=10.1.1.1 / tcp dport=200 => accept policy
ip src=10.1.1.1 / tcp dport=300 => drop boxes
ip src=10.1.1.1 / tcp dport=301 => accept policy
ip src=10.0.255.255 / tcp dport=150 => accept policy
ip src=10.2.0.0 / tcp dport=0 => drop boxes
ip src=10.2.0.99 / tcp dport=65535 => drop boxes
ip src=10.2.0.100 / tcp dport=80 => accept policy
ip src=203.0.113.1 / tcp dport=9999 => drop boxes
ip src=10.1.0.1 / tcp dport=9999 => drop boxes
ip src=0.0.0.0 / tcp dport=9999 => drop boxes
ip src=255.255.255.255 / tcp dport=9999 => drop boxes
ip src=203.0.113.1 / tcp dport=9998 => accept policy
ip src=10.3.0.7 / tcp dport=550 => drop boxes
ip src=10.3.0.8 / tcp dport=550 => accept policy
ip src=10.1.1.1 / udp dport=150 => drop outside
ip6 / tcp dport=9999 => accept policy
ip src=10.200.0.1 dst=192.0.2.9 / tcp dport=25 => drop cubes
ip src=10.200.0.1 dst=192.0.2.9 / tcp dport=26 => accept policy
ip src=11.200.0.1 dst=192.0.2.9 / tcp dport=25 => accept policy
ip src=10.9.0.1 dst=198.51.100.255 / tcp dport=90 => drop cubes
ip src=10.9.0.1 dst=198.51.100.255 / tcp dport=91 => accept policy
ip src=10.8.0.1 dst=198.51.100.255 / tcp dport=85 => accept policy
ip src=10.9.0.1 dst=192.0.2.255 / tcp dport=25 => drop cubes
ip6 src=2001:db8:1::1 / tcp dport=22 => drop boxes6
ip6 src=2001:db8:1:ffff::1 / tcp dport=23 => drop boxes6
ip6 src=2001:db8:1::1 / tcp dport=24 => accept policy
ip6 src=2001:db8:2::5 / tcp dport=1023 => drop boxes6
ip6 src=2001:db8:2::5 / tcp dport=0 => accept policy
ip6 src=2001:db8:2::6 / tcp dport=22 => accept policy
ip src=10.0.0.9 / udp dport=55 => drop anonymous
ip src=10.0.0.10 / udp dport=55 => accept policy
ip src=10.0.0.20 / udp dport=60 => drop anonymous
ip src=10.0.0.20 / udp dport=61 => accept policy
ip src=10.0.0.20 / udp dport=1001 => drop outside
ip src=10.4.1.1 / udp dport=53 => accept policy
ip src=10.4.1.1 / udp dport=54 => drop outside
ip src=10.5.1.1 / udp dport=53 => drop outside
ip6 / udp dport=54 => accept policy
ip off=1 src=10.5.1.1 / udp dport=53 => accept policy ~frag-ports
