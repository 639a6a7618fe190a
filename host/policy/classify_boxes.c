// SPDX-License-Identifier: GPL-2.0-only
/*
 * classify_boxes.c - items as boxes of words
 *
 * A range of numbers of several words is no box of words by itself: the words
 * behind the first are free only where the first is neither at its lowest nor
 * at its highest number.
 */
#include "policy/classify_key_int.h"

#include <stdlib.h>
#include <string.h>

/* An item of more boxes than this is left to others. */
#define MAX_BOXES_OF_ITEM 64

/* Where so many boxes begin tells well enough where all do. */
#define MANY_BEGINNINGS 4096

/* The boxes of one item, of which each has room for all words. */
struct pieces {
	uint32_t n;
	struct tree_range v[MAX_BOXES_OF_ITEM][PLAN_TABLE_WORDS];
};

/* The words of one interval of one part. */
struct cutting {
	struct pieces *out;
	struct tree_range words[PLAN_TABLE_WORDS];
	uint32_t n_words;
	bool is_full;
};

static uint32_t word_of(u128 v, uint32_t n_words, uint32_t i)
{
	return (uint32_t)(v >> 32 * (n_words - 1 - i));
}

static u128 below(u128 v, uint32_t n_words)
{
	return n_words ? v & u128_max(32 * n_words) : 0;
}

static void add_piece(struct cutting *c)
{
	if (c->out->n == MAX_BOXES_OF_ITEM) {
		c->is_full = true;
		return;
	}
	memcpy(c->out->v[c->out->n++], c->words,
	       c->n_words * sizeof(*c->words));
}

/* Words @at on, between @lo and @hi, which are numbers of those words. */
static void cut_interval(struct cutting *c, uint32_t at, u128 lo, u128 hi)
{
	const uint32_t left = c->n_words - at - 1;
	const u128 rest = below(~(u128)0, left);
	uint32_t first = word_of(lo, left + 1, 0);
	uint32_t last = word_of(hi, left + 1, 0);

	if (first == last && left) {
		c->words[at] = (struct tree_range){ first, first };
		cut_interval(c, at + 1, below(lo, left), below(hi, left));
		return;
	}
	if (left && below(lo, left)) {
		c->words[at] = (struct tree_range){ first, first };
		cut_interval(c, at + 1, below(lo, left), rest);
		first++;
	}
	if (left && below(hi, left) != rest) {
		c->words[at] = (struct tree_range){ last, last };
		cut_interval(c, at + 1, 0, below(hi, left));
		if (first > last - 1 || !last)
			return;
		last--;
	}
	if (first > last)
		return;
	c->words[at] = (struct tree_range){ first, last };
	for (uint32_t i = at + 1; i < c->n_words; i++)
		c->words[i] = (struct tree_range){ 0, UINT32_MAX };
	add_piece(c);
}

/* The pieces of one constraint's numbers. */
static bool cut_set(const struct iset *set, uint32_t n_words,
		    struct pieces *out)
{
	struct cutting c = { .out = out, .n_words = n_words };

	out->n = 0;
	for (uint32_t i = 0; i < set->n && !c.is_full; i++)
		cut_interval(&c, 0, set->v[i].lo, set->v[i].hi);
	return !c.is_full;
}

/* Makes of each of @all one for each of @set, in words @first on. */
static bool multiply(struct pieces *all, const struct pieces *set,
		     uint32_t first, uint32_t n_words)
{
	const uint32_t n = all->n;

	if (n * set->n > MAX_BOXES_OF_ITEM)
		return false;
	for (uint32_t s = set->n; s-- > 0;) {
		for (uint32_t i = 0; i < n; i++) {
			struct tree_range *to = all->v[s * n + i];

			if (s)
				memcpy(to, all->v[i], sizeof(all->v[i]));
			memcpy(to + first, set->v[s],
			       n_words * sizeof(*set->v[s]));
		}
	}
	all->n = n * set->n;
	return true;
}

static void find_words(struct key_items *k)
{
	const uint32_t *dim;

	vec_for_each(dim, &k->dims) {
		uint16_t width = key_width(k, *dim);
		uint32_t n = plan_part_bytes(width) / 4;

		for (uint32_t i = 0; i < n; i++) {
			uint32_t w = k->boxes.n_words++;

			k->boxes.width[w] = n > 1 && (i || width % 32 == 0) ? 32
					    : width % 32 ? width % 32
							 : 32;
			k->boxes.part[w] = dim - k->dims.v;
		}
	}
}

/* The boxes of @it; false: there are too many. */
static bool find_pieces(const struct key_items *k, const struct item *it,
			struct pieces *set, struct pieces *out)
{
	out->n = 1;
	for (uint32_t w = 0; w < k->boxes.n_words; w++)
		out->v[0][w] = (struct tree_range){
			0, (uint32_t)u128_max(k->boxes.width[w])
		};
	for (uint32_t i = 0; i < it->n_constraints; i++) {
		const struct constraint *c = &it->constraints[i];
		uint32_t n_words = plan_part_bytes(key_width(k, c->dim)) / 4;

		if (!k->is_part[c->dim])
			continue;
		if (!cut_set(c->allowed, n_words, set) ||
		    !multiply(out, set, k->first_word[c->dim], n_words))
			return false;
	}
	return true;
}

/* Room for boxes that grows. */
struct boxes {
	VEC(struct tree_box) v;
	VEC(struct tree_range) ranges;
};

/*
 * The run of each item: they begin with verdicts, for behind one that applies
 * nothing counts, and where returns stand and lead to.
 */
static uint32_t *find_runs(struct arena *a, const struct segment *segment)
{
	const size_t n = segment->items.n;
	uint32_t *run_of = arena_calloc(a, n + 1, sizeof(*run_of));

	for (size_t i = 0; i < n; i++) {
		const struct item *it = &segment->items.v[i];

		if (it->kind != ITEM_COUNT)
			run_of[i] = 1;
		if (it->kind == ITEM_RETURN)
			run_of[it->skip_to] = 1;
	}
	for (size_t i = 1; i < n; i++)
		run_of[i] += run_of[i - 1];
	return run_of;
}

static void add_boxes(struct arena *a, const struct key_items *k,
		      uint32_t index, uint32_t run, uint32_t need,
		      const struct pieces *p, struct boxes *to)
{
	const struct item *it = &k->segment->items.v[index];
	struct tree_box box = {
		.need = need,
		.rank = index,
		.run = run,
		.outcome = plan_outcome(it->verdict, it->counter),
	};

	if (it->kind == ITEM_RETURN) {
		box.outcome = plan_skip(it->skip_to);
		box.skip_to = it->skip_to;
	}
	for (uint32_t i = 0; i < p->n; i++) {
		*vec_push(a, &to->v) = box;
		for (uint32_t w = 0; w < k->boxes.n_words; w++)
			*vec_push(a, &to->ranges) = p->v[i][w];
	}
}

static void find_boxes(struct arena *a, struct key_items *k)
{
	struct pieces *p = arena_alloc(a, sizeof(*p));
	struct pieces *set = arena_alloc(a, sizeof(*set));
	const uint32_t *run_of = find_runs(a, k->segment);
	struct boxes boxes = {};
	size_t n = 0;

	for (size_t i = 0; i < k->v.n; i++) {
		uint32_t index = k->v.v[i];

		if (!key_is_whole(k, i) ||
		    !find_pieces(k, &k->segment->items.v[index], set, p))
			continue;
		add_boxes(a, k, index, run_of[index], key_need(k, i), p,
			  &boxes);
		k->v.v[n++] = index;
	}
	k->v.n = n;
	k->boxes.n = boxes.v.n;
	k->boxes.v = boxes.v.v;
	k->boxes.ranges = boxes.ranges.v;
}

bool key_find(struct arena *a, struct key_items *k)
{
	key_find_parts(a, k);
	key_find_atoms(a, k);
	key_find_facts(k);
	find_words(k);
	k->boxes.n_facts = k->n_facts;
	k->boxes.ends_nothing = k->kind == ITEM_COUNT;
	find_boxes(a, k);
	return k->v.n && k->boxes.n_words;
}

/*
 * The lowest or the highest number of a part that a box has: its words are
 * those of an interval (cut_interval()), so it has all between the two.
 */
static u128 number_of(const struct tree_range *words, uint32_t n_words,
		      bool highest)
{
	u128 v = 0;

	for (uint32_t i = 0; i < n_words; i++)
		v = v << 32 | (highest ? words[i].last : words[i].first);
	return v;
}

static const struct tree_range *words_of_box(const struct tree_boxes *boxes,
					     uint32_t box, uint32_t word)
{
	return boxes->ranges + (size_t)box * boxes->n_words + word;
}

static int compare_numbers(const void *x, const void *y)
{
	const u128 a = *(const u128 *)x, b = *(const u128 *)y;

	return a < b ? -1 : a > b;
}

/* The median of where some boxes begin in a part; 0: they all do at once. */
static u128 median(const struct tree_boxes *boxes, uint32_t word,
		   uint32_t n_words)
{
	const uint32_t step = boxes->n / MANY_BEGINNINGS + 1;
	u128 v[MANY_BEGINNINGS];
	uint32_t n = 0;

	for (uint32_t i = 0; i < boxes->n; i += step)
		v[n++] =
			number_of(words_of_box(boxes, i, word), n_words, false);
	qsort(v, n, sizeof(*v), compare_numbers);
	return v[n / 2] == v[0] ? 0 : v[n / 2];
}

static bool is_in_half(const struct tree_boxes *boxes, uint32_t box,
		       const struct halving *h, bool upper)
{
	const u128 edge =
		number_of(words_of_box(boxes, box, h->word), h->n_words, upper);

	return upper ? edge >= h->imm : edge < h->imm;
}

/* Boxes that are in one half and in the other. */
static uint32_t count_copies(const struct tree_boxes *boxes,
			     const struct halving *h)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < boxes->n; i++)
		n += is_in_half(boxes, i, h, false) &&
		     is_in_half(boxes, i, h, true);
	return n;
}

struct halving key_halve(const struct key_items *k,
			 const struct tree_boxes *boxes)
{
	struct halving best = { .dim = NO_NODE };
	uint32_t fewest = boxes->n;
	const uint32_t *dim;

	vec_for_each(dim, &k->dims) {
		struct halving h = { .dim = *dim, .word = k->first_word[*dim] };
		uint32_t copies;

		while (h.word + h.n_words < boxes->n_words &&
		       boxes->part[h.word + h.n_words] == boxes->part[h.word])
			h.n_words++;
		h.imm = median(boxes, h.word, h.n_words);
		copies = h.imm ? count_copies(boxes, &h) : boxes->n;
		if (copies >= fewest)
			continue;
		fewest = copies;
		best = h;
	}
	return best;
}

struct tree_boxes key_take_half(struct arena *a, const struct tree_boxes *boxes,
				const struct halving *h, bool upper)
{
	const size_t bytes = boxes->n_words * sizeof(struct tree_range);
	struct tree_boxes half = *boxes;
	struct tree_range *ranges;
	struct tree_box *v;

	half.n = 0;
	for (uint32_t i = 0; i < boxes->n; i++)
		half.n += is_in_half(boxes, i, h, upper);
	half.v = v = arena_calloc(a, half.n, sizeof(*v));
	half.ranges = ranges = arena_calloc(a, half.n, bytes);
	for (uint32_t i = 0; i < boxes->n; i++) {
		if (!is_in_half(boxes, i, h, upper))
			continue;
		*v++ = boxes->v[i];
		memcpy(ranges, words_of_box(boxes, i, 0), bytes);
		ranges += boxes->n_words;
	}
	return half;
}
