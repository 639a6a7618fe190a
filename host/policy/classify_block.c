// SPDX-License-Identifier: GPL-2.0-only
/*
 * classify_block.c - items that share a vector, and what a field says of them
 */
#include "policy/classify_block.h"

#include <stdlib.h>

/* The items that @number of @dim leaves; bits of no item stay. */
static struct plan_vector vector_at(const struct block *b, uint32_t dim,
				    u128 number)
{
	struct plan_vector v;

	memset(&v, 0xff, sizeof(v));
	for (uint32_t i = 0; i < b->n; i++) {
		const struct constraint *c =
			item_constraint(&b->items[b->v[i]], dim);

		if (c && !iset_contains(c->allowed, number))
			v.lanes[i / 64] &= ~(1ull << i % 64);
	}
	return v;
}

static uint32_t vector_index(struct arena *a, struct cuts *c,
			     struct plan_vector vector)
{
	struct plan_vector *v;

	vec_for_each(v, &c->vectors) {
		if (!memcmp(v, &vector, sizeof(vector)))
			return v - c->vectors.v;
	}
	*vec_push(a, &c->vectors) = vector;
	return c->vectors.n - 1;
}

/* The bits of numbers up to @max. */
static unsigned int width_of(u128 max)
{
	unsigned int width = 0;

	for (; max; max >>= 1)
		width++;
	return width;
}

/* The numbers of @dim at which some item's answer may change, sorted. */
static struct numbers list_boundaries(const struct block *b, uint32_t dim)
{
	const u128 max = b->g->low->dims.v[dim].max;
	struct numbers numbers = {};

	*vec_push(b->g->scratch, &numbers.v) = 0;
	for (uint32_t i = 0; i < b->n; i++) {
		const struct constraint *c =
			item_constraint(&b->items[b->v[i]], dim);

		for (uint32_t k = 0; c && k < c->allowed->n; k++) {
			struct interval in = c->allowed->v[k];

			*vec_push(b->g->scratch, &numbers.v) = in.lo;
			if (in.hi < max)
				*vec_push(b->g->scratch, &numbers.v) =
					in.hi + 1;
		}
	}
	qsort(numbers.v.v, numbers.v.n, sizeof(u128), u128_compare);
	return numbers;
}

struct cuts block_cut(const struct block *b, uint32_t dim)
{
	struct arena *a = b->g->scratch;
	const struct dim *d = &b->g->low->dims.v[dim];
	struct numbers numbers = list_boundaries(b, dim);
	struct cuts c = {};
	const u128 *at;

	if (!d->is_lookup)
		c.width = width_of(d->max);
	vec_for_each(at, &numbers.v) {
		uint32_t vector;

		if (c.v.n && c.v.v[c.v.n - 1].lo == *at)
			continue;
		vector = vector_index(a, &c, vector_at(b, dim, *at));
		if (!c.v.n || c.v.v[c.v.n - 1].vector != vector)
			*vec_push(a, &c.v) = (struct cut){ *at, vector };
	}
	return c;
}

uint32_t block_forget(struct block *b, uint32_t next)
{
	return graph_add_node(b->g, (struct plan_node){ .op = PLAN_FORGET,
							.rule = PLAN_NO_RULE,
							.n_lanes = b->n_lanes,
							.yes = next });
}
