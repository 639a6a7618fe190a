/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * simplify.h - first-match items that say the same in fewer
 *
 * Passes from items to items (lower.h), numbered in the order that they run in.
 * After each of them every frame is still decided by the same rule, and counts
 * the same: which counters there are stays as it is, and one that nothing adds
 * to any more is 0. Passes are here that make programs smaller; what the forms
 * of a program (compile.c) do by themselves is not done before.
 */
#ifndef NICFW_SIMPLIFY_H
#define NICFW_SIMPLIFY_H

#include "policy/lower.h"

enum simplify_pass {
	SIMPLIFY_SHADOWED, /* one item before it takes all of its frames */
	SIMPLIFY_MERGED,   /* it is one with another of the same rule */
	N_SIMPLIFY_PASSES,
};

#define SIMPLIFY_ALL ((1u << N_SIMPLIFY_PASSES) - 1)

/* "shadowed", ... */
extern const char *const simplify_names[N_SIMPLIFY_PASSES];

/*
 * Sets *@out, in @a, to what is left of @low, which stays as it is, by the
 * passes whose bits (1 << SIMPLIFY_...) are in @passes. @n_gone, zeroed or of
 * earlier calls, has the items that each took added to it; NULL is fine.
 */
void simplify(struct arena *a, const struct lowered *low, uint32_t passes,
	      struct lowered *out, uint32_t n_gone[N_SIMPLIFY_PASSES]);

#endif
