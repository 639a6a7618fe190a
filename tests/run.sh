#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# run.sh LOG TEST... - run TAP tests, print what failed, end with the counts
#
# prove finds tests that crash or stop early; a test that fails prints its
# own lines, which are in LOG as well.
set -u

log=$1
shift
mkdir -p "$(dirname "$log")"
export CMOCKA_MESSAGE_OUTPUT=TAP
export NICFW_PROFILES="${NICFW_PROFILES:-$PWD/nic-profiles}"
prove --merge --verbose --exec '' "$@" >"$log"
status=$?
awk -v status=$status '
	/^ok .*# ?SKIP/ { skipped++; print; next }
	/^ok / { passed++; next }
	/^not ok / { failed++; print; next }
	/^# / || /Dubious|Failed|Non-zero|No plan|error/ { print }
	END {
		if (status != 0 && failed == 0)
			failed = 1
		printf "%d passed, %d failed, %d skipped\n",
			passed, failed, skipped
	}' "$log"
exit $status
