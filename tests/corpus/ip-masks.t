# Masked addresses: masks with holes, of one bit, of the last byte, compared by
# every operator and looked up in sets.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ip saddr & 255.0.255.0 == 10.0.7.0 drop comment "holes"
		ip saddr & 0.0.0.255 == 0.0.0.254 drop comment "last-byte"
		ip saddr & 128.0.0.1 == 128.0.0.1 drop comment "first-and-last-bit"
		ip daddr & 0.0.0.255 { 0.0.0.0, 0.0.0.255 } drop comment "broadcasts"
		ip daddr & 0.0.255.0 { 0.0.16.0-0.0.31.0, 0.0.64.0 } drop comment "third-byte"
		ip daddr & 255.255.255.0 != 10.0.0.0 udp dport 53 drop comment "dns-elsewhere"
		ip daddr & 0.255.0.0 > 0.200.0.0 drop comment "second-byte-high"
		ip daddr & 0.255.0.0 vmap { 0.5.0.0 : drop, 0.6.0.0 : accept } comment "second-byte"
		ip saddr & 255.0.0.0 != { 10.0.0.0, 192.0.0.0 } ip ttl < 3 drop comment "not-10-or-192"
	}
}
packets:
ip => accept policy
ip src=10.0.7.1 => drop holes
ip src=10.255.7.255 => drop holes
ip src=10.1.8.1 => accept policy
ip src=11.0.7.1 => accept policy
ip src=1.2.3.254 => drop last-byte
ip src=254.2.3.252 => accept policy
ip src=1.2.254.3 => accept policy
ip src=128.0.0.1 => drop first-and-last-bit
ip src=255.255.255.255 => drop first-and-last-bit
ip src=129.5.6.2 => accept policy
ip src=127.5.6.1 => accept policy
ip dst=10.0.0.0 => drop broadcasts
ip dst=10.0.0.255 => drop broadcasts
ip dst=10.0.255.1 => accept policy
ip dst=10.0.15.1 => accept policy
ip dst=10.0.16.1 => drop third-byte
ip dst=10.0.24.200 => drop third-byte
ip dst=10.0.31.254 => drop third-byte
ip dst=10.0.32.1 => accept policy
ip dst=99.9.64.1 => drop third-byte
ip dst=99.9.65.1 => accept policy
ip dst=10.0.0.200 / udp dport=53 => accept policy
ip dst=10.0.1.200 / udp dport=53 => drop dns-elsewhere
ip dst=11.0.0.200 / udp dport=53 => drop dns-elsewhere
ip dst=11.0.0.200 / tcp dport=53 => accept policy
ip dst=10.200.0.1 => accept policy
ip dst=10.201.0.1 => drop second-byte-high
ip dst=10.255.0.1 => drop second-byte-high
ip dst=201.1.0.1 => accept policy
ip dst=10.5.0.1 => drop second-byte
ip dst=250.5.99.1 => drop second-byte
ip dst=10.6.0.1 => accept second-byte
ip dst=10.6.0.1 src=172.16.0.2 ttl=1 => accept second-byte
ip dst=10.7.0.1 src=172.16.0.2 ttl=1 => drop not-10-or-192
ip dst=10.7.0.1 src=192.16.0.2 ttl=1 => accept policy
ip dst=10.7.0.1 src=172.16.0.2 ttl=3 => accept policy
# the mask's bytes are not there
ip src=10.0.7.1 / cut 30 => drop holes
ip src=10.0.7.1 / cut 29 => accept policy
ip dst=10.0.0.0 / cut 33 => accept policy
ip dst=10.0.0.0 / cut 34 => drop broadcasts
