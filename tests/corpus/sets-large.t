# Sets of many elements: hosts, networks with gaps between them, and ports, looked
# up at their first, last and middle elements, and just beside them.
rules:
table netdev t {
	set hosts {
		type ipv4_addr
		elements = { 10.0.14.203, 10.0.152.251, 10.0.245.233, 10.1.37.211, 10.1.52.1,
			     10.1.109.10, 10.1.203.13, 10.1.233.231, 10.2.30.159, 10.2.31.188,
			     10.2.60.132, 10.2.81.44, 10.2.90.39, 10.2.106.113, 10.2.123.24,
			     10.2.133.133, 10.2.138.122, 10.2.160.88, 10.2.222.108, 10.3.71.112,
			     10.3.114.162, 10.3.175.190, 10.3.187.150, 10.3.198.201, 10.3.249.251,
			     10.3.252.16, 10.4.10.4, 10.4.14.39, 10.4.51.243, 10.4.60.147,
			     10.4.148.108, 10.5.11.53, 10.5.56.88, 10.5.222.203, 10.6.147.34,
			     10.6.176.115, 10.6.190.25, 10.6.192.39, 10.6.244.228, 10.6.247.160,
			     10.6.254.175, 10.7.23.143, 10.7.41.148, 10.7.52.59, 10.7.92.179,
			     10.7.99.207, 10.7.102.133, 10.7.119.4, 10.7.168.163, 10.7.203.101,
			     10.7.205.190, 10.8.70.210, 10.8.177.155, 10.8.241.67, 10.8.245.213,
			     10.9.2.38, 10.9.43.37, 10.9.92.27, 10.9.228.73, 10.9.253.225,
			     10.10.44.206, 10.10.64.177, 10.10.77.102, 10.10.77.239, 10.10.229.74,
			     10.11.13.19, 10.11.43.214, 10.11.75.177, 10.11.85.92, 10.11.186.21,
			     10.11.242.32, 10.11.254.149, 10.12.31.49, 10.12.53.124, 10.12.118.39,
			     10.12.177.6, 10.12.203.103, 10.12.237.103, 10.13.30.212, 10.13.84.194,
			     10.13.142.181, 10.13.160.120, 10.13.183.175, 10.13.189.157, 10.14.35.216,
			     10.14.74.157, 10.14.181.44, 10.14.185.77, 10.14.205.141, 10.14.245.124,
			     10.15.41.43, 10.15.93.68, 10.15.100.87, 10.15.179.40, 10.15.182.188,
			     10.15.215.11 }
	}
	set nets {
		type ipv4_addr
		flags interval
		elements = { 10.20.0.0/24, 10.20.32.0/24, 10.20.64.0/24, 10.20.96.0/24,
			     10.20.128.0/24, 10.20.160.0/24, 10.20.192.0/24, 10.20.224.0/24,
			     10.21.0.0/24, 10.21.32.0/24, 10.21.64.0/24, 10.21.96.0/24,
			     10.21.128.0/24, 10.21.160.0/24, 10.21.192.0/24, 10.21.224.0/24,
			     10.22.0.0/24, 10.22.32.0/24, 10.22.64.0/24, 10.22.96.0/24,
			     10.22.128.0/24, 10.22.160.0/24, 10.22.192.0/24, 10.22.224.0/24,
			     10.23.0.0/24, 10.23.32.0/24, 10.23.64.0/24, 10.23.96.0/24,
			     10.23.128.0/24, 10.23.160.0/24, 10.23.192.0/24, 10.23.224.0/24,
			     10.24.0.0/24, 10.24.32.0/24, 10.24.64.0/24, 10.24.96.0/24,
			     10.24.128.0/24, 10.24.160.0/24, 10.24.192.0/24, 10.24.224.0/24,
			     10.25.0.0/24, 10.25.32.0/24, 10.25.64.0/24, 10.25.96.0/24,
			     10.25.128.0/24, 10.25.160.0/24, 10.25.192.0/24, 10.25.224.0/24,
			     10.26.0.0/24, 10.26.32.0/24, 10.26.64.0/24, 10.26.96.0/24,
			     10.26.128.0/24, 10.26.160.0/24, 10.26.192.0/24, 10.26.224.0/24,
			     10.27.0.0/24, 10.27.32.0/24, 10.27.64.0/24, 10.27.96.0/24,
			     10.27.128.0/24, 10.27.160.0/24, 10.27.192.0/24, 10.27.224.0/24 }
	}
	set ports {
		type inet_service
		elements = { 1000, 1013, 1026, 1039, 1052, 1065, 1078, 1091, 1104, 1117,
			     1130, 1143, 1156, 1169, 1182, 1195, 1208, 1221, 1234, 1247,
			     1260, 1273, 1286, 1299, 1312, 1325, 1338, 1351, 1364, 1377,
			     1390, 1403, 1416, 1429, 1442, 1455, 1468, 1481, 1494, 1507,
			     1520, 1533, 1546, 1559, 1572, 1585, 1598, 1611, 1624, 1637,
			     1650, 1663, 1676, 1689, 1702, 1715, 1728, 1741, 1754, 1767 }
	}
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		ip saddr @hosts ip daddr @hosts accept comment "both"
		ip saddr @hosts drop comment "host"
		ip saddr @nets tcp dport @ports drop comment "net-port"
		ip saddr @nets accept comment "net"
		udp dport @ports drop comment "port"
		tcp dport != @ports tcp sport 7 drop comment "no-port"
	}
}
packets:
ip src=10.0.14.203 / udp => drop host
ip src=10.0.14.202 / udp => accept policy
ip src=10.0.14.204 / udp => accept policy
ip src=10.0.152.251 / udp => drop host
ip src=10.0.152.252 / udp => accept policy
ip src=10.5.11.53 / udp => drop host
ip src=10.5.11.54 / udp => accept policy
ip src=10.7.119.4 / udp => drop host
ip src=10.7.119.3 / udp => accept policy
ip src=10.7.119.5 / udp => accept policy
ip src=10.10.77.239 / udp => drop host
ip src=10.10.77.240 / udp => accept policy
ip src=10.15.182.188 / udp => drop host
ip src=10.15.182.189 / udp => accept policy
ip src=10.15.215.11 / udp => drop host
ip src=10.15.215.12 / udp => accept policy
ip src=10.0.14.203 dst=10.15.215.11 => accept both
ip src=10.7.205.190 dst=10.7.205.190 / tcp dport=1000 => accept both
ip src=10.99.0.1 dst=10.1.109.10 => accept policy
ip src=10.19.255.255 / udp => accept policy
ip src=10.20.0.0 / udp => accept net
ip src=10.20.0.255 / udp dport=1000 => accept net
ip src=10.20.1.0 / udp => accept policy
ip src=10.20.31.255 / udp => accept policy
ip src=10.20.32.1 / tcp dport=1000 => drop net-port
ip src=10.20.32.1 / tcp dport=1001 => accept net
ip src=10.23.96.9 / tcp dport=1767 => drop net-port
ip src=10.23.97.9 / tcp dport=1767 => accept policy
ip src=10.27.224.200 / udp => accept net
ip src=10.27.224.200 / tcp dport=1377 => drop net-port
ip src=10.27.225.0 / udp => accept policy
ip src=10.28.0.1 / udp => accept policy
ip src=10.99.0.1 / udp dport=1000 => drop port
ip src=10.99.0.1 / udp dport=999 => accept policy
ip src=10.99.0.1 / udp dport=1012 => accept policy
ip6 / udp dport=1013 => drop port
ip6 / udp dport=1767 => drop port
ip6 / udp dport=1780 => accept policy
ip6 / udp dport=1390 => drop port
ip6 / udp dport=1391 => accept policy
ip6 / tcp sport=7 dport=1390 => accept policy
ip6 / tcp sport=7 dport=1391 => drop no-port
ip6 / tcp sport=8 dport=1391 => accept policy
