// SPDX-License-Identifier: GPL-2.0-only
/*
 * lint_match.c - from a match to a cube
 *
 * Masks of short fields are written out, so that matches of the same field
 * under different masks are in one dimension: tcp flags & syn == syn is the 128
 * numbers that have the bit.
 */
#include "policy/lint_int.h"

#define MAX_ENUMERATED_WIDTH 8
#define MAX_COPIES	     16

/* ---- Presence ---- */

static void put_range(struct lint *l, struct cube_draft *d,
		      struct plan_value value, enum field_id field, u128 lo,
		      u128 hi)
{
	const uint32_t dim =
		lint_value_dim(l, value, u128_max(value.width), field);

	draft_put(l, l->arena, d, dim, lint_range(l, lo, hi));
}

static void put_presence(struct lint *l, struct cube_draft *d, enum field_id id)
{
	struct presence p;

	if (lower_presence(id, &p))
		put_range(l, d, p.value, id, p.least, p.most);
}

void match_presence(struct lint *l, struct cube_draft *d,
		    const struct policy_stmt *s)
{
	for (uint32_t i = 0; i < s->n_parts; i++)
		put_presence(l, d, s->parts[i].field);
}

/* ---- Masks ---- */

static bool is_ones(u128 v)
{
	return !(v & (v + 1));
}

/* The mask leaves out low bits: its numbers are ranges of the field. */
static const struct iset *widen(struct arena *a, const struct iset *s,
				u128 mask, u128 low)
{
	struct interval *v = arena_calloc(a, s->n, sizeof(*v));
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->n; i++) {
		const u128 lo = (s->v[i].lo + low) & mask;
		const u128 hi = (s->v[i].hi & mask) | low;

		if (lo <= hi && lo >= s->v[i].lo)
			v[n++] = (struct interval){ lo, hi };
	}
	return iset_union(a, v, n);
}

/* The mask leaves out high bits: its numbers come again for each of those. */
static const struct iset *repeat(struct arena *a, const struct iset *s,
				 u128 mask, u128 max)
{
	const u128 step = mask + 1, n_copies = (max + 1) / step;
	struct interval *v =
		arena_calloc(a, s->n * (size_t)n_copies, sizeof(*v));
	size_t n = 0;

	for (u128 c = 0; c < n_copies; c++) {
		for (uint32_t i = 0; i < s->n; i++)
			v[n++] = (struct interval){ s->v[i].lo + c * step,
						    s->v[i].hi + c * step };
	}
	return iset_union(a, v, n);
}

static const struct iset *enumerate(struct arena *a, const struct iset *s,
				    u128 mask, u128 max)
{
	struct interval *v = arena_calloc(a, (size_t)max + 1, sizeof(*v));
	size_t n = 0;

	for (u128 value = 0; value <= max; value++) {
		if (iset_contains(s, value & mask))
			v[n++] = (struct interval){ value, value };
	}
	return iset_union(a, v, n);
}

/* @s, under @mask, as numbers of the whole field; NULL: better not. */
static const struct iset *unmask(struct arena *a, const struct iset *s,
				 u128 mask, unsigned int width)
{
	const u128 max = u128_max(width);

	if (mask == max)
		return s;
	if (is_ones(max & ~mask))
		return widen(a, s, mask, max & ~mask);
	if (width <= MAX_ENUMERATED_WIDTH)
		return enumerate(a, s, mask, max);
	if (is_ones(mask) && max / (mask + 1) < MAX_COPIES)
		return repeat(a, s, mask, max);
	return NULL;
}

/* ---- Matches ---- */

void match_part(struct lint *l, struct cube_draft *d,
		const struct policy_stmt *s, uint32_t i,
		const struct iset *allowed, bool negate)
{
	const struct part *part = &s->parts[i];
	const struct field *f = &fields[part->field];
	const struct plan_value value = { f->base, f->bit_off, f->width, 0 };
	const u128 max = u128_max(f->width);
	const struct iset *whole;
	u128 mask = part->mask;

	/* Only numbers that the mask leaves are to be had. */
	if (allowed->n && allowed->v[allowed->n - 1].hi > mask)
		allowed = iset_intersect(l->arena, allowed,
					 lint_range(l, 0, mask));
	whole = unmask(l->arena, allowed, mask, f->width);
	if (whole)
		mask = max;
	else
		whole = allowed;
	if (negate)
		whole = iset_complement(l->arena, whole, mask);
	draft_put(l, l->arena, d, lint_value_dim(l, value, mask, part->field),
		  whole);
}

void match_element(struct lint *l, struct cube_draft *d,
		   const struct policy_stmt *s, const struct element *e)
{
	for (uint32_t i = 0; i < s->n_parts; i++)
		match_part(l, d, s, i,
			   lint_range(l, e->parts[i].lo, e->parts[i].hi),
			   false);
}

/* A set that may change: whether the key is in it is a number of its own. */
static void match_set(struct lint *l, struct cube_draft *d,
		      const struct policy_stmt *s)
{
	const u128 in = !s->negate;
	struct cube_draft unused;

	draft_put(l, l->arena, d, lint_set_dim(l, s), lint_range(l, in, in));
	if (!s->set->elements.n)
		return;
	/* Makes the dimensions that a witness will need. */
	draft_start(&unused, NULL);
	match_element(l, &unused, s, &s->set->elements.v[0]);
}

static const struct iset *union_of(struct lint *l, const struct policy_set *set,
				   uint32_t i)
{
	struct interval *v =
		arena_calloc(l->arena, set->elements.n, sizeof(*v));

	for (size_t k = 0; k < set->elements.n; k++)
		v[k] = set->elements.v[k].parts[i];
	return iset_union(l->arena, v, set->elements.n);
}

/* What the elements allow of part @i. */
static const struct iset *project(struct lint *l, const struct policy_set *set,
				  uint32_t i)
{
	const struct interval *first =
		set->elements.n ? &set->elements.v[0].parts[i] : NULL;

	if (set->elements.n == 1)
		return lint_range(l, first->lo, first->hi);
	if (l->projected.set != set || l->projected.part != i) {
		l->projected.set = set;
		l->projected.part = i;
		l->projected.allowed = union_of(l, set, i);
	}
	return l->projected.allowed;
}

bool match_add(struct lint *l, struct cube_draft *d,
	       const struct policy_stmt *s)
{
	match_presence(l, d, s);
	if (s->is_range) {
		match_part(l, d, s, 0, s->range, s->negate);
		return true;
	}
	if (s->set->has_fallback) {
		d->cube.is_empty |= s->negate;
		return true;
	}
	if (!s->set->is_constant) {
		match_set(l, d, s);
		return true;
	}
	if (s->n_parts == 1) {
		match_part(l, d, s, 0, project(l, s->set, 0), s->negate);
		return true;
	}
	for (uint32_t i = 0; i < s->n_parts && !s->negate; i++)
		match_part(l, d, s, i, project(l, s->set, i), false);
	return false;
}
