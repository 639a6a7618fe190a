#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# rows_test.sh [TEST...] - what lies between a device and a chain, in the VM
#
# The tests are in jobs/rows, which runs in the VM: its kernel has what the one
# of tests/netns/rows.sh may lack. Those of NAT run on both.
set -u

here=$(dirname "$(readlink -f "$0")")
netns=$here/../netns
files=(-f "$netns/rows.bash" -f "$netns/rows_nat.bash" -f "$netns/frames.pl")
for program in nft perl socat ethtool; do
	path=$(PATH=$PATH:/usr/sbin:/sbin command -v $program) || {
		echo "1..0 # SKIP no $program"
		exit 0
	}
	files+=(-f "$(readlink -f "$path")")
done
exec "$here/jobs/relay.sh" "${files[@]}" rows "$@"
