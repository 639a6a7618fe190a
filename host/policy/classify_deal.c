// SPDX-License-Identifier: GPL-2.0-only
/*
 * classify_deal.c - boxes that end nothing, dealt to tables of their own
 */
#include "policy/classify_deal.h"

/* A part of the key deals boxes if both shares have this part of them. */
#define SMALLEST_SHARE 8

static const struct tree_range *ranges_of(const struct tree_boxes *boxes,
					  uint32_t box)
{
	return boxes->ranges + (size_t)box * boxes->n_words;
}

/* True if the box has all numbers of part @part. */
static bool is_open(const struct tree_boxes *boxes, uint32_t box, uint8_t part)
{
	const struct tree_range *r = ranges_of(boxes, box);

	for (uint32_t w = 0; w < boxes->n_words; w++) {
		if (boxes->part[w] == part &&
		    (r[w].first || r[w].last != u128_max(boxes->width[w])))
			return false;
	}
	return true;
}

static uint32_t count_own(const struct tree_boxes *boxes)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < boxes->n; i++)
		n += !boxes->v[i].skip_to;
	return n;
}

/* Marks those that leave @part open; returns how many there are. */
static uint32_t mark_open(const struct tree_boxes *boxes, uint8_t part,
			  bool *is_first)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < boxes->n; i++) {
		is_first[i] = !boxes->v[i].skip_to && is_open(boxes, i, part);
		n += is_first[i];
	}
	return n;
}

/* Marks the better half of @n; false if all rank the same. */
static bool mark_ranks(const struct tree_boxes *boxes, uint32_t n,
		       bool *is_first)
{
	uint32_t n_seen = 0, n_first = 0, last = 0;

	for (uint32_t i = 0; i < boxes->n; i++) {
		const struct tree_box *box = &boxes->v[i];

		is_first[i] = false;
		if (box->skip_to)
			continue;
		/* Boxes of one item stay together. */
		is_first[i] = n_seen++ < n / 2 || box->rank == last;
		n_first += is_first[i];
		last = is_first[i] ? box->rank : last;
	}
	return n_first && n_first < n;
}

bool deal_boxes(const struct tree_boxes *boxes, bool *is_first)
{
	const uint32_t n = count_own(boxes);
	uint32_t best = n / SMALLEST_SHARE;
	int best_part = -1;

	for (uint32_t w = 0; w < boxes->n_words; w++) {
		uint32_t n_open, share;

		if (w && boxes->part[w] == boxes->part[w - 1])
			continue;
		n_open = mark_open(boxes, boxes->part[w], is_first);
		share = n_open < n - n_open ? n_open : n - n_open;
		if (share > best) {
			best = share;
			best_part = boxes->part[w];
		}
	}
	if (best_part < 0)
		return mark_ranks(boxes, n, is_first);
	mark_open(boxes, (uint8_t)best_part, is_first);
	return true;
}

/* True if some of @is_in do not leave @part open. */
static bool tells(const struct tree_boxes *boxes, const bool *is_in,
		  uint8_t part)
{
	for (uint32_t i = 0; i < boxes->n; i++) {
		if (is_in[i] && !is_open(boxes, i, part))
			return true;
	}
	return false;
}

/*
 * Leaves of the words of @boxes those that tell something of @is_in; at least
 * the first part. Where each was: @from.
 */
static void keep_words(struct tree_boxes *boxes, const bool *is_in,
		       uint32_t *from)
{
	const struct tree_boxes all = *boxes;
	uint8_t last = all.part[0];
	uint32_t n = 0;

	for (uint32_t w = 0; w < all.n_words; w++) {
		if (tells(&all, is_in, all.part[w]))
			last = all.part[w];
	}
	for (uint32_t w = 0; w < all.n_words; w++) {
		if (all.part[w] != last && !tells(&all, is_in, all.part[w]))
			continue;
		boxes->width[n] = all.width[w];
		boxes->part[n] = all.part[w];
		from[n++] = w;
	}
	boxes->n_words = n;
}

struct tree_boxes deal_take(struct arena *a, const struct tree_boxes *boxes,
			    const bool *is_first, bool first)
{
	bool *is_in = arena_calloc(a, boxes->n, sizeof(*is_in));
	struct tree_box *v = arena_calloc(a, boxes->n, sizeof(*v));
	uint32_t from[PLAN_TABLE_WORDS];
	struct tree_boxes share = *boxes;
	struct tree_range *to;

	for (uint32_t i = 0; i < boxes->n; i++)
		is_in[i] = !boxes->v[i].skip_to && is_first[i] == first;
	trees_mark_returns(boxes, is_in);
	keep_words(&share, is_in, from);
	share.n = 0;
	share.v = v;
	share.ranges = to =
		arena_calloc(a, (size_t)boxes->n * share.n_words, sizeof(*to));
	for (uint32_t i = 0; i < boxes->n; i++) {
		if (!is_in[i])
			continue;
		v[share.n++] = boxes->v[i];
		for (uint32_t w = 0; w < share.n_words; w++)
			*to++ = ranges_of(boxes, i)[from[w]];
	}
	return share;
}
