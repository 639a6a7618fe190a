# NAT by turns counts each new connection, also one that is dropped behind it:
# the next one is sent to where it would not be else. By chance no one counts.
rules:
table ip nat {
	chain by_turns {
		type nat hook prerouting priority -100; policy accept;
		ip protocol udp dnat to numgen inc mod 2 map { 0 : 10.0.0.1, 1 : 10.0.0.2 } comment "next"
	}
	chain by_chance {
		type nat hook prerouting priority -90; policy accept;
		ip protocol tcp dnat to numgen random mod 2 map { 0 : 10.0.0.1, 1 : 10.0.0.2 } comment "any"
	}
	chain in {
		type filter hook input priority 0; policy accept;
		ip saddr 203.0.113.0/24 drop comment "in"
	}
	chain on {
		type filter hook forward priority 0; policy accept;
		ip saddr 203.0.113.0/24 drop comment "on"
	}
}
packets:
ip src=203.0.113.1 / udp dport=9 => punt next
ip src=203.0.113.1 / tcp dport=9 => drop on
