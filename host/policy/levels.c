// SPDX-License-Identifier: GPL-2.0-only
/*
 * levels.c - intervals of a value's numbers as prefixes of few lengths
 *
 * A block is the numbers that share a prefix of some length; it is mixed if a
 * cut lies inside. Of a mixed block the blocks one level down that are not
 * mixed need an entry each, but for those of the vector that most of them have:
 * that one is the mixed block's own entry.
 */
#include "policy/levels.h"

/* What a lookup is worth, in entries. */
#define LEVEL_PRICE 8192.0

/* The lengths that are tried: all of a short value's, some of a long one's. */
#define MAX_LENGTHS 129
#define LONG_STEP   8

struct block {
	u128 lo;
	u128 hi;
	uint32_t first; /* cut whose interval has lo */
	uint32_t last;	/* the last cut inside */
};

/* Room to count blocks by their vector, all 0 between uses. */
struct tally {
	const struct cuts *cuts;
	double *n;
};

static u128 low_bits(unsigned int n)
{
	return n ? u128_max(n) : 0;
}

static u128 shift_right(u128 v, unsigned int n)
{
	return n >= 128 ? 0 : v >> n;
}

/* The last number of cut @i's interval. */
static u128 end_of(const struct cuts *c, uint32_t i)
{
	return i + 1 < c->v.n ? c->v.v[i + 1].lo - 1 : u128_max(c->width);
}

/*
 * The next mixed block of 2^@shift numbers with a cut from *@i up to @last
 * inside. False if there is none; else *@i is behind its cuts.
 */
static bool next_mixed(const struct cuts *c, unsigned int shift, uint32_t *i,
		       uint32_t last, struct block *out)
{
	const u128 mask = low_bits(shift);
	u128 prefix;

	while (*i <= last && !(c->v.v[*i].lo & mask))
		++*i;
	if (*i > last)
		return false;
	prefix = shift_right(c->v.v[*i].lo, shift);
	out->lo = c->v.v[*i].lo & ~mask;
	out->hi = out->lo | mask;
	out->first = *i - 1;
	while (*i <= last && shift_right(c->v.v[*i].lo, shift) == prefix)
		++*i;
	out->last = *i - 1;
	return true;
}

/*
 * The blocks of 2^@shift numbers that lie in @b and in cut @i's interval as a
 * whole. False if there is none.
 */
static bool whole_blocks(const struct cuts *c, const struct block *b,
			 uint32_t i, unsigned int shift, u128 *first,
			 u128 *last)
{
	const u128 mask = low_bits(shift);
	u128 lo = c->v.v[i].lo > b->lo ? c->v.v[i].lo : b->lo;
	u128 hi = end_of(c, i) < b->hi ? end_of(c, i) : b->hi;

	*first = (lo >> shift) + ((lo & mask) != 0);
	*last = hi >> shift;
	if ((hi & mask) != mask) {
		if (!*last)
			return false;
		--*last;
	}
	return *first <= *last;
}

/* How many entries @b needs one level down, and its own vector. */
static double block_entries(struct tally *t, const struct block *b,
			    unsigned int shift, uint32_t *own)
{
	const struct cuts *c = t->cuts;
	uint32_t i = b->first + 1;
	double total = 0, most = 0;
	struct block mixed;

	*own = c->v.v[b->first].vector;
	for (uint32_t k = b->first; k <= b->last; k++) {
		uint32_t vector = c->v.v[k].vector;
		u128 first, last;

		if (!whole_blocks(c, b, k, shift, &first, &last))
			continue;
		t->n[vector] += (double)(last - first) + 1;
		if (t->n[vector] > most) {
			most = t->n[vector];
			*own = vector;
		}
	}
	for (uint32_t k = b->first; k <= b->last; k++) {
		uint32_t vector = c->v.v[k].vector;

		total += vector == *own ? 0 : t->n[vector];
		t->n[vector] = 0;
	}
	while (next_mixed(c, shift, &i, b->last, &mixed))
		total++;
	return total;
}

/* The entries at length @to for all mixed blocks of length @from. */
static double entries_between(struct tally *t, unsigned int from,
			      unsigned int to)
{
	const struct cuts *c = t->cuts;
	uint32_t i = 1, own;
	struct block b;
	double sum = 0;

	while (next_mixed(c, c->width - from, &i, c->v.n - 1, &b))
		sum += block_entries(t, &b, c->width - to, &own);
	return sum;
}

static struct block whole_range(const struct cuts *c)
{
	return (struct block){ 0, u128_max(c->width), 0, c->v.n - 1 };
}

/* The prefix length at which @v is a boundary between blocks. */
static unsigned int alignment(unsigned int width, u128 v)
{
	unsigned int len = width;

	for (; len && !(v & 1); v >>= 1)
		len--;
	return len;
}

/* Lengths to try, ascending, from 0 to the one that leaves nothing mixed. */
static unsigned int list_lengths(const struct cuts *c, uint8_t *len)
{
	bool is_tried[MAX_LENGTHS] = { true };
	unsigned int last = 0, n = 0;

	for (uint32_t i = 1; i < c->v.n; i++) {
		unsigned int at = alignment(c->width, c->v.v[i].lo);

		is_tried[at] = true;
		last = at > last ? at : last;
	}
	for (unsigned int i = 0; i <= last; i++) {
		if (is_tried[i] || c->width <= 32 || i % LONG_STEP == 0)
			len[n++] = i;
	}
	return n;
}

/* The cheapest way to a length in some number of steps. */
struct way {
	double entries;
	uint8_t from; /* index of the length before */
};

struct levels levels_choose(struct arena *a, const struct cuts *c,
			    uint64_t max_entries)
{
	struct tally t = { c, arena_calloc(a, c->vectors.n, sizeof(double)) };
	struct way ways[MAX_LEVELS + 1][MAX_LENGTHS];
	uint8_t len[MAX_LENGTHS];
	unsigned int n = list_lengths(c, len), best = 0;
	struct levels out = {};
	struct block all;

	for (unsigned int k = 0; k <= MAX_LEVELS; k++)
		for (unsigned int j = 0; j < n; j++)
			ways[k][j].entries = k || j ? __DBL_MAX__ : 0;
	for (unsigned int i = 0; i < n; i++) {
		for (unsigned int j = i + 1; j < n; j++) {
			double cost = entries_between(&t, len[i], len[j]);

			for (unsigned int k = 0; k < MAX_LEVELS; k++) {
				double sum = ways[k][i].entries + cost;

				if (sum < ways[k + 1][j].entries)
					ways[k + 1][j] = (struct way){ sum, i };
			}
		}
	}
	for (unsigned int k = 1; k <= MAX_LEVELS; k++) {
		if (!best ||
		    ways[k][n - 1].entries + k * LEVEL_PRICE <
			    ways[best][n - 1].entries + best * LEVEL_PRICE)
			best = k;
	}
	out.entries = ways[best][n - 1].entries;
	if (out.entries > (double)max_entries)
		return out;
	out.n = best;
	for (unsigned int k = best, j = n - 1; k > 0; j = ways[k--][j].from)
		out.len[k - 1] = len[j];
	all = whole_range(c);
	block_entries(&t, &all, c->width - out.len[0], &out.missing);
	return out;
}

struct filling {
	struct tally tally;
	const struct levels *levels;
	void (*put)(void *context, unsigned int level, u128 prefix,
		    uint32_t vector);
	void *context;
};

/* The whole blocks of @b at level @level that do not have its own vector. */
static void put_whole(struct filling *f, const struct block *b,
		      unsigned int level, unsigned int shift, uint32_t own)
{
	const struct cuts *c = f->tally.cuts;

	for (uint32_t k = b->first; k <= b->last; k++) {
		u128 first, last;

		if (c->v.v[k].vector == own ||
		    !whole_blocks(c, b, k, shift, &first, &last))
			continue;
		for (; first <= last; first++)
			f->put(f->context, level, first << shift,
			       c->v.v[k].vector);
	}
}

/* The entries below @b; returns its own vector. */
static uint32_t fill_block(struct filling *f, const struct block *b,
			   unsigned int level)
{
	const struct cuts *c = f->tally.cuts;
	unsigned int shift = c->width - f->levels->len[level];
	uint32_t i = b->first + 1, own, of_mixed;
	struct block mixed;

	block_entries(&f->tally, b, shift, &own);
	put_whole(f, b, level, shift, own);
	while (next_mixed(c, shift, &i, b->last, &mixed)) {
		of_mixed = fill_block(f, &mixed, level + 1);
		if (of_mixed != own)
			f->put(f->context, level, mixed.lo, of_mixed);
	}
	return own;
}

void levels_fill(struct arena *a, const struct cuts *c,
		 const struct levels *levels,
		 void (*put)(void *context, unsigned int level, u128 prefix,
			     uint32_t vector),
		 void *context)
{
	struct filling f = {
		.tally = { c, arena_calloc(a, c->vectors.n, sizeof(double)) },
		.levels = levels,
		.put = put,
		.context = context,
	};
	struct block all = whole_range(c);

	fill_block(&f, &all, 0);
}
