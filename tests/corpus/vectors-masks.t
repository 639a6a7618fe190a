# Many rules for addresses under a mask whose first bits are 0, so that an address
# is shorter than its field. On a NIC they become a vector of rules.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept
		ip saddr & 0.255.255.255 == 0.255.255.255 tcp dport 7-9 drop comment "last"
		ip saddr & 0.255.255.255 == 0.151.139.33 tcp dport 16595-18111 drop comment "r1"
		ip saddr & 0.255.255.255 == 0.121.160.148 tcp dport 40578-40847 drop comment "r2"
		ip saddr & 0.255.255.255 == 0.3.232.214 tcp dport 40688-42610 drop comment "r3"
		ip saddr & 0.255.255.255 == 0.141.59.49 tcp dport 17997-20935 drop comment "r4"
		ip saddr & 0.255.255.255 == 0.138.214.140 tcp dport 31819-33771 drop comment "r5"
		ip saddr & 0.255.255.255 == 0.163.220.38 tcp dport 27026-27976 drop comment "r6"
		ip saddr & 0.255.255.255 == 0.38.222.237 tcp dport 42606-44749 drop comment "r7"
		ip saddr & 0.255.255.255 == 0.189.3.171 tcp dport 26554-26817 drop comment "r8"
		ip saddr & 0.255.255.255 == 0.194.245.151 tcp dport 11446-11622 drop comment "r9"
		ip saddr & 0.255.255.255 == 0.199.7.210 tcp dport 20743-21847 drop comment "r10"
		ip saddr & 0.255.255.255 == 0.152.184.235 tcp dport 31982-33570 drop comment "r11"
		ip saddr & 0.255.255.255 == 0.201.235.109 tcp dport 47801-49419 drop comment "r12"
		ip saddr & 0.255.255.255 == 0.205.147.113 tcp dport 48718-49268 drop comment "r13"
		ip saddr & 0.255.255.255 == 0.93.24.9 tcp dport 58597-59154 drop comment "r14"
		ip saddr & 0.255.255.255 == 0.55.66.247 tcp dport 33432-36185 drop comment "r15"
		ip saddr & 0.255.255.255 == 0.199.160.218 tcp dport 29584-30818 drop comment "r16"
		ip saddr & 0.255.255.255 == 0.129.213.98 tcp dport 28600-30952 drop comment "r17"
		ip saddr & 0.255.255.255 == 0.136.149.104 tcp dport 23997-26391 drop comment "r18"
		ip saddr & 0.255.255.255 == 0.231.86.174 tcp dport 16229-16347 drop comment "r19"
		ip saddr & 0.255.255.255 == 0.71.253.155 tcp dport 57125-59875 drop comment "r20"
		ip saddr & 0.255.255.255 == 0.41.178.220 tcp dport 46584-47921 drop comment "r21"
		ip saddr & 0.255.255.255 == 0.231.146.145 tcp dport 36505-36932 drop comment "r22"
		ip saddr & 0.255.255.255 == 0.167.54.162 tcp dport 47780-50130 drop comment "r23"
		ip saddr & 0.255.255.255 == 0.72.31.16 tcp dport 18503-20478 drop comment "r24"
		ip saddr & 0.255.255.255 == 0.163.253.123 tcp dport 56963-57326 drop comment "r25"
		ip saddr & 0.255.255.255 == 0.204.17.105 tcp dport 23549-24167 drop comment "r26"
		ip saddr & 0.255.255.255 == 0.75.109.196 tcp dport 2318-4019 drop comment "r27"
		ip saddr & 0.255.255.255 == 0.30.11.154 tcp dport 58197-60715 drop comment "r28"
		ip saddr & 0.255.255.255 == 0.11.96.183 tcp dport 50914-53316 drop comment "r29"
		ip saddr & 0.255.255.255 == 0.141.225.236 tcp dport 22689-23833 drop comment "r30"
		ip saddr & 0.255.255.255 == 0.60.9.79 tcp dport 34123-34153 drop comment "r31"
		ip saddr & 0.255.255.255 == 0.27.153.137 tcp dport 6044-6173 drop comment "r32"
		ip saddr & 0.255.255.255 == 0.248.104.74 tcp dport 13935-16436 drop comment "r33"
		ip saddr & 0.255.255.255 == 0.39.176.10 tcp dport 18260-19652 drop comment "r34"
		ip saddr & 0.255.255.255 == 0.92.245.35 tcp dport 21567-23115 drop comment "r35"
		ip saddr & 0.255.255.255 == 0.117.222.133 tcp dport 25690-27272 drop comment "r36"
		ip saddr & 0.255.255.255 == 0.221.152.174 tcp dport 43197-45488 drop comment "r37"
		ip saddr & 0.255.255.255 == 0.158.249.240 tcp dport 7722-9799 drop comment "r38"
		ip saddr & 0.255.255.255 == 0.110.162.184 tcp dport 18779-21711 drop comment "r39"
		ip saddr & 0.255.255.255 == 0.239.77.111 tcp dport 16573-17631 drop comment "r40"
		ip saddr & 0.255.255.255 == 0.77.140.86 tcp dport 35152-35199 drop comment "r41"
		ip saddr & 0.255.255.255 == 0.106.252.148 tcp dport 52668-53958 drop comment "r42"
		ip saddr & 0.255.255.255 == 0.96.157.150 tcp dport 2314-4904 drop comment "r43"
		ip saddr & 0.255.255.255 == 0.15.162.160 tcp dport 9733-11095 drop comment "r44"
		ip saddr & 0.255.255.255 == 0.90.173.234 tcp dport 31556-33001 drop comment "r45"
		ip saddr & 0.255.255.255 == 0.180.71.188 tcp dport 40902-42908 drop comment "r46"
		ip saddr & 0.255.255.255 == 0.150.15.244 tcp dport 2453-5222 drop comment "r47"
		ip saddr & 0.255.255.255 == 0.246.94.64 tcp dport 2392-4965 drop comment "r48"
		ip saddr & 0.255.255.255 == 0.76.151.153 tcp dport 30904-32215 drop comment "r49"
		ip saddr & 0.255.255.255 == 0.93.47.80 tcp dport 12627-14140 drop comment "r50"
		ip saddr & 0.255.255.255 == 0.152.67.76 tcp dport 56301-57846 drop comment "r51"
		ip saddr & 0.255.255.255 == 0.197.208.6 tcp dport 7872-10204 drop comment "r52"
		ip saddr & 0.255.255.255 == 0.188.33.79 tcp dport 45809-47858 drop comment "r53"
		ip saddr & 0.255.255.255 == 0.167.205.68 tcp dport 15584-16562 drop comment "r54"
		ip saddr & 0.255.255.255 == 0.47.173.111 tcp dport 22481-25142 drop comment "r55"
		ip saddr & 0.255.255.255 == 0.24.26.153 tcp dport 46748-48067 drop comment "r56"
		ip saddr & 0.255.255.255 == 0.172.213.57 tcp dport 22872-24668 drop comment "r57"
		ip saddr & 0.255.255.255 == 0.219.245.43 tcp dport 54068-54396 drop comment "r58"
		ip saddr & 0.255.255.255 == 0.189.166.55 tcp dport 23066-25395 drop comment "r59"
		ip saddr & 0.255.255.255 == 0.69.57.201 tcp dport 30563-31059 drop comment "r60"
		ip saddr & 0.255.255.255 == 0.135.245.48 tcp dport 3222-4513 drop comment "r61"
		ip saddr & 0.255.255.255 == 0.214.214.147 tcp dport 53872-54624 drop comment "r62"
		ip saddr & 0.255.255.255 == 0.71.87.206 tcp dport 57605-60235 drop comment "r63"
		ip saddr & 0.255.255.255 == 0.206.158.88 tcp dport 6605-9020 drop comment "r64"
		ip saddr & 0.255.255.255 == 0.107.74.132 tcp dport 9499-10610 drop comment "r65"
		ip saddr & 0.255.255.255 == 0.88.162.106 tcp dport 31455-32645 drop comment "r66"
		ip saddr & 0.255.255.255 == 0.145.104.9 tcp dport 28510-30203 drop comment "r67"
		ip saddr & 0.255.255.255 == 0.51.1.122 tcp dport 11223-13774 drop comment "r68"
		ip saddr & 0.255.255.255 == 0.111.143.243 tcp dport 34432-37370 drop comment "r69"
		ip saddr & 0.255.255.255 == 0.8.190.116 tcp dport 15554-18270 drop comment "r70"
		ip saddr & 0.255.255.255 == 0.132.246.73 tcp dport 50021-52249 drop comment "r71"
		ip saddr & 0.255.255.255 == 0.227.58.220 tcp dport 23352-23631 drop comment "r72"
		ip saddr & 0.255.255.255 == 0.150.248.73 tcp dport 57228-57720 drop comment "r73"
		ip saddr & 0.255.255.255 == 0.62.11.8 tcp dport 54096-56938 drop comment "r74"
		ip saddr & 0.255.255.255 == 0.236.50.229 tcp dport 34573-36334 drop comment "r75"
		ip saddr & 0.255.255.255 == 0.12.3.123 tcp dport 38811-39306 drop comment "r76"
		ip saddr & 0.255.255.255 == 0.128.76.61 tcp dport 12260-14976 drop comment "r77"
		ip saddr & 0.255.255.255 == 0.134.137.105 tcp dport 2300-2519 drop comment "r78"
		ip saddr & 0.255.255.255 == 0.29.87.32 tcp dport 41118-42153 drop comment "r79"
		ip saddr & 0.255.255.255 == 0.138.122.207 tcp dport 57470-57722 drop comment "r80"
		ip saddr & 0.255.255.255 == 0.56.50.31 tcp dport 24058-26248 drop comment "r81"
		ip saddr & 0.255.255.255 == 0.209.30.43 tcp dport 59172-60153 drop comment "r82"
		ip saddr & 0.255.255.255 == 0.70.235.227 tcp dport 52883-53410 drop comment "r83"
		ip saddr & 0.255.255.255 == 0.235.1.124 tcp dport 54968-57543 drop comment "r84"
		ip saddr & 0.255.255.255 == 0.220.102.12 tcp dport 38414-39526 drop comment "r85"
		ip saddr & 0.255.255.255 == 0.68.158.134 tcp dport 17269-19398 drop comment "r86"
		ip saddr & 0.255.255.255 == 0.13.121.82 tcp dport 28720-28728 drop comment "r87"
		ip saddr & 0.255.255.255 == 0.14.198.32 tcp dport 57165-57355 drop comment "r88"
		ip saddr & 0.255.255.255 == 0.12.17.123 tcp dport 9167-9303 drop comment "r89"
		ip saddr & 0.255.255.255 == 0.182.22.131 tcp dport 56997-59054 drop comment "r90"
		ip saddr & 0.255.255.255 == 0.80.40.80 tcp dport 33112-33406 drop comment "r91"
		ip saddr & 0.255.255.255 == 0.98.165.99 tcp dport 24022-26425 drop comment "r92"
		ip saddr & 0.255.255.255 == 0.92.67.48 tcp dport 20930-22277 drop comment "r93"
		ip saddr & 0.255.255.255 == 0.31.32.142 tcp dport 29095-29110 drop comment "r94"
		ip saddr & 0.255.255.255 == 0.185.97.203 tcp dport 47926-48254 drop comment "r95"
	}
}

packets:
ip src=10.255.255.255 / tcp dport=6 => accept policy
ip src=10.255.255.255 / tcp dport=7 => drop last
ip src=10.255.255.255 / tcp dport=10 => accept policy
ip src=10.255.255.254 / tcp dport=7 => accept policy
ip src=10.0.0.0 / tcp dport=8 => accept policy
ip src=0.0.0.0 / tcp dport=8 => accept policy
ip src=10.151.139.33 / tcp dport=16594 => accept policy
ip src=10.151.139.33 / tcp dport=16595 => drop r1
ip src=10.151.139.33 / tcp dport=18111 => drop r1
ip src=10.151.139.33 / tcp dport=18112 => accept policy
ip src=10.151.139.33 / tcp dport=7 => accept policy
ip src=255.151.139.33 / tcp dport=16594 => accept policy
ip src=255.151.139.33 / tcp dport=16595 => drop r1
ip src=255.151.139.33 / tcp dport=18111 => drop r1
ip src=255.151.139.33 / tcp dport=18112 => accept policy
ip src=255.151.139.33 / tcp dport=7 => accept policy
ip src=10.77.140.86 / tcp dport=35151 => accept policy
ip src=10.77.140.86 / tcp dport=35152 => drop r41
ip src=10.77.140.86 / tcp dport=35199 => drop r41
ip src=10.77.140.86 / tcp dport=35200 => accept policy
ip src=10.77.140.86 / tcp dport=7 => accept policy
ip src=255.77.140.86 / tcp dport=35151 => accept policy
ip src=255.77.140.86 / tcp dport=35152 => drop r41
ip src=255.77.140.86 / tcp dport=35199 => drop r41
ip src=255.77.140.86 / tcp dport=35200 => accept policy
ip src=255.77.140.86 / tcp dport=7 => accept policy
ip src=10.185.97.203 / tcp dport=47925 => accept policy
ip src=10.185.97.203 / tcp dport=47926 => drop r95
ip src=10.185.97.203 / tcp dport=48254 => drop r95
ip src=10.185.97.203 / tcp dport=48255 => accept policy
ip src=10.185.97.203 / tcp dport=7 => accept policy
ip src=255.185.97.203 / tcp dport=47925 => accept policy
ip src=255.185.97.203 / tcp dport=47926 => drop r95
ip src=255.185.97.203 / tcp dport=48254 => drop r95
ip src=255.185.97.203 / tcp dport=48255 => accept policy
ip src=255.185.97.203 / tcp dport=7 => accept policy
