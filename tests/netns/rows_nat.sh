#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# rows_nat.sh - the rows of NAT of rows_nat.bash, on this kernel
. "$(dirname "$0")/lib.bash"
. "$(dirname "$0")/rows.bash"
. "$(dirname "$0")/rows_nat.bash"

test_nat_of_iptables_legacy_leaves_where_packets_come_from() {
	probe
	near sysctl -qw net.ipv4.conf.all.forwarding=1
	near iptables-legacy-restore <<-'END' || skip 'no iptables-legacy'
	*nat
	-A PREROUTING -p udp -m udp --dport 778 -j DNAT --to-destination 10.0.1.2:9
	COMMIT
	*filter
	-A INPUT -d 10.0.0.1 -j DROP
	-A INPUT -s 10.0.0.3 -j DROP
	-A FORWARD -d 10.0.0.1 -j DROP
	-A FORWARD -s 10.0.0.3 -j DROP
	COMMIT
	END
	near iptables-legacy-save >"$tmp/rows.nft"
	shadow
	delivers "$near" forward dport=778
	passes '-d 10.0.0.1'
	sends src=10.0.0.3 dport=778
	drops_early '-s 10.0.0.3'
	[ "$(near iptables-legacy -vnxL FORWARD |
		awk '$8 == "10.0.0.3" { print $1 }')" = 1 ] ||
		fail 'the kernel takes it on'
}

run_tests "$@"
