# SPDX-License-Identifier: GPL-2.0-only
# set.bash - what tests of `nicfw set` share

# shellcheck disable=SC2154 # lib.bash's variables

# filler N - N addresses that nobody has, each with a comma behind it: a set of
# more than 16 elements is a map
filler() { awk -v n="$1" 'BEGIN {
	for (i = 0; i < n; i++)
		printf "172.%d.%d.%d, ", 16 + i / 65536, i / 256 % 256, i % 256
}'; }

# sets NAME SET... - write $tmp/NAME.nft: table t with these sets, and a chain
# on v0 and v1 that drops pings by 'hosts', 'nets' and 'ports', if they are there
sets() {
	name=$1
	shift
	{
		echo 'table netdev t {'
		printf '\t%s\n' "$@"
		printf '\tchain in {\n'
		printf '\t\ttype filter hook ingress devices = { v0, v1 } '
		printf 'priority 0; policy accept;\n'
		[[ $* = *'set hosts'* ]] &&
			printf '\t\tip saddr @hosts counter drop\n'
		[[ $* = *'set nets'* ]] &&
			printf '\t\tip saddr @nets counter drop\n'
		[[ $* = *'set ports'* ]] &&
			printf '\t\tip saddr . udp dport @ports counter drop\n'
		[[ $* = *'map says'* ]] &&
			printf '\t\tip saddr vmap @says\n'
		printf '\t}\n}\n'
	} >"$tmp/$name.nft"
}

hosts="set hosts { type ipv4_addr; elements = { $(filler 40) }
	}"
nets="set nets { type ipv4_addr; flags interval
	elements = { 192.168.0.0/24, 192.168.2.0-192.168.2.9, $(filler 40) }
	}"
ports="set ports { type ipv4_addr . inet_service; elements = {
	$(filler 40 | sed 's/,/ . 9,/g') }
	}"

all_sets() { sets all "$hosts" "$nets" "$ports"; }

# in_place COMMAND... - `nicfw set COMMAND` does it without a new program
in_place() {
	before=$(prog_of v0)
	expect 0 nicfw set "$@"
	printed ', in place$'
	[ "$(prog_of v0)" = "$before" ] || fail "$*: another program"
}

# anew COMMAND... - `nicfw set COMMAND` makes a new generation
anew() {
	before=$(prog_of v0)
	expect 0 nicfw set "$@"
	printed ', by loading the rules anew(:|$)'
	[ "$(prog_of v0)" != "$before" ] || fail "$*: the old program"
}

# refuses WORDS COMMAND... - `nicfw set COMMAND` says WORDS, changes nothing
refuses() {
	words=$1
	shift
	before=$(prog_of v0) lines=$(near cat "$elements" 2>&1)
	expect 1 nicfw set "$@"
	said "$words"
	[ "$(prog_of v0)" = "$before" ] || fail "$*: another program"
	[ "$(near cat "$elements" 2>&1)" = "$lines" ] || fail "$*: a change"
}

# The file of what was changed in place, of the only generation there is.
find_elements() {
	elements=$(echo "/run/nicfw/$(near stat -Lc %i /proc/self/ns/net)"/v0/*.nft)
	elements=${elements%.nft}.elements
}

has() { nicfw set list v0 "$1" | grep -qF " $2" || fail "$1 lacks $2"; }
lacks() { ! nicfw set list v0 "$1" | grep -qF " $2" || fail "$1 has $2"; }

# unchanged COMMAND... - `nicfw set COMMAND` finds nothing to do
unchanged() {
	before=$(prog_of v0)
	expect 0 nicfw set "$@"
	printed ': unchanged$'
	[ "$(prog_of v0)" = "$before" ] || fail "$*: another program"
}
