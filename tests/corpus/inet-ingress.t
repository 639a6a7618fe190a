# Chains of the inet family at ingress see IP packets only, and nft's only sound
# ones. What leaves by the device is no business of a frame that arrives.
rules:
table netdev n {
	chain out {
		type filter hook egress device "eth0" priority 0; policy drop;
	}
}
table inet t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy drop;
		tcp dport 22 drop comment "ssh"
		ip saddr 10.0.0.9 drop comment "nine"
		meta l4proto udp accept comment "udp"
		ip6 version 6 accept comment "six"
		ip version != 7 accept comment "four"
	}
}
packets:
ip / tcp dport=22 => drop ssh
ip / tcp dport=23 => accept four
ip src=10.0.0.9 / tcp => drop nine
ip6 / tcp dport=22 => drop ssh
ip6 / tcp dport=23 => accept six
ip / udp => accept udp
ip version=7 / udp => drop policy
arp => accept -
eth type=0x88b5 => accept -
vlan id=5 / ip / tcp dport=22 => drop ssh
vlan id=5 / vlan id=6 / ip / tcp dport=22 => accept -
ip sum=1 / udp => accept udp
ip / udp / raw 8 / pad 100 => accept udp
ip len=60 / udp => accept four ~inet-unsound
ip version=5 / udp => accept four ~inet-unsound
ip ihl=4 / udp => accept four ~inet-unsound
ip len=10 / udp => accept four ~inet-unsound
ip / cut 20 => accept four ~inet-unsound
ip src=10.0.0.9 len=100 / udp => drop nine
ip6 len=60 / udp => accept six ~inet-unsound
ip6 / cut 30 => accept six ~inet-unsound
ip6 / frag off=1 / dst / udp => accept six ~inet-unsound
ip6 nh=51 => accept six ~inet-unsound
ip6 / hbh len=9 => accept six
ip6 / ah / udp => accept six
