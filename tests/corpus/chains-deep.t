# Chains within chains: eight jumps deep, gotos between, returns on the way back,
# and the same chain from several places.
rules:
table netdev t {
	chain c8 {
		udp dport 8 drop comment "c8"
		udp sport 8 accept comment "c8-sport"
	}
	chain c7 {
		jump c8
		udp dport 7 drop comment "c7"
	}
	chain c6 {
		udp sport 66 return
		jump c7
		udp dport 6 drop comment "c6"
		udp sport 6 goto c8
		udp dport 60 drop comment "c6-behind-goto"
	}
	chain c5 {
		jump c6
		udp dport 5 drop comment "c5"
		udp dport 50-60 return
		udp dport 40-70 drop comment "c5-late"
	}
	chain c4 {
		udp sport 4 goto c5
		jump c5
		udp dport 4 drop comment "c4"
		udp dport 60 drop comment "c4-60"
	}
	chain c3 {
		jump c4
		udp dport 3 drop comment "c3"
	}
	chain c2 {
		jump c3
		udp dport 2 drop comment "c2"
	}
	chain c1 {
		jump c2
		udp dport 1 drop comment "c1"
		udp dport 50 accept comment "c1-50"
	}
	chain base {
		type filter hook ingress device "eth0" priority 0; policy accept;
		tcp dport 8 jump c8
		jump c1
		udp sport 77 jump c8
		udp sport 88 goto c8
		udp dport 99 drop comment "base-99"
	}
}
packets:
ip / udp dport=1 => drop c1
ip / udp dport=2 => drop c2
ip / udp dport=3 => drop c3
ip / udp dport=4 => drop c4
ip / udp dport=5 => drop c5
ip / udp dport=6 => drop c6
ip / udp dport=7 => drop c7
ip / udp dport=8 => drop c8
ip6 / udp dport=8 => drop c8
ip / udp dport=9 => accept policy
ip / udp dport=99 => drop base-99
# accept at the bottom
ip / udp sport=8 dport=1 => accept c8-sport
ip / udp sport=8 dport=99 => accept c8-sport
# return skips what is deeper, goes on above
ip / udp sport=66 dport=8 => accept policy
ip / udp sport=66 dport=6 => accept policy
ip / udp sport=66 dport=5 => drop c5
ip / udp sport=66 dport=4 => drop c4
ip / udp dport=50 => accept c1-50
ip / udp dport=49 => drop c5-late
ip / udp dport=61 => drop c5-late
ip / udp dport=70 => drop c5-late
ip / udp dport=60 => drop c6-behind-goto
ip / udp dport=60 sport=66 => drop c4-60
# goto in c6 comes back to c5; goto in c4 comes back to c3
ip / udp sport=6 dport=60 => drop c4-60
ip / udp sport=6 dport=5 => drop c5
ip / udp sport=6 dport=6 => drop c6
ip / udp sport=4 dport=4 => accept policy
ip / udp sport=4 dport=5 => drop c5
ip / udp sport=4 dport=3 => drop c3
ip / udp sport=4 dport=60 => drop c6-behind-goto
ip / udp sport=4 dport=55 => accept policy
# goto in the base chain: its policy is next
ip / udp sport=88 dport=99 => accept policy
ip / udp sport=77 dport=99 => drop base-99
ip / tcp dport=8 => accept policy
arp => accept policy
