# Every field of ARP, with sets, ranges and masks, plain and tagged, short and
# padded, and of other hardware than Ethernet.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		arp htype { 6, 7, 15-20 } drop comment "hardware"
		arp ptype != { ip } drop comment "protocol"
		arp hlen > 6 drop comment "long-addresses"
		arp plen < 4 drop comment "short-addresses"
		arp operation vmap { inrequest : drop, inreply : drop, rrequest : accept } comment "by-operation"
		arp saddr ip 0.0.0.0 arp operation request accept comment "probe"
		arp saddr ip . arp saddr ether { 10.0.0.1 . 02:00:00:00:00:01, 10.0.0.5 . 02:00:00:00:00:05 } accept comment "bound"
		arp saddr ip { 10.0.0.1, 10.0.0.5 } drop comment "spoofed"
		arp saddr ether & 01:00:00:00:00:00 == 01:00:00:00:00:00 drop comment "group-sender"
		arp daddr ip 10.9.0.0/16 drop comment "foreign-net"
		arp daddr ether 02:00:00:00:00:aa drop comment "target-aa"
		arp operation reply drop comment "unasked"
		arp daddr ip >= 240.0.0.0 drop comment "class-e"
	}
}
packets:
arp => accept bound
arp spa=10.0.0.5 sha=02:00:00:00:00:05 => accept bound
arp spa=10.0.0.5 => drop spoofed
arp spa=10.0.0.1 sha=02:00:00:00:00:05 => drop spoofed
arp spa=10.0.0.2 => accept policy
arp spa=10.0.0.2 op=2 => drop unasked
arp op=2 => accept bound
arp htype=6 => drop hardware
arp htype=7 => drop hardware
arp htype=8 => accept bound
arp htype=14 => accept bound
arp htype=15 => drop hardware
arp htype=20 => drop hardware
arp htype=21 => accept bound
arp htype=0x0600 => accept bound
arp ptype=0x0801 => drop protocol
arp ptype=0x86dd => drop protocol
arp hlen=7 => drop long-addresses
arp hlen=0 => accept bound
arp plen=3 => drop short-addresses
arp plen=0 => drop short-addresses
arp plen=16 => accept bound
arp op=8 => drop by-operation
arp op=9 => drop by-operation
arp op=3 => accept by-operation
arp op=4 => accept bound
arp op=0x0800 => accept bound
arp spa=0.0.0.0 => accept probe
arp spa=0.0.0.0 op=2 => drop unasked
arp spa=10.0.0.3 sha=03:00:00:00:00:01 => drop group-sender
arp spa=10.0.0.3 sha=00:00:00:00:00:01 => accept policy
arp spa=10.0.0.3 tpa=10.9.0.0 => drop foreign-net
arp spa=10.0.0.3 tpa=10.9.255.255 => drop foreign-net
arp spa=10.0.0.3 tpa=10.10.0.0 => accept policy
arp spa=10.0.0.3 tha=02:00:00:00:00:aa => drop target-aa
arp spa=10.0.0.3 tpa=240.0.0.0 => drop class-e
arp spa=10.0.0.3 tpa=239.255.255.255 => accept policy
# as a bridge's frames come, with padding or a tag
arp htype=6 / pad 60 => drop hardware
eth / vlan id=7 / arp spa=10.0.0.5 => drop spoofed
eth / vlan id=7 / arp spa=10.0.0.5 sha=02:00:00:00:00:05 / pad 64 => accept bound
eth type=0x88a8 / vlan / arp op=8 => drop by-operation
eth dst=ff:ff:ff:ff:ff:ff / arp spa=10.0.0.3 tpa=10.9.1.1 => drop foreign-net
# RARP has a type of its own
eth type=0x8035 / hex 0001080006040003 / raw 20 => accept policy
