# Ports under every operator, by number and by service name; tcp's, udp's, and
# th's, which any protocol with a transport header has.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		tcp dport ssh drop comment "ssh"
		tcp dport == 8080 drop comment "equal"
		tcp dport { http, https, 8000-8009 } accept comment "web"
		tcp dport & 0xff00 == 0x1700 drop comment "5888-6143"
		udp dport >= 60000 drop comment "high-udp"
		udp dport < domain drop comment "below-domain"
		udp dport != { domain, ntp, 1000-1999 } udp sport 53 drop comment "odd-answer"
		udp sport > 1023 udp sport <= 1030 drop comment "1024-1030"
		tcp sport . tcp dport { 20 . 1024-65535, 179 . 179 } drop comment "pairs"
		th dport 7 drop comment "echo"
		th sport . th dport { 9 . 9 } drop comment "discard"
		th dport vmap { 13 : drop, 19 : drop, 17 : accept } comment "small-services"
		meta l4proto { tcp, udp } th sport 31337 drop comment "elite"
	}
}
packets:
ip / tcp dport=22 => drop ssh
ip / tcp dport=8080 => drop equal
ip / tcp dport=80 => accept web
ip / tcp dport=443 => accept web
ip / tcp dport=8000 => accept web
ip / tcp dport=8009 sport=31337 => accept web
ip / tcp dport=8010 sport=31337 => drop elite
ip / tcp dport=0x16ff => accept policy
ip / tcp dport=0x1700 => drop 5888-6143
ip / tcp dport=0x17ff => drop 5888-6143
ip / tcp dport=0x1800 => accept policy
ip / tcp dport=23 => accept policy
ip / udp dport=59999 sport=9999 => accept policy
ip / udp dport=60000 => drop high-udp
ip / udp dport=65535 => drop high-udp
ip / udp dport=52 => drop below-domain
ip / udp dport=0 => drop below-domain
ip / udp dport=53 sport=53 => accept policy
ip / udp dport=123 sport=53 => accept policy
ip / udp dport=124 sport=53 => drop odd-answer
ip / udp dport=999 sport=53 => drop odd-answer
ip / udp dport=1000 sport=53 => accept policy
ip / udp dport=1999 sport=53 => accept policy
ip / udp dport=2000 sport=53 => drop odd-answer
ip / udp dport=53 sport=1023 => accept policy
ip / udp dport=53 sport=1024 => drop 1024-1030
ip / udp dport=53 sport=1030 => drop 1024-1030
ip / udp dport=53 sport=1031 => accept policy
ip / tcp sport=20 dport=1024 => drop pairs
ip / tcp sport=20 dport=65535 => drop pairs
ip / tcp sport=20 dport=1023 => accept policy
ip / tcp sport=179 dport=179 => drop pairs
ip / tcp sport=179 dport=1024 => accept policy
ip / udp sport=20 dport=1024 => accept policy
# th: whatever the protocol is
ip / tcp dport=7 => drop echo
ip6 / sctp dport=7 => drop echo
ip / dccp dport=7 => drop echo
ip6 / udplite dport=7 => drop echo
ip proto=99 / hex 00090007 => drop echo
ip proto=99 / hex 00070009 => accept policy
ip / udplite sport=9 dport=9 => drop discard
ip6 / tcp sport=9 dport=9 => drop discard
ip / tcp dport=13 => drop small-services
ip / dccp dport=19 => drop small-services
ip / sctp dport=17 => accept small-services
ip / tcp sport=31337 dport=1 => drop elite
ip / udp sport=31337 dport=100 => drop elite
ip / sctp sport=31337 dport=1 => accept policy
# an ICMP message has no ports, but th reads its bytes all the same
ip / icmp type=0 code=0 sum=7 => drop echo
ip proto=99 / hex 000007 => accept policy
arp => accept policy
