# Headers that are long: a stage walks no further than 1,024 bytes behind the
# network header on the card, 61,440 on a host, and leaves what does.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		tcp dport 22 drop comment "ssh"
		tcp urgptr 77 drop comment "urgent"
		frag id 7 drop comment "frag-7"
		ip6 saddr 2001:db8::bad drop comment "source"
	}
}
packets:
# 40 bytes and 984: the last place that the card reaches
ip6 nh=60 / hex 067a / raw 982 / tcp dport=22 => drop ssh
ip6 nh=60 / hex 067a / raw 982 / tcp dport=23 => accept policy
ip6 nh=60 / hex 067a / raw 982 / tcp dport=23 urg=77 => drop urgent
ip6 nh=60 / hex 067b / raw 990 / tcp dport=22 => drop ssh [agilio-cx: punt]
ip6 nh=60 / hex 067b / raw 990 / tcp dport=23 => accept policy [agilio-cx: punt]
ip6 nh=60 / hex 3c63 / raw 798 / hex 0616 / raw 182 / tcp dport=22 => drop ssh
ip6 nh=60 / hex 3c63 / raw 798 / hex 0617 / raw 190 / tcp dport=22 => drop ssh [agilio-cx: punt]
ip6 nh=60 / hex 3c00 / raw 6 / hex 3c78 / raw 966 / hex 0600 / raw 6 / tcp dport=22 => drop ssh
ip6 nh=60 / hex 3c00 / raw 6 / hex 3c79 / raw 974 / hex 0600 / raw 6 / tcp dport=22 => drop ssh [agilio-cx: punt]
ip6 nh=60 / hex 06ff / raw 2046 / tcp dport=22 => drop ssh [agilio-cx: punt]
# a fragment header there
ip6 nh=60 / hex 2c79 / raw 974 / frag id=7 / tcp dport=22 => drop ssh
ip6 nh=60 / hex 2c79 / raw 974 / frag id=7 / tcp dport=23 => drop frag-7
ip6 nh=60 / hex 2c7a / raw 982 / frag id=7 / tcp dport=22 => drop ssh [agilio-cx: punt]
ip6 nh=60 / hex 2c7a / raw 982 / frag id=7 off=1 / tcp dport=22 => drop frag-7
ip6 nh=60 / hex 2c7b / raw 990 / frag id=7 off=1 / tcp dport=22 => drop frag-7 [agilio-cx: punt]
# where the frame ends in front of that place, the walk ends badly
ip6 nh=60 / hex 06ff / raw 1000 => accept policy
ip6 nh=60 / hex 3c7a / raw 982 / hex 06ff / raw 100 => accept policy
ip6 nh=60 / hex 06ff / raw 2046 => accept policy [agilio-cx: punt]
ip6 nh=60 / hex 06ff / raw 2046 / hex 04 => accept policy [agilio-cx: punt]
# a host reaches 61,440 bytes: 29 headers of 2,048 and one of 2,008
ip6 nh=60 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 3cff / raw 2046 / hex 06fa / raw 2006 / tcp dport=22 => drop ssh [agilio-cx: punt]
# what the IPv6 header says is not asked first
ip6 src=2001:db8::bad nh=60 / hex 067b / raw 990 / tcp dport=23 => drop source [agilio-cx: punt]
ip6 src=2001:db8::bad nh=60 / hex 067a / raw 982 / tcp dport=23 => drop source
