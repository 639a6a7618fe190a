# A policy that drops: all that is not let in, of every kind of frame, except what
# no stage decides.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy drop;
		ip daddr 10.0.0.2 tcp dport 443 accept comment "https"
		ip6 daddr 2001:db8::2 tcp dport 443 accept comment "https6"
		arp operation { request, reply } accept comment "arp"
	}
}
packets:
ip / tcp dport=443 => accept https
ip6 / tcp dport=443 => accept https6
arp => accept arp
arp op=2 => accept arp
arp op=3 => drop policy
arp / cut 21 => drop policy
arp / cut 22 => accept arp
ip / tcp dport=80 => drop policy
ip / tcp sport=443 => drop policy
ip dst=10.0.0.3 / tcp dport=443 => drop policy
ip / udp dport=443 => drop policy
ip / sctp dport=443 => drop policy
ip / icmp => drop policy
ip6 / icmp6 => drop policy
ip mf / tcp dport=443 => accept https
ip off=1 / tcp dport=443 => drop policy ~frag-ports
ip len=23 / tcp dport=443 / cut 37 => drop policy
ip len=24 / tcp dport=443 / cut 38 => accept https
ip len=999 / tcp dport=443 => drop policy
ip version=6 / tcp dport=443 => drop policy
ip6 / hbh / tcp dport=443 => accept https6
ip6 / ah / tcp dport=443 => drop policy
ip6 / frag off=1 / tcp dport=443 => drop policy
ip6 len=21 / tcp dport=443 => drop policy
eth / vlan / ip / tcp dport=443 => accept https
eth type=0x88a8 / vlan / ip6 / tcp dport=443 => accept https6
eth / vlan / vlan / ip / tcp dport=443 => drop policy
eth type=0x9100 / vlan / ip / tcp dport=443 => drop policy
mpls / ip / tcp dport=443 => drop policy
eth type=0x8864 / raw 50 => drop policy
eth type=100 / raw 100 => drop policy
eth type=100 / hex ffff / raw 98 => drop policy
eth type=0x8808 / raw 46 => drop policy
eth dst=01:80:c2:00:00:03 type=0x888e / raw 46 => drop policy
eth dst=ff:ff:ff:ff:ff:ff / ip dst=255.255.255.255 / tcp dport=443 => drop policy
ip / ip / tcp dport=443 => drop policy
ip / tcp dport=443 / raw 8000 => accept https
eth / cut 14 => drop policy
eth / cut 13 => accept -
eth / vlan / cut 17 => accept -
eth / vlan / cut 18 => drop policy
