# Conntrack gives a packet one state: drops in all of them are a drop, and what
# is behind a rule for some of them is open.
rules:
table netdev early {
	chain first {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ip saddr 192.0.2.66 drop comment "banned"
	}
}
table inet filter {
	chain both {
		ct state new drop comment "new"
		ct state != new drop comment "others"
	}
	chain raw {
		type filter hook prerouting priority -300; policy accept;
		tcp dport 25 jump both comment "smtp"
		ct state { established, related } accept comment "known"
		tcp dport 80 drop comment "http"
		ct state vmap { invalid : drop, new : drop } comment "map"
	}
}
packets:
ip src=192.0.2.66 / tcp dport=80 => drop banned
ip src=192.0.2.1 / tcp dport=25 => drop others
ip6 / tcp dport=25 => drop others
ip src=192.0.2.1 / tcp dport=80 => punt known
ip src=192.0.2.1 / udp dport=53 => punt known
ip src=192.0.2.66 mf=1 / tcp dport=25 => drop banned
ip src=192.0.2.1 mf=1 / tcp dport=25 => punt smtp
