#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# words_test.sh - the checker counts the words that the nfp driver makes
#
# Every form of an instruction, every ruleset of the corpus and random ones are
# loaded in the VM, on a device of the profile's figures and on a large one.
#
#	WORDS_PROGRAMS  how many random rulesets (1000)
#	WORDS_SEED      of the first of them (1)
# shellcheck source=trials.bash
. "$(dirname "$0")/trials.bash"

: "${WORDS_PROGRAMS:=1000}" "${WORDS_SEED:=1}"

# The corpus names eth0 and eth1.
make_trials() {
	# shellcheck disable=SC2016 # the shell within expands
	unshare -n sh -c 'ip link add eth0 type veth peer name eth1 &&
		exec "$@"' sh build/vm-words make "$work" "$WORDS_SEED" \
		"$WORDS_PROGRAMS"
}

make_trials || give_up 'the programs cannot be made'
run_trials $((900 + WORDS_PROGRAMS / 4))
echo "# first seed $WORDS_SEED"
build/vm-words compare "$work"
