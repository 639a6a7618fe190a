# A limit or quota of a set's elements counts each frame that finds one, and
# beyond it the frame is not in the set: whoever asks such a set is the host's,
# if something behind drops the frame or not. A counter changes no answer.
rules:
table inet filter {
	set limited {
		type ipv4_addr
		limit rate 1/minute
		elements = { 192.0.2.1 limit rate 1/minute }
	}
	set both {
		type ipv4_addr
		counter limit rate 1/minute burst 2 packets
		elements = { 192.0.2.1 }
	}
	set most {
		type ipv4_addr
		counter quota over 1 mbytes
		elements = { 192.0.2.1 }
	}
	set counted {
		type ipv4_addr
		counter
		elements = { 192.0.2.1 counter }
	}
	set seen {
		type ipv4_addr
		size 1024
		flags dynamic
	}
	set met {
		type ipv4_addr
		size 1024
		flags dynamic
	}
	map ways {
		type ipv4_addr : verdict
		limit rate 1/minute
		elements = { 192.0.2.1 limit rate 1/minute : drop }
	}
	map marks {
		type ipv4_addr : mark
		limit rate 1/minute
		elements = { 192.0.2.1 limit rate 1/minute : 0x1 }
	}
	chain pre {
		type filter hook prerouting priority -150; policy accept;
		udp dport 1 ip saddr @limited comment "one"
		udp dport 2 ip saddr @both drop comment "two"
		udp dport 3 ip saddr != @most drop comment "three"
		udp dport 4 ip saddr @counted drop comment "four"
		udp dport 5 ip saddr @seen comment "five"
		udp dport 6 ip saddr @met comment "six"
		udp dport 7 ip saddr vmap @ways comment "seven"
		udp dport 8 meta mark set ip saddr map @marks comment "eight"
		udp dport 1-8 drop comment "all"
		udp dport 9 add @seen { ip saddr limit rate 1/minute }
		udp dport 9 add @met { ip saddr }
	}
}
packets:
ip src=192.0.2.1 / udp dport=1 => punt one
ip src=192.0.2.1 / udp dport=2 => punt two
ip src=192.0.2.1 / udp dport=3 => punt three
ip src=192.0.2.1 / udp dport=4 => drop four
ip src=192.0.2.1 / udp dport=5 => punt five
ip src=192.0.2.1 / udp dport=6 => drop all
ip src=192.0.2.1 / udp dport=7 => punt seven
ip src=192.0.2.1 / udp dport=8 => punt eight
