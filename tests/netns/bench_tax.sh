#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# bench_tax.sh - does bench/tax see what does not let its frames through?
#
# Nothing is timed here: only what comes before.
. "$(dirname "$0")/lib.bash"

top=$(readlink -f "$here/../..")
: "${TAX:=$top/build/asan/bench/tax}"

# tax - what the benchmark says without timing anything
tax() {
	NICFW=${loader:-$NICFW} "$TAX" --check
}

# make_loader PATTERN RULES - $loader loads RULES for eth0 where the words that
# it is given match PATTERN, in the mode that they ask for
make_loader() {
	loader=$tmp/loader
	cat >"$tmp/changed.nft" <<-EOF
		table netdev t {
			chain c {
				type filter hook ingress device "eth0" priority 0
				policy accept
				$2
			}
		}
	EOF
	cat >"$loader" <<-EOF
		#!/bin/sh
		case \$* in
		$1)
			mode=--generic
			case \$* in *--driver*) mode=--driver ;; esac
			exec "$NICFW" load -f "$tmp/changed.nft" \$mode eth0
			;;
		esac
		exec "$NICFW" "\$@"
	EOF
	chmod +x "$loader"
}

test_all_judge_rightly_and_carry_their_loads() {
	loader=
	expect 0 tax
	for mode in driver generic; do
		printed "nicfw-front-$mode +judges rightly"
		printed "nicfw-$mode +carries all"
		printed "xdp-pass-$mode +carries all"
	done
	printed 'no-firewall +carries all'
}

test_a_front_that_drops_what_nft_accepts_is_found() {
	make_loader '*--unwatched*' 'ip protocol tcp drop'
	expect 1 tax
	printed 'nicfw-front-driver +void: accepted [0-9]+ of .* that the rules accept'
	printed 'nicfw-front-generic +void: accepted [0-9]+ of .* that the rules accept'
	printed 'nicfw-driver +carries all'
}

test_a_filter_that_takes_no_connections_is_found() {
	make_loader 'load*-f*' 'tcp dport 5001 drop'
	expect 1 tax
	printed 'nicfw-driver +void: client and server do not get through: .*timed out'
	printed 'nicfw-front-driver +judges rightly'
	printed 'xdp-pass-driver +carries all'
}

test_a_filter_that_takes_no_full_frames_is_found() {
	make_loader 'load*-f*' 'ip length 1000-65535 drop'
	expect 1 tax
	printed 'nicfw-driver +tcp-gso: .*timed out'
}

test_what_cannot_be_loaded_is_skipped_with_its_reason() {
	make_loader 'load*-f*' nonsense
	expect 0 tax
	printed 'nicfw-driver +skipped: .*changed.nft'
	printed 'nicfw-generic +skipped: .*changed.nft'
	printed 'no-firewall +carries all'
}

run_tests "$@"
