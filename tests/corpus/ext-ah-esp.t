# What ends the walk for a transport protocol and is one: AH, ESP, no next header,
# mobility, HIP, Shim6, and protocols that nobody knows. Behind AH extension
# headers are still found.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		tcp dport 22 drop comment "ssh"
		dst hdrlength 1 drop comment "long-dst"
		meta l4proto ah ip6 nexthdr ah exthdr rt exists drop comment "ah-rt"
		meta l4proto ah drop comment "ah"
		meta l4proto esp ip6 hoplimit 255 drop comment "near-esp"
		meta l4proto esp accept comment "esp"
		meta l4proto { 59, 139, 140 } drop comment "ends"
		meta l4proto > 250 drop comment "experiments"
		meta l4proto != { tcp, udp, ipv6-icmp } drop comment "strange"
		meta l4proto vmap { udp : accept, tcp : continue } comment "known"
		tcp sport 1024 accept comment "tcp"
	}
}
packets:
ip6 / tcp dport=22 => drop ssh
ip6 / tcp => accept tcp
ip6 / udp => accept known
ip6 / ah / tcp dport=22 => drop ah
ip6 / ah icv=00 / tcp dport=22 => drop ah
ip6 / ah icv=000000000000000000000000000000000000000000000000 / rt / tcp => drop ah-rt
ip6 / rt / ah / tcp => drop ah
ip6 / ah / dst / rt / tcp dport=22 => drop ah-rt
ip6 / ah / dst opts=00000000000000 / tcp dport=22 => drop long-dst
ip6 / dst / ah / dst opts=00000000000000 / tcp => drop ah
ip6 / ah / frag off=1 / dst opts=00000000000000 / tcp => drop ah
ip6 / ah len=255 / dst opts=00000000000000 => drop ah
ip6 / ah len=2 nh=60 / hex 3b010000000000000000000000000000 => drop ah
ip6 / ah len=1 nh=60 icv=00 / raw 16 => drop ah
# an AH of its least length: 8 bytes
ip6 nh=51 / hex 3c00000000000000 / hex 3b010000000000000000000000000000 => drop long-dst
ip6 nh=51 / hex 3c00000000000000 / hex 3b000000000000000000000000000000 => drop ah
ip6 / esp => accept esp
ip6 hop=255 / esp / raw 20 => drop near-esp
ip6 / dst / esp / raw 20 => accept esp
ip6 / dst opts=00000000000000 / esp => drop long-dst
ip6 / esp / dst opts=00000000000000 / tcp => accept esp
ip6 nh=59 => drop ends
ip6 nh=59 / raw 100 => drop ends
ip6 / dst nh=59 / raw 30 => drop ends
ip6 nh=139 / raw 40 => drop ends
ip6 nh=140 / raw 8 => drop ends
ip6 / mh => drop strange
ip6 / hbh / mh / tcp dport=22 => drop strange
ip6 nh=250 / raw 4 => drop strange
ip6 nh=251 => drop experiments
ip6 nh=255 / raw 4 => drop experiments
ip6 / icmp6 => accept policy
ip6 nh=4 / ip / tcp dport=22 => drop strange
ip6 / ip6 / tcp dport=22 => drop strange
ip6 / gre => drop strange
# IPv4 has the same protocols, and no walk
ip proto=51 / ah / tcp dport=22 => drop ah
ip / ah / dst opts=00000000000000 => drop ah
ip / esp => accept esp
ip proto=60 / dst opts=00000000000000 / tcp dport=22 => drop strange
ip proto=0 / hbh / tcp dport=22 => drop strange
ip proto=59 => drop ends
ip proto=255 => drop experiments
