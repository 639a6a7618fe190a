# DCCP's packet type: four bits between three reserved ones and the bit X.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		dccp dport 9 dccp type request drop comment "request"
		dccp dport 9 dccp type { response, reset } drop comment "two"
		dccp dport 9 dccp type != 3-6 accept comment "not-3-to-6"
		dccp dport 10 dccp type & 0xc == 4 drop comment "masked"
		dccp dport . dccp type { 11 . sync, 12 . 1-3 } drop comment "pair"
		dccp dport 13 dccp type > 8 drop comment "above-8"
		dccp dport 14 dccp type vmap { 0 : drop, 15 : drop, reset : accept } comment "map"
	}
}
packets:
ip / dccp dport=9 type=request => drop request
ip / dccp dport=9 type=response => drop two
ip / dccp dport=9 type=data => accept not-3-to-6
ip / dccp dport=9 type=ack => accept policy
ip / dccp dport=9 type=dataack x=0 => accept policy
ip / dccp dport=9 type=closereq => accept policy
ip / dccp dport=9 type=close => accept policy
ip / dccp dport=9 type=reset => drop two
ip / dccp dport=9 type=sync => accept not-3-to-6
ip / dccp dport=9 type=15 => accept not-3-to-6
ip6 / dccp dport=9 type=request => drop request
ip6 / hbh / dccp dport=9 type=reset x=0 => drop two
ip / dccp dport=10 type=3 => accept policy
ip / dccp dport=10 type=4 => drop masked
ip / dccp dport=10 type=7 => drop masked
ip / dccp dport=10 type=8 => accept policy
ip / dccp dport=10 type=12 => accept policy
ip / dccp dport=11 type=sync => drop pair
ip / dccp dport=11 type=syncack => accept policy
ip / dccp dport=12 type=0 => accept policy
ip / dccp dport=12 type=1 => drop pair
ip / dccp dport=12 type=3 x=0 => drop pair
ip / dccp dport=12 type=4 => accept policy
ip / dccp dport=13 type=8 => accept policy
ip / dccp dport=13 type=9 => drop above-8
ip / dccp dport=13 type=15 => drop above-8
ip / dccp dport=14 type=0 => drop map
ip / dccp dport=14 type=1 => accept policy
ip / dccp dport=14 type=reset => accept map
ip / dccp dport=14 type=15 => drop map
# the reserved bits are not part of it
ip proto=dccp / hex 0400000904000000e000000000000000 => drop request
ip proto=dccp / hex 0400000904000000e100000000000000 => drop request
ip proto=dccp / hex 0400000904000000e200000000000000 => drop two
ip proto=dccp / hex 0400000904000000fe00000000000000 => accept not-3-to-6
# cut
ip proto=dccp / hex 040000090400000000 => drop request
ip proto=dccp / hex 0400000904000000 => accept policy
ip off=1 / dccp dport=9 type=request => accept policy ~frag-ports
ip / tcp dport=9 => accept policy
ip / udp dport=14 => accept policy
