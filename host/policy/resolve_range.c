// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_range.c - matches of one value or range
 *
 * Most matches are, and a port or a protocol stands in many rules, so small
 * numbers have a range each. Of others, what was made last is found again.
 *
 * Where many rules are read a look at memory costs more than all else here, so
 * the tables are small: of numbers, some that follow each other are made at
 * once; of others, the hash mostly says that it is another one.
 */
#include "policy/resolve_int.h"

#define N_BLOCKS  2048
#define N_NUMBERS 32 /* in a block */
#define N_OTHERS  8192

/* What iset_range() would make. */
struct number {
	struct iset range;
	struct interval v; /* range.v */
};
_Static_assert(offsetof(struct number, v) == offsetof(struct iset, v),
	       "a number is an interval set");

struct other {
	const struct iset *range; /* NULL: none yet */
	uint64_t hash;
};

struct ranges {
	struct arena *room;		 /* it is in that */
	struct number *blocks[N_BLOCKS]; /* NULL: not made yet */
	struct other others[N_OTHERS];
};

static uint64_t hash_of(const struct interval *v)
{
	const uint64_t lo = (uint64_t)v->lo ^ (uint64_t)(v->lo >> 64);
	const uint64_t hi = (uint64_t)v->hi ^ (uint64_t)(v->hi >> 64);

	return (lo + 3 * hi) * 0x9e3779b97f4a7c15u;
}

static struct ranges *ranges_new(struct arena *a)
{
	struct arena *room = arena_child(a);
	struct ranges *ranges = arena_new_of(room, struct ranges);

	ranges->room = room;
	return ranges;
}

static struct number *block_new(struct arena *a, uint32_t first)
{
	struct number *block = arena_calloc(a, N_NUMBERS, sizeof(*block));

	for (uint32_t i = 0; i < N_NUMBERS; i++) {
		block[i].range.n = 1;
		block[i].v = (struct interval){ first + i, first + i };
	}
	return block;
}

static const struct iset *find_number(struct resolver *r, uint32_t number)
{
	struct number **block = &r->ranges->blocks[number / N_NUMBERS];

	if (!*block)
		*block = block_new(r->arena, number - number % N_NUMBERS);
	return &(*block)[number % N_NUMBERS].range;
}

static const struct iset *find_other(struct resolver *r,
				     const struct interval *v)
{
	const uint64_t hash = hash_of(v);
	struct other *known = &r->ranges->others[hash >> 32 & (N_OTHERS - 1)];

	if (!known->range || known->hash != hash ||
	    known->range->v->lo != v->lo || known->range->v->hi != v->hi)
		*known = (struct other){ iset_range(r->arena, v->lo, v->hi),
					 hash };
	return known->range;
}

void range_put(struct resolver *r, struct policy_stmt *s,
	       const struct interval *v)
{
	if (!r->ranges)
		r->ranges = ranges_new(r->arena);
	s->is_range = true;
	s->range = v->lo == v->hi && v->lo < N_BLOCKS * N_NUMBERS
			   ? find_number(r, v->lo)
			   : find_other(r, v);
}

void ranges_forget(struct resolver *r)
{
	if (r->ranges)
		arena_free(r->ranges->room);
	r->ranges = NULL;
}
