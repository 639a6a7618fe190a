# A return leaves its own chain only: the chain that is called next is at the
# same depth, and runs.
rules:
table netdev t {
	chain first {
		tcp dport 22 return comment "not ssh"
		return comment "nobody"
	}
	chain second {
		tcp dport 22 drop comment "ssh"
		udp dport 53 accept comment "dns"
	}
	chain through {
		goto first comment "over"
	}
	chain c {
		type filter hook ingress device "eth0" priority 0
		policy drop
		jump first comment "call 1"
		jump through comment "call 2"
		jump second comment "call 3"
		tcp dport 80 accept comment "web"
	}
}
packets:
ip / tcp dport=22 => drop ssh
ip / udp dport=53 => accept dns
ip6 / udp dport=53 => accept dns
ip / tcp dport=80 => accept web
ip / tcp dport=81 => drop policy
