# A stage walks extension headers as far as its profile says, 1,024 bytes behind
# the network header on the card, 61,440 on a host: what ends farther is punted,
# unless the frame ends before it.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		tcp dport 22 drop comment "ssh"
		meta l4proto 59 drop comment "none"
		exthdr mh exists drop comment "mobility"
		rt type 4 drop comment "routing"
	}
}
packets:
# 40 + 984 bytes of headers end at 1,024, 40 + 992 bytes behind it
ip6 / dst nh=tcp len=122 / raw 976 / tcp dport=22 => drop ssh
ip6 / dst nh=tcp len=123 / raw 984 / tcp dport=22 => drop ssh [agilio-cx: punt]
ip6 / dst nh=tcp len=123 / raw 984 / tcp dport=23 => accept policy [agilio-cx: punt]
ip6 / dst nh=60 len=60 / raw 480 / dst nh=tcp len=61 / raw 488 / tcp dport=22 => drop ssh
ip6 / dst nh=60 len=60 / raw 480 / dst nh=tcp len=62 / raw 496 / tcp dport=22 => drop ssh [agilio-cx: punt]
# the header behind it need not be an extension header
ip6 / dst nh=59 len=122 / raw 976 => drop none
ip6 / dst nh=59 len=123 / raw 984 => drop none [agilio-cx: punt]
ip6 / dst nh=135 len=122 / raw 976 / mh => drop mobility
ip6 / dst nh=135 len=123 / raw 984 / mh => drop mobility [agilio-cx: punt]
ip6 / dst nh=43 len=122 / raw 976 / rt type=4 / tcp dport=23 => drop routing [agilio-cx: punt]
ip6 / dst nh=43 len=123 / raw 984 / rt type=4 / tcp dport=23 => drop routing [agilio-cx: punt]
ip6 / dst nh=44 len=121 / raw 968 / frag / tcp dport=22 => drop ssh
ip6 / dst nh=44 len=122 / raw 976 / frag / tcp dport=22 => drop ssh [agilio-cx: punt]
ip6 / dst nh=44 len=122 / raw 976 / frag off=1 / tcp dport=22 => accept policy
# what was found before counts no more, and a fragment ends the walk before it
ip6 / rt type=4 / dst nh=tcp len=122 / raw 976 / tcp dport=23 => drop routing [agilio-cx: punt]
ip6 / frag off=1 nh=59 / dst nh=59 len=123 / raw 984 => drop none
# AH counts for its own walk only
ip6 / ah nh=43 len=242 / raw 952 / rt type=4 / tcp => drop routing
ip6 / ah nh=43 len=244 / raw 960 / rt type=4 / tcp => drop routing [agilio-cx: punt]
# a frame that ends before is walked to its end
ip6 / dst nh=tcp len=123 / raw 984 / cut 1046 => accept policy [agilio-cx: punt]
ip6 / dst nh=tcp len=123 / raw 984 / cut 1045 => accept policy
ip6 / dst nh=tcp len=255 / raw 984 => accept policy
ip6 / dst nh=59 len=123 / raw 976 => accept policy ~ext-cut
# an unsound packet has no transport header, but extension headers
ip6 len=9999 / dst nh=59 len=123 / raw 984 => accept policy [agilio-cx: punt]
ip6 version=5 / dst nh=59 len=122 / raw 976 => accept policy
# a host: 29 headers of 2,048 bytes, then 2,008 or 2,016
ip6 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=tcp len=250 / raw 2000 / tcp dport=22 => drop ssh [agilio-cx: punt]
ip6 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=tcp len=251 / raw 2008 / tcp dport=22 => punt -
ip6 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=59 len=250 / raw 2000 => drop none [agilio-cx: punt]
ip6 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=60 len=255 / raw 2040 / dst nh=59 len=251 / raw 2008 => punt -
