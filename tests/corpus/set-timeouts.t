# Elements with timeouts, which are all there for the next hour, and sets that
# have none yet.
rules:
table netdev t {
	set bans {
		type ipv4_addr
		timeout 1h
		gc-interval 5m
		elements = { 10.0.0.1, 10.0.0.2 timeout 1d2h3m comment "a day", 10.0.0.3 timeout 2h expires 90m }
	}
	set nets {
		type ipv4_addr
		flags interval,timeout
		elements = { 10.1.0.0/16 timeout 1h, 10.2.0.1-10.2.0.6 timeout 2h, 10.3.0.0/24 }
	}
	set services {
		type ipv4_addr . inet_service
		size 1000
		flags timeout
		elements = { 10.4.0.1 . 80 timeout 1h, 10.4.0.2 . 443 }
	}
	set bans6 {
		type ipv6_addr
		flags timeout
		elements = { 2001:db8::1 timeout 1h }
	}
	set friends {
		type ipv4_addr
		flags timeout
		elements = { 192.0.2.1 timeout 1h, 192.0.2.2 timeout 1h, 192.0.2.3 }
	}
	set counted {
		type ipv4_addr
		timeout 1h
		counter
		elements = { 10.5.0.1 counter packets 1 bytes 60 timeout 2h expires 1h comment "c" }
	}
	set none {
		type ether_addr
		timeout 1h
	}
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ether saddr @none drop comment "none"
		ip saddr @bans counter drop comment "bans"
		ip saddr @nets drop comment "nets"
		ip saddr . tcp dport @services drop comment "services"
		ip6 saddr @bans6 drop comment "bans6"
		ip saddr @counted drop comment "counted"
		udp dport 53 ip saddr != @friends drop comment "friends"
		tcp dport 22 ip daddr @bans drop comment "to"
	}
}
packets:
ip src=10.0.0.1 => drop bans
ip src=10.0.0.2 / tcp dport=80 => drop bans
ip src=10.0.0.3 => drop bans
ip src=10.0.0.4 => accept policy
ip src=10.1.255.255 => drop nets
ip src=10.2.0.0 => accept policy
ip src=10.2.0.1 => drop nets
ip src=10.2.0.6 => drop nets
ip src=10.2.0.7 => accept policy
ip src=10.3.0.9 => drop nets
ip src=10.4.0.1 / tcp dport=80 => drop services
ip src=10.4.0.1 / tcp dport=443 => accept policy
ip src=10.4.0.2 / tcp dport=443 => drop services
ip src=10.4.0.2 / udp dport=443 => accept policy
ip6 src=2001:db8::1 => drop bans6
ip src=10.5.0.1 => drop counted
ip src=10.5.0.2 => accept policy
ip6 src=2001:db8::2 => accept policy
ip src=192.0.2.1 / udp dport=53 => accept policy
ip src=192.0.2.3 / udp dport=53 => accept policy
ip src=192.0.2.4 / udp dport=53 => drop friends
ip src=192.0.2.4 / tcp dport=53 => accept policy
ip src=192.0.2.4 dst=10.0.0.2 / tcp dport=22 => drop to
ip src=192.0.2.4 dst=10.0.0.4 / tcp dport=22 => accept policy
