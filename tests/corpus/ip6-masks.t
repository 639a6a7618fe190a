# Masked IPv6 addresses: interface identifiers, EUI-64, single bits, and a mask
# that spans the middle of the address.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ip6 saddr & ::ffff:ffff:ffff:ffff == ::dead:beef drop comment "interface-id"
		ip6 saddr & ::ff:ff00:0 == ::ff:fe00:0 drop comment "eui-64"
		ip6 daddr & ::1 == ::1 ip6 hoplimit 9 drop comment "odd"
		ip6 daddr & 0:0:0:ff00:00ff:: != 0:0:0:1200:0034:: ip6 hoplimit 10 drop comment "not-middle"
		ip6 daddr & 0:0:0:ffff:: { 0:0:0:1::, 0:0:0:10:: } drop comment "subnets"
		ip6 daddr & ffff:ffff:ffff:: vmap { 2001:db8:1:: : drop, 2001:db8:2:: : accept } comment "sites"
		ip6 saddr & 8000:: == 8000:: drop comment "first-bit"
	}
}
packets:
ip6 => accept policy
ip6 src=2001:db8::dead:beef => drop interface-id
ip6 src=fe80::dead:beef => drop interface-id
ip6 src=2001:db8::1:0:dead:beef => accept policy
ip6 src=2001:db8::dead:bee0 => accept policy
ip6 src=2001:db8::200:ff:fe00:1 => drop eui-64
ip6 src=fe80::212:34ff:fe56:789a => drop eui-64
ip6 src=2001:db8::212:34ff:fd56:789a => accept policy
ip6 src=2001:db8::212:34fe:fe56:789a => accept policy
ip6 src=2001:db8:ff:fe00:: => accept policy
ip6 hop=9 dst=2001:db8::1 => drop odd
ip6 hop=9 dst=2001:db8::2 => accept policy
ip6 hop=9 dst=2001:db8:1::3 => drop odd
ip6 hop=8 dst=2001:db8::1 => accept policy
ip6 hop=10 dst=2001:db8:0:1200:34:: => accept policy
ip6 hop=10 dst=2001:db8:0:12ff:ff34::1 => accept policy
ip6 hop=10 dst=2001:db8:0:1300:34:: => drop not-middle
ip6 hop=10 dst=2001:db8:0:1200:35:: => drop not-middle
ip6 hop=10 dst=:: => drop not-middle
ip6 hop=11 dst=2001:db8:0:1300:34:: => accept policy
ip6 dst=2001:db8:9:1::77 => drop subnets
ip6 dst=2001:db8:9:10::77 => drop subnets
ip6 dst=2001:db8:9:11::77 => accept policy
ip6 dst=2001:db8:9:100::77 => accept policy
ip6 dst=2001:db8:1:ffff::77 => drop sites
ip6 dst=2001:db8:2:ffff::77 src=8000::1 => accept sites
ip6 dst=2001:db8:3:ffff::77 src=8000::1 => drop first-bit
ip6 src=ffff::1 => drop first-bit
ip6 src=7fff::1 => accept policy
# cut in the source, between the addresses, in the destination
ip6 src=fe80::dead:beef / cut 38 => drop interface-id
ip6 src=fe80::dead:beef / cut 37 => accept policy
ip6 src=8000:: / cut 37 => accept policy
ip6 hop=9 dst=2001:db8::1 / cut 54 => drop odd
ip6 hop=9 dst=2001:db8::1 / cut 53 => accept policy
ip6 hop=9 dst=2001:db8::1 / pad 64 => drop odd
