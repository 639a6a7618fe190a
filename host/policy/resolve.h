/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * resolve.h - from a tree to its meaning
 *
 * Looks names up, gives values their types, writes out what a match implies,
 * and refuses what nft would refuse: unknown chains and sets, values out of
 * range, conflicting headers, jump loops, elements that overlap.
 */
#ifndef NICFW_RESOLVE_H
#define NICFW_RESOLVE_H

#include "policy/policy.h"

/*
 * Makes the policy of @rs in @a. What nft knows and no stage can run becomes a
 * POLICY_HOST or POLICY_CHOICES. On success sets *@out and returns 0, else
 * -EINVAL with at least one error in @diag.
 */
int resolve_ruleset(struct arena *a, struct diag *diag,
		    const struct ruleset *rs, struct policy **out);

#endif
