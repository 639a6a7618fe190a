# UDP and UDP-Lite: every field, lengths that are wrong, and headers that are cut.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		udp length 0 drop comment "length-0"
		udp length 1-7 drop comment "length-short"
		udp length > 1472 drop comment "length-long"
		udp length & 0xff == 0x14 drop comment "length-byte"
		udp checksum 0 drop comment "unsummed"
		udp checksum >= 0xfff0 drop comment "high-sum"
		udp dport . udp length { 53 . 512, 123 . 56 } drop comment "dns-512"
		udplite sport 5 drop comment "lite-source"
		udplite dport { 6, 10-12 } drop comment "lite-ports"
		udplite checksum 0xabcd drop comment "lite-sum"
		udplite dport != 99 udplite sport > 60000 drop comment "lite-high"
		udplite sport . udplite dport { 1 . 2, 3 . 4 } drop comment "lite-pair"
		udp sport 0-65535 accept comment "udp"
	}
}
packets:
ip / udp => accept udp
ip / udp len=0 => drop length-0
ip / udp len=1 => drop length-short
ip / udp len=7 => drop length-short
ip / udp len=8 => accept udp
ip / udp len=1472 => accept udp
ip / udp len=1473 => drop length-long
ip / udp len=65535 => drop length-long
ip / udp / raw 12 => drop length-byte
ip / udp / raw 268 => drop length-byte
ip / udp len=0x1400 => drop length-long
ip / udp / raw 11 => accept udp
ip / udp sum=0 => drop unsummed
ip6 / udp sum=0 => drop unsummed
ip / udp sum=0xfff0 => drop high-sum
ip / udp sum=0xffef => accept udp
ip / udp sum=0xffff => drop high-sum
ip / udp dport=53 len=512 => drop dns-512
ip / udp dport=53 / raw 504 => drop dns-512
ip / udp dport=123 / raw 48 => drop dns-512
ip / udp dport=123 / raw 504 => accept udp
ip6 / frag / udp dport=123 / raw 48 => drop dns-512
ip / udplite sport=5 => drop lite-source
ip / udplite dport=5 => accept policy
ip / udplite dport=6 => drop lite-ports
ip6 / udplite dport=9 => accept policy
ip6 / udplite dport=10 => drop lite-ports
ip6 / udplite dport=12 => drop lite-ports
ip / udplite dport=13 => accept policy
ip / udplite sum=0xabcd => drop lite-sum
ip / udplite cov=0xabcd => accept policy
ip / udplite sport=60001 => drop lite-high
ip / udplite sport=60001 dport=99 => accept policy
ip / udplite sport=1 dport=2 => drop lite-pair
ip / udplite sport=3 dport=4 => drop lite-pair
ip / udplite sport=1 dport=4 => accept policy
# one is not the other
ip / udp sport=5 dport=6 => accept udp
ip proto=udplite / udp sport=5 => drop lite-source
ip proto=udp / udplite sport=5 cov=8 => accept udp
# cut
ip len=27 / udp len=0 / cut 41 => drop length-0
ip len=26 / udp len=0 / cut 40 => drop length-0
ip len=25 / udp len=0 / cut 39 => accept udp
ip len=22 / udp len=0 / cut 36 => accept udp
ip len=21 / udp len=0 / cut 35 => accept policy
ip len=27 / udp sum=0 / cut 41 => accept udp
ip len=27 / udplite sum=0xabcd / cut 41 => accept policy
ip len=22 / udplite sport=5 / cut 36 => drop lite-source
ip len=22 / udplite dport=6 / cut 36 => accept policy
ip len=23 / udp sum=0 / pad 60 => accept udp ~transport-padding
