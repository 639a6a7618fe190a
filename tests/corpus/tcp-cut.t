# A TCP header that ends behind each of its fields, as the IP packet does: in
# IPv4, in IPv6, behind an extension header, and with padding in the frame.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		tcp urgptr != 9 drop comment "urgptr"
		tcp checksum 0-65535 drop comment "checksum"
		tcp window != 9 drop comment "window"
		tcp flags != 0x80 drop comment "flags"
		tcp doff != 9 drop comment "doff"
		tcp ackseq != 9 drop comment "ackseq"
		tcp sequence != 9 drop comment "sequence"
		tcp dport != 9 drop comment "dport"
		tcp sport != 9 drop comment "sport"
		meta l4proto tcp drop comment "nothing"
	}
}
packets:
ip / tcp => drop urgptr
ip len=40 / tcp / cut 54 => drop urgptr
ip len=39 / tcp / cut 53 => drop checksum
ip len=38 / tcp / cut 52 => drop checksum
ip len=37 / tcp / cut 51 => drop window
ip len=36 / tcp / cut 50 => drop window
ip len=35 / tcp / cut 49 => drop flags
ip len=34 / tcp / cut 48 => drop flags
ip len=33 / tcp / cut 47 => drop doff
ip len=32 / tcp / cut 46 => drop ackseq
ip len=31 / tcp / cut 45 => drop sequence
ip len=28 / tcp / cut 42 => drop sequence
ip len=27 / tcp / cut 41 => drop dport
ip len=24 / tcp / cut 38 => drop dport
ip len=23 / tcp / cut 37 => drop sport
ip len=22 / tcp / cut 36 => drop sport
ip len=21 / tcp / cut 35 => drop nothing
ip len=20 / tcp / cut 34 => drop nothing
# the frame is cut, the packet is not: then it is unsound
ip / tcp / cut 53 => accept policy
ip / tcp / cut 34 => accept policy
# with options: the header's own length is nothing to us
ip len=44 opts=01010101 / tcp / cut 58 => drop urgptr
ip len=43 opts=01010101 / tcp / cut 57 => drop checksum
ip len=38 opts=01010101 / tcp / cut 52 => drop flags
ip len=24 opts=01010101 / tcp / cut 38 => drop nothing
ip6 / tcp => drop urgptr
ip6 len=19 / tcp / cut 73 => drop checksum
ip6 len=17 / tcp / cut 71 => drop window
ip6 len=15 / tcp / cut 69 => drop flags
ip6 len=13 / tcp / cut 67 => drop doff
ip6 len=12 / tcp / cut 66 => drop ackseq
ip6 len=11 / tcp / cut 65 => drop sequence
ip6 len=7 / tcp / cut 61 => drop dport
ip6 len=3 / tcp / cut 57 => drop sport
ip6 len=1 / tcp / cut 55 => drop nothing
ip6 len=0 / tcp / cut 54 => drop nothing
ip6 len=20 / dst / tcp / cut 74 => drop ackseq
ip6 len=12 / dst / tcp / cut 66 => drop dport
ip6 len=8 / dst / tcp / cut 62 => drop nothing
# nothing is read from the padding; nft, which does, drops these in another rule
ip len=30 / tcp / pad 60 => drop sequence
ip len=20 / tcp / pad 60 => drop nothing
ip6 len=5 / tcp / pad 90 => drop dport
eth / vlan / ip len=33 / tcp / cut 51 => drop doff
eth / vlan / ip len=20 / tcp / cut 38 => drop nothing
