# A policy that asks for extension headers in rules that no frame reaches still
# asks for the walk through AH: what goes on beyond its bound is punted, and a
# packet of fewer headers is decided as ever.
rules:
table netdev t {
	chain uncalled {
		hbh nexthdr 6 drop comment "never"
	}
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ip6 saddr 2001:db8::bad drop comment "source"
	}
}
packets:
ip6 / tcp dport=22 => accept policy
ip6 src=2001:db8::bad / tcp dport=22 => drop source
ip6 src=2001:db8::bad / hbh / tcp dport=22 => drop source
ip6 src=2001:db8::bad / ah / ah / ah / ah / ah / ah / ah / ah / tcp => drop source
ip6 src=2001:db8::bad / ah / ah / ah / ah / ah / ah / ah / ah / ah / tcp => drop source [agilio-cx: punt]
ip6 / ah / ah / ah / ah / ah / ah / ah / ah / ah / tcp => accept policy [agilio-cx: punt]
ip6 src=2001:db8::bad / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / tcp => punt -
ip6 / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / ah / tcp => punt -
ip6 version=5 src=2001:db8::bad / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst => punt -
