# What a statement changes of the packet alone is gone with it: a frame that it
# meets on the way to a sure drop is dropped all the same. Whether a mark fits
# is not known, and neither is a field behind who may have rewritten it.
rules:
table inet filter {
	map marks {
		type inet_service : mark
		elements = { 80 : 0x1 }
	}
	chain marks {
		tcp dport 7000 meta mark set 0x1
		tcp dport 7001 meta mark set meta mark & 0xff | 0x100
		tcp dport 7002 meta mark set ct mark
		tcp dport 7003 meta priority set 1:2
		tcp dport 7004 meta mark set ip saddr map { 192.0.2.1 : 0x2 } accept comment "by a map"
		tcp dport 7005 meta mark set 0x1 jump drops
		tcp dport 7006 tcp option maxseg size set 1400
		tcp dport 7007 meta mark set tcp dport map @marks
		tcp dport 7008 reset tcp option sack-perm
		tcp dport 7009 ct helper set "tcp-21"
	}
	ct helper tcp-21 {
		type "ftp" protocol tcp
	}
	chain drops {
		drop comment "with a mark"
	}
	chain early {
		type filter hook prerouting priority -150; policy accept;
		jump marks
		tcp dport 7000-7999 drop comment "tcp"
		udp dport 7000 ct mark set 0x1 comment "of a connection"
		udp dport 7001 meta mark set 0x1
		udp dport 7001 meta mark 0x1 accept comment "marked"
		udp dport 7002 meta nftrace set 1 comment "traced"
		udp dport 7003 meta pkttype set host comment "mine"
		udp dport 7004 meta mark set numgen inc mod 2 comment "in turn"
		udp dport 7005 udp dport set 53 comment "elsewhere"
		udp dport 7006 meta mark set 0x1 log comment "logged"
		udp dport 7000-7999 drop comment "udp"
	}
}
packets:
ip / tcp dport=7000 => drop tcp
ip / tcp dport=7001 => drop tcp
ip / tcp dport=7002 => drop tcp
ip / tcp dport=7003 => drop tcp
ip / tcp dport=7004 => punt by a map
ip6 / tcp dport=7004 => punt by a map
ip / tcp dport=7005 => drop with a mark
ip / tcp dport=7006 flags=S => drop tcp
ip / tcp dport=7007 => drop tcp
ip / tcp dport=7008 => drop tcp
ip / tcp dport=7009 => drop tcp
ip / udp dport=7000 => punt of a connection
ip / udp dport=7001 => punt marked
ip / udp dport=7002 => punt traced
ip / udp dport=7003 => punt mine
ip / udp dport=7004 => punt in turn
ip / udp dport=7005 => punt elsewhere
ip / udp dport=7006 => punt logged
ip / udp dport=7007 => drop udp
ip / tcp dport=80 => accept policy early
