# IPv6 addresses: prefixes that end within a byte, ranges over the middle of the
# address, half-open ones, sets, and the forms in which they are written.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ip6 saddr ::1 drop comment "loopback"
		ip6 saddr ::ffff:0.0.0.0/96 drop comment "v4-mapped"
		ip6 saddr 2001:db8:0:8000::/49 drop comment "half-byte"
		ip6 saddr 2001:db8:1::/127 drop comment "pair-of-hosts"
		ip6 saddr 2001:db8:2:0:ffff:ffff:ffff:fff0-2001:db8:2:1::f drop comment "over-the-middle"
		ip6 saddr { fe80::/10, fec0::/10, fc00::/7 } ip6 daddr 2000::/3 drop comment "scope"
		ip6 saddr ff00::/8 drop comment "from-multicast"
		ip6 daddr >= ff02:: ip6 daddr < ff03:: accept comment "link-multicast"
		ip6 daddr ff00::/8 drop comment "multicast"
		ip6 daddr != 2001:db8::/32 drop comment "not-ours"
		ip6 daddr 2001:db8::2:0:0:0/112 drop comment "middle-zero"
		ip6 saddr . ip6 daddr { 2001:db8::5 . 2001:db8::6, 2001:db8::6 . 2001:db8::5 } drop comment "two-hosts"
	}
}
packets:
ip6 => accept policy
ip6 src=:: => accept policy
ip6 src=::1 => drop loopback
ip6 src=100:: => accept policy
ip6 src=::ffff:10.0.0.1 => drop v4-mapped
ip6 src=::fffe:10.0.0.1 => accept policy
ip6 src=::1:ffff:10.0.0.1 => accept policy
ip6 src=2001:db8:0:8000:: => drop half-byte
ip6 src=2001:db8:0:ffff:ffff:ffff:ffff:ffff => drop half-byte
ip6 src=2001:db8:0:7fff:ffff:ffff:ffff:ffff => accept policy
ip6 src=2001:db8:1:: => drop pair-of-hosts
ip6 src=2001:db8:1::1 => drop pair-of-hosts
ip6 src=2001:db8:1::2 => accept policy
ip6 src=2001:db8:0:0:ffff:ffff:ffff:ffff => accept policy
ip6 src=2001:db8:2:0:ffff:ffff:ffff:ffef => accept policy
ip6 src=2001:db8:2:0:ffff:ffff:ffff:fff0 => drop over-the-middle
ip6 src=2001:db8:2:0:ffff:ffff:ffff:ffff => drop over-the-middle
ip6 src=2001:db8:2:1:: => drop over-the-middle
ip6 src=2001:db8:2:1::f => drop over-the-middle
ip6 src=2001:db8:2:1::10 => accept policy
ip6 src=fe80::1 => drop scope
ip6 src=fec0::1 => drop scope
ip6 src=fd00::1 => drop scope
ip6 src=fe80::1 dst=fe80::2 => drop not-ours
ip6 src=fe00::1 => accept policy
ip6 src=fbff::1 => accept policy
ip6 src=ff02::1 => drop from-multicast
ip6 dst=ff02::1 => accept link-multicast
ip6 dst=ff02:ffff:ffff:ffff:ffff:ffff:ffff:ffff => accept link-multicast
ip6 dst=ff01::1 => drop multicast
ip6 dst=ff03:: => drop multicast
ip6 dst=ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff => drop multicast
ip6 dst=2001:db7:ffff:ffff:ffff:ffff:ffff:ffff => drop not-ours
ip6 dst=2001:db9:: => drop not-ours
ip6 dst=2001:db8:0:0:2::ffff => drop middle-zero
ip6 dst=2001:db8:0:0:2:0:1:0 => accept policy
ip6 src=2001:db8::5 dst=2001:db8::6 => drop two-hosts
ip6 src=2001:db8::6 dst=2001:db8::5 => drop two-hosts
ip6 src=2001:db8::5 dst=2001:db8::5 => accept policy
eth / vlan / ip6 src=::1 => drop loopback
ip => accept policy
