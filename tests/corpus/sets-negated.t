# != a set, a range, a prefix and a masked set: each asks that the field is there
# and is none of these.
rules:
table netdev t {
	set allowed {
		type inet_service
		flags interval
		elements = { 22, 80, 443, 8000-8100 }
	}
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		tcp dport != @allowed ip saddr 10.1.0.0/16 drop comment "tcp-port"
		udp dport != { 53, 123 } ip saddr 10.1.0.0/16 drop comment "udp-port"
		icmp type != { 0, 8, 3, 11 } drop comment "icmp-type"
		ip6 saddr != { fe80::/10, 2001:db8::/32 } drop comment "source6"
		ip ttl != 10-255 drop comment "ttl"
		ip daddr != 10.0.0.0/8 ip daddr != 192.168.0.0/16 drop comment "destination"
		vlan id != { 1-99, 200 } drop comment "vlan"
		arp operation != { request, reply } drop comment "arp"
		ip protocol != { tcp, udp, icmp, igmp } meta length != { 20, 40 } drop comment "protocol"
		ether saddr & ff:ff:00:00:00:00 != { 02:00:00:00:00:00, 02:01:00:00:00:00 } drop comment "vendor"
	}
}
packets:
ip src=10.1.0.1 / tcp dport=22 => accept policy
ip src=10.1.0.1 / tcp dport=23 => drop tcp-port
ip src=10.1.0.1 / tcp dport=8100 => accept policy
ip src=10.1.0.1 / tcp dport=8101 => drop tcp-port
ip src=10.2.0.1 / tcp dport=8101 => accept policy
ip src=10.1.0.1 / udp dport=53 => accept policy
ip src=10.1.0.1 / udp dport=54 => drop udp-port
ip / icmp type=8 => accept policy
ip / icmp type=13 => drop icmp-type
ip6 / icmp6 type=13 => accept policy
ip6 src=fe80::1 => accept policy
ip6 src=2001:db8::1 => accept policy
ip6 src=2001:db9::1 => drop source6
ip ttl=10 => accept policy
ip ttl=9 => drop ttl
ip ttl=0 => drop ttl
ip ttl=255 => accept policy
ip dst=192.168.0.1 => accept policy
ip dst=10.255.0.1 => accept policy
ip dst=192.169.0.1 => drop destination
eth / vlan id=99 / arp => accept policy
eth / vlan id=100 / arp => drop vlan
eth / vlan id=200 / arp => accept policy
eth / vlan id=0 / arp => drop vlan
eth type=0x88a8 / vlan id=100 / arp => accept policy
arp op=2 => accept policy
arp op=3 => drop arp
arp op=0 => drop arp
ip proto=99 => accept policy
ip proto=99 / raw 20 => accept policy
ip proto=99 / raw 21 => drop protocol
eth src=02:00:99:00:00:00 / arp => accept policy
eth src=02:01:99:00:00:00 / arp => accept policy
eth src=02:02:99:00:00:00 / arp => drop vendor
# what is not there is not "none of these" either
ip src=10.1.0.1 len=23 / tcp dport=23 / cut 37 => accept policy
ip src=10.1.0.1 mf proto=6 / hex 040000 => accept policy
ip src=10.1.0.1 len=99 / tcp dport=23 => accept policy
ip src=10.1.0.1 off=1 / tcp dport=23 => accept policy ~frag-ports
ip / icmp / cut 34 => accept policy
ip proto=6 ttl=9 / cut 22 => accept policy
ip proto=6 dst=192.169.0.1 / cut 33 => accept policy ~prefix-cut
ip6 src=2001:db9::1 / cut 37 => accept policy
arp op=3 / cut 21 => accept policy
