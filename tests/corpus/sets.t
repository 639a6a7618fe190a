# Sets of values, ranges, prefixes and concatenations; named sets and maps; a
# set with a catch-all; negated sets, which match only what is there.
rules:
table netdev t {
	set hosts {
		type ipv4_addr
		elements = { 10.0.0.1, 10.0.0.3, 10.0.0.5 }
	}
	set nets {
		type ipv4_addr
		flags interval
		elements = { 192.0.2.0/24, 198.51.100.10-198.51.100.20, 203.0.113.7 }
	}
	set pairs {
		type ipv4_addr . inet_service
		flags interval
		elements = { 10.1.0.0/16 . 80, 10.2.0.1 . 1000-2000, 10.3.0.0-10.3.0.9 . 443 }
	}
	set empty {
		type inet_service
	}
	map port-verdicts {
		type inet_service : verdict
		flags interval
		elements = { 21 : drop, 6000-6063 : drop, 7000 : accept }
	}
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ip saddr @hosts udp dport 53 drop comment "hosts"
		ip saddr @nets drop comment "nets"
		ip saddr . tcp dport @pairs drop comment "pairs"
		tcp dport @empty drop comment "empty"
		tcp dport vmap @port-verdicts comment "map"
		ip6 saddr { 2001:db8::10-2001:db8::1f, fe80::/10 } drop comment "v6-ranges"
		ip6 saddr . ip6 daddr . udp dport { 2001:db8::1 . 2001:db8::2 . 99 } drop comment "triple"
		udp dport != { 53, 99, 100-200 } drop comment "not-udp"
		ip daddr != { 10.0.0.0/8, 224.0.0.0/4 } tcp dport 1-1023 drop comment "not-dest"
		ip ttl vmap { 0 : drop, 1 : drop, 2-9 : continue, * : accept } comment "ttl-map"
		tcp dport { 1000, 1001 } drop comment "low-ttl"
	}
}
packets:
ip src=10.0.0.1 / udp dport=53 => drop hosts
ip src=10.0.0.2 / udp dport=53 => accept ttl-map
ip src=10.0.0.3 / udp dport=53 => drop hosts
ip src=10.0.0.3 / udp dport=99 => accept ttl-map
ip src=10.0.0.3 / tcp dport=53 => accept ttl-map
ip src=192.0.2.255 / udp dport=99 => drop nets
ip src=198.51.100.9 / udp dport=99 => accept ttl-map
ip src=198.51.100.10 / udp dport=99 => drop nets
ip src=198.51.100.20 / udp dport=99 => drop nets
ip src=198.51.100.21 / udp dport=99 => accept ttl-map
ip src=203.0.113.7 => drop nets
ip src=203.0.113.8 => accept ttl-map
ip src=10.1.255.255 / tcp dport=80 => drop pairs
ip src=10.1.0.1 / tcp dport=81 => accept ttl-map
ip src=10.2.0.1 / tcp dport=1000 => drop pairs
ip src=10.2.0.1 / tcp dport=2000 => drop pairs
ip src=10.2.0.1 / tcp dport=2001 => accept ttl-map
ip src=10.2.0.2 / tcp dport=1500 => accept ttl-map
ip src=10.3.0.9 / tcp dport=443 => drop pairs
ip src=10.3.0.10 / tcp dport=443 => accept ttl-map
ip src=10.3.0.9 / udp dport=443 => drop not-udp
ip / tcp dport=21 => drop map
ip / tcp dport=20 => accept ttl-map
ip / tcp dport=6000 => drop map
ip / tcp dport=6063 => drop map
ip / tcp dport=6064 => accept ttl-map
ip / tcp dport=7000 => accept map
ip ttl=0 / tcp dport=7000 => accept map
ip6 / tcp dport=6000 => drop map
ip6 src=2001:db8::f / tcp => accept policy
ip6 src=2001:db8::10 / tcp => drop v6-ranges
ip6 src=2001:db8::1f / tcp => drop v6-ranges
ip6 src=2001:db8::20 / tcp => accept policy
ip6 src=fe80::1 / tcp => drop v6-ranges
ip6 src=febf:ffff::1 / tcp => drop v6-ranges
ip6 src=fec0::1 / tcp => accept policy
ip6 / udp dport=99 => drop triple
ip6 dst=2001:db8::3 / udp dport=99 => accept policy
ip6 src=2001:db8::3 / udp dport=99 => accept policy
ip6 / udp dport=98 => drop not-udp
ip / udp dport=100 => accept ttl-map
ip / udp dport=201 => drop not-udp
ip off=1 / udp dport=201 => accept ttl-map ~frag-ports
ip len=22 / udp dport=201 / cut 36 => accept ttl-map
ip dst=11.0.0.1 / tcp dport=1 => drop not-dest
ip dst=11.0.0.1 / tcp dport=1024 => accept ttl-map
ip dst=224.0.0.1 / tcp dport=1 => accept ttl-map
ip dst=239.255.255.255 / tcp dport=1 => accept ttl-map
ip dst=240.0.0.0 / tcp dport=1 => drop not-dest
ip6 / tcp dport=1 => accept policy
ip ttl=1 / tcp dport=1000 => drop ttl-map
ip ttl=2 / tcp dport=1000 => drop low-ttl
ip ttl=9 / tcp dport=1001 => drop low-ttl
ip ttl=9 / tcp dport=1002 => accept policy
ip ttl=10 / tcp dport=1000 => accept ttl-map
ip6 hop=1 / tcp dport=1000 => drop low-ttl
