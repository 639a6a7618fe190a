# A chain that untracks a packet gives it another state: drops that together take
# all states may let it by, between two of them.
rules:
table inet filter {
	chain raw {
		type filter hook prerouting priority -300; policy accept;
		udp dport 53 notrack comment "resolver"
		udp dport 53 ip saddr 192.0.2.0/24 drop comment "banned"
		ct state untracked,established,related,new drop comment "before"
		tcp dport 53 notrack
		ct state invalid drop comment "behind"
	}
	chain in {
		type filter hook input priority 0; policy accept;
		udp dport 53 ct state new drop comment "new"
		udp dport 53 ct state != new drop comment "others"
	}
	chain on {
		type filter hook forward priority 0; policy drop;
	}
}
packets:
ip src=192.0.2.1 / udp dport=53 => drop banned
ip src=198.51.100.1 / udp dport=53 => drop policy on
ip src=198.51.100.1 / tcp dport=53 => punt before
ip src=198.51.100.1 / tcp dport=80 => punt before
