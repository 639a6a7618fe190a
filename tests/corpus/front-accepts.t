# Who a chain accepts goes on to the stops behind it, also where a rule further
# down in the same chain is left to the host: of the others alone nobody gets
# there. What the stops behind accept or log of the accepted ones still counts.
rules:
table inet filter {
	chain raw {
		type filter hook prerouting priority -300; policy accept;
		ip saddr 192.0.2.0/24 accept comment "ours"
		meta l4proto udp log comment "noted"
	}
	chain pre {
		type filter hook prerouting priority -150; policy accept;
		udp dport 53 accept comment "name"
		udp dport 54 log comment "logged"
		udp dport 55 drop comment "udp"
		ip saddr 192.0.2.0/24 drop comment "source"
	}
}
packets:
ip src=192.0.2.1 / udp dport=53 => accept name
ip src=192.0.2.1 / udp dport=54 => punt logged
ip src=192.0.2.1 / udp dport=55 => drop udp
ip src=192.0.2.1 / tcp dport=55 => drop source
ip src=198.51.100.1 / udp dport=53 => punt noted
ip src=198.51.100.1 / udp dport=55 => punt noted
