# Who rewrites TOS or TTL makes them unknown, wherever it stands; all else of
# the packet is as it came, and a drop that hangs on that is sure.
rules:
table inet mangle {
	chain post {
		type filter hook postrouting priority -150; policy accept;
		ip ttl set 64
	}
	chain pre {
		type filter hook prerouting priority -150; policy accept;
		ip dscp set cs1
		ip saddr 192.0.2.0/24 drop comment "by source"
		ip dscp cs1 drop comment "by dscp"
		ip ecn 1 drop comment "by ecn"
		ip ttl 1 drop comment "by ttl"
		ip6 hoplimit 1 drop comment "by hop limit"
	}
}
packets:
ip src=192.0.2.1 / udp => drop by source
ip src=198.51.100.1 dscp=0 / udp => punt by dscp
ip src=198.51.100.1 ttl=1 / udp => punt by dscp
ip6 hop=1 / udp => punt by hop limit
