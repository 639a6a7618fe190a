// SPDX-License-Identifier: GPL-2.0-only
/*
 * path_order.c - in which order the base chains of a path run
 */
#include "policy/path_order.h"

#include "policy/path_host.h"

#include <stdlib.h>

/* A chain stands in the policy behind those that were added before it. */
static int by_turn(const void *x, const void *y)
{
	const struct policy_chain *a = *(const struct policy_chain *const *)x;
	const struct policy_chain *b = *(const struct policy_chain *const *)y;
	const long at_a = path_priority(a), at_b = path_priority(b);

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	if (at_a != at_b)
		return at_a < at_b ? -1 : 1;
	if (a->priority != b->priority)
		return a->priority < b->priority ? -1 : 1;
	return a > b ? -1 : a < b;
}

void path_order(const struct policy_chain **chains, size_t n)
{
	if (n)
		qsort(chains, n, sizeof(*chains), by_turn);
}

static bool are_twins(const struct policy_chain *a,
		      const struct policy_chain *b)
{
	return a->at == b->at && path_priority(a) == path_priority(b);
}

const bool *path_acting_twins(struct arena *a, const struct policy *policy,
			      const struct path *path)
{
	const struct policy_chain *const *chains = path->chains.v;
	bool *acts = arena_calloc(a, policy->chains.n, sizeof(*acts));
	bool *has = arena_calloc(a, policy->chains.n, sizeof(*has));

	for (size_t first = 0, end; first < path->chains.n; first = end) {
		size_t n_acting = 0;

		for (end = first; end < path->chains.n &&
				  are_twins(chains[first], chains[end]);
		     end++) {
			const size_t i = chains[end] - policy->chains.v;

			acts[i] = path_acts(policy, chains[end], &path->wishes);
			n_acting += acts[i];
		}
		for (size_t k = first; k < end; k++) {
			const size_t i = chains[k] - policy->chains.v;

			has[i] = n_acting > acts[i];
		}
	}
	return has;
}
