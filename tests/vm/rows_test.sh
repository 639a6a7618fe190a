#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# rows_test.sh [TEST...] - what lies between a device and a chain, in the VM
#
# The tests are in jobs/rows, which runs in the VM: its kernel has what the one
# of tests/netns/rows.sh may lack.
set -u

here=$(dirname "$(readlink -f "$0")")
top=$here/../..
: "${NICFW_VM:=$top/build/nicfw}"

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
programs=()
for program in bash nft perl socat ethtool; do
	path=$(PATH=$PATH:/usr/sbin:/sbin command -v $program) || {
		echo "1..0 # SKIP no $program"
		exit 0
	}
	programs+=("$(readlink -f "$path")")
done
cp "$NICFW_VM" "$work/nicfw" || exit 1
printf '#!/bin/sh\nexec /job/bash /job/rows %s\n' "$*" >"$work/main.sh"
"$here/run.sh" -t 300 "$work/main.sh" "$here/jobs/rows" "$work/nicfw" \
	"$here/jobs/guest.bash" "$top/tests/netns/rows.bash" \
	"$top/tests/netns/frames.pl" "$top/nic-profiles" "${programs[@]}" \
	2>"$work/err"
status=$?
if [ $status = 77 ]; then
	echo "1..0 # SKIP $(tail -n1 "$work/err")"
	exit 0
fi
sed 's/^/# /' "$work/err"
[ $status = 0 ] || echo "# the VM ended with $status"
exit $status
