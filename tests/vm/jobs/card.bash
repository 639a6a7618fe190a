# SPDX-License-Identifier: GPL-2.0-only
# card.bash - what the jobs on the nfp driver share
#
# The module nfpshim is the driver's verifier, translator and messages above a
# card that is not there: two ports of it, nfp0 and nfp1. Its parameters are
# what the firmware offers, its knobs in debugfs what it does:
#
#	fw_drop                   so many answers are lost, each for 5 s
#	fw_error, fw_error_count, fw_error_after  so many answers are that error,
#	                          after so many good ones
#	fw_fault_type             only answers to that kind of message (0: to all)
#	fw_max_maps, fw_max_elems what the firmware takes, whatever it offered
#	fw_fail_reconfig, fw_reconfig_after  so many changes of the card fail
#	remove_port               a port goes

# shellcheck source=guest.bash
. /job/guest.bash

devices='nfp0, nfp1'
shim=nfpshim

# The kinds of message (drivers/net/ethernet/netronome/nfp/ccm.h).
# shellcheck disable=SC2034 # jobs use them
MAP_ALLOC=1 MAP_LOOKUP=3 MAP_UPDATE=4 MAP_GETNEXT=6 MAP_GETFIRST=7

# card PARAMETER=VALUE... - another card
card() {
	modprobe -r nfpshim
	modprobe nfpshim "$@" || fail "no card with $*"
}

set_up() {
	modprobe nfpshim
	ping_and_port
}

tear_down() {
	nicfw unload nfp0 >/dev/null 2>&1
	nicfw unload nfp1 >/dev/null 2>&1
	modprobe -r nfpshim
}

# on_card MAPS - so many maps are in the card's memory
n_tables() { tail -n +2 "$debug/$shim/tables" | wc -l; }
has_tables() { [ "$(n_tables)" = "$1" ]; }
on_card() {
	until_true 10 has_tables "$1" || fail "$(cat "$debug/$shim/tables")"
}

# A map of 20,000 entries has some of them.
is_filling() {
	awk 'NR > 1 && $5 >= 20000 && $6 > 100 { found = 1 } END { exit !found }' \
		"$debug/$shim/tables"
}

# ucode PORT - the bytes of microcode that the card runs there
ucode() { wc -c <"$debug/$shim/ucode$1"; }

# refuses WHY [NAME] - a strict load, which changes nothing
refuses() {
	programs nfp0 >"$tmp/before"
	expect 3 nicfw load --strict -f "$tmp/${2:-ping}.nft" nfp0
	said "^nfp0: offload: $1"
	said "^nfp0: (as before: .*port.nft, generation 1, offload mode, driver mode behind it|nothing is loaded)\$"
	programs nfp0 | cmp -s - "$tmp/before" || fail 'something changed'
}

# falls_back WHY - and one that is not, after which the driver has the new one
falls_back() {
	expect 0 nicfw load -f "$tmp/ping.nft" nfp0
	said "^nfp0: offload: $1.*; trying driver mode\$"
	printed '^nfp0: loaded .*ping.nft, complete, driver mode$'
	runs nfp0 driver
	left 1 2
	on_card 0
	expect 0 nicfw status nfp0
	printed "^  not in offload mode: $1"
}
