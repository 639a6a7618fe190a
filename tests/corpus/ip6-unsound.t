# An IPv6 packet that is longer than its frame, or of another version, has no
# transport; its extension headers are still found.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		tcp dport 22 drop comment "ssh"
		tcp dport != 22 drop comment "other-tcp"
		meta l4proto tcp drop comment "no-ports"
		hbh hdrlength 0-255 drop comment "hbh"
		exthdr rt exists drop comment "rt"
		ip6 nexthdr tcp drop comment "unsound"
	}
}
packets:
ip6 / tcp dport=22 => drop ssh
ip6 / tcp dport=23 => drop other-tcp
# the version
ip6 version=0 / tcp dport=22 => drop unsound
ip6 version=4 / tcp dport=22 => drop unsound
ip6 version=5 / tcp dport=22 => drop unsound
ip6 version=7 / tcp dport=22 => drop unsound
ip6 version=14 / tcp dport=22 => drop unsound
ip6 version=4 / hbh / tcp dport=22 => drop hbh
ip6 version=7 / rt / tcp dport=22 => drop rt
ip6 version=7 / dst / tcp dport=22 => accept policy
# a length that is longer than the frame
ip6 len=21 / tcp dport=22 => drop unsound
ip6 len=21 / tcp dport=22 / pad 75 => drop ssh
ip6 len=1280 / tcp dport=22 => drop unsound
ip6 len=65535 / tcp dport=22 => drop unsound
ip6 len=65535 / tcp dport=22 / raw 1400 => drop unsound
ip6 len=29 / hbh / tcp dport=22 => drop hbh
ip6 len=29 / dst / rt / tcp dport=22 => drop ssh
ip6 len=37 / dst / rt / tcp dport=22 => drop rt
ip6 len=36 / dst / rt / tcp dport=22 => drop ssh
# ... or shorter than the transport header
ip6 len=20 / tcp dport=22 => drop ssh
ip6 len=4 / tcp dport=22 => drop ssh
ip6 len=3 / tcp dport=22 / cut 57 => drop no-ports
ip6 len=2 / tcp dport=22 / cut 56 => drop no-ports
ip6 len=0 / tcp dport=22 / cut 54 => drop no-ports
# a jumbogram: length 0, and an option that nobody here reads
ip6 len=0 / hbh opts=c20400010000 / tcp dport=22 => drop no-ports
ip6 len=0 nh=6 => drop no-ports
ip6 nh=6 / pad 60 => drop no-ports
# the packet's end within the headers
ip6 len=8 / hbh / tcp dport=22 / cut 62 => drop no-ports
ip6 len=12 / hbh / tcp dport=22 / cut 66 => drop ssh
ip6 len=7 / hbh / tcp dport=22 / cut 61 => drop hbh
# tagged
eth / vlan / ip6 len=21 / tcp dport=22 => drop unsound
eth / vlan / ip6 version=5 / tcp dport=22 => drop unsound
eth / vlan / ip6 / tcp dport=22 / pad 100 => drop ssh
eth type=0x0800 / ip6 / tcp dport=22 => accept policy
