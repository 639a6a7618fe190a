# Of a short packet the kernel's chains at ingress read ports in the frame's
# padding, whatever the protocol: what a stage takes for "no ports" is unknown.
rules:
table netdev t {
	chain ingress {
		type filter hook ingress device "eth0" priority 0; policy drop;
		ip saddr 192.0.2.1 meta mark 1 accept comment "marked"
		meta l4proto 47 th dport != 80 accept comment "port"
	}
}
packets:
ip src=198.51.100.1 proto=47 / raw 8 => accept port
ip src=198.51.100.1 proto=47 / raw 2 => punt port
ip src=198.51.100.1 proto=47 / raw 2 / pad 60 => punt port
ip src=198.51.100.1 proto=47 / raw 0 / pad 60 => punt port
ip src=198.51.100.1 proto=50 / raw 2 / pad 60 => drop policy ingress
ip6 nh=47 / raw 2 / pad 80 => punt port
ip6 nh=47 / raw 8 => accept port
