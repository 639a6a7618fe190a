# The fields of TCP under the operators, with options behind the header and
# values at the ends of their ranges.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		tcp sport 0 drop comment "port-0"
		tcp sport < 20 drop comment "low-source"
		tcp sport 65535 tcp dport 65535 drop comment "both-ends"
		tcp sequence 0xffffffff drop comment "last-sequence"
		tcp sequence > 0xfffffff0 drop comment "high-sequence"
		tcp sequence & 0xff00 == 0x4200 drop comment "sequence-byte"
		tcp ackseq { 1, 10-20, 0x80000000 } drop comment "ackseq"
		tcp doff < 5 drop comment "doff-short"
		tcp doff 6-7 drop comment "doff-6-7"
		tcp reserved != 0 drop comment "reserved"
		tcp window <= 15 drop comment "small-window"
		tcp window & 0x8000 == 0 tcp flags == syn drop comment "half-window"
		tcp checksum { 0, 0xffff } drop comment "checksum"
		tcp urgptr >= 1000 drop comment "urgent-far"
		tcp urgptr 1-9 tcp flags ! urg drop comment "urgent-unsaid"
		tcp doff vmap { 8 : drop, 9-11 : accept } comment "doff-map"
		tcp sport . tcp window { 5000-5009 . 1000-2000, 6000 . 7 } drop comment "pairs"
	}
}
packets:
ip / tcp => accept policy
ip / tcp sport=0 => drop port-0
ip / tcp sport=1 => drop low-source
ip / tcp sport=19 => drop low-source
ip / tcp sport=20 => accept policy
ip / tcp sport=65535 => accept policy
ip / tcp sport=65535 dport=65535 => drop both-ends
ip / tcp dport=0 => accept policy
ip / tcp seq=0xffffffff => drop last-sequence
ip / tcp seq=0xfffffffe => drop high-sequence
ip / tcp seq=0xfffffff0 => accept policy
ip / tcp seq=0xfffff1 => accept policy
ip / tcp seq=0x4200 => drop sequence-byte
ip / tcp seq=0x12344256 => drop sequence-byte
ip / tcp seq=0x420000 => accept policy
ip / tcp seq=0x42 => accept policy
ip / tcp flags=A ack=1 => drop ackseq
ip / tcp ack=1 => drop ackseq
ip / tcp flags=A ack=10 => drop ackseq
ip / tcp flags=A ack=20 => drop ackseq
ip / tcp flags=A ack=21 => accept policy
ip / tcp flags=A ack=0x80000000 => drop ackseq
ip / tcp flags=A ack=128 => accept policy
ip / tcp doff=4 => drop doff-short
ip / tcp doff=0 => drop doff-short
ip / tcp opts=020405b4 => drop doff-6-7
ip / tcp opts=020405b401010402 => drop doff-6-7
ip / tcp opts=020405b40402080a00000001 => drop doff-map
ip / tcp opts=020405b40402080a0000000100000000 => accept doff-map
ip / tcp opts=020405b40402080a000000010000000001030307 => accept doff-map
ip / tcp doff=12 => accept policy
ip / tcp doff=15 => accept policy
ip / tcp res=1 => drop reserved
ip / tcp res=8 => drop reserved
ip / tcp win=0 => drop small-window
ip / tcp win=15 => drop small-window
ip / tcp win=16 => drop half-window
ip / tcp win=16 flags=A => accept policy
ip / tcp win=32767 => drop half-window
ip / tcp win=32768 => accept policy
ip / tcp sum=0 => drop checksum
ip / tcp sum=0xffff => drop checksum
ip / tcp sum=0x00ff => accept policy
ip / tcp urg=1000 => drop urgent-far
ip / tcp urg=65535 flags=U => drop urgent-far
ip / tcp urg=999 => accept policy
ip / tcp urg=5 flags=SU => accept policy
ip / tcp urg=5 flags=A => drop urgent-unsaid
ip / tcp urg=10 flags=A => accept policy
ip / tcp sport=5000 win=1000 flags=A => drop pairs
ip / tcp sport=5009 win=2000 flags=A => drop pairs
ip / tcp sport=5009 win=2001 flags=A => accept policy
ip / tcp sport=5010 win=1500 flags=A => accept policy
ip / tcp sport=6000 win=1500 flags=A => accept policy
ip6 / hbh / tcp sport=5005 win=1005 flags=A => drop pairs
ip6 / tcp opts=020405b4 / raw 100 => drop doff-6-7
