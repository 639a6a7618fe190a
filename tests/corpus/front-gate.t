# Frames that do not reach the IP hooks as they are: those that are not IP, of a
# VLAN, and DHCP, whose programs read ahead of nftables.
rules:
table ip filter {
	chain input {
		type filter hook prerouting priority -300; policy drop;
		ip saddr 198.51.100.0/24 accept comment "friends"
	}
}
packets:
ip src=192.0.2.1 / udp sport=1 dport=2 => drop policy input
ip src=198.51.100.7 / udp sport=1 dport=2 => accept friends
arp => punt -
ip6 / udp sport=1 dport=2 => accept -
ip src=192.0.2.1 / udp sport=68 dport=67 => punt -
ip src=192.0.2.1 / udp sport=67 dport=5000 => punt -
ip src=192.0.2.1 / tcp sport=68 dport=67 => drop policy input
vlan id=5 / ip src=192.0.2.1 / tcp dport=1 => punt -
vlan id=0 / ip src=192.0.2.1 / tcp dport=1 => drop policy input
vlan id=0 pcp=3 / ip src=192.0.2.1 / udp sport=1 dport=68 => punt -
ip src=192.0.2.1 mf=1 / udp sport=1 dport=2 => punt -
ip src=192.0.2.1 mf=1 / tcp sport=1 dport=2 => drop policy input
eth type=0x88cc / raw 40 => punt -
