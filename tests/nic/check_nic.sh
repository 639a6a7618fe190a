#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# check_nic.sh - the corpus over two cabled ports: check_nic.sh RUNNER [FILE]...
#
# Reads from the environment: NIC and PEER, the ports, with a cable from one to
# the other; FORCE=1 to use ports that have addresses or routes; MTU (1500) for
# both; ENGINES, starts of engines' names, else all; VERBOSE=1 for each answer.
# RUNNER is the corpus runner, which does all of the sending and judging
# (tests/corpus/run_wire.c). This script refuses ports that are in use, makes
# both ready, and leaves them as they were, however it ends.
set -u

: "${NIC:=}" "${PEER:=}" "${FORCE:=}" "${MTU:=1500}" "${ENGINES:=}" \
	"${VERBOSE:=}"
runner=${1:-}
shift
CARRIER_SECONDS=20
sysctl=/proc/sys/net/ipv6/conf

# What would merge, retag or lose frames on their way, by ethtool's names.
FEATURES='rx-vlan-offload tx-vlan-offload rx-vlan-stag-hw-parse
	tx-vlan-stag-hw-insert rx-vlan-filter rx-vlan-stag-filter
	generic-receive-offload large-receive-offload rx-gro-hw'

die() {
	echo "check-nic: $*" >&2
	exit 2
}

# in_use TEXT - refuse, but not where FORCE is given
in_use() {
	[ "$FORCE" = 1 ] && return
	die "$*; nobody else may use it meanwhile. FORCE=1 uses it all the same"
}

flags_of() { ip -o link show dev "$1" | sed 's/^[^<]*<\([^>]*\)>.*/\1/'; }
has_flag() { [[ ",$(flags_of "$1")," == *",$2,"* ]]; }
mtu_of() { ip -o link show dev "$1" | sed 's/.* mtu \([0-9]*\) .*/\1/'; }
xdp_of() { ip -d -o link show dev "$1" | grep -oE 'prog/xdp[a-z]* id [0-9]+'; }
addresses_of() { ip -o address show dev "$1" scope global; }
routes_of() { ip route show table all default dev "$1"; }

# features_of DEVICE - "NAME on|off" of those in FEATURES that can be changed
features_of() {
	ethtool -k "$1" 2>/dev/null | sed -n 's/^\s*\([a-z-]*\): \(on\|off\)$/\1 \2/p' |
		grep -wFf <(printf '%s\n' $FEATURES)
}

# above DEVICE - devices on top of it: VLANs, macvlans. A veth has the same sign
# for what is at its other end.
above() {
	ip -d -o link show | grep -vw veth |
		sed -n "s/^[0-9]*: \([^@]*\)@$1: .*/\1/p"
}

refuse_unfit() {
	local device=$1 found

	found=$(ip -o link show dev "$device")
	[[ $found == *link/ether* ]] || die "$device: not Ethernet"
	[[ $found != *' master '* ]] ||
		die "$device: a port of $(sed 's/.* master \([^ ]*\).*/\1/' \
			<<<"$found"); take it out first"
	found=$(xdp_of "$device")
	[ -z "$found" ] || die "$device: $found runs on it; unload it first"
	found=$(addresses_of "$device" | awk '{ print $4; exit }')
	[ -z "$found" ] || in_use "$device: has the address $found"
	found=$(routes_of "$device")
	[ -z "$found" ] || in_use "$device: has a default route"
	found=$(above "$device" | head -n1)
	[ -z "$found" ] || in_use "$device: $found is on top of it"
}

# Of each port, in arrays by its name, as it was.
declare -A was_up was_mtu was_features was_ipv6

save() {
	local device=$1

	was_up[$device]=$(has_flag "$device" UP && echo up || echo down)
	was_mtu[$device]=$(mtu_of "$device")
	was_features[$device]=$(features_of "$device")
	was_ipv6[$device]=$(cat "$sysctl/$device/disable_ipv6" 2>/dev/null)
}

# set_features DEVICE LINES - makes them so, where they are not
set_features() {
	local name value now

	now=$(features_of "$1")
	while read -r name value; do
		[ -z "$name" ] || grep -qxF "$name $value" <<<"$now" ||
			ethtool -K "$1" "$name" "$value" >/dev/null 2>&1
	done <<<"$2"
}

# A host without IPv6 has no such setting. Turning it off takes addresses away,
# so it stays on where there are any that the kernel does not make again.
quiet() {
	local device=$1

	[ "${was_ipv6[$device]}" = 0 ] || return
	[ -z "$(ip -6 -o address show dev "$device" scope global)" ] || return
	echo 1 >"$sysctl/$device/disable_ipv6"
}

prepare() {
	local device=$1

	quiet "$device"
	[ "${was_mtu[$device]}" = "$MTU" ] ||
		ip link set dev "$device" mtu "$MTU" ||
		die "$device: does not take an MTU of $MTU"
	set_features "$device" "$(sed 's/ on$/ off/' \
		<<<"${was_features[$device]}")"
	ip link set dev "$device" up || die "$device: does not come up"
}

restore() {
	local device=$1 now

	ip link show dev "$device" >/dev/null 2>&1 || return
	set_features "$device" "${was_features[$device]}"
	[ "$(mtu_of "$device")" = "${was_mtu[$device]}" ] ||
		ip link set dev "$device" mtu "${was_mtu[$device]}"
	has_flag "$device" UP && [ "${was_up[$device]}" = down ] &&
		ip link set dev "$device" down
	[ -z "${was_ipv6[$device]}" ] ||
		echo "${was_ipv6[$device]}" >"$sysctl/$device/disable_ipv6"
	now=$(features_of "$device")
	[ "$now" = "${was_features[$device]}" ] || {
		echo "check-nic: $device: features are not as they were:" >&2
		diff <(echo "${was_features[$device]}") <(echo "$now") >&2
	}
}

child=''
saved=''

# Ports are as they were when this ends, and the runner, which holds the
# program's link, has ended before.
finish() {
	local device

	trap '' INT TERM HUP
	[ -z "$child" ] || kill "$child" 2>/dev/null
	[ -z "$child" ] || wait "$child" 2>/dev/null
	for device in $saved; do
		restore "$device"
	done
}

# until_true SECONDS COMMAND... - poll it
until_true() {
	local deadline=$((SECONDS + $1))

	shift
	until "$@"; do
		[ "$SECONDS" -lt "$deadline" ] || return 1
		read -rt 0.1 <> <(:)
	done
}

[ -x "$runner" ] || die 'usage: check_nic.sh RUNNER [FILE]...'
[ -n "$NIC" ] && [ -n "$PEER" ] ||
	die 'say which two ports are cabled: make check-nic NIC=eth0 PEER=eth1'
[ "$(id -u)" = 0 ] || die 'run as root'
[ "$NIC" != "$PEER" ] || die "$NIC: NIC and PEER are the same"
[[ $MTU =~ ^[0-9]+$ ]] || die "MTU: '$MTU' is no number"
for device in "$NIC" "$PEER"; do
	ip link show dev "$device" >/dev/null 2>&1 ||
		die "$device: no such device here"
done
refuse_unfit "$NIC"
refuse_unfit "$PEER"

trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
for device in "$NIC" "$PEER"; do
	save "$device"
	saved+=" $device"
	prepare "$device"
done
for device in "$NIC" "$PEER"; do
	until_true $CARRIER_SECONDS has_flag "$device" LOWER_UP ||
		die "$device: no carrier; is the cable in?"
done

options=(--nic "$NIC" --peer "$PEER")
for engine in $ENGINES; do
	options+=(--engine "$engine")
done
[ "$VERBOSE" != 1 ] || options+=(-v)
# A signal is acted upon at once while a shell waits, not while it runs a
# command; and should this shell be killed, the runner goes with it.
setpriv --pdeathsig KILL "$runner" "${options[@]}" "$@" &
child=$!
wait "$child"
status=$?
child=''
exit "$status"
