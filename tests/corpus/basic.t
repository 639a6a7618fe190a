# The first rule that matches decides; where none does, the chain's policy.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		tcp dport 22 ip saddr 10.0.0.9 accept comment "admin"
		tcp dport 22 drop comment "ssh"
		udp dport { 53, 123, 5000-5010 } drop comment "udp-services"
		ip saddr 192.0.2.0/24 drop comment "test-net"
		ip6 saddr 2001:db8:bad::/48 drop comment "bad-net6"
		ip daddr != 10.0.0.0/8 ip ttl < 5 drop comment "ttl"
		icmp type { echo-request, timestamp-request } drop comment "ping"
		icmpv6 type echo-request drop comment "ping6"
		ether saddr 02:00:00:00:00:66 drop comment "mac"
		ether type arp arp operation request arp daddr ip 10.0.0.66 drop comment "arp-66"
	}
}
packets:
ip / tcp dport=22 => drop ssh
ip src=10.0.0.9 / tcp dport=22 => accept admin
ip src=10.0.0.9 / tcp dport=23 => accept policy
ip / tcp sport=22 dport=1024 => accept policy
ip6 / tcp dport=22 => drop ssh
ip / udp dport=22 => accept policy
ip / udp dport=53 => drop udp-services
ip / udp dport=123 => drop udp-services
ip / udp dport=4999 => accept policy
ip / udp dport=5000 => drop udp-services
ip / udp dport=5005 => drop udp-services
ip / udp dport=5010 => drop udp-services
ip / udp dport=5011 => accept policy
ip6 / udp dport=5005 => drop udp-services
ip src=192.0.2.0 / udp dport=1 => drop test-net
ip src=192.0.2.255 / udp dport=1 => drop test-net
ip src=192.0.3.0 / udp dport=1 => accept policy
ip src=192.0.1.255 / udp dport=1 => accept policy
ip src=192.0.2.7 => drop test-net
ip src=192.0.2.7 / icmp => drop test-net
ip6 src=2001:db8:bad::1 / udp => drop udp-services
ip6 src=2001:db8:bad:ffff:: / tcp => drop bad-net6
ip6 src=2001:db8:bae:: / tcp => accept policy
ip6 src=2001:db8:bac:ffff:ffff:ffff:ffff:ffff / tcp => accept policy
ip dst=11.0.0.1 ttl=4 / tcp => drop ttl
ip dst=11.0.0.1 ttl=5 / tcp => accept policy
ip dst=10.0.0.1 ttl=4 / tcp => accept policy
ip dst=9.255.255.255 ttl=0 / tcp => drop ttl
ip / icmp type=8 => drop ping
ip / icmp type=13 => drop ping
ip / icmp type=0 => accept policy
ip6 / icmp6 type=128 => drop ping6
ip6 / icmp6 type=129 => accept policy
ip6 nh=1 / icmp type=8 => accept policy
ip proto=58 / icmp6 type=128 => accept policy
eth src=02:00:00:00:00:66 / ip / tcp dport=1 => drop mac
eth src=02:00:00:00:00:66 type=0x88b5 / raw 50 => drop mac
arp tpa=10.0.0.66 => drop arp-66
arp tpa=10.0.0.67 => accept policy
arp tpa=10.0.0.66 op=2 => accept policy
eth type=0x88b5 / raw 46 => accept policy
eth type=0x88b5 => accept policy
