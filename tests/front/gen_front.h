/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gen_front.h - random rulesets of which a stage knows a part
 */
#ifndef NICFW_TESTS_GEN_FRONT_H
#define NICFW_TESTS_GEN_FRONT_H

#include "lib/gen_text.h"
#include "lib/rng.h"

enum gen_front {
	/* All hooks and families, whatever is unknown. */
	FRONT_MIXED,
	/*
	 * Unknowns that do not hang on each other, and nothing that acts behind
	 * one: then what is sure is what the compiler finds.
	 */
	FRONT_INDEPENDENT,
	N_FRONTS,
};

/* Writes a ruleset to @out, in @a; rules are spans. */
void gen_front(struct arena *a, struct rng *r, enum gen_front kind,
	       struct gen_text *out);

#endif
