# tcp flags with a mask, as & and as VALUE / MASK, compared, looked up, and in
# maps.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		tcp dport 1 tcp flags & syn == syn drop comment "has-syn"
		tcp dport 2 tcp flags & (syn | ack) == ack drop comment "ack-without-syn"
		tcp dport 3 tcp flags syn / syn,ack,rst,fin drop comment "new"
		tcp dport 4 tcp flags != syn / syn,ack,rst,fin drop comment "not-new"
		tcp dport 5 tcp flags & (fin | syn | rst | ack) != syn drop comment "not-new-either"
		tcp dport 6 tcp flags & (fin | psh | urg) == fin | psh | urg drop comment "xmas"
		tcp dport 7 tcp flags & 0xc0 != 0 drop comment "reserved-bits"
		tcp dport 8 tcp flags & (syn | fin) { 0x0, syn | fin } drop comment "both-or-none"
		tcp dport 9 tcp flags & (syn | ack) vmap { syn : drop, ack : accept, syn | ack : drop } comment "handshake"
		tcp dport 10 tcp flags vmap { syn : drop, fin | ack : drop, rst : accept } comment "exact"
		tcp dport 11 tcp flags & 0xf0 >= 0x20 drop comment "upper-half"
		tcp dport 12 tcp flags syn,ack / syn,ack drop comment "syn-ack"
		tcp dport 13 tcp flags & (rst | ack) != { rst, ack } drop comment "not-one"
		tcp dport . tcp flags { 14 . syn, 14 . 0x18 } drop comment "concatenated"
	}
}
packets:
ip / tcp dport=1 flags=S => drop has-syn
ip / tcp dport=1 flags=SAF => drop has-syn
ip / tcp dport=1 flags=AF => accept policy
ip / tcp dport=2 flags=A => drop ack-without-syn
ip / tcp dport=2 flags=PA => drop ack-without-syn
ip / tcp dport=2 flags=SA => accept policy
ip / tcp dport=2 flags=P => accept policy
ip / tcp dport=3 flags=S => drop new
ip / tcp dport=3 flags=SEC => drop new
ip / tcp dport=3 flags=SU => drop new
ip / tcp dport=3 flags=SF => accept policy
ip / tcp dport=3 flags=SA => accept policy
ip / tcp dport=3 flags=0 => accept policy
ip / tcp dport=4 flags=S => accept policy
ip / tcp dport=4 flags=SP => accept policy
ip / tcp dport=4 flags=SR => drop not-new
ip / tcp dport=4 flags=0 => drop not-new
ip / tcp dport=5 flags=S => accept policy
ip / tcp dport=5 flags=SEC => accept policy
ip / tcp dport=5 flags=SF => drop not-new-either
ip / tcp dport=5 flags=EC => drop not-new-either
ip / tcp dport=6 flags=FPU => drop xmas
ip / tcp dport=6 flags=FSRPAU => drop xmas
ip / tcp dport=6 flags=FP => accept policy
ip / tcp dport=7 flags=E => drop reserved-bits
ip / tcp dport=7 flags=SC => drop reserved-bits
ip / tcp dport=7 flags=FSRPAU => accept policy
ip / tcp dport=8 flags=A => drop both-or-none
ip / tcp dport=8 flags=SF => drop both-or-none
ip / tcp dport=8 flags=SFR => drop both-or-none
ip / tcp dport=8 flags=S => accept policy
ip / tcp dport=8 flags=FA => accept policy
ip / tcp dport=9 flags=S => drop handshake
ip / tcp dport=9 flags=SA => drop handshake
ip / tcp dport=9 flags=PA => accept handshake
ip / tcp dport=9 flags=R => accept policy
ip / tcp dport=10 flags=S => drop exact
ip / tcp dport=10 flags=FA => drop exact
ip / tcp dport=10 flags=R => accept exact
ip / tcp dport=10 flags=SP => accept policy
ip / tcp dport=10 flags=F => accept policy
ip / tcp dport=11 flags=U => drop upper-half
ip / tcp dport=11 flags=C => drop upper-half
ip / tcp dport=11 flags=FSRPA => accept policy
ip / tcp dport=12 flags=SA => drop syn-ack
ip / tcp dport=12 flags=SAP => drop syn-ack
ip / tcp dport=12 flags=S => accept policy
ip / tcp dport=13 flags=0 => drop not-one
ip / tcp dport=13 flags=RA => drop not-one
ip / tcp dport=13 flags=R => accept policy
ip / tcp dport=13 flags=PA => accept policy
ip / tcp dport=14 flags=S => drop concatenated
ip / tcp dport=14 flags=PA => drop concatenated
ip / tcp dport=14 flags=A => accept policy
ip6 / tcp dport=6 flags=FPU => drop xmas
ip len=33 / tcp dport=8 flags=A / cut 47 => accept policy
ip len=33 / tcp dport=13 flags=0 / cut 47 => accept policy
