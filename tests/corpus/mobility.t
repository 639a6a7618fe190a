# The mobility header: each of its fields, found where the walk ends, also behind
# AH and fragments.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		mh type binding-update mh hdrlength < 1 drop comment "short-update"
		mh type { home-test-init, careof-test-init } accept comment "tests"
		mh type vmap { binding-error : drop, binding-acknowledgement : accept } comment "by-type"
		mh nexthdr != 59 drop comment "piggyback"
		mh reserved > 0 drop comment "reserved"
		mh checksum 0 drop comment "unsummed"
		mh hdrlength 3-5 drop comment "length-3-5"
		mh type >= 8 drop comment "extensions"
		exthdr mh missing meta l4proto 135 drop comment "cut-off"
		meta l4proto 135 mh type & 1 == 0 drop comment "even"
	}
}
packets:
ip6 / mh type=5 => drop short-update
ip6 / mh type=5 opts=000000000000000000 => accept policy
ip6 / mh type=1 => accept tests
ip6 / mh type=2 nh=6 => accept tests
ip6 / mh type=7 => drop by-type
ip6 / mh type=6 sum=0 => accept by-type
ip6 / mh type=3 nh=6 => drop piggyback
ip6 / mh type=3 nh=17 / udp => drop piggyback
ip6 / mh type=3 => accept policy
ip6 / mh type=3 res=1 => drop reserved
ip6 / mh type=3 res=255 => drop reserved
ip6 / mh type=3 sum=0 => drop unsummed
ip6 / mh type=3 len=2 => accept policy
ip6 / mh type=3 len=3 => drop length-3-5
ip6 / mh type=3 len=5 => drop length-3-5
ip6 / mh type=3 len=6 => accept policy
ip6 / mh type=8 => drop extensions
ip6 / mh type=255 => drop extensions
ip6 / mh type=4 => drop even
ip6 / mh type=0 => drop even
# behind other headers
ip6 / hbh / dst / mh type=7 => drop by-type
ip6 / rt / mh type=7 => drop by-type
ip6 / ah / mh type=7 => drop by-type
ip6 / ah / dst / ah / mh type=7 => drop by-type
ip6 / frag / mh type=7 => drop by-type
ip6 / frag more / mh type=7 => drop by-type
ip6 / frag off=1 / mh type=7 => drop cut-off
ip6 / esp / mh type=7 => accept policy
ip6 nh=59 / mh type=7 => accept policy
ip6 / mh type=3 nh=135 / mh type=7 => drop piggyback
# cut within it
ip6 nh=135 / hex 3b000700 => drop by-type
ip6 nh=135 / hex 3b0007 => drop by-type
ip6 nh=135 / hex 3b00 => accept policy
ip6 nh=135 / hex 0600 => drop piggyback
ip6 nh=135 / hex 3b => drop cut-off ~mh-cut
ip6 nh=135 => drop cut-off ~mh-cut
ip6 nh=135 / hex 3b0003000000 => drop unsummed
ip6 nh=135 / hex 3b0003000000 / cut 59 => accept policy
ip6 len=5 / mh type=3 sum=0 / cut 59 => accept policy
ip6 len=3 / mh type=3 res=9 => accept policy ~exthdr-padding
# not in IPv4
ip proto=135 / mh type=7 => accept policy
ip proto=135 / mh type=4 => accept policy
