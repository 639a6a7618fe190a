// SPDX-License-Identifier: GPL-2.0-only
/*
 * simplify_merged.c - items of one rule that differ in one number are one
 *
 * A rule is several items where it has several ways to match, and so are the
 * checks of what the host has to see (lower_gate.c), of which there are some in
 * each front. The later item's frames are taken in the earlier one's place if
 * nothing that stands between them may take, count or skip one of these frames.
 * Rules that differ stay apart, for each has a counter.
 */
#include "policy/simplify_int.h"

/* Items that are looked at before one. */
#define MAX_BACK 64

/* Larger sets are worth a map, which one prefix an item can become. */
#define MAX_INTERVALS 16

static bool do_the_same(const struct item *x, const struct item *y)
{
	return x->kind == ITEM_VERDICT && y->kind == ITEM_VERDICT &&
	       x->verdict == y->verdict && x->counter == y->counter &&
	       x->rule == y->rule;
}

static bool are_disjoint(const struct item *x, const struct item *y)
{
	for (uint32_t i = 0; i < x->n_constraints; i++) {
		const struct constraint *c =
			item_constraint(y, x->constraints[i].dim);

		if (c && iset_relate(x->constraints[i].allowed, c->allowed) ==
				 ISET_DISJOINT)
			return true;
	}
	return false;
}

/* The index of the only constraint of @x that @y has otherwise; else -1. */
static int only_difference(const struct item *x, const struct item *y)
{
	int at = -1;

	if (x->n_constraints != y->n_constraints)
		return -1;
	for (uint32_t i = 0; i < x->n_constraints; i++) {
		const struct constraint *c =
			item_constraint(y, x->constraints[i].dim);

		if (!c)
			return -1;
		if (iset_equal(x->constraints[i].allowed, c->allowed))
			continue;
		if (at >= 0)
			return -1;
		at = (int)i;
	}
	return at;
}

static const struct iset *unite(struct arena *a, const struct iset *s,
				const struct iset *t)
{
	struct interval v[2 * MAX_INTERVALS];

	memcpy(v, s->v, s->n * sizeof(*v));
	memcpy(v + s->n, t->v, t->n * sizeof(*v));
	return iset_union(a, v, s->n + t->n);
}

static bool is_all(const struct iset *set, u128 max)
{
	return set->n == 1 && !set->v[0].lo && set->v[0].hi == max;
}

/* Has item @i take what item @k takes, too; false if that is not one item. */
static bool merge(struct simplify *s, uint32_t i, uint32_t k)
{
	const struct item *y = &s->segment->items.v[k];
	struct item *x = &s->segment->items.v[i];
	const int at = only_difference(x, y);
	const struct constraint *other;
	struct constraint *c;

	if (at < 0)
		return false;
	other = item_constraint(y, x->constraints[at].dim);
	if (x->constraints[at].allowed->n > MAX_INTERVALS ||
	    other->allowed->n > MAX_INTERVALS)
		return false;
	/* They may be those of the items that all this is made of. */
	x = &simplify_items(s)[i];
	x->constraints = arena_memdup(s->arena, x->constraints,
				      x->n_constraints * sizeof(*c));
	c = &x->constraints[at];
	c->allowed = unite(s->arena, c->allowed, other->allowed);
	if (is_all(c->allowed, s->low->dims.v[c->dim].max))
		*c = x->constraints[--x->n_constraints];
	return true;
}

/* Looks for an item that the @at-th can be a part of. */
static void merge_back(struct simplify *s, uint32_t at)
{
	for (uint32_t i = at, n = 0; i-- > 0 && n < MAX_BACK; n++) {
		const struct item *x = &s->segment->items.v[i];
		const struct item *y = &s->segment->items.v[at];

		if (s->is_gone[i])
			continue;
		if (do_the_same(x, y)) {
			s->is_gone[at] = at < simplify_reach(s, i) &&
					 merge(s, i, at);
			if (s->is_gone[at])
				return;
		} else if (!are_disjoint(x, y)) {
			return;
		}
	}
}

/* Rules are counted from 1, and 0 are the items that are no rule's. */
static uint32_t rule_of(const struct item *it)
{
	return it->rule == PLAN_NO_RULE ? 0 : it->rule + 1;
}

void simplify_merged(struct simplify *s)
{
	const struct item *it;
	uint32_t n_rules = 1;
	bool *is_known;

	vec_for_each(it, &s->segment->items) {
		if (rule_of(it) >= n_rules)
			n_rules = rule_of(it) + 1;
	}
	is_known = arena_calloc(s->own, n_rules, sizeof(*is_known));
	/* Most rules are one item. */
	for (uint32_t i = 0; i + 1 < s->segment->items.n; i++) {
		it = &s->segment->items.v[i];
		if (it->kind == ITEM_VERDICT && is_known[rule_of(it)])
			merge_back(s, i);
		is_known[rule_of(it)] = true;
	}
}
