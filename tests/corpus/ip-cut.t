# An IPv4 header cut behind each of its fields: what is there is readable, the
# rest matches nothing, not even a !=, and there is no transport.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		meta l4proto 0-255 drop comment "transport"
		ip daddr != 10.0.0.66 drop comment "daddr"
		ip saddr != 10.0.0.66 drop comment "saddr"
		ip checksum != 0x4242 drop comment "checksum"
		ip protocol != 99 drop comment "protocol"
		ip ttl != 99 drop comment "ttl"
		ip frag-off != 99 drop comment "frag-off"
		ip id != 99 drop comment "id"
		ip length != 99 drop comment "length"
		ip ecn != ce drop comment "ecn"
		ip version != 15 drop comment "version"
		meta protocol ip drop comment "nothing"
	}
}
packets:
ip / tcp => drop transport
ip / tcp / cut 54 => drop transport
ip / tcp / cut 53 => drop daddr
ip / tcp / cut 34 => drop daddr
ip len=20 / tcp / cut 34 => drop transport
ip len=20 / tcp / cut 33 => drop saddr
ip / cut 33 => drop saddr
ip / cut 32 => drop saddr
ip / cut 31 => drop saddr
ip / cut 30 => drop saddr
ip / cut 29 => drop checksum
ip / cut 27 => drop checksum
ip / cut 26 => drop checksum
ip / cut 25 => drop protocol
ip / cut 24 => drop protocol
ip / cut 23 => drop ttl
ip / cut 22 => drop frag-off
ip / cut 21 => drop id
ip / cut 20 => drop id
ip / cut 19 => drop length
ip / cut 18 => drop length
ip / cut 17 => drop ecn
ip / cut 16 => drop ecn
ip / cut 15 => drop version
ip / cut 14 => drop nothing
ip / cut 13 => accept -
# each rule leaves its own value to the next one
ip dst=10.0.0.66 len=19 => drop saddr
ip dst=10.0.0.66 src=10.0.0.66 len=19 sum=0x4242 => drop protocol
ip ttl=99 proto=99 / cut 24 => drop frag-off
ip ttl=99 off=99 id=99 / cut 23 => drop length
ip id=99 len=99 tos=3 / cut 20 => drop version
ip version=15 tos=3 / cut 16 => drop nothing
ip version=15 / cut 15 => drop nothing
# behind a tag
eth / vlan / ip / tcp / cut 58 => drop transport
eth / vlan / ip / tcp / cut 57 => drop daddr
eth / vlan / ip / cut 37 => drop saddr
eth / vlan / ip / cut 33 => drop checksum
eth / vlan / ip / cut 28 => drop protocol
eth / vlan / ip / cut 26 => drop frag-off
eth / vlan / ip / cut 24 => drop id
eth / vlan / ip / cut 22 => drop length
eth / vlan / ip / cut 19 => drop version
eth / vlan / ip / cut 18 => drop nothing
eth type=0x88a8 / vlan / ip / cut 18 => drop nothing
