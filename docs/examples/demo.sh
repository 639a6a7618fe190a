#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# demo.sh NICFW - load docs/examples/edge.nft and watch it decide real packets
#
#	 client namespace               server namespace
#	+-----------------+            +----------------------+
#	|           uplink+============+eth0  <- nicfw        |
#	+-----------------+    veth    +----------------------+
#	 198.51.100.1  an admin         192.0.2.80  web server
#	 198.51.100.99 anybody          192.0.2.11  name server
#	 203.0.113.9   blocked          2001:db8:80::10
#	 2001:db8:1::1 anybody
#	 2001:db8:bad::1 blocked
#
# Needs root. All of it is removed at the end, also when interrupted.
set -eu

nicfw=$1
here=$(dirname "$0")
client=nicfw-demo-client-$$
server=nicfw-demo-server-$$
servers=

# `ip netns exec` would hide what nicfw pins in /sys/fs/bpf from us.
in_client() { nsenter --net="/run/netns/$client" "$@"; }
in_server() { nsenter --net="/run/netns/$server" "$@"; }

clean_up() {
	for pid in $servers; do
		kill "$pid" 2>/dev/null || :
	done
	in_server "$nicfw" unload eth0 >/dev/null 2>&1 || :
	ip netns del "$client" 2>/dev/null || :
	ip netns del "$server" 2>/dev/null || :
}
trap clean_up EXIT
trap 'exit 1' INT TERM HUP

say() { printf '\n== %s\n' "$*"; }

# try WHAT EXPECTED COMMAND... - say whether COMMAND got an answer
failed=0
try() {
	what=$1 expected=$2
	shift 2
	if "$@" >/dev/null 2>&1; then got=answered; else got=silence; fi
	printf '   %-52s %s\n' "$what" "$got"
	[ "$got" = "$expected" ] || { failed=1; echo "   ^ expected $expected"; }
}

set_up() {
	ip netns add "$client"
	ip netns add "$server"
	ip -n "$server" link add eth0 type veth peer name uplink netns "$client"
	for address in 198.51.100.1/32 198.51.100.99/32 203.0.113.9/32; do
		ip -n "$client" address add "$address" dev uplink
	done
	for address in 2001:db8:1::1/128 2001:db8:bad::1/128; do
		ip -n "$client" address add "$address" dev uplink nodad
	done
	ip -n "$server" address add 192.0.2.80/32 dev eth0
	ip -n "$server" address add 192.0.2.11/32 dev eth0
	ip -n "$server" address add 2001:db8:80::10/128 dev eth0 nodad
	ip -n "$client" link set uplink up
	ip -n "$server" link set eth0 up
	ip -n "$client" route add 192.0.2.0/24 dev uplink
	ip -n "$client" route add 2001:db8:80::/64 dev uplink
	ip -n "$server" route add default dev eth0
	ip -n "$server" -6 route add default dev eth0
}

# Everything that gets through to a port is sent back.
serve() {
	for what in TCP6-LISTEN:443 TCP6-LISTEN:8080 \
		UDP4-RECVFROM:53,bind=192.0.2.11 \
		UDP4-RECVFROM:1900,bind=192.0.2.11; do
		nsenter --net="/run/netns/$server" \
			socat "$what,fork,reuseaddr" EXEC:cat >/dev/null &
		servers="$servers $!"
	done
	for port in 443 8080; do
		wait_for "ss -Hltn sport = :$port"
	done
	for port in 53 1900; do
		wait_for "ss -Hlun sport = :$port"
	done
}

wait_for() {
	tries=200
	until [ -n "$(in_server $1)" ]; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || { echo "not up: $1" >&2; exit 1; }
	done
}

ask() {
	[ "$(echo hello | in_client timeout 2 socat -T1 - "$1")" = hello ]
}

send_traffic() {
	try "ping of the web server" answered \
		in_client ping -c1 -W1 -I 198.51.100.99 192.0.2.80
	try "the same from a blocked source" silence \
		in_client ping -c1 -W1 -I 203.0.113.9 192.0.2.80
	try "ping over IPv6" answered \
		in_client ping -c1 -W1 -I 2001:db8:1::1 2001:db8:80::10
	try "the same from a blocked source" silence \
		in_client ping -c1 -W1 -I 2001:db8:bad::1 2001:db8:80::10
	try "TCP to 443, a service" answered \
		ask TCP4:192.0.2.80:443,bind=198.51.100.99,connect-timeout=1
	try "TCP to 443 over IPv6" answered \
		ask "TCP6:[2001:db8:80::10]:443,bind=[2001:db8:1::1],connect-timeout=1"
	try "TCP to 8080, open on the host, closed at the edge" silence \
		ask TCP4:192.0.2.80:8080,bind=198.51.100.99,connect-timeout=1
	try "the same over IPv6" silence \
		ask "TCP6:[2001:db8:80::10]:8080,bind=[2001:db8:1::1],connect-timeout=1"
	try "UDP to 53, a name server" answered \
		ask UDP4:192.0.2.11:53,bind=198.51.100.99
	try "UDP to 1900, an amplifier" silence \
		ask UDP4:192.0.2.11:1900,bind=198.51.100.99
}

say "Two namespaces, one veth cable"
set_up
serve
say "nicfw load --offload -f docs/examples/edge.nft eth0"
in_server "$nicfw" load --offload -f "$here/edge.nft" eth0
say "nicfw status eth0"
in_server "$nicfw" status eth0
say "Traffic"
send_traffic
say "nicfw counters eth0 (what has counted so far)"
in_server "$nicfw" counters eth0 | grep -v '^ *0 ' || :
say "nicfw unload eth0"
in_server "$nicfw" unload eth0
try "TCP to 8080 now" answered \
	ask TCP4:192.0.2.80:8080,bind=198.51.100.99,connect-timeout=1
[ $failed = 0 ] || { echo; echo "demo: not all went as expected" >&2; exit 1; }
say "All as expected; everything is removed again."
