# SPDX-License-Identifier: GPL-2.0-only
# guest.bash - what the loader's jobs in the VM share
#
# A test is a function whose name is a sentence; `run_tests` calls set_up, runs
# it in a shell of its own, calls tear_down, and prints TAP. The first check
# that does not hold ends the test. The devices pass no packets: what is asked
# is what nicfw says, and what ip, bpftool and debugfs show.

set -u

[ -e /dev/fd ] || ln -s /proc/self/fd /dev/fd
export NICFW_PROFILES=/job/nic-profiles
debug=/sys/kernel/debug
tmp=/tmp/job
tags=/tmp/tags
n_tests=0

# fail TEXT - end the test, as failed
fail() {
	echo "# $*"
	[ -s "$tmp/out" ] && sed 's/^/#   out: /' "$tmp/out"
	[ -s "$tmp/err" ] && sed 's/^/#   err: /' "$tmp/err"
	exit 1
}

# expect STATUS COMMAND... - run it, keep what it prints in $tmp/out, $tmp/err
expect() {
	local wanted=$1 status

	shift
	"$@" >"$tmp/out" 2>"$tmp/err"
	status=$?
	[ "$status" = "$wanted" ] || fail "$*: status $status, not $wanted"
}

said() { grep -qE -- "$1" "$tmp/err" || fail "not said: $1"; }
printed() { grep -qE -- "$1" "$tmp/out" || fail "not printed: $1"; }
silent() { [ ! -s "$tmp/err" ] || fail 'something is said'; }

# until_true SECONDS COMMAND... - poll it
#
# On a busy machine all takes longer in the VM, one look too, and what is waited
# for. So seconds are told by what runs in one on an idle machine: processes.
until_true() {
	local looks=$(($1 * 20))

	shift
	until "$@" >/dev/null 2>&1; do
		[ $((looks -= 1)) -gt 0 ] || return 1
		bpftool version >/dev/null
	done
	return 0
}

# The devices that the policies are for; a job names its own.
: "${devices:=eth0}"

# rules NAME RULE... - write $tmp/NAME.nft for all devices, with policy accept
rules() {
	local name=$1

	shift
	{
		printf 'table netdev t {\n\tchain in {\n\t\ttype filter hook '
		printf 'ingress devices = { %s } priority 0; ' "$devices"
		printf 'policy accept;\n'
		printf '\t\t%s\n' "$@"
		printf '\t}\n}\n'
	} >"$tmp/$name.nft"
}

# Two policies that each fit everywhere; which of them runs is what is asked.
ping_and_port() {
	rules ping 'icmp type echo-request drop'
	rules port 'udp dport 9 drop'
}

# elements NAME N - write $tmp/NAME.nft, which drops N addresses in a set
elements() {
	{
		printf 'table netdev t {\n\tset s {\n\t\ttype ipv4_addr\n'
		printf '\t\telements = {\n'
		awk -v n="$2" 'BEGIN {
			for (i = 0; i < n; i++)
				printf "10.%d.%d.%d,\n", i / 65536,
					i / 256 % 256, i % 256 }'
		printf '\t\t}\n\t}\n\tchain in {\n\t\ttype filter hook ingress '
		printf 'devices = { %s } priority 0; policy accept;\n' \
			"$devices"
		printf '\t\tip saddr @s drop\n\t}\n}\n'
	} >"$tmp/$1.nft"
}

# programs IFACE - the programs on it as the kernel has them, a line each:
# MODE ID TAG
programs() {
	ip -d link show "$1" 2>/dev/null | awk '
		/^[0-9]+:/ {
			alone = "driver"
			if (/ xdpoffload /) alone = "offload"
			if (/ xdpgeneric /) alone = "generic"
		}
		/prog\/xdp/ {
			mode = alone
			if (/xdpoffload/) mode = "offload"
			if (/xdpdrv/) mode = "driver"
			if (/xdpgeneric/) mode = "generic"
			for (i = 1; i < NF; i++) {
				if ($i == "id") id = $(i + 1)
				if ($i == "tag") tag = $(i + 1)
			}
			print mode, id, tag
		}' | sort
}

# runs IFACE MODE... - exactly these are there
runs() {
	local iface=$1 now

	shift
	now=$(programs "$iface" | cut -d' ' -f1 | tr '\n' ' ')
	[ "$now" = "$*${*:+ }" ] || fail "$iface runs '$now', not '$*'"
}

# Programs and maps go some time after the last one who held them.
n_programs() { bpftool prog show | grep -c '^[0-9]'; }
n_maps() { bpftool map show | grep -c '^[0-9]'; }
are_left() { [ "$(n_programs)" = "$1" ] && [ "$(n_maps)" = "$2" ]; }

# left PROGRAMS MAPS - so many are in the kernel
left() {
	until_true 10 are_left "$1" "$2" ||
		fail "left: $(n_programs) programs, $(n_maps) maps"
}

# policy_of IFACE - the ruleset that status says runs there
policy_of() {
	nicfw status "$1" 2>/dev/null |
		sed -n "s|^$1: .*/\\(.*\\)\\.nft,.*|\\1|p"
}

# learn_tags IFACE - what the programs of ping and port look like there; the
# same in all tests
learn_tags() {
	local name

	if [ ! -d "$tags" ]; then
		mkdir "$tags"
		for name in ping port; do
			expect 0 nicfw load --strict -f "$tmp/$name.nft" "$1"
			programs "$1" | cut -d' ' -f1,3 >"$tags/$name"
		done
		expect 0 nicfw unload "$1"
	fi
	cp "$tags/ping" "$tmp/tags-ping"
	cp "$tags/port" "$tmp/tags-port"
}

# old_or_new IFACE - one of the two runs, whole and alone, and status knows it
old_or_new() {
	local name

	name=$(policy_of "$1")
	programs "$1" | cut -d' ' -f1,3 >"$tmp/tags-now"
	[ -n "$name" ] || fail "neither old nor new: $(programs "$1")"
	cmp -s "$tmp/tags-now" "$tmp/tags-$name" ||
		fail "status says $name, but: $(programs "$1")"
}

# pinned IFACE NAME - the path of a pin of what runs there
pinned() {
	echo "/sys/fs/bpf/nicfw/$(stat -Lc %i /proc/self/ns/net)/$1/"gen-*"/$2"
}

# rules_on_nic IFACE - those that the NIC holds, of which only it has a part
rules_on_nic() {
	nicfw counters --json "$1" |
		sed -n '/^  "nic": {/,/^  }/s/.*"rule": "\(.*\)".*/\1/p'
}

# count IFACE SLOT ROW PACKETS - as if so many had met the rule of that row; one
# map has a value for each CPU, and the other a word for all
count() {
	local n=$(($4 * $(nproc)))

	[ "$2" = nic ] || n=$4
	expect 0 bpftool map update pinned "$(pinned "$1" "$2_counters")" \
		key "$3" 0 0 0 value $((n % 256)) $((n / 256)) \
		0 0 0 0 0 0 0 0 0 0 0 0 0 0
}

# knob FILE VALUE
knob() { echo "$2" >"$debug/$1" || fail "no knob $1"; }

# begin_load ARGUMENTS... - a load that waits to be confirmed, in $pid
begin_load() {
	rm -f "$tmp/keys" "$tmp/err"
	mkfifo "$tmp/keys"
	nicfw load --confirm 60 "$@" <"$tmp/keys" >"$tmp/out" 2>"$tmp/err" &
	pid=$!
	exec 5>"$tmp/keys"
	until_true 20 grep -q 'press Enter' "$tmp/err" || fail 'not asked'
}

# end_load STATUS - no more input comes; that is how it ends
end_load() {
	local status

	exec 5>&-
	wait "$pid" 2>/dev/null
	status=$?
	[ "$status" = "$1" ] || fail "status $status, not $1"
}

run_tests() {
	local name sentence verdict

	# Names on the command line pick tests.
	for name in $(declare -F | sed -n 's/^declare -f test_//p'); do
		[ $# = 0 ] || [[ " $* " = *" $name "* ]] || continue
		n_tests=$((n_tests + 1))
		rm -rf "$tmp"
		mkdir "$tmp"
		set_up
		verdict='not ok'
		(
			trap 'kill -KILL $(jobs -p) 2>/dev/null' EXIT
			"test_$name"
		) && verdict=ok
		sentence=${name//_/ }
		echo "$verdict $n_tests - $sentence"
		tear_down
	done
	echo "1..$n_tests"
}
