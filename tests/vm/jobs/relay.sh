#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# relay.sh [-f FILE]... JOB [TEST...] - run a job of this folder in the VM, and
# print its TAP; FILEs and folders are beside it there
#
# What the tests wait for they give up by themselves, later on a busy machine. The
# time is for a VM that hangs.
#
# $NICFW_VM is the nicfw that is tested: not the one with sanitizers, which
# takes four times as long in the VM.
set -u

here=$(dirname "$(readlink -f "$0")")
top=$here/../../..
files=()
while [ "$1" = -f ]; do
	files+=("$2")
	shift 2
done
job=$1
shift
: "${NICFW_VM:=$top/build/nicfw}"

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
cp "$NICFW_VM" "$work/nicfw" || exit 1
printf '#!/bin/sh\nexec /job/bash /job/%s %s\n' "$job" "$*" >"$work/main.sh"
"$here/../run.sh" -t 1200 "$work/main.sh" "$here/$job" "$here"/*.bash \
	"$work/nicfw" "$top/nic-profiles" "$(readlink -f /bin/bash)" \
	"${files[@]}" \
	2>"$work/err"
status=$?
if [ $status = 77 ]; then
	echo "1..0 # SKIP $(tail -n1 "$work/err")"
	exit 0
fi
sed 's/^/# /' "$work/err"
[ $status = 0 ] || echo "# the VM ended with $status"
exit $status
