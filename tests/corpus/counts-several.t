# A frame counts in several rules on its way: in front of what decides, not behind
# it, and not in what a return skips. A shared chain is called from several places,
# and who comes back from a goto of the base chain meets the policy.
rules:
table netdev t {
	chain shared {
		ip saddr 10.1.0.0/16 counter return
		counter
		ip saddr 10.2.0.0/16 counter drop comment "shared-drop"
		tcp sport 1000-65535 counter
		ip saddr 10.3.0.0/16 counter return
		counter comment "end-of-shared"
	}
	chain web {
		ip saddr 10.0.0.0/8 counter
		jump shared
		ip saddr 10.1.2.0/24 counter drop comment "web-drop"
		ip saddr 10.1.0.0/16 counter accept comment "web-accept"
	}
	chain left {
		counter
		ip saddr 10.3.3.3 counter return
		jump shared
		ip saddr 10.4.0.0/16 counter accept comment "left-accept"
	}
	chain base {
		type filter hook ingress device "eth0" priority 0; policy drop;
		ip saddr 10.0.0.0/8 counter
		ip daddr . tcp dport vmap { 192.0.2.1 . 80 : jump web, 192.0.2.2 . 80 : goto left, 192.0.2.3 . 80 : jump shared }
		ip saddr 10.3.0.0/16 counter
		ip daddr 192.0.2.1 tcp dport 80 counter jump shared
		ip saddr 10.5.0.0/16 counter return
		ip saddr 10.0.0.0/8 counter accept comment "ten"
		counter
	}
}
packets:
ip src=10.1.2.3 dst=192.0.2.1 / tcp sport=2000 dport=80 => drop web-drop
ip src=10.1.3.3 dst=192.0.2.1 / tcp sport=2000 dport=80 => accept web-accept
ip src=10.2.3.3 dst=192.0.2.1 / tcp sport=2000 dport=80 => drop shared-drop
ip src=10.3.3.3 dst=192.0.2.1 / tcp sport=2000 dport=80 => accept ten
ip src=10.4.3.3 dst=192.0.2.1 / tcp sport=20 dport=80 => accept ten
ip src=10.5.3.3 dst=192.0.2.1 / tcp sport=2000 dport=80 => drop policy
ip src=11.5.3.3 dst=192.0.2.1 / tcp sport=2000 dport=80 => drop policy
ip src=10.1.2.3 dst=192.0.2.2 / tcp sport=2000 dport=80 => drop policy
ip src=10.2.2.3 dst=192.0.2.2 / tcp sport=2000 dport=80 => drop shared-drop
ip src=10.3.3.3 dst=192.0.2.2 / tcp sport=2000 dport=80 => drop policy
ip src=10.3.3.4 dst=192.0.2.2 / tcp sport=2000 dport=80 => drop policy
ip src=10.4.3.4 dst=192.0.2.2 / tcp sport=2000 dport=80 => accept left-accept
ip src=10.2.3.4 dst=192.0.2.3 / tcp sport=2000 dport=80 => drop shared-drop
ip src=10.1.3.4 dst=192.0.2.3 / tcp sport=2000 dport=80 => accept ten
ip src=10.3.3.4 dst=192.0.2.4 / tcp sport=2000 dport=80 => accept ten
ip src=10.5.3.4 dst=192.0.2.4 / udp dport=80 => drop policy
ip6 / tcp dport=80 => drop policy
