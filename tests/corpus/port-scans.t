# What a scanner sends: null, FIN, Xmas, Maimon and ACK scans, SYN with data or
# with strange options, port 0, land and smurf packets, idle-scan probes.
rules:
table netdev scan {
	chain tcp-scan {
		tcp flags == 0x0 drop comment "null"
		tcp flags == fin drop comment "fin"
		tcp flags == fin | psh | urg drop comment "xmas"
		tcp flags == 0xff drop comment "all-flags"
		tcp flags == fin | ack tcp window 1024 drop comment "maimon"
		tcp flags == ack tcp ackseq 0 drop comment "ack-scan"
		tcp flags == syn tcp window { 1024, 2048, 3072, 4096 } tcp doff 6 drop comment "syn-scan"
		tcp flags == syn ip length > 60 tcp doff 5 drop comment "syn-data"
		tcp flags & (syn | rst) == syn | rst drop comment "syn-rst"
		tcp flags & urg == 0 tcp urgptr != 0 drop comment "urgent"
		tcp flags syn tcp ackseq != 0 tcp flags ! ack drop comment "syn-ackseq"
		tcp sport 0 drop comment "from-0"
		tcp dport 0 drop comment "to-0"
		tcp reserved != 0 drop comment "reserved"
	}
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		meta l4proto tcp goto tcp-scan
		ip saddr 10.0.0.2 ip daddr 10.0.0.2 drop comment "land"
		ip daddr & 0.0.0.255 == 0.0.0.255 icmp type echo-request drop comment "smurf"
		udp length 8 udp dport != { 53, 123, 161 } drop comment "empty-udp"
		icmp type { timestamp-request, address-mask-request, info-request } drop comment "icmp-scan"
		ip protocol 130-252 meta length 20 drop comment "protocol-scan"
		sctp vtag 0 sctp dport 1-1023 drop comment "init-scan"
		ip id 0xdead ip ttl > 128 drop comment "idle"
	}
}
packets:
ip / tcp flags=S => accept policy
ip / tcp flags=0 => drop null
ip / tcp flags=F => drop fin
ip / tcp flags=FPU => drop xmas
ip / tcp flags=FSRPAUEC => drop all-flags
ip / tcp flags=FA win=1024 => drop maimon
ip / tcp flags=FA => accept policy
ip / tcp flags=A => drop ack-scan
ip / tcp flags=A ack=1 => accept policy
ip / tcp flags=S win=1024 opts=020405b4 => drop syn-scan
ip / tcp flags=S win=1024 => accept policy
ip / tcp flags=S win=5000 opts=020405b4 => accept policy
ip / tcp flags=S / raw 20 => accept policy
ip / tcp flags=S / raw 21 => drop syn-data
ip6 / tcp flags=S / raw 21 => accept policy
ip / tcp flags=S opts=020405b40402080a0000000000000000 / raw 21 => accept policy
ip / tcp flags=SR => drop syn-rst
ip / tcp flags=S urg=5 => drop urgent
ip / tcp flags=SU urg=5 => accept policy
ip / tcp flags=S ack=7 => drop syn-ackseq
ip / tcp flags=SA ack=7 => accept policy
ip / tcp sport=0 => drop from-0
ip / tcp dport=0 => drop to-0
ip / tcp res=4 => drop reserved
# goto: what TCP leaves is not asked further
ip src=10.0.0.2 / tcp => accept policy
ip src=10.0.0.2 / udp / raw 1 => drop land
ip dst=10.0.0.255 / icmp => drop smurf
ip dst=10.0.0.255 / icmp type=0 => accept policy
ip / udp dport=33434 => drop empty-udp
ip / udp dport=161 => accept policy
ip / udp dport=33434 / raw 1 => accept policy
ip6 / udp dport=33434 => drop empty-udp
ip / icmp type=13 => drop icmp-scan
ip / icmp type=17 => drop icmp-scan
ip / icmp type=15 => drop icmp-scan
ip proto=130 => drop protocol-scan
ip proto=252 => drop protocol-scan
ip proto=252 / raw 1 => accept policy
ip / sctp vtag=0 => drop init-scan
ip / sctp vtag=0 dport=1024 => accept policy
ip id=0xdead ttl=129 / igmp => drop idle
ip id=0xdead ttl=128 / igmp => accept policy
# tiny fragments and cut segments slip past single rules, not past all
ip mf proto=6 / hex 0400001600000000 => accept policy
ip mf proto=6 / hex 0400000000000000 => drop to-0
ip off=1 proto=6 / raw 12 => accept policy
ip len=33 / tcp flags=0 / cut 47 => accept policy
ip len=34 / tcp flags=0 / cut 48 => drop null
