/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gen_lint.h - random rulesets of which many rules are in each other's way
 */
#ifndef NICFW_TESTS_GEN_LINT_H
#define NICFW_TESTS_GEN_LINT_H

#include "base/arena.h"
#include "lib/rng.h"

struct gen_lint {
	struct arena *arena;
	struct rng rng;
	const char *text;  /* the last ruleset */
	bool has_unknowns; /* rules that only the host can run, at input */
};

/*
 * A ruleset; its base chain stands last. Some have matches that exclude each
 * other so much that nft refuses them.
 */
const char *gen_lint(struct gen_lint *g);

#endif
