// SPDX-License-Identifier: GPL-2.0-only
/*
 * trees_cut.c - how to cut a part of space
 *
 * The work that is left behind a cut is about the logarithm of the boxes in the
 * child that a frame comes to. Boxes that are in several children are copied,
 * which costs memory and, in the end, caches. A cut is judged by both.
 */
#include "policy/trees_int.h"

#include <math.h>
#include <string.h>

#define MAX_CELLS (1u << CUT_MAX_BITS)

/* Of lists of more boxes some are looked at for a point to cut at, or none. */
#define MAX_SORTED 2048

/* What a step costs, in halvings of a list, and what doubling memory does. */
#define STEP_COST   1.0
#define GROWTH_COST 1.0

/* A cut has to be better than none by so much. */
#define MIN_GAIN 0.05

struct choice {
	const struct tree_boxes *boxes;
	const struct tree_list *list;
	const struct tree_region *region;
	const struct tree_style *style;
	bool must;
	struct cut best;
	double cost;
};

/* Of a box's ranges, the one of word @w, as far as it is in the region's. */
static inline struct tree_range
clip(const struct tree_range *box, const struct tree_range *region, uint32_t w)
{
	struct tree_range r = box[w];

	if (r.first < region[w].first)
		r.first = region[w].first;
	if (r.last > region[w].last)
		r.last = region[w].last;
	return r;
}

static inline bool is_all_of(const struct tree_range *r,
			     const struct tree_range *region)
{
	return r->first == region->first && r->last == region->last;
}

/* The range of the list's box @i in word @w, within the region. */
static inline struct tree_range range_of(const struct choice *c, uint32_t i,
					 uint32_t w)
{
	return clip(tree_ranges(c->boxes, c->list->v[i]), c->region->words, w);
}

/* n * log2(n), which is asked of the same small numbers again and again. */
static double times_log2(uint32_t n)
{
	static double known[512];

	if (n < 2)
		return 0;
	if (n >= sizeof(known) / sizeof(*known))
		return n * log2(n);
	if (known[n] == 0)
		known[n] = n * log2(n);
	return known[n];
}

/* Takes @cut if it is better: @in_child counts the boxes in each child. */
static void weigh(struct choice *c, struct cut cut, const uint32_t *in_child)
{
	const uint32_t n_ways = cut_ways(&cut), n = c->list->n;
	double sum = 0, total, cost;
	uint32_t most = 0;
	uint64_t n_total = 0;

	for (uint32_t i = 0; i < n_ways; i++) {
		n_total += in_child[i];
		if (in_child[i] > most)
			most = in_child[i];
	}
	total = (double)n_total;
	if (!n_total || (most == n && !c->must))
		return;
	if (!c->must && total + n_ways / 2.0 > c->style->max_growth * n + 4)
		return;
	for (uint32_t i = 0; i < n_ways; i++)
		sum += times_log2(in_child[i]);
	cost = sum / total + STEP_COST +
	       GROWTH_COST * log2((total + n_ways / 4.0) / n);
	if (cost < c->cost) {
		c->cost = cost;
		c->best = cut;
	}
}

/* The most bits that a cut of @top bits and @n boxes may have. */
static uint32_t most_bits(uint32_t top, uint32_t n)
{
	uint32_t bits = 1;

	while (bits < top && bits < CUT_MAX_BITS && 2u << bits <= 4 * n)
		bits++;
	return bits;
}

/*
 * How many boxes meet each of 1 << bits equal parts: those that begin in it or
 * before, less those that end before it. False: all have all of the word, so
 * that no cut of it is of use.
 */
static bool weigh_bits(struct choice *c, uint32_t w, uint32_t top)
{
	bool differs = false;
	uint32_t begins[MAX_CELLS + 1], ends[MAX_CELLS + 1];
	const uint32_t bits = most_bits(top, c->list->n);
	const uint32_t shift = top - bits, mask = (1u << bits) - 1;

	memset(begins, 0, (mask + 2) * sizeof(*begins));
	memset(ends, 0, (mask + 2) * sizeof(*ends));
	for (uint32_t i = 0; i < c->list->n; i++) {
		struct tree_range r = range_of(c, i, w);

		if (is_all_of(&r, &c->region->words[w]))
			r = (struct tree_range){ 0, UINT32_MAX };
		else
			differs = true;
		begins[(r.first >> shift & mask) + 1]++;
		ends[(r.last >> shift & mask) + 1]++;
	}
	if (!differs && !c->must)
		return false;
	for (uint32_t i = 1; i <= mask + 1; i++) {
		begins[i] += begins[i - 1];
		ends[i] += ends[i - 1];
	}
	for (uint32_t b = 1; b <= bits; b++) {
		const uint32_t step = 1u << (bits - b);
		uint32_t in_child[MAX_CELLS];

		for (uint32_t i = 0; i < 1u << b; i++)
			in_child[i] = begins[(i + 1) * step] - ends[i * step];
		weigh(c,
		      (struct cut){ .kind = CUT_BITS,
				    .word = w,
				    .bits = b,
				    .shift = top - b },
		      in_child);
	}
	return differs;
}

static void swap(uint32_t *x, uint32_t *y)
{
	const uint32_t was = *x;

	*x = *y;
	*y = was;
}

/*
 * Brings the number that sorting would to v[@k], no larger ones in front of it
 * and no smaller ones behind (Hoare's Find): @v has @n numbers.
 */
static void select_number(uint32_t *v, uint32_t n, uint32_t k)
{
	int64_t low = 0, high = (int64_t)n - 1;

	while (low < high) {
		const uint32_t pivot = v[low + (high - low) / 2];
		int64_t i = low, j = high;

		while (i <= j) {
			while (v[i] < pivot)
				i++;
			while (v[j] > pivot)
				j--;
			if (i <= j)
				swap(&v[i++], &v[j--]);
		}
		if (k <= j)
			high = j;
		else if (k >= i)
			low = i;
		else
			break;
	}
}

/* True if the list's box @i has all of the region but in word @w. */
static bool is_open_but(const struct choice *c, uint32_t i, uint32_t w)
{
	const struct tree_range *words = c->region->words;

	if (c->boxes->v[c->list->v[i]].need & ~c->region->set)
		return false;
	for (uint32_t k = 0; k < c->boxes->n_words; k++) {
		const struct tree_range r = range_of(c, i, k);

		if (k != w && !is_all_of(&r, &words[k]))
			return false;
	}
	return true;
}

/* The quartiles of where boxes begin or end in word @w; false: none does. */
static bool find_quartiles(const struct choice *c, uint32_t w,
			   uint32_t quartiles[3])
{
	const struct tree_range *in = &c->region->words[w];
	const uint32_t step = c->list->n / MAX_SORTED + 1;
	uint32_t points[2 * MAX_SORTED], n = 0, behind = 0;

	for (uint32_t i = 0; i < c->list->n; i += step) {
		const struct tree_range r = range_of(c, i, w);

		if (r.first > in->first)
			points[n++] = r.first;
		if (r.last < in->last)
			points[n++] = r.last + 1;
	}
	for (uint32_t q = 1; q <= 3 && n; q++) {
		const uint32_t at = n * q / 4;

		select_number(points + behind, n - behind, at - behind);
		quartiles[q - 1] = points[at];
		behind = at;
	}
	return n;
}

/*
 * Points where boxes begin or end. Of those that have all of a child one is
 * there where they are joined.
 */
static void weigh_points(struct choice *c, uint32_t w)
{
	const struct tree_range *in = &c->region->words[w];
	uint32_t points[3], n[3][2] = {}, joined[3][2] = {};

	if ((!c->style->joins && c->list->n > MAX_SORTED) ||
	    !find_quartiles(c, w, points))
		return;
	for (uint32_t i = 0; i < c->list->n; i++) {
		const struct tree_range r = range_of(c, i, w);
		const bool is_open = c->style->joins && is_open_but(c, i, w);
		const bool has_first = is_open && r.first == in->first;
		const bool has_last = is_open && r.last == in->last;

		for (uint32_t q = 0; q < 3; q++) {
			n[q][0] += r.first < points[q];
			n[q][1] += r.last >= points[q];
			joined[q][0] += has_first && r.last >= points[q] - 1;
			joined[q][1] += has_last && r.first <= points[q];
		}
	}
	for (uint32_t q = 0; q < 3; q++) {
		for (uint32_t way = 0; way < 2; way++)
			if (joined[q][way])
				n[q][way] -= joined[q][way] - 1;
		weigh(c,
		      (struct cut){ .kind = CUT_POINT,
				    .word = w,
				    .point = points[q] },
		      n[q]);
	}
}

static void weigh_facts(struct choice *c)
{
	const uint32_t known = c->region->set | c->region->clear;

	for (uint32_t f = 0; f < c->boxes->n_facts; f++) {
		uint32_t in_child[2] = { 0, c->list->n };

		if (known >> f & 1)
			continue;
		for (uint32_t i = 0; i < c->list->n; i++)
			in_child[0] +=
				!(c->boxes->v[c->list->v[i]].need >> f & 1);
		if (in_child[0] < c->list->n)
			weigh(c, (struct cut){ .kind = CUT_FACT, .shift = f },
			      in_child);
	}
}

/* Bits in which numbers of @r may differ from each other. */
static uint32_t open_bits(const struct tree_range *r)
{
	uint32_t differ = r->first ^ r->last;

	return differ ? 32 - (uint32_t)__builtin_clz(differ) : 0;
}

struct cut cut_choose(const struct tree_boxes *boxes,
		      const struct tree_list *list,
		      const struct tree_region *region,
		      const struct tree_style *style, bool must)
{
	struct choice c = {
		.boxes = boxes,
		.list = list,
		.region = region,
		.style = style,
		.must = must,
		.cost = must ? INFINITY : log2(list->n) + STEP_COST - MIN_GAIN,
	};

	for (uint32_t w = 0; w < boxes->n_words; w++) {
		uint32_t top = open_bits(&region->words[w]);

		if (top && weigh_bits(&c, w, top))
			weigh_points(&c, w);
	}
	weigh_facts(&c);
	return c.best;
}

uint32_t cut_way(const struct cut *cut, const uint32_t *key)
{
	const uint32_t word = key[cut->word + 1];

	switch (cut->kind) {
	case CUT_BITS:
		return word >> cut->shift & ((1u << cut->bits) - 1);
	case CUT_POINT:
		return word < cut->point;
	default:
		return key[0] >> cut->shift & 1;
	}
}

void cut_ways_of(const struct cut *cut, const struct tree_boxes *boxes,
		 uint32_t box, const struct tree_region *region,
		 struct tree_range *r)
{
	struct tree_range in =
		clip(tree_ranges(boxes, box), region->words, cut->word);
	const uint32_t mask = (1u << cut->bits) - 1;

	switch (cut->kind) {
	case CUT_BITS:
		if (is_all_of(&in, &region->words[cut->word]))
			in = (struct tree_range){ 0, UINT32_MAX };
		r->first = in.first >> cut->shift & mask;
		r->last = in.last >> cut->shift & mask;
		break;
	case CUT_POINT:
		r->first = in.last < cut->point;
		r->last = in.first < cut->point;
		break;
	default:
		r->first = boxes->v[box].need >> cut->shift & 1;
		r->last = 1;
		break;
	}
}

void cut_narrow(const struct tree_boxes *boxes, const struct tree_list *list,
		struct tree_region *region)
{
	for (uint32_t w = 0; w < boxes->n_words; w++) {
		const struct tree_range in = region->words[w];
		struct tree_range hull = { in.last, in.first };

		for (uint32_t i = 0; i < list->n; i++) {
			const struct tree_range r =
				clip(tree_ranges(boxes, list->v[i]),
				     region->words, w);

			if (is_all_of(&r, &in))
				continue;
			if (r.first < hull.first)
				hull.first = r.first;
			if (r.last > hull.last)
				hull.last = r.last;
		}
		if (hull.first <= hull.last)
			region->words[w] = hull;
	}
}

static bool enter_bits(const struct cut *cut, uint32_t way,
		       struct tree_range *r)
{
	const uint32_t top = cut->shift + cut->bits;
	const uint64_t high = top < 32 ? (uint64_t)(r->first >> top) << top : 0;
	const uint64_t first = high | (uint64_t)way << cut->shift;
	const uint64_t last = first + (1ull << cut->shift) - 1;

	if (last < r->first || first > r->last)
		return false;
	if (first > r->first)
		r->first = (uint32_t)first;
	if (last < r->last)
		r->last = (uint32_t)last;
	return true;
}

bool cut_enter(const struct cut *cut, uint32_t way, struct tree_region *region)
{
	struct tree_range *r = &region->words[cut->word];
	struct tree_range *all = &region->all[cut->word];

	switch (cut->kind) {
	case CUT_BITS:
		/* Without a part in @r there are only boxes with all of it. */
		enter_bits(cut, way, r);
		return open_bits(all) > cut->shift + cut->bits ||
		       enter_bits(cut, way, all);
	case CUT_POINT:
		if (way)
			r->last = all->last = cut->point - 1;
		else
			r->first = all->first = cut->point;
		return true;
	default:
		*(way ? &region->set : &region->clear) |= 1u << cut->shift;
		return true;
	}
}
