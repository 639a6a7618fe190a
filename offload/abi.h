/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * abi.h - what a program on the packet path and its controller agree on
 *
 * What lies in their maps, byte by byte: all types have fixed widths.
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
 * Where each processor has counters of its own, more of them than this are
 * arrays of so many: a value of the map is such an array. A map of that kind
 * points to each value, and pointers to many would not stay in caches.
 */
#define NICFW_COUNTERS_SHIFT	8
#define NICFW_COUNTERS_OF_VALUE (1u << NICFW_COUNTERS_SHIFT)

/*
 * The value of a mask hash, which holds many rules: of the answers that a frame
 * finds in several maps, the one with the lowest rank decides. The outcome is
 * its counter's index times 4 plus its enum plan_verdict.
 */
struct nicfw_ranked {
	__u32 rank;
	__u32 outcome;
};

/*
 * The value of a set whose elements end. A key is not there any more once
 * bpf_ktime_get_coarse_ns() has come to `ends`.
 */
struct nicfw_timed {
	__u32 answer; /* not 0 */
	__u32 unused;
	__u64 ends;	  /* NICFW_NEVER: it stays */
	__u64 timeout_ms; /* what it was added with, or 0; programs ask not */
};

#define NICFW_NEVER (~0ull)

/*
 * A decision tree is the one value of an array: its nodes, the root first, and
 * behind them its rows. Offsets count bytes from its start.
 *
 * The frame's key is a list of words of 32 bits. From a node the way goes to
 *
 *	child + sizeof(node) * ((key[word] - base) >> shift & mask)
 *
 * in 64 bits, so a node can cut some bits out of a word (base 0), or ask if it
 * is less than base (shift 63, mask 1). A node with mask 0 is a leaf: it has
 * `base` rows from `child` on, by rank, and the first that fits is the answer.
 * It has the first one's rank as well, without rows the highest number: who has
 * found what ranks better need not look at the rows.
 */
struct nicfw_tree_node {
	__u32 base;
	__u32 child;
	__u16 mask;
	__u8 shift;
	__u8 word;  /* its first byte in the key */
	__u32 rank; /* of a leaf */
};

/*
 * A row fits a frame if all bits of `need` are set in the key's first word, and
 * each further word less its `first` is at most its `span`: two numbers that
 * stand behind this, of 32 bits each, or 16 where the word has no more. Where
 * all spans of a word are of prefixes, behind all these a byte has the bits
 * that one leaves open.
 */
struct nicfw_tree_row {
	__u32 need;
	__u32 rank;
	__u32 outcome; /* as nicfw_ranked's */
};

#endif
