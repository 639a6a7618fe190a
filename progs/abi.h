/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * abi.h - what a program on the packet path and its controller agree on
 *
 * The only header shared by kernel-side and user-space code, so it includes
 * nothing but fixed-width types.
 */
#ifndef NICFW_ABI_H
#define NICFW_ABI_H

#include <linux/types.h>

/*
 * The one entry of the control map. Only the controller writes it; the program
 * filters when ready is 1 and bypass is 0, else it passes every frame.
 */
struct nicfw_control {
	__u32 ready;
	__u32 bypass;
};

/*
 * An entry of the counters map. The program only adds to it (on a SmartNIC a
 * word that is added to can never be read by the program: nfp verifier.c,
 * nfp_bpf_map_update_value_ok and nfp_bpf_map_mark_used).
 * Bytes count from the network header on, as nft's counters at ingress do.
 */
struct nicfw_counter {
	__u64 packets;
	__u64 bytes;
};

/*
 * The value of a mask hash, which holds many rules: of the answers that a frame
 * finds in several maps, the one with the lowest rank decides. The outcome is
 * its counter's index times 4 plus its enum plan_verdict.
 */
struct nicfw_ranked {
	__u32 rank;
	__u32 outcome;
};

#endif
