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
#include <stdlib.h>
#include <string.h>

#define MAX_CELLS (1u << CUT_MAX_BITS)

/* Lists of more boxes are not sorted for a point to cut at. */
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
static struct tree_range clip(const struct tree_range *box,
			      const struct tree_range *region, uint32_t w)
{
	struct tree_range r = box[w];

	if (r.first < region[w].first)
		r.first = region[w].first;
	if (r.last > region[w].last)
		r.last = region[w].last;
	return r;
}

/* The range of the list's box @i in word @w, within the region. */
static struct tree_range range_of(const struct choice *c, uint32_t i,
				  uint32_t w)
{
	return clip(tree_ranges(c->boxes, c->list->v[i]), c->region->words, w);
}

/* Takes @cut if it is better: @in_child counts the boxes in each child. */
static void weigh(struct choice *c, struct cut cut, const uint32_t *in_child)
{
	const uint32_t n_ways = cut_ways(&cut), n = c->list->n;
	double sum = 0, total = 0, cost;
	uint32_t most = 0;

	for (uint32_t i = 0; i < n_ways; i++) {
		total += in_child[i];
		if (in_child[i] > 1)
			sum += in_child[i] * log2(in_child[i]);
		if (in_child[i] > most)
			most = in_child[i];
	}
	if (total == 0 || (most == n && !c->must))
		return;
	if (!c->must && total + n_ways / 2.0 > c->style->max_growth * n + 4)
		return;
	cost = sum / total + STEP_COST +
	       GROWTH_COST * log2((total + n_ways / 4.0) / n);
	/* All in one child: what is gained is that they fill it more. */
	if (most == n && total == n)
		cost = log2(n) + STEP_COST - log2(n_ways) / CUT_MAX_BITS;
	if (cost < c->cost) {
		c->cost = cost;
		c->best = cut;
	}
}

/*
 * How many boxes meet each of 1 << bits equal parts: those that begin in it or
 * before, less those that end before it.
 */
static void weigh_bits(struct choice *c, uint32_t w, uint32_t top)
{
	uint32_t begins[MAX_CELLS + 1] = {}, ends[MAX_CELLS + 1] = {};
	const uint32_t bits = top < CUT_MAX_BITS ? top : CUT_MAX_BITS;
	const uint32_t shift = top - bits, mask = (1u << bits) - 1;

	for (uint32_t i = 0; i < c->list->n; i++) {
		struct tree_range r = range_of(c, i, w);

		begins[(r.first >> shift & mask) + 1]++;
		ends[(r.last >> shift & mask) + 1]++;
	}
	for (uint32_t i = 1; i <= mask + 1; i++) {
		begins[i] += begins[i - 1];
		ends[i] += ends[i - 1];
	}
	for (uint32_t b = 1; b <= bits && 1u << b <= 4 * c->list->n; b++) {
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
}

static int compare_numbers(const void *x, const void *y)
{
	const uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

	return a < b ? -1 : a > b;
}

static void weigh_point(struct choice *c, uint32_t w, uint32_t point)
{
	uint32_t in_child[2] = {};

	for (uint32_t i = 0; i < c->list->n; i++) {
		struct tree_range r = range_of(c, i, w);

		in_child[0] += r.first < point;
		in_child[1] += r.last >= point;
	}
	weigh(c, (struct cut){ .kind = CUT_POINT, .word = w, .point = point },
	      in_child);
}

/* Points where boxes begin or end: the quartiles of them. */
static void weigh_points(struct choice *c, uint32_t w)
{
	const struct tree_range *in = &c->region->words[w];
	uint32_t points[2 * MAX_SORTED], n = 0;

	if (c->list->n > MAX_SORTED)
		return;
	for (uint32_t i = 0; i < c->list->n; i++) {
		struct tree_range r = range_of(c, i, w);

		if (r.first > in->first)
			points[n++] = r.first;
		if (r.last < in->last)
			points[n++] = r.last + 1;
	}
	if (!n)
		return;
	qsort(points, n, sizeof(*points), compare_numbers);
	for (uint32_t q = 1; q <= 3; q++)
		weigh_point(c, w, points[n * q / 4]);
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

		if (!top)
			continue;
		weigh_bits(&c, w, top);
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
	const struct tree_range in =
		clip(tree_ranges(boxes, box), region->words, cut->word);
	const uint32_t mask = (1u << cut->bits) - 1;

	switch (cut->kind) {
	case CUT_BITS:
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

	switch (cut->kind) {
	case CUT_BITS:
		return enter_bits(cut, way, r);
	case CUT_POINT:
		if (way)
			r->last = cut->point - 1;
		else
			r->first = cut->point;
		return true;
	default:
		*(way ? &region->set : &region->clear) |= 1u << cut->shift;
		return true;
	}
}
