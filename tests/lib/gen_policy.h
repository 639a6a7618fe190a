/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gen_policy.h - random rulesets, as text
 *
 * All of it is text that nft takes for its netdev family; the rules are those
 * of the device eth0. The same kind, seed and size give the same text.
 */
#ifndef NICFW_TESTS_GEN_POLICY_H
#define NICFW_TESTS_GEN_POLICY_H

#include "lib/gen_text.h"

#include <stdint.h>

enum gen_kind {
	GEN_MIXED,  /* any field, operator, verdict and statement */
	GEN_EDGE,   /* as docs/examples/edge.nft */
	GEN_EXACT,  /* an address and a port each */
	GEN_PREFIX, /* prefixes of mixed lengths, within each other */
	GEN_PORTS,  /* ranges of ports that overlap */
	GEN_FLOWS,  /* two addresses and a port each */
	GEN_PAIRS,  /* two prefixes and a port */
	GEN_RANGES, /* a prefix, a protocol and a range of ports */
	GEN_SHAPES, /* prefixes of 16 pairs of lengths, and a port */
	GEN_TUPLES, /* exact, of few shapes, and some keys more than once */
	N_GEN_KINDS,
};

extern const char *const gen_kind_names[N_GEN_KINDS];

/*
 * Writes a ruleset of @n_rules rules to @out, in @a. Each rule has a comment of
 * its own. (Of kind edge there are at least 25.)
 */
void gen_policy(struct arena *a, enum gen_kind kind, uint64_t seed,
		uint32_t n_rules, struct gen_text *out);

#endif
