#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# veth.sh - a device under test for nicfw-bench, made of virtual cables
#
#	veth.sh [OPTION]... RULES COMMAND...
#
# Runs COMMAND beside a firewall that has RULES:
#
#	gen0 ====== dut0  <- the filter, then nft's `fwd to`    --reflect:
#	                |                                       back to dut0
#	gen1 ====== dut1
#
# What the filter accepts leaves by dut1, as it came, whatever its addresses;
# gen0 and gen1 are for ports af_xdp:gen0, af_xdp:gen1. dut0 has the address
# 02:00:00:00:00:02, for which frames are made.
#
#	--reflect         what is accepted goes back to gen0
#	--filter NAME     who has the rules: nicfw (the default: in the driver),
#	                  nft (the same file) or none
#	--device NAME     call dut0 as the rules do
#
# Everything is in namespaces of network and mounts that no file holds, so that
# nothing is left of it however the command ends. NICFW is the program.
set -eu

here=$(dirname "$(readlink -f "$0")")
: "${NICFW:=$here/../../build/nicfw}"
export NICFW NICFW_PROFILES="${NICFW_PROFILES:-$here/../../nic-profiles}"

die() { echo "veth.sh: $*" >&2; exit 3; }

[ "${NICFW_BENCH_INSIDE:-}" ] ||
	exec unshare --net --mount env NICFW_BENCH_INSIDE=1 "$0" "$@"
unset NICFW_BENCH_INSIDE

reflect='' filter=nicfw dut=dut0
while [ $# -gt 0 ]; do
	case $1 in
	--reflect) reflect=1 ;;
	--filter) filter=$2; shift ;;
	--device) dut=$2; shift ;;
	--*) echo "veth.sh: no option $1" >&2; exit 2 ;;
	*) break ;;
	esac
	shift
done
[ $# -ge 2 ] || { echo 'usage: veth.sh [OPTION]... RULES COMMAND...' >&2; exit 2; }
rules=$1
shift

# A program of XDP wants as many queues as the other end sends by. A tag
# travels in the frame: a device that takes it out would hide it from a port.
# Frames that are put together again would come back as one.
add_cable() {
	ip link add "$1" numrxqueues 1 numtxqueues 1 type veth \
		peer name "$2" numrxqueues 1 numtxqueues 1
	for device in "$1" "$2"; do
		ip link set "$device" up
		ethtool -K "$device" rxvlan off txvlan off \
			tx-vlan-stag-hw-insert off gro off >/dev/null 2>&1 ||
			die "$device: ethtool cannot turn off what it must"
	done
}

# What is pinned and written down is ours alone, and ends with us.
mount -t bpf bpf /sys/fs/bpf
mount -t tmpfs tmpfs /run
sysctl -qw net.ipv6.conf.default.disable_ipv6=1
ip link set lo up
add_cable gen0 "$dut"
add_cable gen1 dut1
ip link set "$dut" address 02:00:00:00:00:02

case $filter in
nicfw)
	"$NICFW" load --driver -f "$rules" "$dut" >/dev/null || exit 3
	# The driver turns it on for a program.
	ethtool -K "$dut" gro off
	;;
nft) nft -f "$rules" || exit 3 ;;
none) ;;
*) echo "veth.sh: no filter $filter" >&2; exit 2 ;;
esac
# Behind all chains that the rules may have.
nft -f - <<END || die "this kernel's nft has no fwd"
table netdev nicfw-bench {
	chain out {
		type filter hook ingress device "$dut" priority 2000000000;
		fwd to "$([ "$reflect" ] && echo "$dut" || echo dut1)"
	}
}
END

exec "$@"
