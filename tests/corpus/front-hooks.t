# What a stage drops behind the device's hook is what input and forward both
# drop: where a packet goes is not known to it.
rules:
table inet filter {
	chain input {
		type filter hook input priority 0; policy drop;
		ip saddr 192.0.2.0/24 drop comment "bad"
		tcp dport 22 accept comment "ssh"
	}
	chain forward {
		type filter hook forward priority 0; policy accept;
		ip saddr 192.0.2.0/25 drop comment "fwd-bad"
		ip ttl 1 drop comment "last-hop"
	}
}
packets:
ip src=192.0.2.1 / tcp dport=22 => drop fwd-bad
ip src=192.0.2.200 / tcp dport=22 => punt last-hop
ip src=198.51.100.1 / tcp dport=22 => punt policy input
ip src=198.51.100.1 ttl=1 / tcp dport=80 => punt last-hop
ip src=192.0.2.1 mf=1 / tcp dport=22 => drop fwd-bad
ip src=192.0.2.1 off=100 proto=6 / raw 40 => drop fwd-bad
ip6 / tcp dport=80 => punt policy forward
arp => punt -
