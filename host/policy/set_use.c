// SPDX-License-Identifier: GPL-2.0-only
/*
 * set_use.c - can an element change in the maps of an image that runs?
 */
#include "policy/set_use.h"

#include "policy/lower_set.h"

#include <errno.h>

uint32_t set_use_head(const struct policy_set *set)
{
	const uint64_t address = (uintptr_t)set >> 4;

	return address * 0x9e3779b97f4a7c15u >> 32 & (SET_USE_HEADS - 1);
}

struct set_use *set_use_add(struct arena *a, struct compiled *c,
			    const struct policy_set *set)
{
	struct set_use *use = vec_push(a, &c->sets);
	uint32_t *head;

	if (!c->set_heads)
		c->set_heads =
			arena_calloc(a, SET_USE_HEADS, sizeof(*c->set_heads));
	head = &c->set_heads[set_use_head(set)];
	*use = (struct set_use){ .set = set, .is_whole = true, .next = *head };
	*head = c->sets.n;
	return use;
}

const struct set_use *set_use_find(const struct compiled *c,
				   const struct policy_set *set)
{
	uint32_t i = c->set_heads ? c->set_heads[set_use_head(set)] : 0;

	while (i && c->sets.v[i - 1].set != set)
		i = c->sets.v[i - 1].next;
	return i ? &c->sets.v[i - 1] : NULL;
}

ssize_t set_use_map(const struct compiled *c, const struct set_map *m)
{
	for (size_t i = 0; i < c->image->maps.n; i++) {
		if (c->image->maps.v[i].plan_map == m->map)
			return i;
	}
	return -1;
}

const char *set_use_why_not(struct arena *a, const struct compiled *c,
			    const struct set_use *use)
{
	const struct set_map *m;

	if (!use)
		return "no rule looks it up here";
	if (use->is_code)
		return "its elements are instructions of the program";
	if (use->n_lookups != 1)
		return "rules look different fields up in it";
	if (!use->is_whole)
		return "a rule looks at a part of its key";
	vec_for_each(m, &use->maps) {
		if (plan_asks_twice(a, c->plan, m->map))
			return "rules look it up twice for a packet";
		if (set_use_map(c, m) < 0)
			return "it shares a map with other sets";
	}
	return NULL;
}

int set_use_key(struct arena *a, const struct policy_set *set,
		struct set_key *out)
{
	static const uint32_t one = 1;
	const uint32_t n = set->n_parts;
	struct plan_part *parts = arena_calloc(a, n, sizeof(*parts));
	struct plan plan = {};
	struct set_use use = {};
	struct dim dim = {};
	uint32_t rest = 0;

	for (uint32_t i = 0; i < n; i++) {
		const struct plan_value v = { .width = set->widths[i] };

		parts[i].value = plan_add_value(a, &plan, v);
		parts[i].mask = u128_max(v.width);
	}
	if (lower_set(a, &plan, set, parts, &one, &dim, &rest, &use) ||
	    use.maps.n != 1 || plan.maps.v[0].n_entries != 1)
		return -E2BIG;
	*out = (struct set_key){ use.maps.v[0].masks, plan.maps.v[0].keys,
				 plan.maps.v[0].values };
	return 0;
}
