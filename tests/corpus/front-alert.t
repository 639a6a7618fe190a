# What is forwarded may hold a router alert, and IGMP: the socket of a routing
# daemon takes it ahead of input and forward, whatever these drop. At prerouting
# all is still dropped, and of one hook alone no drop is sure anyway.
rules:
table inet filter {
	chain pre {
		type filter hook prerouting priority 0; policy accept;
		ip saddr 203.0.113.0/24 drop comment "pre"
	}
	chain in {
		type filter hook input priority 0; policy drop;
	}
	chain on {
		type filter hook forward priority 0; policy drop;
	}
}
packets:
ip src=192.0.2.1 / udp dport=9 => drop policy on
ip src=192.0.2.1 proto=17 ihl=6 opts=94040000 / udp dport=9 => punt -
ip src=192.0.2.1 proto=6 ihl=6 opts=94040000 mf=1 / tcp dport=9 => punt -
ip src=192.0.2.1 proto=2 / raw 8 => punt -
ip src=203.0.113.1 proto=17 ihl=6 opts=94040000 / udp dport=9 => drop pre
ip src=203.0.113.1 proto=2 / raw 8 => drop pre
ip6 / hbh opts=050200000100 / udp dport=9 => punt -
ip6 / dst / udp dport=9 => drop policy on
ip6 / udp dport=9 => drop policy on
