# One thing written in many ways: operators as words, numbers in hexadecimal,
# names and numbers, meta with and without the word, variables, and long lines.
rules:
define port_a = 1001
define ports = { 1002, 1003-1004, $port_a }
define net = 10.1.0.0/16
define dev = "eth0"
table netdev t {
	chain c {
		type filter hook ingress device $dev priority 0; policy accept;
		tcp dport eq 1 drop comment "eq"
		tcp dport 2-9 tcp dport ne 5 tcp dport lt 8 tcp dport gt 2 drop comment "ne-lt-gt"
		tcp dport 20-29 tcp dport le 22 drop comment "le"
		tcp dport 30-39 tcp dport ge 38 drop comment "ge"
		tcp dport 0x50 drop comment "hexadecimal"
		tcp dport "https" drop comment "quoted"
		tcp dport $ports drop comment "variable-set"
		ip saddr $net udp dport $port_a drop comment "variables"
		ip protocol "vrrp" drop comment "protocol-name"
		meta l4proto 132 drop comment "protocol-number"
		ip6 saddr 2001:0db8:0000:0000:0000:0000:0000:00ff drop comment "long-address"
		udp dport { 7, \
			9 } drop comment "two-lines"
		udp dport {
			11,
			13,
		} drop comment "comma-at-the-end"
		tcp flags & (syn|ack)==syn tcp dport 70 drop comment "no-blanks"
		pkttype host iiftype 1 udp dport 15 drop comment "bare-meta"
		ether type 0x806 arp operation 0x2 drop comment "numbers"
	}
}
packets:
ip / tcp dport=1 => drop eq
ip / tcp dport=2 => accept policy
ip / tcp dport=3 => drop ne-lt-gt
ip / tcp dport=5 => accept policy
ip / tcp dport=7 => drop ne-lt-gt
ip / tcp dport=8 => accept policy
ip / tcp dport=19 => accept policy
ip / tcp dport=20 => drop le
ip / tcp dport=22 => drop le
ip / tcp dport=23 => accept policy
ip / tcp dport=37 => accept policy
ip / tcp dport=38 => drop ge
ip / tcp dport=39 => drop ge
ip / tcp dport=40 => accept policy
ip / tcp dport=80 => drop hexadecimal
ip / tcp dport=443 => drop quoted
ip / tcp dport=1001 => drop variable-set
ip / tcp dport=1002 => drop variable-set
ip6 / tcp dport=1004 => drop variable-set
ip / tcp dport=1005 => accept policy
ip src=10.1.2.3 / udp dport=1001 => drop variables
ip src=10.2.2.3 / udp dport=1001 => accept policy
ip proto=112 => drop protocol-name
ip6 nh=112 => accept policy
ip6 / sctp => drop protocol-number
ip6 src=2001:db8::ff => drop long-address
ip / udp dport=7 => drop two-lines
ip6 / udp dport=9 => drop two-lines
ip / udp dport=8 => accept policy
ip / udp dport=11 => drop comma-at-the-end
ip / udp dport=13 => drop comma-at-the-end
ip / udp dport=12 => accept policy
ip / tcp dport=70 => drop no-blanks
ip / tcp dport=70 flags=SA => accept policy
ip / udp dport=15 => drop bare-meta
eth dst=02:00:00:00:00:09 / ip / udp dport=15 => accept policy
arp op=2 => drop numbers
arp => accept policy
