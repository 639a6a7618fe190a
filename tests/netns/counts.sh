#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# counts.sh - what the kernel's rules count, and what the same ones do here
#
# v1 has the rules as nft's, v0 as a program of trees; both get the same frames,
# and each rule has to have counted as many packets and bytes. Many rules only
# count, or return, so a frame is counted in several.
. "$(dirname "$0")/lib.bash"

# mixed IFACE SEED N - rules of chains that others jump to, and N more, of which
# those from the 150th to the 200th decide, for that device
mixed() {
	awk -v iface="$1" -v seed="$2" -v n="$3" '
		function any(n) { return int(rand() * n) }
		function ports(n) { n = 1 + any(55); return n "-" n + any(9) }
		function net() {
			return "10." any(4) "." any(8) * 32 ".0/" 16 + any(4)
		}
		function match_of(k) {
			if (k == 0) return "ip saddr " net()
			if (k == 1) return "ip daddr " net()
			if (k == 2) return "ip saddr " net() " tcp dport " ports()
			if (k == 3) return "ip daddr " net() " udp dport " ports()
			if (k == 4) return "tcp sport " ports() " tcp dport " ports()
			if (k == 5) return "ip saddr " net() " ip daddr " net()
			if (k == 6) return "ip ttl < " 1 + any(9) " ip daddr " net()
			if (k == 7) return "ip ttl " any(6) "-" 6 + any(9)
			return "tcp dport " any(30) "-" 30 + any(40)
		}
		function does(k) {
			if (k < 30) return ""
			if (k < 36) return " return"
			return k < 38 ? " accept" : " drop"
		}
		function say(line) { n_lines++; print line }
		function rule(k, verdict) {
			say(match_of(k) " counter" verdict \
				" comment \"" n_lines + 1 "\"")
		}
		BEGIN {
			srand(seed)
			say("table netdev t {")
			for (c = 0; c < 4; c++) {
				say("chain c" c " {")
				for (i = 0; i < 25; i++)
					rule(any(7), does(any(40)))
				say("}")
			}
			say("chain in {")
			say("type filter hook ingress device " iface \
				" priority 0; policy accept;")
			for (i = 0; i < n; i++) {
				if (i % 50 == 25 && i < 200)
					rule(any(2), " jump c" int(i / 50))
				rule(any(n > 200 ? 9 : 7), i > 150 && i < 200 \
					? does(any(40)) : "")
			}
			say("}"); say("}")
		}'
}

# frames SEED N - words for frames.pl
frames() {
	awk -v seed="$1" -v n="$2" '
		function any(n) { return int(rand() * n) }
		BEGIN {
			srand(seed)
			while (n--)
				printf "src=10.%d.%d.%d dst=10.%d.%d.%d proto=%s sport=%d dport=%d ttl=%d data=%d ,\n",
					any(4), any(256), any(256), any(4),
					any(256), any(256),
					any(2) ? "tcp" : "udp", 1 + any(64),
					1 + any(64), 1 + any(12), any(100)
		}'
}

# LINE PACKETS BYTES of each rule that counted, from what nft and nicfw print
kernel_counts() {
	near nft list table netdev t | sed -nE \
		's/.*packets ([1-9][0-9]*) bytes ([0-9]+).* comment "([0-9]+)".*/\3 \1 \2/p'
}
own_counts() {
	nicfw counters v0 | sed -nE '/policy accept/d
		s/^ *([1-9][0-9]*) +([0-9]+) .*own\.nft:([0-9]+).*/\3 \1 \2/p'
}

# counts_alike SEED N - both count the same of a ruleset and frames
counts_alike() {
	mixed v0 "$1" "$2" >"$tmp/own.nft"
	mixed v1 "$1" "$2" >"$tmp/kernel.nft"
	expect 0 near nft -f "$tmp/kernel.nft"
	expect 0 nicfw load -f "$tmp/own.nft" v0
	mapfile -t words < <(frames "$1" 1000 | tr ' ' '\n' | grep .)
	far perl "$here/frames.pl" send f0 "${words[@]}"
	far perl "$here/frames.pl" send f1 "${words[@]}"
	kernel_counts | sort >"$tmp/kernel"
	own_counts | sort >"$tmp/own"
	[ "$(wc -l <"$tmp/kernel")" -gt 150 ] || fail 'few rules counted'
	diff "$tmp/kernel" "$tmp/own" >"$tmp/out" || fail "seed $1"
	expect 0 near nft delete table netdev t
	expect 0 nicfw unload v0
}

test_each_rule_counts_what_the_kernel_counts() {
	local seed

	for seed in 1 2 3; do
		counts_alike "$seed" 200
	done
}

# A frame is in more of them than one leaf of a tree may have rows.
test_each_of_many_rules_counts_what_the_kernel_counts() {
	counts_alike 4 3000
}

run_tests "$@"
