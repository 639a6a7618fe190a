#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# check_nic_test.sh [TEST...] - the runner of `make check-nic` on an nfp
#
# The tests are in jobs/check_nic, which runs in the VM. tests/netns/check_nic.sh
# has what needs no card.
set -u

here=$(dirname "$(readlink -f "$0")")
top=$here/../..
: "${CORPUS:=$top/build/asan/corpus}"

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
cp "$CORPUS" "$work/corpus" || exit 1
printf '#!/bin/sh\nexec /job/bash /job/check_nic %s\n' "$*" >"$work/main.sh"
"$here/run.sh" -t 900 "$work/main.sh" "$here/jobs/check_nic" \
	"$here/jobs/guest.bash" "$work/corpus" "$top/nic-profiles" \
	"$top/tests/corpus/basic.t" "$(readlink -f /bin/bash)" 2>"$work/err"
status=$?
if [ $status = 77 ]; then
	echo "1..0 # SKIP $(tail -n1 "$work/err")"
	exit 0
fi
sed 's/^/# /' "$work/err"
[ $status = 0 ] || echo "# the VM ended with $status"
exit $status
