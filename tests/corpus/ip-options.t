# IPv4 options of every length move the transport header, whatever they are: the
# header length says where it starts.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy drop;
		tcp dport 22 accept comment "ssh"
		udp sport 68 udp dport 67 accept comment "dhcp"
		icmp type echo-request icmp id 5 accept comment "ping-5"
		ip hdrlength 15 th dport 9999 accept comment "full-9999"
		ip hdrlength > 5 meta l4proto igmp accept comment "router-alert"
		sctp vtag 0x01020304 accept comment "vtag"
	}
}
packets:
ip / tcp dport=22 => accept ssh
ip opts=01 / tcp dport=22 => accept ssh
ip opts=01010101 / tcp dport=22 => accept ssh
ip opts=94040000 / tcp dport=22 => accept ssh
ip opts=0101010101 / tcp dport=22 => accept ssh
ip opts=070b04000000000000000000 / tcp dport=22 => accept ssh
ip opts=44100500000000000000000000000000 / tcp dport=22 => accept ssh
ip opts=0101010101010101010101010101010101010101 / tcp dport=22 => accept ssh
ip opts=01010101010101010101010101010101010101010101010101010101010101010101010101010101 / tcp dport=22 => accept ssh
ip opts=01010101010101010101010101010101010101010101010101010101010101010101010101010101 / tcp dport=23 => drop policy
# options that look like the ports of a rule
ip opts=04000016 / tcp dport=23 => drop policy
ip opts=04000016 / tcp dport=22 => accept ssh
ip opts=0400001600000000 / tcp sport=22 dport=80 => drop policy
# ... that end the list early, or claim more than there is
ip opts=0000000000000000 / tcp dport=22 => accept ssh
ip opts=00ffffff / tcp dport=22 => accept ssh
ip opts=07ff0400 / tcp dport=22 => accept ssh
ip opts=83000000 / tcp dport=22 => accept ssh
ip opts=01010101 / udp sport=68 dport=67 => accept dhcp
ip opts=01010101 / udp sport=67 dport=68 => drop policy
ip opts=94040000 / icmp id=5 => accept ping-5
ip opts=94040000 / icmp id=6 => drop policy
ip opts=9404000001010101 / icmp type=0 id=5 => drop policy
ip opts=94040000 / igmp => accept router-alert
ip / igmp => drop policy
ip opts=01010101010101010101010101010101010101010101010101010101010101010101010101010101 / udp dport=9999 => accept full-9999
ip opts=010101010101010101010101010101010101010101010101010101010101010101010101 / udp dport=9999 => drop policy
ip opts=01010101010101010101010101010101010101010101010101010101010101010101010101010101 / sctp vtag=0x01020304 => accept vtag
# a header length that points into the payload
ip proto=6 ihl=6 / hex 00000000 / tcp dport=22 => accept ssh
ip proto=6 ihl=6 / hex 0000000004000016 / raw 16 => accept ssh
ip proto=6 ihl=6 / hex 04000016 / raw 20 => drop policy
ip ihl=5 opts=04000016 / tcp dport=80 => accept ssh
ip ihl=7 opts=01010101 / tcp seq=0 dport=22 => drop policy
ip ihl=7 opts=01010101 / tcp seq=22 dport=80 => accept ssh
ip ihl=6 opts=0101010101010101 / tcp dport=22 => drop policy
# ... and behind the packet's end
ip proto=17 ihl=7 / udp sport=68 dport=67 => drop policy
ip proto=17 ihl=8 / udp sport=68 dport=67 => drop policy
ip proto=17 ihl=15 / udp sport=68 dport=67 => drop policy
eth / vlan / ip opts=01010101 / tcp dport=22 => accept ssh
ip opts=01010101 mf / tcp dport=22 => accept ssh
ip opts=01010101 / tcp dport=22 / cut 42 => drop policy
