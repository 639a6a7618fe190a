# Frames longer than Ethernet's 1,518 bytes, up to the longest IP packet: fields
# are where they are in short ones.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		tcp dport 22 drop comment "ssh"
		udp length > 9000 drop comment "long-udp"
		ip length > 9000 meta l4proto tcp drop comment "long-tcp"
		ip6 length 8000-9000 ip6 nexthdr tcp drop comment "long-tcp6"
		icmp type echo-request meta length > 1028 drop comment "fat-ping"
		meta protocol 0x88b5 meta length >= 9000 drop comment "jumbo-other"
		ip6 length 0 drop comment "jumbogram"
	}
}
packets:
ip / tcp dport=22 / raw 1460 => drop ssh
ip / tcp dport=22 / raw 1461 => drop ssh
ip / tcp dport=22 / raw 8960 => drop ssh
ip / tcp dport=22 / raw 65495 => drop ssh
ip6 / tcp dport=22 / raw 8940 => drop ssh
ip6 / hbh / dst / rt / tcp dport=22 / raw 8916 => drop ssh
ip6 / dst len=255 / raw 2040 / tcp dport=22 => accept policy [agilio-cx: punt]
ip6 nh=60 / hex 06ff / raw 2046 / tcp dport=22 => drop ssh [agilio-cx: punt]
ip6 nh=60 / hex 3cff / raw 2046 / hex 06ff / raw 2046 / tcp dport=22 => drop ssh [agilio-cx: punt]
ip6 nh=60 / hex 3cff / raw 2046 / hex 06ff / raw 2046 / tcp dport=23 => accept policy [agilio-cx: punt]
ip / udp / raw 8992 => accept policy
ip / udp / raw 8993 => drop long-udp
ip / udp / raw 65507 => drop long-udp
ip / tcp dport=80 / raw 8960 => accept policy
ip / tcp dport=80 / raw 8961 => drop long-tcp
ip6 / tcp dport=80 / raw 7979 => accept policy
ip6 / tcp dport=80 / raw 7980 => drop long-tcp6
ip6 / tcp dport=80 / raw 8980 => drop long-tcp6
ip6 / tcp dport=80 / raw 8981 => accept policy
ip / icmp / raw 1000 => accept policy
ip / icmp / raw 1001 => drop fat-ping
ip / icmp / raw 60000 => drop fat-ping
ip / icmp type=0 / raw 60000 => accept policy
eth type=0x88b5 / raw 8999 => accept policy
eth type=0x88b5 / raw 9000 => drop jumbo-other
ip6 len=0 / tcp dport=22 / raw 3000 => drop jumbogram
eth / vlan / ip / tcp dport=22 / raw 8960 => drop ssh
eth / vlan / vlan / ip / tcp dport=22 / raw 8960 => accept policy
# the header at the frame's start says less or more than is there
ip len=40 / tcp dport=22 / raw 5000 => drop ssh
ip len=6000 / tcp dport=22 / raw 5000 => accept policy
ip len=65535 / tcp dport=22 / raw 65495 => drop ssh
# fragments of long packets
ip mf / udp / raw 8000 => accept policy
ip off=1000 mf / udp / raw 8000 => accept policy
ip6 / frag more / udp len=20000 / raw 8000 => drop long-udp
