# Interval sets at their seams: adjacent ranges, single values between them, the
# lowest and the highest value, prefixes of all lengths, and merged overlaps.
rules:
table netdev t {
	set ports {
		type inet_service
		flags interval
		elements = { 0, 10-19, 20, 21-29, 31, 65535 }
	}
	set nets {
		type ipv4_addr
		flags interval
		elements = { 0.0.0.0/31, 10.0.0.0/9, 10.128.0.0/10, 10.192.0.4, 192.0.2.128/25, 255.255.255.255 }
	}
	set merged {
		type ipv4_addr
		flags interval
		auto-merge
		elements = { 172.16.0.0/16, 172.16.5.0/24, 172.17.0.0-172.17.0.9, 172.17.0.10-172.17.0.20, 172.17.0.21 }
	}
	set nets6 {
		type ipv6_addr
		flags interval
		elements = { ::/128, 2001:db8::/33, 2001:db8:8000::-2001:db8:8000::ffff, ffff::/16 }
	}
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ip saddr @nets drop comment "nets"
		ip saddr @merged drop comment "merged"
		ip6 saddr @nets6 drop comment "nets6"
		tcp dport @ports drop comment "ports"
		udp dport { 1-5, 6-9, 11, 13-65535 } accept comment "anonymous"
		udp dport 0-65535 drop comment "gaps"
	}
}
packets:
ip src=99.0.0.1 / tcp dport=0 => drop ports
ip src=0.0.0.0 => drop nets
ip src=0.0.0.1 => drop nets
ip src=0.0.0.2 => accept policy
ip src=9.255.255.255 => accept policy
ip src=10.0.0.0 => drop nets
ip src=10.127.255.255 => drop nets
ip src=10.128.0.0 => drop nets
ip src=10.191.255.255 => drop nets
ip src=10.192.0.0 => accept policy
ip src=10.192.0.3 => accept policy
ip src=10.192.0.4 => drop nets
ip src=10.192.0.5 => accept policy
ip src=192.0.2.127 => accept policy
ip src=192.0.2.128 => drop nets
ip src=192.0.2.255 => drop nets
ip src=192.0.3.0 => accept policy
ip src=255.255.255.254 => accept policy
ip src=255.255.255.255 => drop nets
ip src=172.15.255.255 => accept policy
ip src=172.16.5.1 => drop merged
ip src=172.16.4.1 => drop merged
ip src=172.16.255.255 => drop merged
ip src=172.17.0.0 => drop merged
ip src=172.17.0.10 => drop merged
ip src=172.17.0.21 => drop merged
ip src=172.17.0.22 => accept policy
ip6 src=:: => drop nets6
ip6 src=::1 => accept policy
ip6 src=2001:db8:: => drop nets6
ip6 src=2001:db8:7fff:ffff:ffff:ffff:ffff:ffff => drop nets6
ip6 src=2001:db8:8000:: => drop nets6
ip6 src=2001:db8:8000::ffff => drop nets6
ip6 src=2001:db8:8000::1:0 => accept policy
ip6 src=ffff::1 => drop nets6
ip6 src=fffe::1 => accept policy
ip6 / tcp dport=0 => drop nets6
ip6 src=fe80::1 / tcp dport=9 => accept policy
ip6 src=fe80::1 / tcp dport=19 => drop ports
ip6 src=fe80::1 / tcp dport=20 => drop ports
ip6 src=fe80::1 / tcp dport=29 => drop ports
ip6 src=fe80::1 / tcp dport=30 => accept policy
ip6 src=fe80::1 / tcp dport=31 => drop ports
ip6 src=fe80::1 / tcp dport=65534 => accept policy
ip6 src=fe80::1 / tcp dport=65535 => drop ports
ip6 src=fe80::1 / udp dport=0 => drop gaps
ip6 src=fe80::1 / udp dport=5 => accept anonymous
ip6 src=fe80::1 / udp dport=6 => accept anonymous
ip6 src=fe80::1 / udp dport=10 => drop gaps
ip6 src=fe80::1 / udp dport=12 => drop gaps
ip6 src=fe80::1 / udp dport=13 => accept anonymous
ip6 src=fe80::1 / udp dport=65535 => accept anonymous
