#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# run.sh - what tests/run.sh counts of tests that say little, or end early
set -u

top=$(readlink -f "$(dirname "$0")/../..")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
n=0 seconds=60

# counts WHAT COUNTS SCRIPT... - of tests, each a script of sh
counts() {
	local what=$1 counts=$2 said status tests=()

	shift 2
	for script; do
		tests+=("$tmp/t${#tests[@]}")
		printf '#!/bin/sh\n%s\n' "$script" >"${tests[-1]}"
		chmod +x "${tests[-1]}"
	done
	said=$(cd "$top" && JOBS=2 TEST_SECONDS="$seconds" \
		tests/run.sh "$tmp/log" "${tests[@]}" 2>&1)
	status=$?
	n=$((n + 1))
	if [ "${said##*$'\n'}" = "$counts" ] &&
		{ [[ $counts != *' 0 failed'* ]] || [ $status = 0 ]; } &&
		{ [[ $counts = *' 0 failed'* ]] || [ $status != 0 ]; }; then
		echo "ok $n - $what"
		return
	fi
	# shellcheck disable=SC2001 # of each line
	sed 's/^/# /' <<<"$said"
	echo "not ok $n - $what"
}

good='echo 1..1; echo ok 1 - a'
bad='echo 1..1; echo not ok 1 - a; exit 1'
counts 'what passes' '2 passed, 0 failed, 0 skipped' "$good" "$good"
counts 'what is skipped, one or all' '2 passed, 0 failed, 2 skipped' \
	"$good" 'echo "1..0 # SKIP why"' \
	'echo 1..2; echo "ok 1 - a # SKIP why"; echo ok 2 - b'
counts 'a status besides' '2 passed, 2 failed, 0 skipped' \
	"$good; exit 1" "$bad" "$good"
counts 'a crash' '1 passed, 2 failed, 0 skipped' \
	"$bad" 'echo 1..2; echo ok 1 - a; kill -SEGV $$'
counts 'fewer than it planned' '1 passed, 2 failed, 0 skipped' \
	"$bad" 'echo 1..2; echo ok 1 - a'
counts 'no plan' '1 passed, 2 failed, 0 skipped' "$bad" 'echo ok 1 - a'
counts 'no word' '0 passed, 2 failed, 0 skipped' "$bad" :
seconds=3
counts 'one that does not end' '1 passed, 1 failed, 0 skipped' \
	'echo 1..2; echo ok 1 - a; printf part; sleep 60; echo ok 2'
echo "1..$n"
