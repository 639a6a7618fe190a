# SPDX-License-Identifier: GPL-2.0-only
# trials.bash - the frame of tests that try programs on devices of the VM
#
# A test makes trials (held.h) in the folder $work, which is taken away at its
# end, calls run_trials, and compares what came back.

set -u -o pipefail

here=$(dirname "$(readlink -f "$0")")
top=$(readlink -f "$here/../..")
cd "$top" || exit 1
export NICFW_PROFILES=${NICFW_PROFILES:-$top/nic-profiles}

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP

# give_up WHY - the test as a whole fails; a "Bail out!" would end those of others
give_up() {
	printf 'not ok 1 - %s\n1..1\n' "$1"
	exit 1
}

# run_trials SECONDS - run all that is in $work; a test that cannot ends here
run_trials() {
	local status

	"$here/run.sh" -t "$1" -m 1536 -d "$work" "$here/jobs/trials" \
		build/vm-translate >"$work/out" 2>"$work/err"
	status=$?
	if [ $status = 77 ]; then
		echo "1..0 # SKIP $(tail -n1 "$work/err")"
		exit 0
	fi
	[ $status != 0 ] || return 0
	tail -n 30 "$work/out" "$work/err" | sed 's/^/# /'
	give_up "the VM ended with $status"
}
