# SPDX-License-Identifier: GPL-2.0-only
# lib.bash - what the tests in this folder share
#
# A test is a function whose name is a sentence; `run_tests` runs each in fresh
# namespaces and prints TAP. Inside a test, `check` and friends say what must
# hold; the first one that does not ends the test.
#
# The topology of every test, two namespaces with two cables:
#
#	$far (sender)                 $near (the firewalled host)
#	+--------------------+        +---------------------+
#	| f0 10.0.0.2        +========+ v0 10.0.0.1  nicfw  |
#	| f1 10.0.1.2        +========+ v1 10.0.1.1  nicfw  |
#	+--------------------+  veth  +---------------------+
#
# Namespaces are entered by nsenter: `ip netns exec` makes a mount namespace in
# which what is pinned in /sys/fs/bpf would be lost.

set -u

here=$(dirname "$(readlink -f "$0")")
: "${NICFW:=$here/../../build/asan/nicfw}"
export NICFW_PROFILES="${NICFW_PROFILES:-$here/../../nic-profiles}"
export ASAN_OPTIONS=detect_leaks=1
n_tests=0
tmp=$(mktemp -d)

near() { nsenter --net="/run/netns/$near" "$@"; }
far() { nsenter --net="/run/netns/$far" "$@"; }
nicfw() { near "$NICFW" "$@"; }

add_cable() {
	ip -n "$near" link add "v$1" type veth peer name "f$1" netns "$far"
	ip -n "$near" address add "10.0.$1.1/24" dev "v$1"
	ip -n "$far" address add "10.0.$1.2/24" dev "f$1"
	ip -n "$near" link set "v$1" up
	ip -n "$far" link set "f$1" up
	# No answers to wait for, and no chatter that is counted.
	ip -n "$far" neighbour replace "10.0.$1.1" dev "f$1" lladdr \
		"$(ip -n "$near" -o link show "v$1" |
			sed 's/.*link.ether \([^ ]*\).*/\1/')"
}

set_up() {
	near=nicfw-near-$$-$n_tests
	far=nicfw-far-$$-$n_tests
	ip netns add "$near"
	ip netns add "$far"
	near sysctl -qw net.ipv6.conf.default.disable_ipv6=1
	far sysctl -qw net.ipv6.conf.default.disable_ipv6=1
	add_cable 0
	add_cable 1
}

tear_down() {
	nicfw unload v0 >/dev/null 2>&1
	nicfw unload v1 >/dev/null 2>&1
	ip netns del "$near" 2>/dev/null
	ip netns del "$far" 2>/dev/null
}

# Also when a test is interrupted.
near='' far=''
trap 'tear_down; rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM HUP

# rules NAME RULE... - write $tmp/NAME.nft: the rules, on v0 and v1, then accept
rules() {
	name=$1
	shift
	{
		printf 'table netdev t {\n\tchain in {\n'
		printf '\t\ttype filter hook ingress devices = { v0, v1 } '
		printf 'priority 0; policy accept;\n'
		printf '\t\t%s\n' "$@"
		printf '\t}\n}\n'
	} >"$tmp/$name.nft"
}

# fail TEXT - end the test, as failed
fail() {
	echo "# $*"
	[ -s "$tmp/out" ] && sed 's/^/#   out: /' "$tmp/out"
	[ -s "$tmp/err" ] && sed 's/^/#   err: /' "$tmp/err"
	exit 1
}

# expect STATUS COMMAND... - run it, keep what it prints in $tmp/out, $tmp/err
expect() {
	wanted=$1
	shift
	"$@" >"$tmp/out" 2>"$tmp/err"
	status=$?
	[ "$status" = "$wanted" ] || fail "$*: status $status, not $wanted"
}

said() { grep -qE -- "$1" "$tmp/err" || fail "not said: $1"; }
printed() { grep -qE -- "$1" "$tmp/out" || fail "not printed: $1"; }

# until_true SECONDS COMMAND... - poll it
until_true() {
	deadline=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$SECONDS" -lt "$deadline" ] || return 1
		read -rt 0.05 <> <(:)
	done
	return 0
}

# killed MILLISECONDS COMMAND... - run `nicfw COMMAND...` and kill it after that
# time. It has ended then: in the background timeout would be killed as well, and
# what it had started might hold the lock, or end a system call, for a while.
killed() {
	ms=$1
	shift
	{ timeout --foreground -s KILL \
		"$(printf '%d.%03d' $((ms / 1000)) $((ms % 1000)))" \
		nsenter --net="/run/netns/$near" "$NICFW" "$@"; } >/dev/null 2>&1
}

# One ping to the near end of a cable, v0 or v1. An answer that should come is
# waited for; silence is only as sure as a moment is long.
pings() { far "${PING:-ping}" -nqc1 -W0.3 "10.0.$1.1" >/dev/null 2>&1; }
passes() { until_true 10 pings "$1" || fail "v$1 drops pings"; }
drops() { ! pings "$1" || fail "v$1 passes pings"; }

# flood - pings without a pause, in the background, until is_silent. Not by far():
# a function's process is not the one that a signal is for.
flood() {
	nsenter --net="/run/netns/$far" ping -nqf -w 60 10.0.0.1 \
		>"$tmp/ping" 2>&1 &
	pid=$!
}

# No ping of the flood was answered.
is_silent() {
	kill -INT "$pid"
	wait "$pid"
	grep -q ' 0 received' "$tmp/ping" || fail "$(cat "$tmp/ping")"
}

# mode_of IFACE - as the kernel has it: xdp, xdpgeneric, or nothing
mode_of() {
	ip -n "$near" -o link show "$1" |
		grep -oE 'xdp(generic|drv|offload|multi)?' | head -n1
}

# A program that is not ours and passes everything, by a plain `ip link`.
xdp_of_another() {
	printf '%s\n' '#include <linux/bpf.h>' \
		'__attribute__((section("xdp"))) int other(void *ctx)' \
		'{ return XDP_PASS; }' >"$tmp/other.c"
	clang-14 -O2 -target bpf -I"/usr/include/$(uname -m)-linux-gnu" -c \
		"$tmp/other.c" -o "$tmp/other.o" || fail 'no BPF object'
	ip -n "$near" link set "$1" "${2:-xdpdrv}" object "$tmp/other.o" \
		section xdp || fail "no ${2:-xdpdrv} on $1"
}

# prog_of IFACE - the id of the XDP program on it
prog_of() {
	ip -n "$near" -d link show "$1" | grep -oE 'prog/xdp id [0-9]+'
}

# Which of two rulesets runs: `ping` drops pings, `port` drops UDP port 9.
ping_and_port() {
	rules ping 'icmp type echo-request drop'
	rules port 'udp dport 9 drop'
}

no_leftovers() {
	pins=/sys/fs/bpf/nicfw/$(near stat -Lc %i /proc/self/ns/net)
	for iface in v0 v1; do
		[ "$(find "$pins/$iface" -mindepth 1 -maxdepth 1 2>/dev/null |
			wc -l)" -le 2 ] || fail "$(find "$pins")"
	done
}

# begin_load ARGUMENTS... - a load that waits to be confirmed, in $pid
begin_load() {
	rm -f "$tmp/keys" "$tmp/err"
	mkfifo "$tmp/keys"
	nsenter --net="/run/netns/$near" "$NICFW" load --confirm 60 "$@" \
		<"$tmp/keys" >"$tmp/out" 2>"$tmp/err" &
	pid=$!
	exec 5>"$tmp/keys"
	until_true 10 grep -q 'press Enter' "$tmp/err" || fail 'not asked'
}

# end_load STATUS - no more input comes; that is how it ends
end_load() {
	exec 5>&-
	wait "$pid"
	status=$?
	[ "$status" = "$1" ] || fail "status $status, not $1"
}

skip() {
	echo "$1" >"$tmp/skip"
	exit 0
}

run_tests() {
	if [ "$(id -u)" != 0 ]; then
		echo "1..0 # SKIP needs root"
		exit 0
	fi
	# Names on the command line pick tests.
	for test in $(declare -F | sed -n 's/^declare -f \(test_.*\)/\1/p'); do
		[ $# = 0 ] || [[ " $* " = *" ${test#test_} "* ]] || continue
		n_tests=$((n_tests + 1))
		rm -rf "${tmp:?}"/*
		set_up
		verdict='not ok'
		( "$test" ) && verdict=ok
		sentence=${test#test_}
		printf '%s %d - %s' "$verdict" "$n_tests" "${sentence//_/ }"
		[ -e "$tmp/skip" ] && printf ' # SKIP %s' "$(cat "$tmp/skip")"
		printf '\n'
		tear_down
	done
	echo "1..$n_tests"
}
