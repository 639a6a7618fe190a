#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# rig_test.sh - the VM rig boots, reports, and has the devices that tests rely on
set -u

here=$(dirname "$(readlink -f "$0")")
n_tests=0
n_failed=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM HUP

vm() { "$here/run.sh" "$@" >"$tmp/out" 2>"$tmp/err"; }

# result STATUS NAME
result() {
	n_tests=$((n_tests + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n_tests - $2"
		return
	fi
	n_failed=$((n_failed + 1))
	echo "not ok $n_tests - $2"
	tail -n 30 "$tmp/err" | tr -cd '[:print:]\n' | sed 's/^/#   /'
}

# script NAME LINE... - a shell script in $tmp
script() {
	local name=$1

	shift
	printf '%s\n' '#!/bin/sh' "$@" >"$tmp/$name"
}

status_output_and_files_come_back() {
	head -c 100000 /dev/urandom >"$tmp/noise"
	mkdir "$tmp/a, b"
	echo there >"$tmp/a, b/in"
	script 'job 1.sh' 'cat noise' '[ "$(cat /host/in)" = there ] || exit 1' \
		'tr a-z A-Z </host/in >/host/out' 'xz --version >/host/xz' \
		'exit 200'
	vm -d "$tmp/a, b" "$tmp/job 1.sh" "$tmp/noise" "$(command -v xz)"
	[ $? = 200 ] && cmp "$tmp/noise" "$tmp/out" &&
		[ "$(cat "$tmp/a, b/out")" = THERE ] &&
		grep -q '^xz' "$tmp/a, b/xz"
}

a_run_that_takes_too_long_is_ended() {
	script long.sh 'while :; do sleep 60; done'
	vm -t 1 "$tmp/long.sh"
	[ $? = 124 ] && grep -q 'out of time (1 s)' "$tmp/err"
}

a_panic_is_not_a_status() {
	script panic.sh 'echo c >/proc/sysrq-trigger'
	vm "$tmp/panic.sh"
	[ $? = 125 ] && grep -q 'Kernel panic' "$tmp/err"
}

what_is_missing_is_named() {
	local command

	mkdir "$tmp/bin"
	for command in bash dirname readlink dpkg grep sed; do
		ln -s "$(command -v $command)" "$tmp/bin/"
	done
	PATH=$tmp/bin "$here/prepare.sh" >"$tmp/out" 2>"$tmp/err"
	[ $? = 77 ] && grep -q 'no qemu-system-x86_64: install' "$tmp/err"
}

without_a_network_the_download_says_why() {
	NICFW_VM_CACHE=$tmp/cache unshare -n "$here/prepare.sh" \
		>"$tmp/out" 2>"$tmp/err"
	[ $? = 77 ] && grep -q 'cannot download linux-image-' "$tmp/err" &&
		[ ! -s "$tmp/out" ]
}

a_cache_that_cannot_be_written_is_an_error() {
	NICFW_VM_CACHE=/proc/self/nowhere "$here/prepare.sh" \
		>"$tmp/out" 2>"$tmp/err"
	[ $? = 1 ] && grep -q /proc/ "$tmp/err"
}

# The tests in the VM have numbers of their own.
the_kernel_is_well_and_lets_the_modules_go() {
	local status line

	printf '%s\n' '#include <linux/bpf.h>' \
		'__attribute__((section("xdp"))) int pass(void *ctx)' \
		'{ return XDP_PASS; }' >"$tmp/pass.c"
	clang-14 -O2 -target bpf -I"/usr/include/$(uname -m)-linux-gnu" -c \
		"$tmp/pass.c" -o "$tmp/pass.o" || return 1
	vm "$here/jobs/rig" "$here/jobs/guest.bash" "$tmp/pass.o" \
		"$(readlink -f /bin/bash)"
	status=$?
	while IFS= read -r line; do
		case $line in
		'ok '*) result 0 "${line#* - }" ;;
		'not ok '*) result 1 "${line#* - }" ;;
		'#'*) echo "$line" ;;
		esac
	done < <(grep -v '^1\.\.' "$tmp/out")
	return $status
}

tests='what_is_missing_is_named without_a_network_the_download_says_why
	a_cache_that_cannot_be_written_is_an_error
	status_output_and_files_come_back a_run_that_takes_too_long_is_ended
	a_panic_is_not_a_status the_kernel_is_well_and_lets_the_modules_go'

reason=$("$here/prepare.sh" 2>&1 >/dev/null)
case $? in
0) ;;
77)
	echo "ok 1 - the rig # SKIP $(tail -n1 <<<"$reason")"
	echo 1..1
	exit 0
	;;
*)
	sed 's/^/# /' <<<"$reason"
	echo 'not ok 1 - the rig is made'
	echo 1..1
	exit 1
	;;
esac
for test in $tests; do
	"$test"
	result $? "${test//_/ }"
done
echo "1..$n_tests"
[ $n_failed = 0 ]
