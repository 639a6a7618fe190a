# First fragments that hold part of a header only: a field is there or it is not,
# and a negated match is no way around it.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		tcp flags & (syn | ack) == syn drop comment "syn"
		tcp window != 0 drop comment "window"
		tcp ackseq 0-4294967295 drop comment "ackseq"
		tcp sequence != 5 drop comment "sequence"
		tcp dport != 5 drop comment "dport"
		tcp sport != 5 drop comment "sport"
		udp checksum 0-65535 drop comment "udp-checksum"
		udp length 8-65535 drop comment "udp-length"
		udp dport 53 drop comment "dns"
		icmp code 0-255 drop comment "icmp-code"
		ip frag-off & 0x1fff != 0 drop comment "later"
		meta l4proto { tcp, udp, icmp } drop comment "headless"
	}
}
packets:
ip mf / tcp flags=A / raw 4 => drop window
ip mf / tcp => drop syn
# 8 bytes: ports and sequence number
ip mf proto=6 / hex 0400001600000001 => drop sequence
ip mf proto=6 / hex 0400001600000005 => drop dport
ip mf proto=6 / hex 0400000500000005 => drop sport
ip mf proto=6 / hex 0005000500000005 => drop headless
# 12, 13, 14 and 16 bytes: up to the flags, and behind them
ip mf proto=6 / hex 040000160000000100000000 => drop ackseq
ip mf proto=6 / hex 04000016000000010000000050 => drop ackseq
ip mf proto=6 / hex 0400001600000001000000005002 => drop syn
ip mf proto=6 / hex 0400001600000001000000005012 => drop ackseq
ip mf proto=6 / hex 0400001600000001000000005012ffff => drop window
ip mf proto=6 / hex 04000016000000010000000050120000 => drop ackseq
# odd lengths, as only an attacker sends
ip mf proto=6 / hex 0400001600 => drop dport
ip mf proto=6 / hex 040000 => drop sport
ip mf proto=6 / hex 04 => drop headless
ip mf proto=6 => drop headless
ip mf proto=6 / raw 0 / pad 60 => drop headless
# padding behind the fragment is no header of it
ip mf proto=6 / hex 0400 / pad 60 => drop sport
ip mf proto=17 / hex 04000035 => drop dns
ip mf proto=17 / hex 04000035 / pad 60 => drop dns
ip mf proto=17 / hex 04000036 => drop headless
ip mf proto=17 / hex 040000350008 => drop udp-length
ip mf proto=17 / hex 04000035 00080000 => drop udp-checksum
ip mf proto=17 / hex 0400 => drop headless
ip mf proto=1 / hex 0800 => drop icmp-code
ip mf proto=1 / hex 08 => drop headless
# later ones: the second fragment of the same segment
ip off=1 proto=6 / hex 0000000050020000 => drop later
ip off=1 proto=17 / raw 8 => drop later
ip mf off=1 proto=1 / raw 8 => drop later
ip off=3 proto=6 / raw 0 => drop later
ip off=8191 proto=17 / raw 1 => drop later
# an IPv6 stack sends none as small, an attacker does
ip6 / frag more nh=6 / hex 0400001600000001 => drop sequence
ip6 / frag more nh=6 / hex 0400001600000001000000005002 => drop syn
ip6 / frag more nh=6 / hex 0400 => drop sport
ip6 / frag more nh=6 => drop headless
ip6 / frag more nh=17 / hex 04000035 => drop dns
ip6 / frag more nh=1 / hex 0800 => drop headless
ip6 / frag off=1 nh=17 / raw 8 => drop headless
