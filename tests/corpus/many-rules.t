# Many rules of few fields: prefixes within each other, ranges of ports that
# overlap, both protocols, IPv6. On a NIC they become a vector of rules.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept
		ip saddr 10.47.121.0/24 ip daddr 192.0.2.64/27 udp dport 52114 accept comment "r1"
		ip saddr 10.16.0.0/12 udp dport 56915-56916 accept comment "r2"
		ip daddr 192.0.2.0/24 udp dport 14204-19204 accept comment "r3"
		ip saddr 10.10.54.244 tcp dport 52242 drop comment "r4"
		ip saddr 10.0.0.0/12 ip daddr 192.0.2.0/24 tcp dport 57109 accept comment "r5"
		ip saddr 10.16.0.0/12 tcp dport 13035-13036 accept comment "r6"
		ip daddr 192.0.2.32/27 tcp dport 9549-9648 drop comment "r7"
		ip saddr 10.38.0.0/16 drop comment "r8"
		ip saddr 10.30.0.0/16 ip daddr 192.0.2.160/27 udp dport 20696-20697 drop comment "r9"
		ip6 saddr 2001:db8:9::/64 udp dport 1499-1598 accept comment "r10"
		ip daddr 192.0.2.96 udp dport 37914 accept comment "r11"
		ip saddr 10.48.0.0/12 udp dport 53707-58707 drop comment "r12"
		ip saddr 10.49.163.0/24 ip daddr 192.0.2.96/27 udp dport 7082-7181 accept comment "r13"
		ip saddr 10.13.80.0/20 tcp dport 33613-33712 drop comment "r14"
		ip daddr 192.0.0.0/16 tcp dport 20762-20861 accept comment "r15"
		ip saddr 10.46.39.16/28 accept comment "r16"
		ip saddr 10.2.9.0/24 ip daddr 192.0.2.60 udp dport 48534-48633 drop comment "r17"
		ip saddr 10.9.81.240/28 udp dport 41834 drop comment "r18"
		ip daddr 192.0.2.0/24 udp dport 47951-47952 accept comment "r19"
		ip6 saddr 2001:db8:13::/48 udp dport 3852-8852 accept comment "r20"
		ip saddr 10.62.118.0/24 ip daddr 192.0.2.0/24 udp dport 29724-34724 drop comment "r21"
		ip saddr 10.57.176.0/20 tcp dport 7377-12377 drop comment "r22"
		ip daddr 192.0.2.0/27 udp dport 32235-32334 accept comment "r23"
		ip saddr 10.44.116.69 drop comment "r24"
		ip saddr 10.53.116.0/24 ip daddr 192.0.2.96/27 udp dport 17358-17457 accept comment "r25"
		ip saddr 10.30.90.0/24 udp dport 50707-50806 drop comment "r26"
		ip daddr 192.0.2.64/27 udp dport 42210-42309 drop comment "r27"
		ip saddr 10.55.172.160 udp dport 45111-50111 drop comment "r28"
		ip saddr 10.33.224.0/24 ip daddr 192.0.2.0/24 udp dport 10891-10892 drop comment "r29"
		ip6 saddr 2001:db8:1d::/48 tcp dport 47865-52865 drop comment "r30"
		ip daddr 192.0.2.224/27 tcp dport 1811-1812 drop comment "r31"
		ip saddr 10.40.96.24 accept comment "r32"
		ip saddr 10.0.0.0/8 ip daddr 192.0.2.0/24 tcp dport 11898-16898 accept comment "r33"
		ip saddr 10.22.112.0/20 tcp dport 43420 accept comment "r34"
		ip daddr 192.0.2.64/27 udp dport 26567-26666 accept comment "r35"
		ip saddr 10.61.184.48/28 tcp dport 36041-36140 drop comment "r36"
		ip saddr 10.61.84.0/24 ip daddr 192.0.2.64/27 udp dport 53643-53644 drop comment "r37"
		ip saddr 10.29.235.16 udp dport 10275-15275 accept comment "r38"
		ip daddr 192.0.0.0/16 udp dport 58555 accept comment "r39"
		ip6 saddr 2001:db8:27::/40 udp dport 57443-62443 drop comment "r40"
		ip saddr 10.30.176.0/20 ip daddr 192.0.2.224/27 udp dport 46420-51420 accept comment "r41"
		ip saddr 10.16.0.0/16 udp dport 1290-1389 drop comment "r42"
		ip daddr 192.0.2.0/24 tcp dport 7988-12988 drop comment "r43"
		ip saddr 10.0.0.0/8 udp dport 866-5866 accept comment "r44"
		ip saddr 10.15.176.0/20 ip daddr 192.0.0.0/16 udp dport 17544-17545 drop comment "r45"
		ip saddr 10.33.32.0/20 tcp dport 56590 accept comment "r46"
		ip daddr 192.0.2.64/27 udp dport 47925 drop comment "r47"
		ip saddr 10.2.0.0/16 accept comment "r48"
		ip saddr 10.0.0.0/8 ip daddr 192.0.2.206 udp dport 28032-33032 drop comment "r49"
		ip6 saddr 2001:db8:31::/64 udp dport 30480-30480 accept comment "r50"
		ip daddr 192.0.2.73 udp dport 42494-47494 accept comment "r51"
		ip saddr 10.62.68.80/28 udp dport 35255-35256 accept comment "r52"
		ip saddr 10.0.0.0/8 ip daddr 192.0.2.0/24 tcp dport 5584 drop comment "r53"
		ip saddr 10.62.162.192/28 tcp dport 26560-31560 accept comment "r54"
		ip daddr 192.0.0.0/16 tcp dport 42320 drop comment "r55"
		ip saddr 10.9.149.32/28 accept comment "r56"
		ip saddr 10.32.0.0/12 ip daddr 192.0.0.0/16 tcp dport 43268-48268 drop comment "r57"
		ip saddr 10.0.0.0/8 tcp dport 57571-57572 drop comment "r58"
		ip daddr 192.0.2.128/27 udp dport 32077-37077 drop comment "r59"
		ip6 saddr 2001:db8:3b::/40 tcp dport 9904-10003 drop comment "r60"
		ip saddr 10.16.68.0/24 ip daddr 192.0.2.0/24 tcp dport 49190-49289 accept comment "r61"
		ip saddr 10.11.121.240/28 udp dport 46747 accept comment "r62"
		ip daddr 192.0.0.0/16 tcp dport 8179-13179 drop comment "r63"
		ip saddr 10.61.160.0/20 accept comment "r64"
		ip saddr 10.60.116.165 ip daddr 192.0.2.0/24 tcp dport 28137-28138 accept comment "r65"
		ip saddr 10.52.132.160/28 udp dport 9160-14160 accept comment "r66"
		ip daddr 192.0.2.96/27 udp dport 24782-24783 drop comment "r67"
		ip saddr 10.61.133.19 tcp dport 23739 accept comment "r68"
		ip saddr 10.6.48.0/20 ip daddr 192.0.0.0/16 tcp dport 2174-2175 accept comment "r69"
		ip6 saddr 2001:db8:45::/48 tcp dport 31523-31622 drop comment "r70"
		ip daddr 192.0.2.119 tcp dport 30271 accept comment "r71"
		ip saddr 10.55.0.0/16 accept comment "r72"
		ip saddr 10.48.0.0/16 ip daddr 192.0.2.0/24 tcp dport 44040-44041 drop comment "r73"
		ip saddr 10.0.0.0/8 tcp dport 24181-24280 accept comment "r74"
		ip daddr 192.0.2.217 udp dport 10222 drop comment "r75"
		ip saddr 10.46.160.0/20 tcp dport 10698 accept comment "r76"
		ip saddr 10.0.0.0/8 ip daddr 192.0.2.249 udp dport 46316-46415 accept comment "r77"
		ip saddr 10.18.16.0/20 tcp dport 47996-52996 accept comment "r78"
		ip daddr 192.0.2.0/24 udp dport 42328-47328 accept comment "r79"
		ip6 saddr 2001:db8:4f::/40 tcp dport 44652-49652 accept comment "r80"
		ip saddr 10.60.32.0/24 ip daddr 192.0.2.0/27 tcp dport 46959 drop comment "r81"
		ip saddr 10.43.176.0/20 udp dport 42222 drop comment "r82"
		ip daddr 192.0.0.0/16 udp dport 54620-59620 drop comment "r83"
		ip saddr 10.56.1.96/28 udp dport 12747-12748 accept comment "r84"
		ip saddr 10.5.102.0/24 ip daddr 192.0.2.0/24 tcp dport 20571 accept comment "r85"
		ip saddr 10.54.213.0/24 udp dport 14052 drop comment "r86"
		ip daddr 192.0.2.160 udp dport 8700 drop comment "r87"
		ip saddr 10.35.124.90 accept comment "r88"
		ip saddr 10.52.113.170 ip daddr 192.0.2.96/27 tcp dport 20505-20506 accept comment "r89"
		ip6 saddr 2001:db8:59::/40 tcp dport 52351-57351 drop comment "r90"
		ip daddr 192.0.2.0/24 udp dport 13098-13197 accept comment "r91"
		ip saddr 10.24.79.178 udp dport 50415 accept comment "r92"
		ip saddr 10.28.76.0/24 ip daddr 192.0.0.0/16 tcp dport 53530 drop comment "r93"
		ip saddr 10.51.0.0/16 udp dport 25062-25063 accept comment "r94"
		ip daddr 192.0.2.0/24 udp dport 32619-32718 accept comment "r95"
		ip saddr 10.0.0.0/8 drop comment "r96"
		ip saddr 10.14.202.0/24 ip daddr 192.0.0.0/16 udp dport 28109-28110 accept comment "r97"
		ip saddr 10.0.0.0/16 tcp dport 38301-38302 drop comment "r98"
		ip daddr 192.0.2.0/24 udp dport 9440-14440 drop comment "r99"
		ip6 saddr 2001:db8:63::/40 udp dport 59965-59966 drop comment "r100"
		ip saddr 10.49.16.0/20 ip daddr 192.0.0.0/16 udp dport 10525-15525 accept comment "r101"
		ip saddr 10.43.223.51 tcp dport 13603 accept comment "r102"
		ip daddr 192.0.2.96/27 udp dport 14131-14132 accept comment "r103"
		ip saddr 10.48.0.0/16 drop comment "r104"
		ip saddr 10.52.28.94 ip daddr 192.0.2.0/24 udp dport 43460 drop comment "r105"
		ip saddr 10.9.0.0/16 udp dport 15620-20620 accept comment "r106"
		ip daddr 192.0.0.0/16 udp dport 18445-18446 drop comment "r107"
		ip saddr 10.55.61.80/28 tcp dport 40836 drop comment "r108"
		ip saddr 10.6.160.80/28 ip daddr 192.0.0.0/16 udp dport 39672-39673 accept comment "r109"
		ip6 saddr 2001:db8:6d::/48 udp dport 33659-38659 drop comment "r110"
		ip daddr 192.0.0.0/16 udp dport 52343-57343 accept comment "r111"
		ip saddr 10.1.0.0/16 drop comment "r112"
		ip saddr 10.0.0.0/8 ip daddr 192.0.2.160/27 tcp dport 15363 accept comment "r113"
		ip saddr 10.57.106.240/28 udp dport 45068-45069 accept comment "r114"
		ip daddr 192.0.2.0/24 udp dport 51491-56491 accept comment "r115"
		ip saddr 10.24.48.208/28 udp dport 49205-49206 drop comment "r116"
		ip saddr 10.15.239.214 ip daddr 192.0.2.224/27 udp dport 6558-6559 drop comment "r117"
		ip saddr 10.51.4.227 tcp dport 5108-5109 drop comment "r118"
		ip daddr 192.0.2.0/24 udp dport 4109-9109 accept comment "r119"
		ip6 saddr 2001:db8:77::/48 udp dport 59293-59294 drop comment "r120"
		ip saddr 10.0.0.0/8 ip daddr 192.0.2.96/27 tcp dport 1998-1999 drop comment "r121"
		ip saddr 10.32.0.0/12 tcp dport 42360-42459 accept comment "r122"
		ip daddr 192.0.2.0/24 tcp dport 4771-4870 drop comment "r123"
		ip saddr 10.59.79.64/28 tcp dport 15013-20013 accept comment "r124"
		ip saddr 10.0.0.0/12 ip daddr 192.0.2.0/24 udp dport 22003-22004 accept comment "r125"
		ip saddr 10.47.30.0/24 tcp dport 53502-53503 drop comment "r126"
		ip daddr 192.0.2.0/24 udp dport 24540-24541 accept comment "r127"
		ip saddr 10.48.0.0/12 accept comment "r128"
		ip saddr 10.8.126.0/24 ip daddr 192.0.2.160/27 udp dport 216-5216 drop comment "r129"
		ip6 saddr 2001:db8:81::/48 tcp dport 47269-47368 accept comment "r130"
		ip daddr 192.0.2.0/24 udp dport 25041-25042 drop comment "r131"
		ip saddr 10.0.0.0/8 udp dport 55576 accept comment "r132"
		ip saddr 10.48.0.0/12 ip daddr 192.0.2.60 tcp dport 17765 drop comment "r133"
		ip saddr 10.0.0.0/8 tcp dport 11791-16791 accept comment "r134"
		ip daddr 192.0.2.192/27 tcp dport 5481 drop comment "r135"
		ip saddr 10.1.92.230 accept comment "r136"
		ip saddr 10.48.0.0/12 ip daddr 192.0.2.0/24 udp dport 29010 accept comment "r137"
		ip saddr 10.32.0.0/16 udp dport 3474-3475 drop comment "r138"
		ip daddr 192.0.0.0/16 udp dport 27633-32633 drop comment "r139"
		ip6 saddr 2001:db8:8b::/40 tcp dport 9714-9813 drop comment "r140"
	}
}

packets:
ip src=10.0.0.0 dst=192.0.2.0 / tcp dport=5583 => drop r96
ip src=10.0.0.0 dst=192.0.2.0 / tcp dport=57108 => drop r96
ip src=10.0.0.0 dst=192.0.2.1 / tcp dport=24180 => drop r96
ip src=10.0.0.0 dst=192.0.2.1 / tcp dport=24181 => accept r74
ip src=10.0.0.0 dst=192.0.2.160 / tcp dport=15363 => accept r33
ip src=10.0.0.0 dst=192.0.2.206 / udp dport=28032 => drop r49
ip src=10.0.0.0 dst=192.0.2.206 / udp dport=33032 => drop r49
ip src=10.0.0.0 dst=192.0.2.249 / udp dport=46316 => accept r77
ip src=10.0.0.0 dst=192.0.2.96 / tcp dport=1999 => drop r96
ip src=10.0.0.1 dst=192.0.2.132 / udp dport=62209 => drop r96
ip src=10.1.92.230 dst=192.0.2.1 / udp dport=36853 => drop r96
ip src=10.1.92.230 dst=192.0.2.1 / udp dport=41853 => drop r96
ip src=10.1.92.231 dst=192.0.2.27 / udp dport=63670 => drop r96
ip src=10.10.54.244 dst=192.0.2.1 / tcp dport=52242 => drop r4
ip src=10.11.121.240 dst=192.0.2.1 / udp dport=46747 => accept r62
ip src=10.14.202.0 dst=192.0.0.0 / udp dport=28108 => drop r96
ip src=10.14.202.0 dst=192.0.0.0 / udp dport=28109 => drop r96
ip src=10.15.176.0 dst=192.0.0.0 / udp dport=17543 => drop r96
ip src=10.15.176.0 dst=192.0.0.0 / udp dport=17545 => drop r45
ip src=10.15.239.214 dst=192.0.2.224 / udp dport=6559 => drop r96
ip src=10.16.0.0 dst=192.0.2.1 / udp dport=56916 => accept r2
ip src=10.16.68.1 dst=192.0.2.190 / tcp dport=29710 => drop r96
ip src=10.18.16.0 dst=192.0.2.1 / tcp dport=47996 => accept r78
ip src=10.2.0.0 dst=192.0.2.1 / tcp dport=16542 => accept r33
ip src=10.2.0.0 dst=192.0.2.1 / tcp dport=16543 => accept r33
ip src=10.2.9.0 dst=192.0.2.60 / udp dport=48534 => drop r17
ip src=10.20.0.1 dst=192.0.2.81 / tcp dport=4666 => drop r96
ip src=10.23.111.144 dst=192.0.2.92 / udp dport=40876 => drop r96
ip src=10.24.48.208 dst=192.0.2.1 / udp dport=49204 => drop r96
ip src=10.24.48.208 dst=192.0.2.1 / udp dport=49206 => drop r96
ip src=10.24.48.209 dst=192.0.2.165 / udp dport=7138 => drop r96
ip src=10.28.76.0 dst=192.0.0.0 / tcp dport=53529 => drop r96
ip src=10.29.235.16 dst=192.0.2.1 / udp dport=10275 => accept r38
ip src=10.3.16.1 dst=192.0.2.36 / udp dport=27563 => drop r96
ip src=10.30.90.1 dst=192.0.2.237 / udp dport=18929 => accept r3
ip src=10.32.0.0 dst=192.0.0.0 / tcp dport=48268 => drop r57
ip src=10.33.32.1 dst=192.0.2.153 / tcp dport=18504 => drop r96
ip src=10.34.89.153 dst=192.0.2.105 / udp dport=18624 => accept r3
ip src=10.35.124.90 dst=192.0.2.1 / udp dport=9091 => accept r88
ip src=10.40.96.24 dst=192.0.2.1 / tcp dport=2743 => accept r32
ip src=10.40.96.24 dst=192.0.2.1 / tcp dport=2744 => accept r32
ip src=10.46.160.0 dst=192.0.2.1 / tcp dport=10697 => drop r43
ip src=10.46.160.0 dst=192.0.2.1 / tcp dport=10698 => drop r43
ip src=10.47.121.1 dst=192.0.2.26 / udp dport=59042 => drop r83
ip src=10.47.30.0 dst=192.0.2.1 / tcp dport=53502 => drop r96
ip src=10.47.30.0 dst=192.0.2.1 / tcp dport=53503 => drop r96
ip src=10.48.0.0 dst=192.0.2.0 / tcp dport=44041 => drop r73
ip src=10.48.0.0 dst=192.0.2.1 / udp dport=58707 => drop r12
ip src=10.49.16.1 dst=192.0.2.53 / udp dport=8316 => drop r96
ip src=10.52.113.170 dst=192.0.2.96 / tcp dport=20506 => accept r89
ip src=10.52.132.161 dst=192.0.2.148 / udp dport=21841 => drop r96
ip src=10.52.28.94 dst=192.0.2.0 / udp dport=43460 => accept r79
ip src=10.54.213.0 dst=192.0.2.1 / udp dport=14051 => drop r96
ip src=10.54.213.1 dst=192.0.2.249 / udp dport=27734 => drop r96
ip src=10.55.172.160 dst=192.0.2.1 / udp dport=45110 => accept r72
ip src=10.55.172.160 dst=192.0.2.1 / udp dport=45111 => drop r28
ip src=10.55.61.80 dst=192.0.2.1 / tcp dport=40836 => accept r72
ip src=10.56.1.96 dst=192.0.2.1 / udp dport=12747 => accept r84
ip src=10.57.106.240 dst=192.0.2.1 / udp dport=45067 => accept r79
ip src=10.57.106.240 dst=192.0.2.1 / udp dport=45069 => accept r79
ip src=10.6.48.0 dst=192.0.0.0 / tcp dport=2175 => accept r69
ip src=10.60.116.165 dst=192.0.2.0 / tcp dport=28137 => accept r65
ip src=10.61.133.19 dst=192.0.2.1 / tcp dport=23738 => drop r96
ip src=10.61.133.19 dst=192.0.2.1 / tcp dport=23739 => accept r68
ip src=10.61.84.0 dst=192.0.2.64 / udp dport=53642 => drop r96
ip src=10.62.118.0 dst=192.0.2.0 / udp dport=29724 => drop r21
ip src=10.62.118.0 dst=192.0.2.0 / udp dport=34724 => drop r21
ip src=10.62.68.80 dst=192.0.2.1 / udp dport=35254 => drop r96
ip src=11.0.0.1 dst=192.0.0.0 / tcp dport=20762 => accept r15
ip src=11.0.0.1 dst=192.0.0.0 / tcp dport=42320 => drop r55
ip src=11.0.0.1 dst=192.0.0.0 / tcp dport=8179 => drop r63
ip src=11.0.0.1 dst=192.0.0.0 / udp dport=18444 => accept policy c
ip src=11.0.0.1 dst=192.0.0.0 / udp dport=18446 => drop r107
ip src=11.0.0.1 dst=192.0.0.0 / udp dport=27633 => drop r139
ip src=11.0.0.1 dst=192.0.0.0 / udp dport=52342 => accept policy c
ip src=11.0.0.1 dst=192.0.0.0 / udp dport=54619 => accept r111
ip src=11.0.0.1 dst=192.0.0.0 / udp dport=54620 => drop r83
ip src=11.0.0.1 dst=192.0.0.0 / udp dport=58555 => accept r39
ip src=11.0.0.1 dst=192.0.2.0 / tcp dport=7988 => drop r43
ip src=11.0.0.1 dst=192.0.2.0 / udp dport=14440 => accept r3
ip src=11.0.0.1 dst=192.0.2.0 / udp dport=25040 => accept policy c
ip src=11.0.0.1 dst=192.0.2.0 / udp dport=25041 => drop r131
ip src=11.0.0.1 dst=192.0.2.0 / udp dport=32618 => drop r139
ip src=11.0.0.1 dst=192.0.2.0 / udp dport=32619 => accept r95
ip src=11.0.0.1 dst=192.0.2.0 / udp dport=32718 => accept r95
ip src=11.0.0.1 dst=192.0.2.0 / udp dport=4108 => accept policy c
ip src=11.0.0.1 dst=192.0.2.0 / udp dport=42327 => accept policy c
ip src=11.0.0.1 dst=192.0.2.0 / udp dport=42328 => accept r79
ip src=11.0.0.1 dst=192.0.2.0 / udp dport=47950 => accept policy c
ip src=11.0.0.1 dst=192.0.2.0 / udp dport=47952 => accept r19
ip src=11.0.0.1 dst=192.0.2.0 / udp dport=51491 => accept r115
ip src=11.0.0.1 dst=192.0.2.0 / udp dport=9439 => accept policy c
ip src=11.0.0.1 dst=192.0.2.0 / udp dport=9440 => drop r99
ip src=11.0.0.1 dst=192.0.2.160 / udp dport=8700 => drop r87
ip src=11.0.0.1 dst=192.0.2.192 / tcp dport=5481 => drop r135
ip src=11.0.0.1 dst=192.0.2.217 / udp dport=10221 => drop r99
ip src=11.0.0.1 dst=192.0.2.217 / udp dport=10222 => drop r75
ip src=11.0.0.1 dst=192.0.2.224 / tcp dport=1812 => drop r31
ip src=11.0.0.1 dst=192.0.2.32 / tcp dport=9648 => drop r7
ip src=11.0.0.1 dst=192.0.2.64 / udp dport=26567 => accept r35
ip src=11.0.0.1 dst=192.0.2.64 / udp dport=42209 => accept policy c
ip src=11.0.0.1 dst=192.0.2.64 / udp dport=42210 => drop r27
ip src=11.0.0.1 dst=192.0.2.64 / udp dport=47925 => drop r47
ip src=11.0.0.1 dst=192.0.2.96 / udp dport=14130 => drop r99
ip src=11.0.0.1 dst=192.0.2.96 / udp dport=24782 => drop r67
ip src=11.0.0.1 dst=192.0.2.96 / udp dport=37914 => accept r11
ip6 src=2001:db8:13::1 / udp dport=3852 => accept r20
ip6 src=2001:db8:13::1 / udp dport=8852 => accept r20
ip6 src=2001:db8:1d::1 / tcp dport=47864 => accept r80
ip6 src=2001:db8:27::1 / udp dport=57442 => accept policy c
ip6 src=2001:db8:31::1 / udp dport=30480 => accept r50
ip6 src=2001:db8:3b::1 / tcp dport=10003 => drop r60
ip6 src=2001:db8:3b::1 / tcp dport=9904 => drop r60
ip6 src=2001:db8:4f::1 / tcp dport=44652 => accept r80
ip6 src=2001:db8:4f::1 / tcp dport=49652 => accept r80
ip6 src=2001:db8:63::1 / udp dport=59965 => drop r40
ip6 src=2001:db8:6d::1 / udp dport=33658 => accept policy c
ip6 src=2001:db8:8b::1 / tcp dport=9813 => drop r140
ip6 src=2001:db8:9::1 / udp dport=1498 => accept policy c
ip6 src=2001:db8:9::1 / udp dport=1499 => accept r10
