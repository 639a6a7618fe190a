# What the host has to do it has to see: a frame that a rule may log, reject,
# queue or count for a limit is left to it, if something behind drops it or not.
rules:
table inet filter {
	chain knock {
		tcp dport 7000 ct mark set 1 comment "knock"
		tcp dport 7001 reject comment "reject"
		tcp dport 7002 limit rate 1/second accept comment "limit"
		tcp dport 7003 counter comment "count"
		tcp dport 7004 ct mark 1 accept comment "marked"
		tcp dport 7006 numgen inc mod 2 0 comment "in turn"
		tcp dport 7007 numgen inc mod 2 vmap { 0 : continue } comment "by turns"
		tcp dport 7008 numgen random mod 2 0 comment "by chance"
		tcp dport 7005 fib saddr type local drop comment "local"
	}
	chain early {
		type filter hook prerouting priority -150; policy accept;
		ip saddr 192.0.2.0/24 drop comment "bad"
		jump knock
		tcp dport 7000-7999 drop comment "tcp"
	}
}
packets:
ip src=192.0.2.1 / tcp dport=7000 => drop bad
ip src=198.51.100.1 / tcp dport=7000 => punt knock
ip src=198.51.100.1 / tcp dport=7001 => punt reject
ip src=198.51.100.1 / tcp dport=7002 => punt limit
ip src=198.51.100.1 / tcp dport=7003 => drop tcp
ip src=198.51.100.1 / tcp dport=7004 => punt marked
ip src=198.51.100.1 / tcp dport=7005 => drop tcp
ip src=198.51.100.1 / tcp dport=7006 => punt in turn
ip src=198.51.100.1 / tcp dport=7007 => punt by turns
ip src=198.51.100.1 / tcp dport=7008 => drop tcp
ip src=198.51.100.1 / tcp dport=80 => accept policy early
