# A stage walks as many extension headers as its profile says, eight on the card
# and 32 on a host; a packet with more is left to the next stage.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ip6 saddr 2001:db8::bad drop comment "source"
		tcp dport 22 drop comment "ssh"
		meta l4proto 59 drop comment "none"
		frag id 7 drop comment "frag-7"
		exthdr mh exists drop comment "mobility"
		tcp dport 23 accept comment "telnet"
	}
}
packets:
ip6 / hbh / rt / dst / hbh / rt / dst / hbh / tcp dport=22 => drop ssh
ip6 / hbh / rt / dst / hbh / rt / dst / hbh / rt / tcp dport=22 => drop ssh
ip6 / hbh / rt / dst / hbh / rt / dst / hbh / rt / tcp dport=23 => accept telnet
ip6 / hbh / rt / dst / hbh / rt / dst / hbh / rt / dst / tcp dport=22 => drop ssh [agilio-cx: punt]
ip6 / hbh / rt / dst / hbh / rt / dst / hbh / rt / dst / tcp dport=23 => accept telnet [agilio-cx: punt]
# even where a rule above would decide it
ip6 src=2001:db8::bad / dst / dst / dst / dst / dst / dst / dst / dst / tcp => drop source
ip6 src=2001:db8::bad / dst / dst / dst / dst / dst / dst / dst / dst / dst / tcp => drop source [agilio-cx: punt]
# no next header is a protocol; AH ends the transport's walk, not the other one
ip6 / dst / dst / dst / dst / dst / dst / dst / dst nh=59 => drop none
ip6 / dst / dst / dst / dst / dst / dst / dst / dst / dst nh=59 => drop none [agilio-cx: punt]
ip6 / dst / dst / dst / dst / dst / dst / dst / ah / tcp dport=22 => accept policy
ip6 / dst / dst / dst / dst / dst / dst / dst / dst / ah / tcp dport=22 => accept policy [agilio-cx: punt]
ip6 / ah / ah / ah / ah / ah / ah / ah / ah / tcp dport=22 => accept policy
ip6 / ah / ah / ah / ah / ah / ah / ah / ah / ah / tcp dport=22 => accept policy [agilio-cx: punt]
ip6 / dst / dst / dst / dst / dst / dst / dst / dst / esp => accept policy
ip6 / dst / dst / dst / dst / dst / dst / dst / dst / mh => drop mobility
ip6 / dst / dst / dst / dst / dst / dst / dst / ah / mh => drop mobility
ip6 / dst / dst / dst / dst / dst / dst / dst / dst / ah / mh => drop mobility [agilio-cx: punt]
# a fragment as the eighth header, and as the ninth
ip6 / dst / dst / dst / dst / dst / dst / dst / frag id=7 / tcp dport=23 => drop frag-7
ip6 / dst / dst / dst / dst / dst / dst / dst / frag id=7 off=3 / tcp dport=23 => drop frag-7
ip6 / dst / dst / dst / dst / dst / dst / dst / dst / frag id=7 / tcp dport=23 => drop frag-7 [agilio-cx: punt]
ip6 / dst / dst / dst / dst / dst / dst / dst / dst / frag id=7 off=3 / tcp => drop frag-7 [agilio-cx: punt]
# eight headers, then one that is not there, or not all of it
ip6 / dst / dst / dst / dst / dst / dst / dst / dst nh=60 => accept policy [agilio-cx: punt]
ip6 / dst / dst / dst / dst / dst / dst / dst / dst nh=60 / hex 06 => accept policy [agilio-cx: punt]
ip6 / dst / dst / dst / dst / dst / dst / dst nh=60 / hex 06 => accept policy
ip6 / dst / dst / dst / dst / dst / dst / dst nh=60 / hex 3b00000000000000 => drop none
# a walk that ends badly before it is too long
ip6 / dst / dst / dst len=255 / dst / dst / dst / dst / dst / dst / dst / tcp dport=22 => accept policy
# an unsound packet has no transport to walk to, but headers to look for
ip6 version=5 / dst / dst / dst / dst / dst / dst / dst / dst / tcp dport=22 => accept policy
ip6 version=5 / dst / dst / dst / dst / dst / dst / dst / dst / frag id=7 / tcp => drop frag-7 [agilio-cx: punt]
ip6 len=999 / dst / dst / dst / dst / dst / dst / dst / dst / dst / tcp dport=22 => accept policy [agilio-cx: punt]
# 31, 32 and 33 of them
ip6 / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / tcp dport=22 => drop ssh [agilio-cx: punt]
ip6 / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / frag / tcp dport=23 => accept telnet [agilio-cx: punt]
ip6 / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / dst / frag / tcp dport=23 => punt -
ip6 src=2001:db8::bad / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / rt / tcp => punt -
