# Whether a fragment returns hangs on ports that it has not. It is dropped where
# it would be either way.
rules:
table ip filter {
	chain pod {
		ip saddr 192.0.2.1 tcp dport 80 return comment "web"
		ip saddr 192.0.2.2 tcp dport 443 return comment "tls"
		drop comment "rest"
	}
	chain c {
		type filter hook prerouting priority 0; policy accept;
		ip daddr 198.51.100.7 jump pod
		ip saddr 192.0.2.1 drop comment "behind"
	}
}
packets:
ip src=192.0.2.1 dst=198.51.100.7 / tcp dport=80 => drop behind
ip src=192.0.2.2 dst=198.51.100.7 / tcp dport=443 => accept policy
ip src=192.0.2.2 dst=198.51.100.7 / tcp dport=80 => drop rest
ip src=192.0.2.1 dst=198.51.100.7 mf=1 / tcp dport=80 => drop behind
ip src=192.0.2.2 dst=198.51.100.7 mf=1 / tcp dport=443 => punt tls
ip src=192.0.2.3 dst=198.51.100.7 mf=1 / tcp dport=443 => drop rest
