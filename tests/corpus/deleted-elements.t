# An element is what it stands for: it is deleted however it is written.
rules:
define web = { 80, 443 }
table netdev t {
	set ports {
		type inet_service
		elements = { 22, http, 80, https }
	}
	set nets {
		type ipv4_addr
		flags interval
	}
	set hosts {
		typeof ip6 saddr
	}
	set joined {
		type inet_service
		flags interval
		auto-merge
	}
	map pairs {
		type ipv4_addr . inet_service : verdict
	}
	set first {
		type inet_service
		elements = $web
	}
	set second {
		type inet_service
	}
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		tcp dport @ports drop comment "ports"
		ip saddr @nets drop comment "nets"
		ip6 saddr @hosts drop comment "hosts"
		udp dport @joined drop comment "joined"
		udp sport @first drop comment "first"
		udp sport @second drop comment "second"
		ip saddr . tcp dport vmap @pairs
	}
}
delete element netdev t ports { 0x50 }
add element netdev t nets { 10.0.0.0/8, 172.16.0.0/12 }
delete element netdev t nets { 10.0.0.0-10.255.255.255 }
add element netdev t hosts { 2001:db8::1, 2001:db8::2 }
delete element netdev t hosts { 2001:db8:0:0:0:0:0:1 }
add element netdev t joined { 1000-1004, 1005-1009, 2000 }
delete element netdev t joined { 1000-1009 }
add element netdev t pairs { 192.0.2.1 . http : drop, 192.0.2.2 . 80 : drop }
delete element netdev t pairs { 0xc0000201 . 80 : accept }
delete element netdev t first { http }
add element netdev t first { 53 }
add element netdev t second $web
packets:
ip / tcp dport=80 => accept policy
ip / tcp dport=443 => drop ports
ip / tcp dport=22 => drop ports
ip src=10.1.2.3 / tcp dport=1 => accept policy
ip src=172.16.0.1 / tcp dport=1 => drop nets
ip6 src=2001:db8::1 / udp dport=1 => accept policy
ip6 src=2001:db8::2 / udp dport=1 => drop hosts
ip / udp dport=1003 => accept policy
ip / udp dport=1007 => accept policy
ip / udp dport=2000 => drop joined
ip src=192.0.2.1 / tcp dport=80 => accept policy
ip / udp sport=80 dport=1 => drop second
ip / udp sport=443 dport=1 => drop first
ip / udp sport=53 dport=1 => drop first
