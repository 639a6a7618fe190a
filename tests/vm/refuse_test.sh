#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# refuse_test.sh - the checker refuses what the nfp driver refuses, and no more
#
# Random plans are loaded in the VM on devices on which one of them just fits,
# or just does not, and programs with instructions changed at random.
#
#	REFUSE_PROGRAMS  how many plans (60)
#	REFUSE_SEED      of them (1)
set -u -o pipefail

here=$(dirname "$(readlink -f "$0")")
top=$(readlink -f "$here/../..")
cd "$top" || exit 1
: "${REFUSE_PROGRAMS:=60}" "${REFUSE_SEED:=1}"
export NICFW_PROFILES=${NICFW_PROFILES:-$top/nic-profiles}

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP

build/vm-refuse make "$work" "$REFUSE_SEED" "$REFUSE_PROGRAMS" ||
	{ echo 'Bail out! the programs cannot be made'; exit 1; }
"$here/run.sh" -t $((240 + 4 * REFUSE_PROGRAMS)) -m 1536 -d "$work" \
	"$here/jobs/trials" build/vm-translate >"$work/out" 2>"$work/err"
status=$?
if [ $status = 77 ]; then
	echo "1..0 # SKIP $(tail -n1 "$work/err")"
	exit 0
fi
if [ $status != 0 ]; then
	tail -n 30 "$work/out" "$work/err" | sed 's/^/# /'
	echo "Bail out! the VM ended with $status"
	exit 1
fi
echo "# seed $REFUSE_SEED"
build/vm-refuse compare "$work"
