# ICMP types and codes by name and number, under the operators; only in IPv4, and
# only the first fragment.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy drop;
		icmp type echo-reply accept comment "reply"
		icmp type { source-quench, redirect, 30 } drop comment "obsolete"
		icmp type destination-unreachable icmp code 4 accept comment "frag-needed"
		icmp type destination-unreachable icmp code { net-unreachable, host-unreachable, 6-8 } drop comment "unreachable"
		icmp type 3 icmp code != 13 accept comment "other-unreachable"
		icmp type . icmp code { 11 . 0, 12 . 0-2 } accept comment "errors"
		icmp type 9-10 drop comment "router-discovery"
		icmp type > 40 drop comment "high"
		icmp code > 0 drop comment "code"
		icmp type & 0x1 == 1 drop comment "odd"
		icmp type vmap { echo-request : accept, 14 : accept, 16 : continue, 18 : drop } comment "by-type"
		icmp type < 20 icmp checksum != 0 accept comment "rest"
	}
}
packets:
ip / icmp => accept by-type
ip / icmp type=0 => accept reply
ip / icmp type=0 code=9 => accept reply
ip / icmp type=4 => drop obsolete
ip / icmp type=5 => drop obsolete
ip / icmp type=30 => drop obsolete
ip / icmp type=3 code=4 => accept frag-needed
ip / icmp type=3 code=0 => drop unreachable
ip / icmp type=3 code=1 => drop unreachable
ip / icmp type=3 code=2 => accept other-unreachable
ip / icmp type=3 code=5 => accept other-unreachable
ip / icmp type=3 code=6 => drop unreachable
ip / icmp type=3 code=8 => drop unreachable
ip / icmp type=3 code=9 => accept other-unreachable
ip / icmp type=3 code=13 => drop code
ip / icmp type=11 => accept errors
ip / icmp type=11 code=1 => drop code
ip / icmp type=12 code=2 => accept errors
ip / icmp type=12 code=3 => drop code
ip / icmp type=9 => drop router-discovery
ip / icmp type=10 => drop router-discovery
ip / icmp type=40 => drop policy
ip / icmp type=41 => drop high
ip / icmp type=255 => drop high
ip / icmp type=8 code=1 => drop code
ip / icmp type=13 => drop odd
ip / icmp type=14 => accept by-type
ip / icmp type=16 => accept rest
ip / icmp type=16 sum=0 => drop policy
ip / icmp type=18 => drop by-type
ip / icmp type=2 => accept rest
ip / icmp type=20 => drop policy
# not ICMP for IPv4
ip6 / icmp type=0 => drop policy
ip / icmp6 type=0 => drop policy
ip6 / icmp6 type=128 => drop policy
ip / udp sport=0 => drop policy
# fragments and cut messages
ip mf / icmp type=0 => accept reply
ip off=1 / icmp type=0 => drop policy ~frag-ports
ip len=21 / icmp type=0 / cut 35 => accept reply
ip len=21 / icmp type=16 / cut 35 => drop policy
ip len=22 / icmp type=8 / cut 36 => accept by-type
ip len=21 / icmp type=41 / cut 35 => drop high
ip len=20 / icmp type=0 / cut 34 => drop policy
ip opts=94040000 / icmp type=0 => accept reply
eth / vlan / ip / icmp type=11 => accept errors
