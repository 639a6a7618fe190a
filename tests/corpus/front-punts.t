# Who is left to the host at prerouting meets no stop behind it. Of input's
# stops a packet that is forwarded meets none: who is dropped by the first of
# them is decided by forward, whatever the second does.
rules:
table inet filter {
	chain raw {
		type filter hook prerouting priority -300; policy accept;
		meta l4proto udp log comment "noted"
	}
	chain first {
		type filter hook input priority 0; policy accept;
		ip saddr 192.0.2.0/24 drop comment "in"
		udp dport 53 drop comment "never"
	}
	chain second {
		type filter hook input priority 10; policy accept;
		meta l4proto gre log comment "logged"
		ip saddr 198.51.100.0/24 drop comment "in-too"
	}
	chain on {
		type filter hook forward priority 0; policy accept;
		meta l4proto gre accept comment "tunnel"
		ip saddr { 192.0.2.0/24, 198.51.100.0/24 } drop comment "on"
		udp dport 53 drop comment "never-on"
	}
}
packets:
ip src=192.0.2.1 / udp dport=53 => punt noted
ip6 / udp dport=53 => punt noted
ip src=192.0.2.1 proto=47 / raw 40 => punt policy on
ip src=192.0.2.1 / tcp dport=81 => drop on
ip src=198.51.100.1 proto=47 / raw 40 => punt logged
ip src=198.51.100.1 / tcp dport=81 => drop on
