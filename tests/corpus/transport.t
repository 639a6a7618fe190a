# Fields of the transport protocols, masks and flags.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		tcp flags & (fin | syn | rst | psh | ack | urg) == 0x0 drop comment "null"
		tcp flags & (syn | fin) == (syn | fin) drop comment "syn-fin"
		tcp flags syn / syn,ack,fin,rst drop comment "new"
		tcp flags rst drop comment "rst"
		tcp flags & (cwr | ecn) != 0 drop comment "ecn"
		tcp doff > 10 drop comment "long-header"
		tcp window 0 drop comment "window"
		tcp sequence 1000-2000 drop comment "sequence"
		tcp ackseq 77 drop comment "ack-77"
		tcp reserved 5 drop comment "reserved"
		tcp urgptr != 0 drop comment "urgent"
		tcp checksum 0xdead drop comment "tcp-checksum"
		udp length < 8 drop comment "udp-length"
		udp checksum 0 drop comment "udp-checksum"
		th sport 7000-7100 drop comment "any-sport"
		sctp dport 3868 drop comment "diameter"
		sctp vtag 0 drop comment "sctp-init"
		dccp dport 33 drop comment "dccp"
		udplite dport 5 drop comment "udplite"
		meta l4proto { gre, esp, ah } drop comment "tunnels"
		meta l4proto & 0xf0 == 0x20 drop comment "32-47"
		tcp dport & 1 == 1 drop comment "odd"
	}
}
packets:
ip / tcp flags=0 => drop null
ip / tcp flags=E => drop null
ip / tcp flags=SF => drop syn-fin
ip / tcp flags=SFA => drop syn-fin
ip / tcp flags=S => drop new
ip / tcp flags=SE => drop new
ip / tcp flags=SP => drop new
ip / tcp flags=SA dport=80 => accept policy
ip / tcp flags=SA dport=81 => drop odd
ip / tcp flags=R => drop rst
ip / tcp flags=RA => drop rst
ip / tcp flags=AE => drop ecn
ip / tcp flags=AC => drop ecn
ip / tcp flags=A doff=10 dport=80 => accept policy
ip / tcp flags=A doff=11 dport=80 => drop long-header
ip / tcp flags=A win=0 => drop window
ip / tcp flags=A seq=1000 => drop sequence
ip / tcp flags=A seq=2000 => drop sequence
ip / tcp flags=A seq=2001 dport=80 => accept policy
ip / tcp flags=A seq=999 dport=80 => accept policy
ip / tcp flags=A ack=77 => drop ack-77
ip / tcp flags=A res=5 => drop reserved
ip / tcp flags=A urg=1 => drop urgent
ip / tcp flags=A sum=0xdead => drop tcp-checksum
ip6 / tcp flags=A sum=0xdead => drop tcp-checksum
ip / udp len=7 => drop udp-length
ip / udp len=8 sum=1 => accept policy
ip / udp sum=0 => drop udp-checksum
ip6 / udp sum=0 => drop udp-checksum
ip / udp sport=7000 sum=1 => drop any-sport
ip / udp sport=7100 sum=1 => drop any-sport
ip / udp sport=7101 sum=1 => accept policy
ip / tcp flags=A sport=7050 dport=80 => drop any-sport
ip / sctp sport=7050 dport=1 => drop any-sport
ip / sctp dport=3868 => drop diameter
ip / sctp dport=3869 vtag=0 => drop sctp-init
ip / sctp dport=3869 vtag=1 => accept policy
ip / dccp dport=33 => drop dccp
ip / dccp dport=34 type=0 => drop 32-47
ip / dccp dport=34 type=1 => drop 32-47
ip / udplite dport=5 => drop udplite
ip / udplite dport=6 => accept policy
ip / icmp => accept policy
ip / gre => drop tunnels
ip / esp => drop tunnels
ip proto=51 / raw 24 => drop tunnels
ip proto=32 => drop 32-47
ip proto=47 => drop tunnels
ip proto=48 => accept policy
ip proto=31 => accept policy
ip6 nh=33 / raw 16 => drop 32-47
ip6 nh=46 => drop 32-47
ip6 / tcp flags=A dport=3 => drop odd
ip6 / tcp flags=A dport=4 => accept policy
