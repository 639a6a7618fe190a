# The device that a frame came in by, by name, pattern, number and type: the same
# for all frames, so whole rules hold or fall with it.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		iifname "eth1" drop comment "never-1"
		iifname != "eth0" drop comment "never-2"
		iifname { "eth1", "eth2", "wlan0" } drop comment "never-3"
		iifname != { "eth0", "eth1" } drop comment "never-4"
		iifname "eth0" tcp dport 1 drop comment "name"
		iifname "eth*" tcp dport 2 drop comment "pattern"
		iifname "eth01" tcp dport 0-65535 drop comment "never-5"
		iifname "et" tcp dport 0-65535 drop comment "never-6"
		meta iifname "e*" tcp dport 3 drop comment "one-letter"
		iifname { "eth0", "eth7" } tcp dport 4 drop comment "name-set"
		iifname . tcp dport { "eth0" . 5, "eth1" . 6 } drop comment "name-and-port"
		iifname vmap { "eth0" : continue, "eth1" : drop } tcp dport 7 drop comment "name-map"
		iif "eth0" tcp dport 8 drop comment "index"
		iif "eth1" drop comment "never-7"
		iif { "eth0", "eth1" } tcp dport 9 drop comment "index-set"
		iiftype ether tcp dport 10 drop comment "type"
		iiftype != ether drop comment "never-8"
		iiftype { ppp, sit } drop comment "never-9"
		iif . tcp dport { "eth0" . 12 } drop comment "index-and-port"
	}
}
packets:
ip / tcp dport=1 => drop name
ip / tcp dport=2 => drop pattern
ip / tcp dport=3 => drop one-letter
ip / tcp dport=4 => drop name-set
ip / tcp dport=5 => drop name-and-port
ip / tcp dport=6 => accept policy
ip / tcp dport=7 => drop name-map
ip / tcp dport=8 => drop index
ip / tcp dport=9 => drop index-set
ip / tcp dport=10 => drop type
ip / tcp dport=12 => drop index-and-port
ip / tcp dport=13 => accept policy
ip6 / tcp dport=1 => drop name
ip6 / tcp dport=5 => drop name-and-port
ip / udp dport=1 => accept policy
ip6 => accept policy
arp => accept policy
eth / vlan / ip / tcp dport=2 => drop pattern
eth / vlan / vlan / ip / tcp dport=2 => accept policy
eth dst=02:00:00:00:00:77 / ip / tcp dport=8 => drop index
ip off=1 / tcp dport=9 => accept policy ~frag-ports
eth / cut 14 => accept policy
