# The small fields of the IPv4 header: version, header length, total length,
# identification, time to live, protocol and checksum, sound or not.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ip version != 4 drop comment "version"
		ip hdrlength < 5 drop comment "short-header"
		ip hdrlength 6-15 drop comment "options"
		ip length > 1500 drop comment "long"
		ip length 0-19 drop comment "too-short"
		ip id 0xffff drop comment "id-65535"
		ip id & 0x00ff == 0x00ab drop comment "id-low-byte"
		ip ttl { 0, 1 } drop comment "expired"
		ip ttl 255 accept comment "link-local"
		ip protocol { igmp, ospf, vrrp, 200-210 } drop comment "protocols"
		ip protocol != { tcp, udp, icmp } accept comment "others"
		ip checksum 0 drop comment "no-checksum"
		ip checksum != 0xbeef ip id 77 drop comment "not-beef"
	}
}
packets:
ip / tcp => accept policy
ip version=5 / tcp => drop version
ip version=0 / tcp => drop version
ip version=6 ihl=0 / tcp => drop version
ip ihl=0 / tcp => drop short-header
ip ihl=4 / tcp => drop short-header
ip ihl=6 / tcp => drop options
ip ihl=15 / tcp => drop options
ip opts=01010101 / tcp => drop options
ip opts=01 / tcp => drop options
ip len=1501 / tcp => drop long
ip len=1500 / tcp => accept policy
ip len=65535 / tcp => drop long
ip len=19 / tcp => drop too-short
ip len=0 / tcp => drop too-short
ip len=20 / tcp => accept policy
ip / tcp / raw 1461 => drop long
ip / tcp / raw 1460 => accept policy
ip id=65535 / tcp => drop id-65535
ip id=65534 / tcp => accept policy
ip id=0xab / tcp => drop id-low-byte
ip id=0x12ab / tcp => drop id-low-byte
ip id=0xab00 / tcp => accept policy
ip ttl=0 / tcp => drop expired
ip ttl=1 / tcp => drop expired
ip ttl=2 / tcp => accept policy
ip ttl=255 / igmp => accept link-local
ip ttl=1 / igmp => drop expired
ip / igmp => drop protocols
ip proto=89 / raw 44 => drop protocols
ip proto=112 / raw 20 => drop protocols
ip proto=199 => accept others
ip proto=200 => drop protocols
ip proto=210 => drop protocols
ip proto=211 => accept others
ip proto=0 => accept others
ip proto=255 => accept others
ip sum=0 / tcp => drop no-checksum
ip sum=0xbeef id=77 / tcp => accept policy
ip sum=0xefbe id=77 / tcp => drop not-beef
ip id=77 / udp => drop not-beef
# a protocol's number is readable where the packet is not sound
ip proto=200 len=9999 => drop long
ip proto=200 len=1499 => drop protocols
ip proto=200 / cut 24 => drop protocols
ip6 nh=200 => accept policy
