// SPDX-License-Identifier: GPL-2.0-only
/*
 * classify_groups.c - items that are better classified apart
 */
#include "policy/classify_groups.h"

/* A dimension of more boundaries than this is selective. */
#define MANY_BOUNDARIES 16
/* A group of its own is worth a walk of its own from this many items on. */
#define MANY_ITEMS 8

/* So many intervals are sorted at once. */
#define FEW_MET 64

#define NO_KIND UINT8_MAX

struct sorting {
	struct arena *arena;
	const struct lowered *low;
	const struct item *items;
	/* Of the items, without the last, which always applies: those to sort.
	 */
	VEC(uint32_t) v;
	const bool *is_selective; /* of each dimension */
	uint8_t *kind;		  /* of each dimension; NO_KIND */
	uint8_t n_kinds;
};

static const struct iset *constraint_on(const struct item *it, uint32_t dim)
{
	const struct constraint *c = item_constraint(it, dim);

	return c ? c->allowed : NULL;
}

/* The boundaries of a dimension that were met, up to one too many. */
struct boundaries {
	uint32_t n;
	const struct iset *last; /* the set that was looked at */
	u128 v[MANY_BOUNDARIES + 1];
};

static void add_boundary(struct boundaries *b, const struct iset *set)
{
	uint32_t i = 0;
	u128 v;

	/* What is not selective is few sets, which items share. */
	if (b->n > MANY_BOUNDARIES || b->last == set)
		return;
	b->last = set;
	v = set->v[0].lo;
	while (i < b->n && b->v[i] != v)
		i++;
	if (i == b->n)
		b->v[b->n++] = v;
}

bool *classify_selective(struct arena *a, const struct lowered *low,
			 const struct segment *segment)
{
	bool *is_selective = arena_calloc(a, low->dims.n, sizeof(bool));
	struct boundaries *met;
	const struct item *it;

	/* An item has one at most of each. */
	if (segment->items.n <= MANY_BOUNDARIES)
		return is_selective;
	met = arena_calloc(a, low->dims.n, sizeof(*met));
	vec_for_each(it, &segment->items) {
		for (uint32_t i = 0; i < it->n_constraints; i++)
			add_boundary(&met[it->constraints[i].dim],
				     it->constraints[i].allowed);
	}
	for (uint32_t d = 0; d < low->dims.n; d++)
		is_selective[d] = !low->dims.v[d].is_lookup &&
				  met[d].n > MANY_BOUNDARIES;
	return is_selective;
}

/* Intervals that were met, and the union of those before the last few. */
struct range {
	VEC(struct interval) met;
	const struct iset *all;
};

/* Most sets add nothing: there are few of what is not selective. */
static void add_to_range(struct arena *a, struct range *r,
			 const struct iset *set)
{
	if (iset_relate(r->all, set) == ISET_COVERS)
		return;
	for (uint32_t i = 0; i < set->n; i++)
		*vec_push(a, &r->met) = set->v[i];
	if (r->met.n < FEW_MET + 2ul * r->all->n)
		return;
	r->all = iset_union(a, r->met.v, r->met.n);
	r->met.n = r->all->n;
	memcpy(r->met.v, r->all->v, r->met.n * sizeof(*r->met.v));
}

/*
 * What @dim may be in frames that an item with a constraint on @selective
 * applies to; NULL: anything.
 */
static const struct iset *range_beside(struct sorting *s, uint32_t selective,
				       uint32_t dim)
{
	struct range r = { .all = iset_union(s->arena, NULL, 0) };
	const uint32_t *i;

	vec_for_each(i, &s->v) {
		const struct item *it = &s->items[*i];
		const struct iset *set;

		if (!constraint_on(it, selective))
			continue;
		set = constraint_on(it, dim);
		if (!set)
			return NULL;
		add_to_range(s->arena, &r, set);
	}
	return iset_union(s->arena, r.met.v, r.met.n);
}

/* True if no frame meets constraints on both dimensions. */
static bool exclude_each_other(struct sorting *s, uint32_t x, uint32_t y)
{
	for (uint32_t d = 0; d < s->low->dims.n; d++) {
		const struct iset *beside_x, *beside_y;

		if (s->is_selective[d])
			continue;
		beside_x = range_beside(s, x, d);
		beside_y = beside_x ? range_beside(s, y, d) : NULL;
		if (beside_y &&
		    !iset_intersect(s->arena, beside_x, beside_y)->n)
			return true;
	}
	return false;
}

static bool fits_kind(struct sorting *s, uint32_t dim, uint8_t kind)
{
	for (uint32_t d = 0; d < dim; d++) {
		if (s->kind[d] == kind && !exclude_each_other(s, d, dim))
			return false;
	}
	return true;
}

static void find_kinds(struct sorting *s)
{
	const uint32_t n_dims = s->low->dims.n;

	for (uint32_t d = 0; d < n_dims; d++) {
		uint8_t kind = 0;

		s->kind[d] = NO_KIND;
		if (!s->is_selective[d])
			continue;
		while (kind < s->n_kinds && !fits_kind(s, d, kind))
			kind++;
		if (kind == MAX_GROUPS)
			continue;
		s->kind[d] = kind;
		if (kind == s->n_kinds)
			s->n_kinds++;
	}
}

static bool has_kind(const struct sorting *s, const struct item *it,
		     uint8_t kind)
{
	for (uint32_t i = 0; i < it->n_constraints; i++) {
		if (s->kind[it->constraints[i].dim] == kind)
			return true;
	}
	return false;
}

/* Gives group @group to the items of the kind that most free items have. */
static bool take_largest(const struct sorting *s, struct groups *groups,
			 uint8_t group)
{
	const uint32_t *i;
	uint32_t best_n = 0;
	uint8_t best = 0;

	for (uint8_t kind = 0; kind < s->n_kinds; kind++) {
		uint32_t n = 0;

		vec_for_each(i, &s->v)
			n += groups->of[*i] == MAX_GROUPS &&
			     has_kind(s, &s->items[*i], kind);
		if (n > best_n) {
			best_n = n;
			best = kind;
		}
	}
	if (best_n < MANY_ITEMS)
		return false;
	vec_for_each(i, &s->v) {
		if (groups->of[*i] == MAX_GROUPS &&
		    has_kind(s, &s->items[*i], best))
			groups->of[*i] = group;
	}
	return true;
}

static bool needs_order(const struct segment *segment)
{
	for (uint32_t i = 0; i + 1 < segment->items.n; i++) {
		if (segment->items.v[i].kind != ITEM_VERDICT)
			return true;
	}
	return false;
}

struct groups classify_groups(struct arena *a, const struct lowered *low,
			      const struct segment *segment,
			      const bool *is_taken)
{
	const uint32_t n = segment->items.n - 1;
	struct sorting s = {
		.arena = a,
		.low = low,
		.items = segment->items.v,
		.kind = arena_calloc(a, low->dims.n, 1),
	};
	struct groups groups = { .of = arena_calloc(a, n, 1) };
	const uint32_t *i;
	bool has_rest = false;

	vec_reserve(a, &s.v, n);
	for (uint32_t k = 0; k < n; k++)
		if (!is_taken[k])
			*vec_push(a, &s.v) = k;
	if (!s.v.n || needs_order(segment))
		return (struct groups){ 1, groups.of };
	s.is_selective = classify_selective(a, low, segment);
	find_kinds(&s);
	memset(groups.of, MAX_GROUPS, n);
	while (groups.n < MAX_GROUPS - 1 && take_largest(&s, &groups, groups.n))
		groups.n++;
	vec_for_each(i, &s.v) {
		if (groups.of[*i] == MAX_GROUPS) {
			groups.of[*i] = groups.n;
			has_rest = true;
		}
	}
	groups.n += has_rest || !groups.n;
	return groups;
}
