/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * depends.h - which rules and policies of a front depend on which facts
 *
 * A rule depends on a fact if, were that the other way round, it would drop
 * other frames for sure, or what it drops would have to be dropped at another
 * hook too, or it would be decided elsewhere; a base chain's policy likewise.
 * Rules that no frame gets to, as others end them all before, need not be among
 * them.
 */
#ifndef NICFW_DEPENDS_H
#define NICFW_DEPENDS_H

#include "offload/profile.h"
#include "policy/facts.h"
#include "policy/path.h"

/* Rules in a row, by their ids. */
struct dependent_run {
	const struct policy_rule *first, *last;
};

/* A large ruleset may depend on a fact from end to end. */
struct dependents {
	VEC(struct dependent_run) runs; /* in the order of the text */
	VEC(const struct policy_chain *) policies;
	size_t n_rules; /* with the policies */
};

/* Where the first rule is, or else the first policy; there is one. */
struct loc depends_loc(const struct dependents *depends);

/*
 * Fills @out, one entry a fact, for frames that arrive on @dev; nothing depends
 * on a fact in a policy that leaves nothing to the host, or that cannot be
 * lowered.
 */
void depends_find(struct arena *a, const struct policy *policy,
		  const struct device *dev, const struct profile *profile,
		  struct dependents out[N_HOST_FACTS]);

#endif
