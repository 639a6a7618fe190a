# A base chain without a rule that decides: everything is left to its policy, and
# nothing has to be read for it.
rules:
table netdev t {
	chain unused {
		tcp dport 22 drop comment "unused"
	}
	chain counted {
		type filter hook ingress device "eth0" priority 0; policy accept;
		counter
	}
	chain empty {
		type filter hook ingress device "eth0" priority 1; policy accept;
	}
	chain nothing-left {
		type filter hook ingress device "eth0" priority 2; policy drop;
		jump unused-too
		return
	}
	chain unused-too {
		counter
	}
}
packets:
ip / tcp dport=22 => drop policy nothing-left
ip6 / tcp dport=22 => drop policy nothing-left
arp => drop policy nothing-left
eth type=0x88b5 => drop policy nothing-left
eth / vlan / ip / udp => drop policy nothing-left
eth / vlan / vlan / ip / udp => drop policy nothing-left
ip len=9999 / udp => drop policy nothing-left
ip6 nh=60 => drop policy nothing-left
ip6 / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / tcp dport=22 => drop policy nothing-left [agilio-cx: punt]
ip / udp / raw 8000 => drop policy nothing-left
eth / cut 14 => drop policy nothing-left
eth / cut 13 => accept -
eth / vlan / cut 17 => accept -
