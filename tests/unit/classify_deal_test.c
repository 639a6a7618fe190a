// SPDX-License-Identifier: GPL-2.0-only
/*
 * classify_deal_test.c - shares count what all boxes count
 */
#include "lib/random_boxes.h"
#include "policy/classify_deal.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define N_BOXES 60
#define N_KEYS	200

/* A key of two addresses, of which one has several words, a port and a byte. */
static const uint8_t widths[] = { 32, 128, 16, 8, 0 };

struct fixture {
	struct random_boxes *f;
	uint32_t key[PLAN_TABLE_WORDS];
	uint32_t by_all[N_BOXES], by_shares[N_BOXES];
	uint32_t n_shares, n_dropped;
};

static bool fits(const struct tree_boxes *boxes, uint32_t box,
		 const uint32_t *key)
{
	const struct tree_range *r =
		boxes->ranges + (size_t)box * boxes->n_words;

	for (uint32_t w = 0; w < boxes->n_words; w++) {
		if (key[w + 1] < r[w].first || key[w + 1] > r[w].last)
			return false;
	}
	return !(boxes->v[box].need & ~key[0]);
}

/* One box after the other, as they stand. */
static void count(const struct tree_boxes *boxes, const uint32_t *key,
		  uint32_t *met)
{
	uint32_t floor = 0;

	for (uint32_t i = 0; i < boxes->n; i++) {
		const struct tree_box *box = &boxes->v[i];

		if (box->rank < floor || !fits(boxes, i, key))
			continue;
		if (box->skip_to)
			floor = box->skip_to;
		else
			met[box->rank / 2]++;
	}
}

/* The words of @key that @share has. */
static void take_key(const struct fixture *x, const struct tree_boxes *share,
		     uint32_t *key)
{
	const struct tree_boxes *all = &x->f->boxes;
	uint32_t to = 0;

	key[0] = x->key[0];
	for (uint32_t w = 0; w < all->n_words && to < share->n_words; w++) {
		if (all->part[w] != share->part[to])
			continue;
		assert_int_equal(share->width[to], all->width[w]);
		key[++to] = x->key[w + 1];
	}
	assert_int_equal(to, share->n_words);
}

static void deal(struct fixture *x, const struct tree_boxes *boxes)
{
	bool *is_first = arena_calloc(x->f->arena, boxes->n, sizeof(*is_first));
	uint32_t key[PLAN_TABLE_WORDS];

	if (boxes->n > 8 && deal_boxes(boxes, is_first)) {
		for (int first = 0; first < 2; first++) {
			const struct tree_boxes share =
				deal_take(x->f->arena, boxes, is_first, first);

			assert_true(share.n && share.n_words);
			x->n_dropped += share.n_words < boxes->n_words;
			deal(x, &share);
		}
		return;
	}
	x->n_shares++;
	take_key(x, boxes, key);
	count(boxes, key, x->by_shares);
}

static void hold(struct fixture *x)
{
	x->f->boxes.ends_nothing = true;
	for (uint32_t i = 0; i < N_KEYS; i++) {
		boxes_make_key(x->f, x->key);
		memset(x->by_all, 0, sizeof(x->by_all));
		memset(x->by_shares, 0, sizeof(x->by_shares));
		x->n_shares = 0;
		count(&x->f->boxes, x->key, x->by_all);
		deal(x, &x->f->boxes);
		assert_true(x->n_shares > 2);
		assert_memory_equal(x->by_all, x->by_shares, sizeof(x->by_all));
	}
}

static void each_box_is_in_one_share(void **state)
{
	(void)state;
	for (int kind = 0; kind < N_KINDS; kind++) {
		struct fixture x = { .f = boxes_new(widths) };

		boxes_make(x.f, kind, N_BOXES);
		hold(&x);
		arena_free(x.f->arena);
	}
}

static void words_that_tell_nothing_are_left_out(void **state)
{
	struct fixture x = { .f = boxes_new(widths) };

	(void)state;
	boxes_make(x.f, KIND_PREFIXES, N_BOXES);
	boxes_make_wide(x.f, 2);
	hold(&x);
	assert_true(x.n_dropped);
	arena_free(x.f->arena);
}

static void returns_go_with_what_they_skip(void **state)
{
	(void)state;
	for (int kind = 0; kind < N_KINDS; kind++) {
		struct fixture x = { .f = boxes_new(widths) };

		boxes_make(x.f, kind, N_BOXES);
		boxes_make_wide(x.f, 3);
		boxes_make_returns(x.f, 3);
		hold(&x);
		arena_free(x.f->arena);
	}
}

static void boxes_of_one_item_are_not_parted_by_rank(void **state)
{
	struct random_boxes *f = boxes_new(widths);
	bool is_first[N_BOXES];

	(void)state;
	boxes_make(f, KIND_EXACT, N_BOXES);
	for (uint32_t i = 0; i < N_BOXES; i++)
		f->box[i].rank = 7;
	assert_false(deal_boxes(&f->boxes, is_first));
	f->box[N_BOXES - 1].rank = 8;
	assert_true(deal_boxes(&f->boxes, is_first));
	for (uint32_t i = 0; i < N_BOXES; i++)
		assert_int_equal(is_first[i], i < N_BOXES - 1);
	arena_free(f->arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_box_is_in_one_share),
		cmocka_unit_test(words_that_tell_nothing_are_left_out),
		cmocka_unit_test(returns_go_with_what_they_skip),
		cmocka_unit_test(boxes_of_one_item_are_not_parted_by_rank),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
