#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# words_test.sh - the checker counts the words that the nfp driver makes
#
# Every form of an instruction, every ruleset of the corpus and random ones are
# loaded in the VM, on a device of the profile's figures and on a large one.
#
#	WORDS_PROGRAMS  how many random rulesets (1000)
#	WORDS_SEED      of the first of them (1)
set -u -o pipefail

here=$(dirname "$(readlink -f "$0")")
top=$(readlink -f "$here/../..")
cd "$top" || exit 1
: "${WORDS_PROGRAMS:=1000}" "${WORDS_SEED:=1}"
export NICFW_PROFILES=${NICFW_PROFILES:-$top/nic-profiles}

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP

# The corpus names eth0 and eth1.
make_trials() {
	# shellcheck disable=SC2016 # the shell within expands
	unshare -n sh -c 'ip link add eth0 type veth peer name eth1 &&
		exec "$@"' sh build/vm-words make "$work" "$WORDS_SEED" \
		"$WORDS_PROGRAMS"
}

make_trials || { echo 'Bail out! the programs cannot be made'; exit 1; }
"$here/run.sh" -t $((240 + WORDS_PROGRAMS / 4)) -m 1536 -d "$work" \
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
echo "# first seed $WORDS_SEED"
build/vm-words compare "$work"
