// SPDX-License-Identifier: GPL-2.0-only
/*
 * classify_split.c - which test is made next
 *
 * Every boundary of an open constraint is a candidate. The score of a test is
 * the sum of the squares of how many items can still apply on either side.
 */
#include "policy/classify_int.h"

#include <stdlib.h>

/* Boundaries of one dimension that are looked at, evenly spread. */
#define MAX_CANDIDATES 64

/*
 * Scores are weighed, in percent. A hash lookup costs about as much as four
 * compares. A test that half of the items ask for alike, as that a header is
 * there, will be made on most ways anyhow: made early it stands but once.
 */
#define WEIGHT	      100
#define WEIGHT_LOOKUP 400
#define WEIGHT_GUARD  45
#define GUARDED	      24 /* items that make it worth being early */
/* A split is worth it up to this share of the score of not splitting. */
#define WORTH 75

struct candidate {
	struct split split;
	uint64_t score;
};

/*
 * The open constraints of one dimension. The numbers beside it, sorted, are in
 * the graph: lows and highs of the spans, points (constraints that allow one
 * number), sides (the boundary of constraints that have but one) and cuts (all
 * boundaries in (min, max]).
 */
struct column {
	uint32_t dim;
	u128 min; /* the domain's hull */
	u128 max;
	uint32_t n;	 /* items with an open constraint */
	uint32_t others; /* items without: they go to both sides */
	bool only_first; /* only the first item's boundaries are candidates */
};

/* How many of the @n sorted numbers are less than @c. */
static uint32_t count_less(const u128 *v, uint32_t n, u128 c)
{
	uint32_t lo = 0, hi = n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (v[mid] < c)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void consider(struct candidate *best, struct split split, uint64_t yes,
		     uint64_t no, unsigned int weight)
{
	uint64_t score = (yes * yes + no * no) * weight / 100;

	if (score < best->score)
		*best = (struct candidate){ split, score };
}

/* The number that stands most often among sorted ones; *@n: how often. */
static u128 most_frequent(const struct numbers *numbers, uint32_t *n)
{
	const u128 *v = numbers->v.v;
	u128 best = 0;
	uint32_t run = 0;

	*n = 0;
	for (size_t i = 0; i < numbers->v.n; i++) {
		run = i && v[i] == v[i - 1] ? run + 1 : 1;
		if (run > *n) {
			*n = run;
			best = v[i];
		}
	}
	return best;
}

static void add_number(struct graph *g, struct numbers *to, u128 number)
{
	*vec_push(g->scratch, &to->v) = number;
}

static void sort_numbers(struct numbers *numbers)
{
	if (numbers->v.n)
		qsort(numbers->v.v, numbers->v.n, sizeof(u128), u128_compare);
}

/* Adds up to MAX_CANDIDATES boundaries of a constraint. */
static void add_cuts(struct graph *g, const struct column *col,
		     const struct span *s)
{
	uint32_t step = 1 + (s->last - s->first) / MAX_CANDIDATES;

	for (uint32_t i = s->first; i <= s->last; i += step) {
		const struct interval *v = &s->allowed->v[i];

		if (v->lo > col->min)
			add_number(g, &g->cuts, v->lo);
		if (v->hi < col->max)
			add_number(g, &g->cuts, v->hi + 1);
	}
}

static bool is_alike(const struct span *x, const struct span *y)
{
	return x->lo == y->lo && x->hi == y->hi;
}

static struct column make_column(struct graph *g, uint32_t dim, uint32_t total,
				 bool only_first)
{
	const struct iset *domain = g->domain[dim];
	struct spans *spans = &g->spans[dim];
	struct column col = {
		.dim = dim,
		.min = domain->v[0].lo,
		.max = domain->v[domain->n - 1].hi,
		.n = spans->v.n,
		.others = total - spans->v.n,
		.only_first = only_first,
	};
	const struct span *s;

	g->lows.v.n = g->highs.v.n = g->points.v.n = 0;
	g->sides.v.n = g->cuts.v.n = 0;
	vec_for_each(s, &spans->v) {
		add_number(g, &g->lows, s->lo);
		add_number(g, &g->highs, s->hi);
		if (only_first && !is_alike(s, spans->v.v))
			continue;
		if (s->lo == s->hi)
			add_number(g, &g->points, s->lo);
		if (s->first == s->last &&
		    (s->lo == col.min) != (s->hi == col.max))
			add_number(g, &g->sides,
				   s->lo == col.min ? s->hi + 1 : s->lo);
		add_cuts(g, &col, s);
	}
	sort_numbers(&g->lows);
	sort_numbers(&g->highs);
	sort_numbers(&g->points);
	sort_numbers(&g->sides);
	sort_numbers(&g->cuts);
	return col;
}

static void consider_less(const struct graph *g, const struct column *col,
			  struct candidate *best)
{
	size_t step = 1 + g->cuts.v.n / MAX_CANDIDATES;

	for (size_t i = step / 2; i < g->cuts.v.n; i += step) {
		u128 c = g->cuts.v.v[i];
		uint32_t yes = count_less(g->lows.v.v, col->n, c);
		uint32_t no = col->n - count_less(g->highs.v.v, col->n, c);

		consider(best, (struct split){ col->dim, PLAN_LT, c },
			 yes + col->others, no + col->others, WEIGHT);
	}
}

/* The number that most constraints ask for alone. */
static void consider_equal(const struct graph *g, const struct column *col,
			   struct candidate *best)
{
	uint32_t n, yes;
	u128 c = most_frequent(&g->points, &n);

	if (!n)
		return;
	/* Those whose hull holds c; some of them may leave it out. */
	yes = col->n - count_less(g->highs.v.v, col->n, c);
	for (size_t i = col->n; i && g->lows.v.v[i - 1] > c; i--)
		yes--;
	consider(best, (struct split){ col->dim, PLAN_EQ, c },
		 yes + col->others, col->n - n + col->others, WEIGHT);
}

/* The boundary that most constraints have as their only one. */
static void consider_guard(const struct graph *g, const struct column *col,
			   struct candidate *best)
{
	uint32_t n, yes, no;
	u128 c = most_frequent(&g->sides, &n);

	if (!col->only_first && (n < GUARDED || n < (col->n + col->others) / 2))
		return;
	if (!n)
		return;
	yes = count_less(g->lows.v.v, col->n, c);
	no = col->n - count_less(g->highs.v.v, col->n, c);
	consider(best, (struct split){ col->dim, PLAN_LT, c },
		 yes + col->others, no + col->others, WEIGHT_GUARD);
}

static void consider_lookup(struct graph *g, uint32_t dim, uint32_t total,
			    struct candidate *best)
{
	const struct spans *spans = &g->spans[dim];
	uint32_t miss = total - spans->v.n, hit = miss;
	const struct span *s;

	vec_for_each(s, &spans->v) {
		bool holds_zero = iset_contains(s->allowed, 0);

		miss += holds_zero;
		hit += !holds_zero;
	}
	consider(best, (struct split){ dim, PLAN_LOOKUP, 0 }, hit, miss,
		 WEIGHT_LOOKUP);
}

static void add_span(struct graph *g, const struct constraint *c)
{
	const struct iset *domain = g->domain[c->dim];
	const struct iset *s = c->allowed;
	u128 min = domain->v[0].lo, max = domain->v[domain->n - 1].hi;
	struct span *span = vec_push(g->scratch, &g->spans[c->dim].v);
	uint32_t i = 0, k = s->n - 1;

	/* The constraint meets the domain, so both searches end. */
	while (s->v[i].hi < min)
		i++;
	while (s->v[k].lo > max)
		k--;
	span->first = i;
	span->last = k;
	span->lo = s->v[i].lo > min ? s->v[i].lo : min;
	span->hi = s->v[k].hi < max ? s->v[k].hi : max;
	span->allowed = s;
}

static bool asks_for(const struct graph *g, const struct entry *e, uint32_t dim)
{
	const struct constraint *c;

	for_each_open(g, e, i, c) {
		if (c->dim == dim)
			return true;
	}
	return false;
}

static struct candidate choose(struct graph *g, const struct list *list,
			       bool only_first)
{
	struct candidate best = { .score = UINT64_MAX };
	const struct constraint *c;

	for (uint32_t e = 0; e < list->n; e++) {
		for_each_open(g, &list->v[e], i, c)
			add_span(g, c);
	}
	for (uint32_t d = 0; d < g->low->dims.n; d++) {
		struct column col;

		if (!g->spans[d].v.n)
			continue;
		if (only_first && !asks_for(g, &list->v[0], d)) {
			g->spans[d].v.n = 0;
			continue;
		}
		if (g->low->dims.v[d].is_lookup) {
			consider_lookup(g, d, list->n, &best);
		} else {
			col = make_column(g, d, list->n, only_first);
			consider_equal(g, &col, &best);
			consider_less(g, &col, &best);
			consider_guard(g, &col, &best);
		}
		g->spans[d].v.n = 0;
	}
	return best;
}

/*
 * A test that leaves most items on both sides only makes copies of them; then
 * the first item is settled instead, as a chain would.
 */
struct split choose_split(struct graph *g, const struct list *list,
			  bool only_first)
{
	struct candidate best = choose(g, list, only_first);
	uint64_t all = (uint64_t)list->n * list->n;

	if (!only_first && best.score > all * WORTH / 100)
		best = choose(g, list, true);
	return best.split;
}
