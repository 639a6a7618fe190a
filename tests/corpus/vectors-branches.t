# A chain with counters and returns, and one behind it, of too many rules for
# code on a NIC: each is a vector there.
rules:
table netdev branches {
	chain trusted {
		tcp dport 22 return
		tcp dport { 80, 443, 8080-8090 } return
		udp dport 53 counter return
		ip ttl < 5 drop comment "trusted-ttl"
		tcp flags & (syn | ack) == syn counter
		ip dscp ef return
		udp dport 1000-1999 accept comment "trusted-media"
		ip length > 1400 drop comment "trusted-long"
	}
	chain legacy {
		ip protocol != { tcp, udp } return
		tcp flags & (fin | rst) != 0 return
		ip daddr 198.51.100.0/24 jump trusted
		tcp dport 135-139 drop comment "legacy-smb"
		udp sport 0 drop comment "legacy-sport"
	}
	chain first {
		type filter hook ingress device "eth0" priority -10; policy accept;
		meta protocol != { ip, ip6, arp } drop comment "other"
		tcp flags & (fin | syn) == (fin | syn) counter
		ip frag-off & 0x1fff != 0 counter drop comment "fragment"
		ip saddr 10.231.224.0/26 tcp dport 6051-14439 accept comment "first-0"
		ip saddr 10.21.192.0/26 tcp dport 20419-20665 counter
		ip saddr 10.32.16.0/20 tcp dport 19649-20142 jump trusted
		ip saddr 10.237.160.0/26 tcp dport 17011-20840 jump legacy
		ip saddr 10.15.32.0/20 tcp dport 27741-32508 counter
		ip saddr 10.197.32.0/20 tcp dport 6997-10434 jump trusted
		ip saddr 10.26.240.0/26 udp dport 13756-14953 jump legacy
		ip saddr 10.101.128.0/24 udp dport 10899-11148 accept comment "first-10"
		ip saddr 10.97.64.0/26 udp dport 3818-10288 jump trusted
		ip saddr 203.0.113.0/24 jump legacy
		ip daddr 198.51.100.0/24 jump trusted
		ip6 hoplimit < 2 drop comment "first-hops"
	}
	chain second {
		type filter hook ingress device "eth0" priority 10; policy drop;
		meta l4proto icmp counter
		ip saddr 203.0.113.128/25 goto legacy
		ip saddr & 255.240.0.0 == 10.32.0.0 udp sport 39454-58360 drop comment "second-1"
		ip saddr & 255.240.0.0 == 10.208.0.0 tcp sport 18479-30564 drop comment "second-13"
		ip saddr & 255.240.0.0 == 10.32.0.0 udp sport 23428-33646 accept comment "second-15"
		ip6 daddr 2001:db8::/32 accept comment "second-six"
		arp operation 1-2 accept comment "second-arp"
		meta l4proto { tcp, udp, icmp } accept comment "second-known"
	}
}

packets:
ip src=10.231.224.5 / tcp dport=6051 => accept second-known
ip src=10.231.224.5 / tcp dport=14439 => accept second-known
ip src=10.231.224.5 / tcp dport=14440 => accept second-known
ip src=10.243.80.5 / udp dport=4647 => accept second-known
ip src=10.243.80.5 / udp dport=6133 => accept second-known
ip src=10.243.80.5 / udp dport=6134 => accept second-known
ip src=10.21.192.5 / tcp dport=20419 => accept second-known
ip src=10.21.192.5 / tcp dport=20665 => accept second-known
ip src=10.21.192.5 / tcp dport=20666 => accept second-known
ip src=10.32.16.5 / tcp dport=19649 => accept second-known
ip src=10.32.16.5 / tcp dport=20142 => accept second-known
ip src=10.32.16.5 / tcp dport=20143 => accept second-known
ip src=10.237.160.5 / tcp dport=17011 => accept second-known
ip src=10.237.160.5 / tcp dport=20840 => accept second-known
ip src=10.237.160.5 / tcp dport=20841 => accept second-known
ip src=10.150.240.5 / tcp dport=14986 => accept second-known
ip src=10.150.240.5 / tcp dport=19544 => accept second-known
ip src=10.150.240.5 / tcp dport=19545 => accept second-known
ip src=10.208.32.5 / tcp dport=16807 => accept second-known
ip src=10.208.32.5 / tcp dport=21543 => accept second-known
ip src=10.208.32.5 / tcp dport=21544 => accept second-known
ip src=10.15.32.5 / tcp dport=27741 => accept second-known
ip src=10.15.32.5 / tcp dport=32508 => accept second-known
ip src=10.15.32.5 / tcp dport=32509 => accept second-known
ip src=10.197.32.5 / tcp dport=6997 => accept second-known
ip src=10.197.32.5 / tcp dport=10434 => accept second-known
ip src=10.197.32.5 / tcp dport=10435 => accept second-known
ip src=10.26.240.5 / udp dport=13756 => accept second-known
ip src=10.26.240.5 / udp dport=14953 => accept second-known
ip src=10.26.240.5 / udp dport=14954 => accept second-known
ip src=10.101.128.5 / udp dport=10899 => accept second-known
ip src=10.101.128.5 / udp dport=11148 => accept second-known
ip src=10.101.128.5 / udp dport=11149 => accept second-known
ip src=10.209.48.5 / tcp dport=359 => accept second-known
ip src=10.209.48.5 / tcp dport=1341 => accept second-known
ip src=10.209.48.5 / tcp dport=1342 => accept second-known
ip src=10.238.240.5 / tcp dport=14662 => accept second-known
ip src=10.238.240.5 / tcp dport=23000 => accept second-known
ip src=10.238.240.5 / tcp dport=23001 => accept second-known
ip src=10.97.64.5 / udp dport=3818 => accept second-known
ip src=10.97.64.5 / udp dport=10288 => accept second-known
ip src=10.97.64.5 / udp dport=10289 => accept second-known
ip src=10.215.96.9 / udp sport=38847 => accept second-known
ip src=10.32.16.9 / udp sport=39455 => drop second-1
ip src=10.51.16.9 / tcp sport=28938 => accept second-known
ip src=10.26.240.9 / udp sport=4812 => accept second-known
ip src=10.46.96.9 / tcp sport=1018 => accept second-known
ip src=10.243.80.9 / udp sport=37657 => accept second-known
ip src=10.197.80.9 / tcp sport=20371 => accept second-known
ip src=10.15.32.9 / tcp sport=25443 => accept second-known
ip src=10.40.208.9 / tcp sport=7148 => accept second-known
ip src=10.97.64.9 / udp sport=16843 => accept second-known
ip src=10.251.144.9 / tcp sport=4509 => accept second-known
ip src=10.150.240.9 / tcp sport=18366 => accept second-known
ip src=10.104.0.9 / udp sport=26965 => accept second-known
ip src=10.209.48.9 / tcp sport=18480 => drop second-13
ip src=10.67.32.9 / tcp sport=29515 => accept second-known
ip src=10.32.16.9 / udp sport=23429 => accept second-15
ip src=203.0.113.9 / tcp dport=137 => drop legacy-smb
ip src=203.0.113.9 / tcp flags=rst dport=137 => accept second-known
ip src=203.0.113.9 / icmp => accept second-known
ip src=203.0.113.9 / udp sport=0 => drop legacy-sport
ip src=203.0.113.9 dst=198.51.100.7 ttl=3 / tcp dport=22 => accept second-known
ip src=203.0.113.9 dst=198.51.100.7 ttl=3 / tcp dport=23 => drop trusted-ttl
ip src=8.8.8.8 dst=198.51.100.7 ttl=3 / udp dport=53 => accept second-known
ip src=8.8.8.8 dst=198.51.100.7 / udp dport=1500 => accept second-known
ip src=203.0.113.200 dst=198.51.100.7 / udp dport=1500 => accept trusted-media
ip src=203.0.113.200 / tcp dport=138 => drop legacy-smb
ip src=203.0.113.200 / tcp dport=140 => drop policy second
ip src=203.0.113.200 / icmp => drop policy second
ip src=8.8.8.8 off=3 / udp => drop fragment
ip src=8.8.8.8 / tcp flags=0x03 => accept second-known
ip6 hop=1 / tcp => drop first-hops
ip6 dst=2001:db8::1 / udp => accept second-six
ip6 / udp => accept second-six
ip6 / sctp => accept second-six
ip / sctp => drop policy second
arp => accept second-arp
eth type=0x88cc / raw 46 => drop other
ip src=8.8.8.8 dst=198.51.100.7 dscp=46 / tcp flags=syn dport=30 => accept second-known
ip src=8.8.8.8 dst=198.51.100.7 / tcp flags=syn dport=30 / raw 1420 => drop trusted-long
ip src=8.8.8.8 dst=198.51.100.7 / tcp flags=syn dport=80 / raw 1420 => accept second-known
