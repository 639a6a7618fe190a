// SPDX-License-Identifier: GPL-2.0-only
/*
 * lower_lookup.c - sets that are looked up, each once for a key
 *
 * There may be as many sets as rules: none is looked for among all.
 */
#include "policy/lower_int.h"

#include "policy/lower_set.h"

uint32_t lower_add_dim(struct lowering *l, struct dim d, uint32_t next)
{
	*vec_push(l->arena, &l->low->dims) = d;
	*vec_push(l->arena, &l->value_next) = next;
	return l->low->dims.n - 1;
}

/* What becomes of @set; an anonymous one never changes. */
static struct set_use *use_of(struct lowering *l, const struct policy_set *set)
{
	const struct set_use *known = set_use_find(l->out, set);

	return known ? &l->out->sets.v[known - l->out->sets.v]
		     : set_use_add(l->kept, l->out, set);
}

void lower_note_code(struct lowering *l, const struct policy_set *set)
{
	if (set->name)
		use_of(l, set)->is_code = true;
}

static void note_lookup(struct lowering *l, const struct policy_set *set,
			const struct plan_part *parts, bool has_rest,
			const struct set_use *made)
{
	struct set_use *use;
	const struct set_map *m;

	if (!set->name)
		return;
	use = use_of(l, set);
	use->n_lookups++;
	use->is_code |= has_rest;
	for (uint32_t i = 0; i < set->n_parts; i++)
		use->is_whole &= parts[i].mask == u128_max(set->widths[i]);
	vec_for_each(m, &made->maps)
		*vec_push(l->kept, &use->maps) = *m;
}

static bool same_parts(const struct plan_part *a, const struct plan_part *b,
		       uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (a[i].value != b[i].value || a[i].mask != b[i].mask)
			return false;
	}
	return true;
}

static const struct known_lookup *find_lookup(const struct lowering *l,
					      const struct policy_set *set,
					      const struct plan_part *parts)
{
	const struct known_lookup *k;

	for (uint32_t i = l->lookup_heads[set_use_head(set)]; i; i = k->next) {
		k = &l->lookups.v[i - 1];
		if (k->set == set && same_parts(k->parts, parts, set->n_parts))
			return k;
	}
	return NULL;
}

uint32_t lower_lookup(struct lowering *l, const struct policy_set *set,
		      const struct plan_part *parts, const uint32_t *results,
		      uint32_t *rest)
{
	const struct known_lookup *known = find_lookup(l, set, parts);
	uint32_t *head = &l->lookup_heads[set_use_head(set)];
	struct dim d = { .is_lookup = true };
	struct set_use made = {};
	const uint32_t fallback = *rest;
	const char *why;
	uint32_t dim;

	if (known) {
		*rest = known->rest;
		return known->dim;
	}
	why = lower_set(l->kept, l->plan, set, parts, results, &d, rest, &made);
	if (why)
		lower_fail(l, set->loc, why);
	note_lookup(l, set, parts, *rest != fallback, &made);
	for (size_t i = 0; i < set->elements.n; i++)
		d.max = results[i] > d.max ? results[i] : d.max;
	dim = lower_add_dim(l, d, 0);
	*vec_push(l->arena, &l->lookups) =
		(struct known_lookup){ set, parts, dim, *rest, *head };
	*head = l->lookups.n;
	return dim;
}
