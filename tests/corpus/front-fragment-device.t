# A packet that is put together is of the device that its last fragment came
# from, which may be another one than this: of fragments the device is unknown,
# but that it is not lo, which has none.
rules:
table inet t {
	chain ingress {
		type filter hook ingress device "eth0" priority 0; policy accept;
		iifname "eth0" ip saddr 192.0.2.3 drop comment "ingress"
	}
	chain in {
		type filter hook input priority 0; policy accept;
		iif "lo" accept comment "lo"
		iifname "lo" accept comment "lo-name"
		iifname "eth0" ip saddr 192.0.2.1 drop comment "in"
		ip saddr 192.0.2.2 drop comment "any"
		iifname "eth0" ip6 saddr 2001:db8::1 drop comment "in6"
	}
	chain forward {
		type filter hook forward priority 0; policy drop;
	}
}
packets:
ip src=192.0.2.1 / udp sport=1 dport=7 => drop policy forward
ip src=192.0.2.1 mf=1 / tcp dport=7 => punt in
ip src=192.0.2.1 off=100 proto=6 / raw 40 => punt in
ip src=192.0.2.2 mf=1 / tcp dport=7 => drop policy forward
ip src=192.0.2.3 mf=1 / tcp dport=7 => drop ingress
ip6 src=2001:db8::1 / tcp dport=7 => drop policy forward
ip6 src=2001:db8::1 / frag more=1 / tcp dport=7 => punt in
