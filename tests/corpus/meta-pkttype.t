# Whom a frame is for, by its destination address: host, other, broadcast and
# multicast, in sets and maps.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy drop;
		meta pkttype broadcast arp operation request accept comment "arp-ask"
		meta pkttype broadcast udp sport 68 udp dport 67 accept comment "dhcp"
		meta pkttype { broadcast, multicast } ip protocol tcp drop comment "tcp-to-many"
		pkttype multicast ip daddr 224.0.0.0/4 accept comment "multicast4"
		pkttype multicast ip6 daddr ff00::/8 accept comment "multicast6"
		pkttype != host ip daddr 10.0.0.2 drop comment "ours-to-others"
		pkttype vmap { host : accept, other : drop, broadcast : drop } comment "by-type"
	}
}
packets:
ip / tcp => accept by-type
arp => accept by-type
arp op=2 => accept by-type
eth dst=ff:ff:ff:ff:ff:ff / arp => accept arp-ask
eth dst=ff:ff:ff:ff:ff:ff / arp op=2 => drop by-type
eth dst=01:00:5e:00:00:fb / arp => drop policy
eth dst=ff:ff:ff:ff:ff:ff / ip dst=255.255.255.255 / udp sport=68 dport=67 => accept dhcp
eth dst=ff:ff:ff:ff:ff:ff / ip dst=255.255.255.255 / udp sport=67 dport=68 => drop by-type
eth dst=ff:ff:ff:ff:ff:ff / ip dst=10.0.0.2 / udp sport=67 dport=68 => drop ours-to-others
eth dst=ff:ff:ff:ff:ff:ff / ip / tcp => drop tcp-to-many
eth dst=ff:ff:ff:ff:ff:ff / ip6 / tcp => drop by-type
eth dst=01:00:5e:00:00:01 / ip / tcp => drop tcp-to-many
eth dst=01:00:5e:00:00:01 / ip dst=224.0.0.1 / igmp => accept multicast4
eth dst=01:00:5e:00:00:01 / ip dst=240.0.0.1 / igmp => drop policy
eth dst=33:33:00:00:00:01 / ip6 dst=ff02::1 / icmp6 => accept multicast6
eth dst=33:33:00:00:00:01 / ip6 / icmp6 => drop policy
# only all ones is broadcast, any odd first byte multicast
eth dst=fe:ff:ff:ff:ff:ff / ip6 / tcp => drop by-type
eth dst=ff:ff:ff:ff:ff:7f / ip6 / tcp => drop policy
eth dst=01:00:00:00:00:00 / ip6 dst=ff02::1 / udp => accept multicast6
eth dst=03:33:33:33:33:33 / ip6 dst=ff02::1 / udp => accept multicast6
# a unicast frame with a multicast address in it
ip dst=224.0.0.1 / igmp => accept by-type
ip6 dst=ff02::1 / udp => accept by-type
# the device's own address is 02:00:00:00:00:02
eth dst=02:00:00:00:00:03 / ip / udp => drop ours-to-others
eth dst=02:00:00:00:00:03 / ip dst=10.0.0.3 / udp => drop by-type
eth dst=02:00:00:00:00:01 / ip6 / udp => drop by-type
eth dst=00:00:00:00:00:00 / ip6 / udp => drop by-type
eth dst=02:00:00:00:00:02 type=0x88b5 / raw 46 => accept by-type
eth dst=02:00:00:00:00:03 type=0x88b5 / raw 46 => drop by-type
eth dst=ff:ff:ff:ff:ff:ff type=0x88b5 / raw 46 => drop by-type
eth dst=01:80:c2:00:00:00 type=38 / hex 424203000000 / raw 32 => drop policy
eth dst=02:00:00:00:00:02 / cut 14 => accept by-type
eth dst=ff:ff:ff:ff:ff:ff / cut 14 => drop by-type
eth dst=ff:ff:ff:ff:ff:ff / cut 13 => accept -
# behind a tag it is the same
eth dst=ff:ff:ff:ff:ff:ff / vlan / arp => accept arp-ask
eth dst=01:00:5e:00:00:01 / vlan / ip dst=224.0.0.1 / udp => accept multicast4
eth dst=02:00:00:00:00:03 / vlan / ip / udp => drop ours-to-others
