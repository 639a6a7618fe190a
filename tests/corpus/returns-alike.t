# Two returns of the same frames follow each other: where the first one's chain
# ends, the second one's goes on.
rules:
table netdev t {
	chain inner {
		return comment "inner"
	}
	chain outer {
		ip saddr 192.0.2.1 jump inner
		ip saddr 192.0.2.1 return
		ip saddr 192.0.2.2 return
		ip saddr 192.0.2.2 jump inner
		drop comment "rest"
	}
	chain c {
		type filter hook ingress device "eth0" priority 0
		policy accept
		jump outer
		ip daddr 198.51.100.7 drop comment "behind"
	}
}
packets:
ip src=192.0.2.1 => accept policy
ip src=192.0.2.1 dst=198.51.100.7 => drop behind
ip src=192.0.2.2 => accept policy
ip src=192.0.2.3 => drop rest
