# SPDX-License-Identifier: GPL-2.0-only
# rows.bash - a ruleset in the kernel, the same as a shadow, and one frame
#
# Each test is a row of the table of what lies between a device and a chain. The
# ruleset is loaded by nft and, with --shadow, by nicfw; a frame goes to v0.
# `delivers` says that the kernel takes the frame on, `passes` that nicfw would
# not have dropped it, `drops_early` that it would have.
#
# The topology is lib.bash's; what f1 gets is what v0's host sent on.

# shellcheck disable=SC2034,SC2154 # lib.bash's variables
frames=$here/frames.pl

mac_of() {
	nsenter --net="/run/netns/$1" ip -o link show "$2" |
		sed 's/.*link.ether \([^ ]*\).*/\1/'
}

# What is counted of the frames with source port 777, and where.
probe() {
	near nft -f - <<-'END'
	table inet probe {
		counter local { }
		counter forward { }
		chain i {
			type filter hook input priority 300;
			ip saddr 10.0.0.2 ip protocol != icmp counter name local
		}
		chain f {
			type filter hook forward priority 300;
			ip saddr 10.0.0.2 counter name forward
		}
	}
	END
	far nft -f - <<-'END'
	table netdev probe {
		counter f1 { }
		chain i {
			type filter hook ingress device f1 priority 0;
			ip saddr 10.0.0.2 counter name f1
			ether type 8021q counter name f1
		}
	}
	END
}

# counted NAMESPACE COUNTER - packets
counted() {
	nsenter --net="/run/netns/$1" nft list ruleset |
		sed -n "/counter $2 {/,/}/s/.*packets \\([0-9]*\\).*/\\1/p"
}

# chain FAMILY HOOK RULE... - a base chain of type filter for $tmp/rows.nft, in a
# table of its own; $type, $priority and $policy may be set for it
chain() {
	local family=$1 hook=$2 device=''

	shift 2
	[ "$hook" = ingress ] && device='device v0'
	{
		printf 'table %s %s {\n' "$family" "$hook"
		printf '\tchain c {\n\t\ttype %s hook %s %s priority %s; ' \
			"${type:-filter}" "$hook" "$device" "${priority:-0}"
		printf 'policy %s;\n' "${policy:-accept}"
		printf '\t\t%s\n' "$@"
		printf '\t}\n}\n'
	} >>"$tmp/rows.nft"
}

# The chains so far, in the kernel.
live() { near nft -f "$tmp/rows.nft" || fail 'nft does not take the rules'; }

# shadow [OPTION...] - the same rules by nicfw, on v0; counters would go on from
# an earlier load
shadow() {
	nicfw unload v0 >/dev/null 2>&1
	expect 0 nicfw load --shadow -f "$tmp/rows.nft" "$@" v0
	printed shadow
}

# The same, but one that drops.
front() { expect 0 nicfw load --unwatched -f "$tmp/rows.nft" v0; }

in_step() {
	expect 0 nicfw status v0
	printed '^  in step: '
}

# out_of_step_by TEXT - the fact that status names
out_of_step_by() {
	expect 0 nicfw status v0
	printed "^  out of step: $1"
}

sends() { far perl "$frames" send f0 "to=$(mac_of "$near" v0)" "$@"; }

# Where a counter of the probe stood before the frame.
grew() { [ "$(counted "$1" "$2")" -gt "$3" ]; }

# delivers NAMESPACE COUNTER WORD... - and the kernel's chain does not drop it
delivers() {
	local ns=$1 counter=$2 before

	shift 2
	before=$(counted "$ns" "$counter")
	sends "$@"
	until_true 5 grew "$ns" "$counter" "$before" ||
		fail "the kernel does not deliver $*"
}

# took TEXT - the kernel's rule with TEXT, and a counter, has met a packet
took() { near nft list ruleset | grep -q "counter packets [1-9].*$1"; }
takes() { until_true 5 took "$1" || fail "the kernel's rule $1 meets nothing"; }

# would_drop TEXT - how many frames the rules with TEXT would have dropped
would_drop() {
	nicfw counters v0 2>/dev/null | awk -v text="$1" '
		index($0, text) && !/left to the host/ { n += $1 }
		END { print n + 0 }'
}

passes() {
	[ "$(would_drop "$1")" = 0 ] ||
		fail "nicfw would drop it: $(nicfw counters v0)"
}

would_have() { [ "$(would_drop "$1")" -gt 0 ]; }
drops_early() {
	until_true 5 would_have "$1" ||
		fail "nicfw would not drop it: $(nicfw counters v0)"
}

# fact NAME WHETHER - as status --json has it
fact() {
	nicfw status --json v0 >"$tmp/status" || fail 'no status'
	awk -v name="\"$1\"," '
		$1 == "\"fact\":" { inside = $2 == name }
		inside && $1 == "\"holds\":" { print $2 }' "$tmp/status" |
		grep -q "^$2" || fail "$1 is not $2: $(grep -A8 "$1" "$tmp/status")"
}
