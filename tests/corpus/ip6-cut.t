# An IPv6 header cut behind each of its fields, and within them.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		meta l4proto 0-255 drop comment "transport"
		exthdr dst exists drop comment "dst"
		ip6 daddr != ::66 drop comment "daddr"
		ip6 saddr != ::66 drop comment "saddr"
		ip6 hoplimit != 99 drop comment "hoplimit"
		ip6 nexthdr != 99 drop comment "nexthdr"
		ip6 length != 99 drop comment "length"
		ip6 flowlabel != 99 drop comment "flowlabel"
		ip6 ecn != ce drop comment "ecn"
		ip6 dscp != ef drop comment "dscp"
		ip6 version != 9 drop comment "version"
		meta protocol ip6 drop comment "nothing"
	}
}
packets:
ip6 / tcp => drop transport
ip6 => drop transport
ip6 / tcp / cut 73 => drop daddr
ip6 / tcp / cut 54 => drop daddr
ip6 / tcp / cut 53 => drop saddr
ip6 / cut 53 => drop saddr
ip6 / cut 46 => drop saddr
ip6 / cut 38 => drop saddr
ip6 / cut 37 => drop hoplimit
ip6 / cut 30 => drop hoplimit
ip6 / cut 22 => drop hoplimit
ip6 / cut 21 => drop nexthdr
ip6 / cut 20 => drop length
ip6 / cut 19 => drop flowlabel
ip6 / cut 18 => drop flowlabel
ip6 / cut 17 => drop ecn
ip6 / cut 16 => drop ecn
ip6 / cut 15 => drop version
ip6 / cut 14 => drop nothing
ip6 / cut 13 => accept -
# an extension header asks for 40 bytes in front of it
ip6 / dst / tcp => drop transport
ip6 / dst / tcp / cut 62 => drop dst
ip6 / dst / tcp / cut 56 => drop dst
ip6 / dst / tcp / cut 55 => drop daddr
ip6 / dst / tcp / cut 53 => drop saddr
# each rule leaves its own value to the next one
ip6 len=9 dst=::66 => drop saddr
ip6 len=9 dst=::66 src=::66 => drop hoplimit
ip6 len=9 dst=::66 src=::66 hop=99 => drop nexthdr
ip6 len=9 dst=::66 src=::66 hop=99 nh=99 => drop length
ip6 hop=99 nh=99 len=99 / cut 22 => drop flowlabel
ip6 hop=99 nh=99 len=99 flow=99 / cut 22 => drop ecn
ip6 flow=99 ecn=ce / cut 18 => drop dscp
ip6 flow=99 ecn=ce dscp=ef / cut 18 => drop version
ip6 version=9 ecn=ce dscp=ef / cut 16 => drop nothing
ip6 version=9 ecn=ce dscp=ef / cut 17 => drop nothing
# behind a tag
eth / vlan / ip6 / tcp / cut 77 => drop daddr
eth / vlan / ip6 / cut 58 => drop transport
eth / vlan / ip6 / cut 57 => drop saddr
eth / vlan / ip6 / cut 41 => drop hoplimit
eth / vlan / ip6 / cut 25 => drop nexthdr
eth / vlan / ip6 / cut 24 => drop length
eth / vlan / ip6 / cut 22 => drop flowlabel
eth / vlan / ip6 / cut 19 => drop version
eth / vlan / ip6 / cut 18 => drop nothing
