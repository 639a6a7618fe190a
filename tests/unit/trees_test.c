// SPDX-License-Identifier: GPL-2.0-only
/*
 * trees_test.c - trees find what a search through all boxes finds
 *
 * Random boxes are made into trees, whose bytes are then gone
 * down as abi.h says, with keys in the boxes, at their edges and beside.
 */
#include "lib/random_boxes.h"
#include "offload/abi.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define MAX_TREE (1u << 22)

/* A key of two addresses, a port and a byte. */
static const uint8_t widths[] = { 32, 32, 16, 8, 0 };
static const uint8_t widths_v6[] = { 128, 128, 16, 8, 0 };

static bool is_in(const struct random_boxes *f, uint32_t box,
		  const uint32_t *key)
{
	const uint32_t n_words = f->boxes.n_words;
	const struct tree_range *r = &f->ranges[box * n_words];
	uint32_t w = 0;

	while (w < n_words && key[w + 1] >= r[w].first &&
	       key[w + 1] <= r[w].last)
		w++;
	return w == n_words && !(f->box[box].need & ~key[0]);
}

/* The next box from @box on that applies to @key; the number of boxes: none. */
static uint32_t search_from(const struct random_boxes *f, uint32_t box,
			    const uint32_t *key, uint32_t *floor)
{
	for (; box < f->boxes.n; box++) {
		if (f->box[box].rank < *floor || !is_in(f, box, key))
			continue;
		if (!f->box[box].skip_to)
			return box;
		*floor = f->box[box].skip_to;
	}
	return f->boxes.n;
}

static uint32_t search_all(const struct random_boxes *f, const uint32_t *key)
{
	uint32_t floor = 0;

	return search_from(f, 0, key, &floor);
}

static const void *at(const struct plan_tree *t, uint64_t offset, size_t size)
{
	assert_true(offset + size <= t->n_bytes);
	return t->bytes + offset;
}

static bool row_fits(const struct random_boxes *f, const uint8_t *row,
		     const struct plan_column *columns, const uint32_t *key)
{
	const struct nicfw_tree_row *head = (const void *)row;
	uint32_t n = f->boxes.n_words;

	if (head->need & ~key[0])
		return false;
	for (uint32_t w = 0; w < n; w++) {
		const struct plan_column *c = &columns[w];
		uint64_t span = 0;
		uint32_t first = 0;

		memcpy(&first, row + c->first, c->is_narrow ? 2 : 4);
		if (c->is_prefix)
			span = (1ull << row[c->span]) - 1;
		else
			memcpy(&span, row + c->span, c->is_narrow ? 2 : 4);
		if (key[w + 1] - first > span)
			return false;
	}
	return true;
}

/* Counts a box that @counter counts for, and those for whom it counts. */
static void meet(const struct random_boxes *f, uint32_t counter)
{
	const struct plan_sum *s;

	if (counter < f->plan->n_counters) {
		f->met[counter]++;
		return;
	}
	vec_for_each(s, &f->plan->sums)
		if (s->from == counter)
			meet(f, s->to);
}

/* Goes down one tree; lowers *@best, with its outcome in *@outcome. */
static void ask_tree(const struct random_boxes *f, const struct plan_tree *t,
		     const uint32_t *key, uint32_t *best, uint32_t *outcome)
{
	const struct nicfw_tree_node *n = at(t, 0, sizeof(*n));
	const struct nicfw_tree_row *head;
	struct plan_column columns[PLAN_TABLE_WORDS];
	uint32_t row_bytes, depth = 1, floor = 0;

	plan_table_columns(f->plan, &f->table, columns, &row_bytes);
	for (; n->mask; depth++) {
		uint64_t v = (uint64_t)key[n->word / 4] - n->base;

		v = v >> n->shift & n->mask;
		n = at(t, n->child + v * sizeof(*n), sizeof(*n));
	}
	assert_true(depth <= t->depth);
	assert_true(n->base <= t->max_rows);
	head = at(t, n->child, t->max_rows * row_bytes);
	assert_int_equal(n->rank, n->base ? head->rank : UINT32_MAX);
	for (uint32_t i = 0; i < n->base; i++) {
		const struct nicfw_tree_row *row =
			at(t, n->child + (uint64_t)i * row_bytes, row_bytes);

		assert_true(row->rank >= t->best_rank);
		if (row->rank < floor ||
		    !row_fits(f, (const void *)row, columns, key))
			continue;
		if ((row->outcome & PLAN_SKIPS) == PLAN_SKIPS) {
			floor = row->outcome >> 2;
			continue;
		}
		if (f->boxes.ends_nothing)
			meet(f, row->outcome >> 2);
		if (row->rank < *best) {
			*best = row->rank;
			*outcome = row->outcome;
		}
	}
}

static void hold_against_search(struct random_boxes *f, uint32_t n_keys)
{
	while (n_keys--) {
		uint32_t key[PLAN_TABLE_WORDS], best = UINT32_MAX, outcome = 0;
		const struct plan_tree *t;
		uint32_t box;

		boxes_make_key(f, key);
		box = search_all(f, key);
		vec_for_each(t, &f->table.trees)
			if (!t->is_late)
				ask_tree(f, t, key, &best, &outcome);
		vec_for_each(t, &f->table.trees)
			if (t->is_late && best >= t->best_rank)
				ask_tree(f, t, key, &best, &outcome);
		assert_int_equal(best, box < f->boxes.n ? 2 * box : UINT32_MAX);
		if (box < f->boxes.n)
			assert_int_equal(outcome, f->box[box].outcome);
	}
}

/* What is added to a number is added before that is added to others. */
static void check_sums(const struct random_boxes *f)
{
	const struct plan *plan = f->plan;
	bool *is_done =
		arena_calloc(f->arena, plan->n_joint + 1ul, sizeof(*is_done));
	const struct plan_sum *s;

	vec_for_each(s, &plan->sums) {
		assert_in_range(s->from, plan->n_counters,
				plan->n_counters + plan->n_joint - 1);
		assert_true(s->to < plan->n_counters ||
			    !is_done[s->to - plan->n_counters]);
		is_done[s->from - plan->n_counters] = true;
	}
}

static int build(struct random_boxes *f, uint32_t max_bytes)
{
	int err;

	f->table.trees.n = 0;
	f->plan->sums.n = 0;
	f->plan->n_joint = 0;
	err = trees_build(f->arena, &f->boxes, f->plan, max_bytes, &f->table);
	check_sums(f);
	return err;
}

static void trees_find_what_a_search_finds(void **state)
{
	struct random_boxes *f = *state;
	unsigned int n_built[N_KINDS] = {};

	for (uint32_t seed = 1; seed <= 60; seed++) {
		const enum boxes_kind kind = seed % N_KINDS;

		f->rng = (struct rng){ seed };
		boxes_make(f, kind, rng_between(&f->rng, 1, 400));
		if (build(f, MAX_TREE))
			continue;
		n_built[kind]++;
		hold_against_search(f, 500);
	}
	/* What overlaps everywhere may be refused, but seldom is. */
	for (int kind = 0; kind < N_KINDS; kind++)
		assert_true(n_built[kind] >= 6);
}

/* Trees of all kinds of boxes with returns, as for @ends_nothing. */
static void hold_returns(struct random_boxes *f, bool ends_nothing,
			 void (*hold)(struct random_boxes *f, uint32_t n_keys))
{
	uint32_t n_built = 0;

	for (uint32_t seed = 1; seed <= 60; seed++) {
		f->rng = (struct rng){ seed };
		boxes_make(f, seed % N_KINDS, rng_between(&f->rng, 2, 300));
		boxes_make_returns(f, 3);
		f->boxes.ends_nothing = ends_nothing;
		if (build(f, MAX_TREE))
			continue;
		n_built++;
		hold(f, 500);
	}
	assert_true(n_built >= 30);
}

/* The same of boxes that lie in each other deep behind bits that are alike. */
static void hold_deep_returns(struct random_boxes *f, bool ends_nothing,
			      void (*hold)(struct random_boxes *f,
					   uint32_t n_keys))
{
	uint32_t n_built = 0;

	for (uint32_t seed = 1; seed <= 120; seed++) {
		f->rng = (struct rng){ seed };
		boxes_make_deep(f, rng_between(&f->rng, 2, 200));
		boxes_make_wide(f, rng_between(&f->rng, 2, 20));
		boxes_make_returns(f, 3);
		f->boxes.ends_nothing = ends_nothing;
		if (build(f, MAX_TREE))
			continue;
		n_built++;
		hold(f, 300);
	}
	assert_true(n_built >= 100);
}

static void what_returns_skip_is_not_found(void **state)
{
	hold_returns(*state, false, hold_against_search);
}

/* Boxes that apply are met once each, and no others. */
static void hold_all(struct random_boxes *f, uint32_t n_keys)
{
	while (n_keys--) {
		uint32_t key[PLAN_TABLE_WORDS], best = UINT32_MAX, outcome;
		uint32_t floor = 0, box = 0;
		const struct plan_tree *t;

		boxes_make_key(f, key);
		memset(f->met, 0, f->boxes.n * sizeof(*f->met));
		vec_for_each(t, &f->table.trees)
			ask_tree(f, t, key, &best, &outcome);
		while ((box = search_from(f, box, key, &floor)) < f->boxes.n)
			assert_int_equal(f->met[box++]--, 1);
		for (box = 0; box < f->boxes.n; box++)
			assert_int_equal(f->met[box], 0);
	}
}

static void where_nothing_ends_all_that_apply_are_found(void **state)
{
	hold_returns(*state, true, hold_all);
}

/* Boxes from the lower half of a word, or of two, to the upper one. */
static void make_halves(struct random_boxes *f, uint32_t n, bool of_two)
{
	boxes_make(f, KIND_EXACT, n);
	f->boxes.ends_nothing = true;
	for (uint32_t i = 0; i < n; i++) {
		struct tree_range *r = f->ranges + i * f->boxes.n_words;

		f->box[i].need &= 1;
		for (uint32_t w = 0; w < f->boxes.n_words; w++) {
			const uint32_t max = u128_max(f->boxes.width[w]);

			r[w].first = w == i % 2 || (of_two && w < 2)
					     ? rng_next(&f->rng) & max / 2
					     : 0;
			r[w].last = r[w].first ? max - r[w].first / 3 : max;
		}
	}
}

static void boxes_of_which_a_frame_is_in_most_are_counted_by_few(void **state)
{
	struct random_boxes *f = *state;

	for (uint32_t seed = 1; seed <= 8; seed++) {
		f->rng = (struct rng){ seed };
		make_halves(f, 150, seed % 2);
		if (seed > 4)
			boxes_make_returns(f, 100);
		assert_int_equal(build(f, MAX_TREE), 0);
		assert_true(f->plan->n_joint > 0);
		hold_all(f, 500);
	}
}

/* In addresses of IPv6 the first words are often alike. */
static void words_behind_alike_ones_are_cut(void **state)
{
	struct random_boxes *f = *state;

	for (uint32_t seed = 1; seed <= 60; seed++) {
		f->rng = (struct rng){ seed };
		boxes_make_deep(f, rng_between(&f->rng, 1, 600));
		assert_int_equal(build(f, MAX_TREE), 0);
		hold_against_search(f, 500);
	}
}

static void what_returns_skip_behind_alike_words_is_not_found(void **state)
{
	hold_deep_returns(*state, false, hold_against_search);
}

static void all_that_apply_behind_alike_words_are_found(void **state)
{
	hold_deep_returns(*state, true, hold_all);
}

static uint64_t n_bytes_of(const struct plan_table *table)
{
	const struct plan_tree *t;
	uint64_t n = 0;

	vec_for_each(t, &table->trees)
		n += t->n_bytes;
	return n;
}

static void alike_words_take_little_room(void **state)
{
	struct random_boxes *f = *state;

	boxes_make_deep(f, 20000);
	assert_int_equal(build(f, MAX_TREE), 0);
	hold_against_search(f, 300);

	assert_true(n_bytes_of(&f->table) < 20000 * 200);
}

static void many_boxes_take_little_room(void **state)
{
	struct random_boxes *f = *state;

	boxes_make(f, KIND_EXACT, 5000);
	assert_int_equal(build(f, MAX_TREE), 0);
	hold_against_search(f, 300);
	assert_true(n_bytes_of(&f->table) < 5000 * 160);
}

/* The last of @n boxes are any address, and need nothing. */
static void widen_last(struct random_boxes *f, uint32_t n)
{
	const uint32_t n_words = f->boxes.n_words;

	for (uint32_t i = f->boxes.n - n; i < f->boxes.n; i++) {
		f->box[i].need = 0;
		for (uint32_t w = 0; w < 2; w++)
			f->ranges[i * n_words + w] =
				(struct tree_range){ 0, UINT32_MAX };
	}
}

static void wide_boxes_that_come_last_are_late(void **state)
{
	struct random_boxes *f = *state;
	const struct plan_tree *t;

	boxes_make(f, KIND_EXACT, 21000);
	widen_last(f, 50);
	assert_int_equal(build(f, MAX_TREE), 0);
	assert_int_equal(f->table.trees.n, 2);
	t = f->table.trees.v;
	assert_false(t[0].is_late);
	assert_true(t[1].is_late);
	assert_int_equal(t[1].best_rank, 2 * (f->boxes.n - 50));
	hold_against_search(f, 300);
}

static void trees_without_room_are_refused(void **state)
{
	struct random_boxes *f = *state;

	boxes_make(f, KIND_EXACT, 1000);
	assert_int_equal(build(f, 4096), -E2BIG);
	assert_int_equal(f->table.trees.n, 0);
}

/* Equal boxes: all but the first are never asked. */
static void equal_boxes_are_one(void **state)
{
	struct random_boxes *f = *state;

	boxes_make(f, KIND_EXACT, 300);
	for (uint32_t i = 0; i < 300; i++) {
		f->box[i].need = 0;
		for (uint32_t w = 0; w < f->boxes.n_words; w++)
			f->ranges[i * f->boxes.n_words + w] = f->ranges[w];
	}
	assert_int_equal(build(f, MAX_TREE), 0);
	hold_against_search(f, 300);
}

static int setup(void **state)
{
	*state = boxes_new(widths);
	return 0;
}

static int setup_v6(void **state)
{
	*state = boxes_new(widths_v6);
	return 0;
}

static int teardown(void **state)
{
	struct random_boxes *f = *state;

	arena_free(f->arena);
	return 0;
}

#define TREES_TEST(f)  cmocka_unit_test_setup_teardown(f, setup, teardown)
#define TREES6_TEST(f) cmocka_unit_test_setup_teardown(f, setup_v6, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TREES_TEST(trees_find_what_a_search_finds),
		TREES_TEST(what_returns_skip_is_not_found),
		TREES_TEST(where_nothing_ends_all_that_apply_are_found),
		TREES_TEST(
			boxes_of_which_a_frame_is_in_most_are_counted_by_few),
		TREES6_TEST(words_behind_alike_ones_are_cut),
		TREES6_TEST(what_returns_skip_behind_alike_words_is_not_found),
		TREES6_TEST(all_that_apply_behind_alike_words_are_found),
		TREES6_TEST(alike_words_take_little_room),
		TREES_TEST(many_boxes_take_little_room),
		TREES_TEST(wide_boxes_that_come_last_are_late),
		TREES_TEST(trees_without_room_are_refused),
		TREES_TEST(equal_boxes_are_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
