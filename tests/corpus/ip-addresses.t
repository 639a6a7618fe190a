# IPv4 addresses under every operator, and a rule with two of them: both must
# match, and the first rule that does decides.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ip saddr 10.1.0.1 ip daddr 10.2.0.2 drop comment "both"
		ip saddr == 10.1.0.2 drop comment "equal"
		ip saddr 10.1.0.16-10.1.0.31 drop comment "range"
		ip saddr 10.1.0.0/25 accept comment "prefix"
		ip saddr > 223.255.255.255 drop comment "above"
		ip saddr <= 0.255.255.255 drop comment "zero-net"
		ip daddr != 10.0.0.0-10.255.255.255 ip saddr 172.16.0.0/12 drop comment "private-out"
		ip daddr < 10.0.0.0 drop comment "below-ten"
		ip daddr >= 224.0.0.0 drop comment "multicast-up"
		ip daddr != 10.0.0.0/9 drop comment "upper-half"
		ip daddr 10.127.255.255 ip saddr != 10.0.0.1 drop comment "last-of-half"
	}
}
packets:
ip => accept policy
ip src=10.1.0.1 => accept prefix
ip src=10.1.0.1 dst=10.2.0.2 => drop both
ip src=10.2.0.2 dst=10.1.0.1 => accept policy
ip src=10.1.0.2 dst=10.2.0.2 => drop equal
ip src=2.0.1.10 => accept policy
ip src=10.1.0.15 => accept prefix
ip src=10.1.0.16 => drop range
ip src=10.1.0.31 => drop range
ip src=10.1.0.32 => accept prefix
ip src=10.1.0.0 => accept prefix
ip src=10.1.0.127 => accept prefix
ip src=10.1.0.128 dst=1.1.1.1 => drop below-ten
ip src=10.0.255.255 dst=1.1.1.1 => drop below-ten
ip src=223.255.255.255 => accept policy
ip src=224.0.0.0 => drop above
ip src=255.255.255.255 => drop above
ip src=0.0.0.0 => drop zero-net
ip src=0.255.255.255 => drop zero-net
ip src=1.0.0.0 => accept policy
ip src=127.0.0.1 => accept policy
ip src=172.16.0.0 dst=9.255.255.255 => drop private-out
ip src=172.31.255.255 dst=11.0.0.0 => drop private-out
ip src=172.32.0.0 dst=9.255.255.255 => drop below-ten
ip src=172.31.255.255 dst=10.0.0.0 => accept policy
ip src=172.31.255.255 dst=10.128.0.0 => drop upper-half
ip dst=0.0.0.0 => drop below-ten
ip dst=9.255.255.255 => drop below-ten
ip dst=10.0.0.0 => accept policy
ip dst=10.127.255.255 => accept policy
ip src=10.0.0.3 dst=10.127.255.255 => drop last-of-half
ip dst=10.128.0.0 => drop upper-half
ip dst=223.255.255.255 => drop upper-half
ip dst=224.0.0.0 => drop multicast-up
ip dst=255.255.255.255 => drop multicast-up
# another protocol whose bytes look alike
ip6 => accept policy
arp spa=10.1.0.2 => accept policy
eth type=0x0801 / ip src=10.1.0.2 => accept policy
eth / vlan / ip src=10.1.0.2 => drop equal
