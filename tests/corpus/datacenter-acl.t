# A data-centre leaf's port: tenants by VLAN and source, services by address and
# port, storage with its own marking, and everything in maps that jump.
rules:
table netdev leaf {
	map tenants {
		typeof vlan id : verdict
		elements = { 101 : jump tenant-a, 102 : jump tenant-b, 666 : drop }
	}
	set services {
		type ipv4_addr . inet_proto . inet_service
		flags interval
		elements = { 10.10.0.0/24 . tcp . 80-89,
			     10.10.1.1 . udp . 53,
			     10.20.0.0-10.20.0.7 . tcp . 5432 }
	}
	set storage {
		type ether_addr . ipv4_addr
		elements = { 02:00:00:00:05:01 . 10.50.0.1, 02:00:00:00:05:02 . 10.50.0.2 }
	}
	chain tenant-a {
		ip saddr != 10.101.0.0/16 drop comment "a-spoof"
		ip daddr . meta l4proto . th dport @services accept comment "a-service"
		ip daddr 10.102.0.0/16 drop comment "a-to-b"
		tcp dport 22 return
		icmp type echo-request accept comment "a-ping"
	}
	chain tenant-b {
		ip saddr & 255.255.0.255 == 10.102.0.1 goto tenant-b-gateway
		ip saddr 10.102.0.0/16 ip dscp { cs0, af11 } accept comment "b-plain"
		ip6 saddr 2001:db8:102::/64 accept comment "b-six"
	}
	chain tenant-b-gateway {
		udp dport { 67, 68, 123 } accept comment "b-gateway"
	}
	chain fabric {
		vlan pcp 3-4 ether saddr . ip saddr @storage ip dscp cs4 accept comment "storage"
		tcp dport { 3260, 2049 } drop comment "storage-foreign"
		udp dport 4791 ip ecn { ect0, ect1 } accept comment "roce"
		udp dport 4791 drop comment "roce-no-ecn"
	}
	chain ingress {
		type filter hook ingress device "eth0" priority 0; policy drop;
		ether type 0x88cc accept comment "lldp"
		vlan id vmap @tenants comment "tenants"
		vlan id { 101, 102 } tcp dport 22 accept comment "tenant-ssh"
		vlan id != 500-509 drop comment "unknown-vlan"
		vlan pcp 3-4 jump fabric
		ether type vlan arp operation { request, reply } accept comment "arp"
		ip saddr 10.0.0.0/8 ip daddr 10.0.0.0/8 meta length <= 1500 accept comment "untagged"
	}
}
packets:
eth type=0x88cc / raw 60 => accept lldp
eth / vlan id=101 / ip src=10.101.3.4 dst=10.10.0.5 / tcp => accept a-service
eth / vlan id=101 / ip src=10.101.3.4 dst=10.10.0.5 / tcp dport=90 => drop unknown-vlan
eth / vlan id=101 / ip src=10.102.3.4 dst=10.10.0.5 / tcp => drop a-spoof
eth / vlan id=101 / ip src=10.101.3.4 dst=10.10.1.1 / udp => accept a-service
eth / vlan id=101 / ip src=10.101.3.4 dst=10.10.1.1 / tcp dport=53 => drop unknown-vlan
eth / vlan id=101 / ip src=10.101.3.4 dst=10.20.0.7 / tcp dport=5432 => accept a-service
eth / vlan id=101 / ip src=10.101.3.4 dst=10.20.0.8 / tcp dport=5432 => drop unknown-vlan
eth / vlan id=101 / ip src=10.101.3.4 dst=10.102.0.1 / icmp => drop a-to-b
eth / vlan id=101 / ip src=10.101.3.4 / icmp => accept a-ping
eth / vlan id=101 / ip src=10.101.3.4 / tcp dport=22 => accept tenant-ssh
eth / vlan id=101 / ip6 / tcp dport=22 => accept tenant-ssh
eth / vlan id=101 / ip6 / tcp dport=80 => drop unknown-vlan
eth / vlan id=102 / ip src=10.102.3.4 / tcp => accept b-plain
eth / vlan id=102 / ip src=10.102.3.4 dscp=af11 / udp => accept b-plain
eth / vlan id=102 / ip src=10.102.3.4 dscp=ef / udp => drop unknown-vlan
eth / vlan id=102 / ip src=10.102.3.4 dscp=ef / tcp dport=22 => accept tenant-ssh
eth / vlan id=102 / ip src=10.102.9.1 / udp dport=123 => accept b-gateway
eth / vlan id=102 / ip src=10.102.9.1 / tcp dport=22 => accept tenant-ssh
eth / vlan id=102 / ip src=10.102.9.1 / tcp dport=80 => drop unknown-vlan
eth / vlan id=102 / ip6 src=2001:db8:102::1 / icmp6 => accept b-six
eth / vlan id=102 / ip6 src=2001:db8:103::1 / icmp6 => drop unknown-vlan
eth / vlan id=666 / arp => drop tenants
eth / vlan id=103 / ip / tcp => drop unknown-vlan
eth / vlan id=499 / arp => drop unknown-vlan
eth / vlan id=500 / arp => accept arp
eth / vlan id=509 pcp=3 / arp => accept arp
eth / vlan id=510 / arp => drop unknown-vlan
eth / vlan id=101 / arp => drop unknown-vlan
eth src=02:00:00:00:05:01 / vlan id=501 pcp=3 / ip src=10.50.0.1 dscp=cs4 / tcp dport=3260 => accept storage
eth src=02:00:00:00:05:02 / vlan id=501 pcp=3 / ip src=10.50.0.1 dscp=cs4 / tcp dport=3260 => drop storage-foreign
eth src=02:00:00:00:05:01 / vlan id=501 pcp=3 / ip src=10.50.0.1 / tcp dport=2049 => drop storage-foreign
eth src=02:00:00:00:05:01 / vlan id=501 pcp=5 / ip src=10.50.0.1 dscp=cs4 / tcp dport=3260 => accept untagged
eth / vlan id=502 pcp=4 / ip ecn=ect0 / udp dport=4791 => accept roce
eth / vlan id=502 pcp=4 / ip / udp dport=4791 => drop roce-no-ecn
eth / vlan id=502 pcp=4 / ip6 / udp dport=4791 => drop roce-no-ecn
eth / vlan id=502 pcp=2 / ip6 / udp dport=4791 => drop policy
ip / tcp => accept untagged
ip / tcp / raw 1461 => drop policy
ip src=11.0.0.1 / tcp => drop policy
arp => drop policy
eth type=0x88a8 / vlan id=101 / ip src=10.101.3.4 dst=10.10.0.5 / tcp => accept untagged
eth / vlan id=101 / vlan id=102 / ip / tcp => drop unknown-vlan
eth / vlan id=101 / ip src=10.101.3.4 dst=10.10.0.5 off=9 / tcp => drop unknown-vlan ~frag-ports
