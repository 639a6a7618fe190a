# A policy that asks for nothing behind the IPv6 header decides packets of any
# number of extension headers, on every stage.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ip6 saddr 2001:db8:bad::/48 drop comment "source"
		ip6 nexthdr 0 ip6 hoplimit < 64 drop comment "router-alert"
		ip6 nexthdr 44 drop comment "fragment"
		meta length > 400 drop comment "long"
		ether saddr 02:00:00:00:00:66 drop comment "mac"
	}
}
packets:
ip6 / tcp => accept policy
ip6 src=2001:db8:bad::1 / tcp => drop source
ip6 src=2001:db8:bad::1 / dst / dst / dst / dst / dst / dst / dst / dst / tcp => drop source
ip6 src=2001:db8:bad::1 / dst / dst / dst / dst / dst / dst / dst / dst / dst / tcp => drop source
ip6 / dst / dst / dst / dst / dst / dst / dst / dst / dst / tcp => accept policy
ip6 hop=63 / hbh / dst / dst / dst / dst / dst / dst / dst / dst / tcp => drop router-alert
ip6 hop=63 / dst / hbh / dst / dst / dst / dst / dst / dst / dst / tcp => accept policy
ip6 / frag / dst / dst / dst / dst / dst / dst / dst / dst / tcp => drop fragment
ip6 / dst / frag / dst / dst / dst / dst / dst / dst / dst / tcp => accept policy
eth src=02:00:00:00:00:66 / ip6 / ah / ah / ah / ah / ah / ah / ah / ah / ah / tcp => drop mac
ip6 / ah / ah / ah / ah / ah / ah / ah / ah / ah / tcp => accept policy
ip6 / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / tcp => accept policy
ip6 src=2001:db8:bad::1 / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / tcp => drop source
ip6 / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / tcp / raw 100 => drop long
ip6 / dst len=255 / dst / dst / dst => accept policy
ip6 version=5 / dst / dst / dst / dst / dst / dst / dst / dst / dst => accept policy
eth / vlan / ip6 src=2001:db8:bad::1 / rt / rt / rt / rt / rt / rt / rt / rt / rt / udp => drop source
