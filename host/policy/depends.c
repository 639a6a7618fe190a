// SPDX-License-Identifier: GPL-2.0-only
/*
 * depends.c - which rules of a front depend on which facts of the host
 *
 * The policy is lowered once as the host is, and once for each fact as it would
 * be otherwise. What is compared is a hash of a rule's place and of what it
 * drops.
 */
#include "policy/depends.h"

#include "policy/compile_int.h"

#include <string.h>

static uint64_t mix(uint64_t hash, uint64_t value)
{
	/* FNV-1a, with words for bytes. */
	return (hash ^ value) * 0x100000001b3ull;
}

/* Of which hook a stop is, and of which frames: the same in all paths. */
static uint64_t stop_name(const struct path *walk, uint32_t where)
{
	const struct stop *stop;

	if (where >= walk->stops.n)
		return where;
	stop = &walk->stops.v[where];
	return (uint64_t)stop->kind << 16 | (uint64_t)stop->view.at << 8 |
	       stop->view.frames;
}

/* Which frames an item drops, and where they go then; 0: none. */
static uint64_t item_hash(const struct draft *draft, uint32_t segment,
			  const struct item *it)
{
	const struct path *walk = draft->out.walk;
	uint64_t hash = mix(0, stop_name(walk, segment));

	if (it->kind != ITEM_VERDICT || it->verdict != PLAN_DROP)
		return 0;
	hash = mix(hash, it->n_constraints);
	return mix(hash, stop_name(walk, walk->stops.v[segment].on_drop));
}

/* A hash for each rule. NULL: the policy is complete, or is not lowered. */
static uint64_t *hash_rules(struct arena *a, const struct policy *policy,
			    const struct device *dev,
			    const struct profile *profile)
{
	uint64_t *hashes = arena_calloc(a, policy->n_rules, sizeof(*hashes));
	struct diag *unsaid = diag_new(a);
	struct draft draft;

	if (compile_lower(a, unsaid, policy, dev, profile, &draft) ||
	    !draft.out.walk->why_front)
		return NULL;
	for (uint32_t i = 0; i < policy->n_rules; i++)
		hashes[i] = mix(1, draft.out.places[i].place);
	for (uint32_t i = 0; i < draft.low.segments.n; i++) {
		const struct item *it;

		vec_for_each(it, &draft.low.segments.v[i].items) {
			if (it->rule < policy->n_rules)
				hashes[it->rule] =
					mix(hashes[it->rule],
					    item_hash(&draft, i, it));
		}
	}
	return hashes;
}

static void note_changed(struct arena *a, const struct policy *policy,
			 const uint64_t *is, const uint64_t *otherwise,
			 struct dependents *out)
{
	const struct policy_chain *chain;
	const struct policy_rule *rule;

	vec_for_each(chain, &policy->chains) {
		vec_for_each(rule, &chain->rules) {
			if (is[rule->id] != otherwise[rule->id])
				*vec_push(a, &out->rules) = rule;
		}
	}
}

void depends_find(struct arena *a, const struct policy *policy,
		  const struct device *dev, const struct profile *profile,
		  struct dependents out[N_HOST_FACTS])
{
	struct arena *kept = arena_new();
	const uint64_t *is = hash_rules(kept, policy, dev, profile);

	memset(out, 0, N_HOST_FACTS * sizeof(*out));
	for (enum host_fact i = 0; i < N_HOST_FACTS && is; i++) {
		struct host_facts facts = dev->facts ? *dev->facts
						     : facts_unknown;
		struct device other = *dev;
		struct arena *tmp = arena_new();
		const uint64_t *otherwise;

		*fact_of(&facts, i) = !*fact_of(&facts, i);
		other.facts = &facts;
		otherwise = hash_rules(tmp, policy, &other, profile);
		if (otherwise)
			note_changed(a, policy, is, otherwise, &out[i]);
		arena_free(tmp);
	}
	arena_free(kept);
}
