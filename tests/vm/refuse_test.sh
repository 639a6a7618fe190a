#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# refuse_test.sh - the checker refuses what the nfp driver refuses, and no more
#
# Programs of random plans and rulesets are loaded in the VM on devices on which
# one of them just fits, or just does not, and programs with instructions
# changed at random.
#
#	REFUSE_PROGRAMS  how many plans (60)
#	REFUSE_SEED      of them (1)
# shellcheck source=trials.bash
. "$(dirname "$0")/trials.bash"

: "${REFUSE_PROGRAMS:=60}" "${REFUSE_SEED:=1}"

build/vm-refuse make "$work" "$REFUSE_SEED" "$REFUSE_PROGRAMS" ||
	give_up 'the programs cannot be made'
run_trials $((900 + 6 * REFUSE_PROGRAMS))
echo "# seed $REFUSE_SEED"
build/vm-refuse compare "$work"
