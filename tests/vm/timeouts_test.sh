#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# timeouts_test.sh [TEST...] - sets whose elements end, on the VM's kernel
#
# The tests are those of tests/netns/timeouts.sh. Without names it is those that
# see elements end: all of them take minutes in the VM.
set -u

here=$(dirname "$(readlink -f "$0")")
netns=$here/../netns
files=(-f "$netns/timeouts.sh" -f "$netns/lib.bash" -f "$netns/set.bash")
for program in nft ping; do
	path=$(PATH=$PATH:/usr/sbin:/sbin command -v $program) || {
		echo "1..0 # SKIP no $program"
		exit 0
	}
	files+=(-f "$(readlink -f "$path")")
done
[ $# -gt 0 ] || set -- an_element_ends_by_itself elements_come_for_a_time
exec "$here/jobs/relay.sh" "${files[@]}" timeouts "$@"
