# Extension headers in the order of RFC 8200 and in others, from none to eight of
# them: the transport header is behind the last one.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy drop;
		tcp dport 443 accept comment "https"
		udp sport 53 udp dport 5353 accept comment "dns"
		icmpv6 type nd-neighbor-solicit exthdr frag missing accept comment "solicit"
		icmpv6 type echo-request icmpv6 id 99 accept comment "ping"
		sctp dport 3868 exthdr rt missing accept comment "diameter"
		exthdr dst exists exthdr hbh exists meta l4proto dccp accept comment "dccp-behind-both"
	}
}
packets:
ip6 / tcp dport=443 => accept https
ip6 / hbh / tcp dport=443 => accept https
ip6 / dst / tcp dport=443 => accept https
ip6 / rt / tcp dport=443 => accept https
ip6 / frag / tcp dport=443 => accept https
ip6 / hbh / dst / rt / frag / tcp dport=443 => accept https
ip6 / hbh / dst / rt / frag / dst / tcp dport=443 => accept https
ip6 / dst / frag / rt / dst / hbh / tcp dport=443 => accept https
ip6 / frag / frag / frag / tcp dport=443 => accept https
ip6 / rt / rt / rt / rt / tcp dport=443 => accept https
ip6 / hbh / hbh / hbh / hbh / hbh / hbh / hbh / hbh / tcp dport=443 => accept https
ip6 / hbh / dst / rt / frag / hbh / dst / rt / frag / tcp dport=443 => accept https
ip6 / hbh / dst / rt / frag / hbh / dst / rt / frag / tcp dport=444 => drop policy
# of many lengths
ip6 / hbh opts=0502000001000000000000000000 / dst opts=00000000000000000000000000000000000000000000 / udp sport=53 dport=5353 => accept dns
ip6 / rt type=4 opts=0000000020010db800000000000000000000000120010db8000000000000000000000002 / udp sport=53 dport=5353 => accept dns
ip6 / dst opts=0139000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000 / udp sport=53 dport=5353 => accept dns
ip6 / dst opts=0102000000000000 / dst opts=01020000000000000000000000000000 / dst / udp sport=53 dport=5353 => accept dns
# a header's bytes that look like the ports
ip6 / hbh opts=003514e9003514e9 / udp sport=1 dport=2 => drop policy
ip6 / dst opts=0035003514e914e9 / udp sport=53 dport=5353 => accept dns
# atomic fragments and first ones
ip6 / frag more / udp sport=53 dport=5353 => accept dns
ip6 / frag more / dst / udp sport=53 dport=5353 => accept dns
ip6 / frag off=1 / udp sport=53 dport=5353 => drop policy
ip6 / dst / frag off=1 / udp sport=53 dport=5353 => drop policy
ip6 / frag / frag off=1 / udp sport=53 dport=5353 => drop policy
ip6 / frag off=1 / frag / udp sport=53 dport=5353 => drop policy
ip6 / icmp6 type=135 => accept solicit
ip6 / hbh / icmp6 type=135 => accept solicit
ip6 / dst / frag / icmp6 type=135 => drop policy
ip6 / frag more / icmp6 type=135 => drop policy
ip6 / rt / dst / icmp6 id=99 => accept ping
ip6 / hbh / rt / frag / icmp6 id=99 => accept ping
ip6 / dst / sctp dport=3868 => accept diameter
ip6 / dst / dst / dst / dst / sctp dport=3868 => accept diameter
ip6 / dst / rt / sctp dport=3868 => drop policy
ip6 / hbh / dst / dccp => accept dccp-behind-both
ip6 / dst / hbh / dccp => accept dccp-behind-both
ip6 / dst / dccp => drop policy
ip6 / rt / frag / hbh / frag / rt / dst / dccp => accept dccp-behind-both
eth / vlan / ip6 / hbh / dst / rt / tcp dport=443 => accept https
eth type=0x88a8 / vlan / ip6 / hbh / dst / dccp => accept dccp-behind-both
