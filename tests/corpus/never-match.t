# Rules that no frame can match: contradictions, ranges of one value excluded,
# whole ranges negated. They decide nothing, and rules behind them are reached.
rules:
table netdev t {
	set nothing {
		type ipv4_addr
		flags interval
	}
	chain unused {
		drop comment "unused"
	}
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		tcp dport 22 tcp dport 23 drop comment "two-ports"
		tcp dport 22 tcp dport != 22 drop comment "both-ways"
		ip saddr 10.0.0.0/8 ip saddr 11.0.0.0/8 drop comment "two-nets"
		tcp dport != 0-65535 drop comment "no-port"
		ip saddr @nothing drop comment "empty-set"
		ip saddr != @nothing ip ttl 1 drop comment "not-in-empty-set"
		ip saddr & 255.255.0.0 == 10.0.0.1 drop comment "outside-mask"
		ip saddr & 255.255.0.0 != 10.0.0.1 ip ttl 2 drop comment "not-outside-mask"
		ip ttl < 0 drop comment "below-zero"
		ip ttl >= 0 ip ttl 3 drop comment "all"
		tcp flags & syn == ack drop comment "wrong-bit"
		tcp flags & (syn | ack) == fin drop comment "wrong-flag"
		ip daddr 10.0.0.2 ip daddr 10.0.0.0/24 ip ttl 4 drop comment "narrow-then-wide"
		ip daddr 10.0.0.0/24 ip daddr != 10.0.0.2 ip ttl 5 drop comment "hole"
		tcp dport 1-100 tcp dport 50-200 tcp dport != 75 drop comment "overlap-and-hole"
		udp sport 0-65535 udp dport 99 drop comment "any-source"
	}
}
packets:
ip / tcp dport=22 => accept policy
ip / tcp dport=23 => accept policy
ip src=11.0.0.1 / tcp dport=22 => accept policy
ip src=10.0.0.1 / tcp dport=0 => accept policy
ip ttl=1 / tcp dport=22 => drop not-in-empty-set
ip ttl=1 src=0.0.0.0 => drop not-in-empty-set
ip6 hop=1 => accept policy
ip ttl=2 => drop not-outside-mask
ip ttl=2 src=10.0.0.1 => drop not-outside-mask
ip ttl=2 src=10.1.0.1 => drop not-outside-mask
ip ttl=3 => drop all
ip ttl=0 / tcp dport=22 => accept policy
ip / tcp flags=S dport=10 => accept policy
ip / tcp flags=F dport=10 => accept policy
ip / tcp flags=SA dport=10 => accept policy
ip ttl=4 => drop narrow-then-wide
ip ttl=4 dst=10.0.0.3 => accept policy
ip ttl=5 => accept policy
ip ttl=5 dst=10.0.0.3 => drop hole
ip ttl=5 dst=10.0.1.2 => accept policy
ip / tcp dport=49 => accept policy
ip / tcp dport=50 => drop overlap-and-hole
ip / tcp dport=74 => drop overlap-and-hole
ip / tcp dport=75 => accept policy
ip6 / tcp dport=76 => drop overlap-and-hole
ip / tcp dport=100 => drop overlap-and-hole
ip / tcp dport=101 => accept policy
ip / udp dport=99 => drop any-source
ip / udp dport=98 => accept policy
ip / udp dport=99 / cut 41 => accept policy
arp => accept policy
