# An ARP packet cut behind each of its fields: what is there matches, what is
# not matches nothing, neither == nor !=.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		arp daddr ip != 10.0.0.66 drop comment "daddr-ip"
		arp daddr ether != 02:00:00:00:00:66 drop comment "daddr-ether"
		arp saddr ip != 10.0.0.66 drop comment "saddr-ip"
		arp saddr ether != 02:00:00:00:00:66 drop comment "saddr-ether"
		arp operation != nak drop comment "operation"
		arp plen != 9 drop comment "plen"
		arp hlen != 9 drop comment "hlen"
		arp ptype != ip6 drop comment "ptype"
		arp htype != 9 drop comment "htype"
		meta protocol arp drop comment "nothing"
	}
}
packets:
arp => drop daddr-ip
arp / cut 42 => drop daddr-ip
arp / cut 41 => drop daddr-ether
arp / cut 40 => drop daddr-ether
arp / cut 38 => drop daddr-ether
arp / cut 37 => drop saddr-ip
arp / cut 32 => drop saddr-ip
arp / cut 31 => drop saddr-ether
arp / cut 28 => drop saddr-ether
arp / cut 27 => drop operation
arp / cut 22 => drop operation
arp / cut 21 => drop plen
arp / cut 20 => drop plen
arp / cut 19 => drop hlen
arp / cut 18 => drop ptype
arp / cut 17 => drop htype
arp / cut 16 => drop htype
arp / cut 15 => drop nothing
arp / cut 14 => drop nothing
arp / cut 13 => accept -
# the same behind a tag
eth / vlan / arp => drop daddr-ip
eth / vlan / arp / cut 46 => drop daddr-ip
eth / vlan / arp / cut 45 => drop daddr-ether
eth / vlan / arp / cut 41 => drop saddr-ip
eth / vlan / arp / cut 35 => drop saddr-ether
eth / vlan / arp / cut 31 => drop operation
eth / vlan / arp / cut 25 => drop plen
eth / vlan / arp / cut 23 => drop hlen
eth / vlan / arp / cut 22 => drop ptype
eth / vlan / arp / cut 20 => drop htype
eth / vlan / arp / cut 18 => drop nothing
eth / vlan / arp / cut 17 => accept -
# values that each rule leaves to the next
arp tpa=10.0.0.66 tha=02:00:00:00:00:66 => drop saddr-ip
arp tpa=10.0.0.66 tha=02:00:00:00:00:66 spa=10.0.0.66 => drop saddr-ether
arp tpa=10.0.0.66 tha=02:00:00:00:00:66 spa=10.0.0.66 sha=02:00:00:00:00:66 op=10 => drop plen
arp plen=9 / cut 20 => drop hlen
arp hlen=9 plen=9 / cut 20 => drop ptype
arp op=10 hlen=9 plen=9 ptype=ip6 / cut 22 => drop htype
arp op=10 hlen=9 plen=9 ptype=ip6 htype=9 / cut 22 => drop nothing
ip => accept policy
