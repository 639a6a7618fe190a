#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# run.sh LOG TEST... - run TAP tests, print what failed, end with the counts
#
# prove finds tests that crash or stop early; a test that fails prints its
# own lines, which are in LOG as well. At the end of LOG are the tests that took
# longest.
#
#	JOBS          how many tests run at once (1)
#	TEST_SECONDS  when a test is ended (1200)
set -u

log=$1
shift
here=$(dirname "$0")
mkdir -p "$(dirname "$log")"
export CMOCKA_MESSAGE_OUTPUT=TAP
export NICFW_PROFILES="${NICFW_PROFILES:-$PWD/nic-profiles}"
times=$(mktemp)
trap 'rm -f "$times"' EXIT
trap 'exit 1' INT TERM HUP

# A VM has two processors and 1 GB of its own, so that at most two run at once, in
# two rows that take about as long. Behind the second one comes the corpus, which
# runs what nfp_test brings back. What none of the rules names runs when all
# others have ended: tests of rates.
prove --jobs "${JOBS:-1}" \
	--rules 'seq=tests/vm/{load,timeouts,check_nic,large}*' \
	--rules 'seq={tests/vm/*,build/asan/corpus}' \
	--rules 'par={build,tests/lint,tests/docs,tests/netns}/**' \
	--merge --verbose \
	--exec "$here/one.pl ${TEST_SECONDS:-1200} $times" "$@" >"$log"
status=$?
{
	echo "Slowest of $(wc -l <"$times") tests:"
	sort -rn "$times" | head -n 20
} >>"$log"
awk -v status=$status '
	# The line ahead of what a test says has its name.
	/^[^ ]+ \.+ *$/ { name = $1; is_told = failed_here = 0; next }
	function tell() {
		if (!is_told++)
			print name ":"
		print
	}
	/^[^ ]+ \.+ skipped: / { skipped++; print; next }
	/^ok .*# ?SKIP/ { skipped++; tell(); next }
	/^ok / { passed++; next }
	/^not ok / { failed++; failed_here++; tell(); next }
	/^# ok - tests$/ { next }
	/^# / { tell(); next }
	# What prove ends one by that is not as it should be; if a line of its own
	# failed, so much is said already.
	/^(Dubious|No subtests run|(All|Failed) [0-9\/]+ subtests)/ {
		failed += !failed_here
		failed_here = 1
		tell()
		next
	}
	/Failed|Non-zero|No plan|error|Bailout/ { print }
	END {
		if (status != 0 && failed == 0)
			failed = 1
		printf "%d passed, %d failed, %d skipped\n",
			passed, failed, skipped
	}' "$log"
exit $status
