# Chains of type nat run where the kernel translates, whatever their priority
# says: at prerouting's -100, which is ahead of the filter here, and at input's
# 100, so that their log comes first and has to be written by the host.
rules:
table ip t {
	chain nat_in {
		type nat hook input priority 200; policy accept;
		udp dport 9 log prefix "in" comment "logs-in"
	}
	chain nat_pre {
		type nat hook prerouting priority 50; policy accept;
		tcp dport 22 log prefix "pre" comment "logs-pre"
		tcp dport 99 redirect to :98
	}
	chain raw {
		type filter hook prerouting priority -150; policy accept;
		ip ttl 9 drop comment "ahead"
	}
	chain pre {
		type filter hook prerouting priority 0; policy accept;
		ip ttl 3 drop comment "behind"
	}
	chain in {
		type filter hook input priority 150; policy accept;
		ip ttl 4 drop comment "in"
	}
	chain forward {
		type filter hook forward priority 0; policy drop;
	}
}
packets:
ip ttl=9 / tcp dport=22 => drop ahead
ip ttl=3 / tcp dport=22 => punt logs-pre
ip ttl=3 / icmp => drop behind
ip ttl=4 / icmp => drop policy forward
ip ttl=4 / udp dport=9 => punt logs-in
