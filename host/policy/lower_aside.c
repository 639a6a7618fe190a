// SPDX-License-Identifier: GPL-2.0-only
/*
 * lower_aside.c - the rules of chains where no drop is sure
 *
 * They are lowered as those of stops are, for their places alone.
 */
#include "policy/lower.h"

bool *lower_aside(struct arena *a, const struct compiled *c,
		  const struct device *dev, const struct profile *profile)
{
	const uint32_t n_rules = c->policy->n_rules;
	bool *is_met = arena_calloc(a, n_rules, sizeof(*is_met));
	struct arena *own = arena_child(a);
	struct path walk = { .wishes = c->walk->wishes };
	struct compiled aside = { .policy = c->policy, .walk = &walk };
	struct plan plan = { .needs_l4 = path_needs_l4(c->policy, c->walk),
			     .needs_ext = policy_needs_ext(c->policy) };
	struct lowered low = {};
	const struct stop *stop;
	int err;

	vec_for_each(stop, &c->walk->aside)
		*vec_push(own, &walk.stops) = *stop;
	err = walk.stops.n ? lower_policy(own, diag_new(own), &aside, dev,
					  profile, &plan, &low)
			   : 0;
	for (uint32_t i = 0; walk.stops.n && i < n_rules; i++)
		is_met[i] = err || aside.places[i].place != RULE_UNMET ||
			    aside.places[i].by;
	arena_free(own);
	return is_met;
}
