// SPDX-License-Identifier: GPL-2.0-only
/*
 * simplify_test.c - fewer items do the same
 *
 * Items are evaluated as lower.h says, one after the other. Of random segments
 * over a few small numbers all points are tried, before and after each pass:
 * the same rule decides, and the same is counted.
 */
#include "lib/rng.h"
#include "policy/simplify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define N_DIMS	   3
#define N_NUMBERS  8 /* of each dimension */
#define N_POINTS   (N_NUMBERS * N_NUMBERS * N_NUMBERS)
#define N_COUNTERS 4
#define MAX_ITEMS  14

struct fixture {
	struct arena *arena;
	struct lowered low;
	struct segment *segment;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->arena = arena_new();
	for (uint32_t i = 0; i < N_DIMS; i++)
		*vec_push(f->arena, &f->low.dims) =
			(struct dim){ .max = N_NUMBERS - 1 };
	f->segment = vec_push(f->arena, &f->low.segments);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	arena_free(f->arena);
	free(f);
	return 0;
}

static void start_again(struct fixture *f)
{
	f->segment->items.n = 0;
}

/* The next item: of rule and counter @rule, and without a constraint. */
static struct item *add(struct fixture *f, enum item_kind kind, uint32_t rule,
			enum plan_verdict verdict)
{
	struct item *it = vec_push(f->arena, &f->segment->items);

	*it = (struct item){
		.kind = kind,
		.rule = rule,
		.counter = rule,
		.verdict = verdict,
		.constraints = arena_calloc(f->arena, N_DIMS,
					    sizeof(struct constraint)),
	};
	return it;
}

static void want(struct fixture *f, struct item *it, uint32_t dim, uint32_t lo,
		 uint32_t hi)
{
	it->constraints[it->n_constraints++] =
		(struct constraint){ dim, iset_range(f->arena, lo, hi) };
}

/* A verdict of @rule for @lo to @hi of dimension 0. */
static void add_range(struct fixture *f, uint32_t rule, uint32_t lo,
		      uint32_t hi)
{
	want(f, add(f, ITEM_VERDICT, rule, PLAN_DROP), 0, lo, hi);
}

static void add_return(struct fixture *f, uint32_t lo, uint32_t hi,
		       uint32_t skip_to)
{
	struct item *it = add(f, ITEM_RETURN, 0, PLAN_ACCEPT);

	it->skip_to = skip_to;
	want(f, it, 1, lo, hi);
}

static void add_last(struct fixture *f)
{
	add(f, ITEM_VERDICT, PLAN_NO_RULE, PLAN_ACCEPT)->counter = 0;
}

/* What becomes of a point. */
struct end {
	uint32_t rule;
	enum plan_verdict verdict;
	uint32_t counts[N_COUNTERS];
};

static bool applies(const struct item *it, const uint32_t point[N_DIMS])
{
	for (uint32_t i = 0; i < it->n_constraints; i++)
		if (!iset_contains(it->constraints[i].allowed,
				   point[it->constraints[i].dim]))
			return false;
	return true;
}

static struct end end_of(const struct segment *s, uint32_t number)
{
	const uint32_t point[N_DIMS] = { number % N_NUMBERS,
					 number / N_NUMBERS % N_NUMBERS,
					 number / N_NUMBERS / N_NUMBERS };
	struct end end = {};
	uint32_t i = 0;

	while (i < s->items.n) {
		const struct item *it = &s->items.v[i];

		if (!applies(it, point)) {
			i++;
			continue;
		}
		if (it->kind == ITEM_RETURN) {
			i = it->skip_to;
			continue;
		}
		end.counts[it->counter]++;
		if (it->kind == ITEM_VERDICT) {
			end.rule = it->rule;
			end.verdict = it->verdict;
			return end;
		}
		i++;
	}
	fail_msg("point %u leaves the segment", number);
	return end;
}

/* Runs @passes; what they leave does the same for all points. */
static size_t n_left(struct fixture *f, uint32_t passes)
{
	struct lowered out;
	const struct segment *s;

	simplify(f->arena, &f->low, passes, &out, NULL);
	s = &out.segments.v[0];
	for (uint32_t p = 0; p < N_POINTS; p++) {
		struct end before = end_of(f->segment, p);
		struct end after = end_of(s, p);

		assert_int_equal(before.rule, after.rule);
		assert_int_equal(before.verdict, after.verdict);
		assert_memory_equal(before.counts, after.counts,
				    sizeof(before.counts));
	}
	return s->items.n;
}

/* ---- Shadowed ---- */

#define SHADOWED (1u << SIMPLIFY_SHADOWED)
#define MERGED	 (1u << SIMPLIFY_MERGED)

static void who_gets_no_frames_is_gone(void **state)
{
	struct fixture *f = *state;

	add_range(f, 1, 0, 3);
	add_range(f, 2, 2, 3);
	add_range(f, 3, 3, 4);
	want(f, add(f, ITEM_COUNT, 2, PLAN_ACCEPT), 1, 2, 3);
	add_last(f);
	assert_int_equal(n_left(f, SHADOWED), 4);
	assert_int_equal(f->segment->items.n, 5);
}

static void ranges_and_prefixes_shadow(void **state)
{
	struct fixture *f = *state;
	struct item *it;

	it = add(f, ITEM_VERDICT, 1, PLAN_DROP);
	want(f, it, 0, 1, 5);
	want(f, it, 1, 4, 7);
	it = add(f, ITEM_VERDICT, 2, PLAN_DROP);
	want(f, it, 2, 0, 0);
	want(f, it, 1, 5, 5);
	want(f, it, 0, 2, 3);
	add_last(f);
	assert_int_equal(n_left(f, SHADOWED), 2);
}

static void what_only_counts_shadows_nothing(void **state)
{
	struct fixture *f = *state;

	want(f, add(f, ITEM_COUNT, 1, PLAN_ACCEPT), 0, 0, 3);
	add_range(f, 2, 0, 3);
	want(f, add(f, ITEM_COUNT, 3, PLAN_ACCEPT), 0, 1, 2);
	add_last(f);
	assert_int_equal(n_left(f, SHADOWED), 3);
}

/* Of 1 in dimension 1, the second item is skipped and the third is not. */
static void who_skips_an_item_is_not_taken_by_it(void **state)
{
	struct fixture *f = *state;

	add_return(f, 1, 1, 2);
	add_range(f, 1, 0, 3);
	add_range(f, 2, 0, 3);
	add_last(f);
	assert_int_equal(n_left(f, SHADOWED), 4);
	start_again(f);
	add_return(f, 1, 1, 3);
	add_range(f, 1, 0, 3);
	add_range(f, 2, 0, 3);
	add_last(f);
	assert_int_equal(n_left(f, SHADOWED), 3);
}

static void a_return_shadows_as_far_as_it_skips(void **state)
{
	struct fixture *f = *state;

	add_return(f, 0, 3, 2);
	want(f, add(f, ITEM_VERDICT, 1, PLAN_DROP), 1, 2, 3);
	want(f, add(f, ITEM_VERDICT, 2, PLAN_DROP), 1, 2, 3);
	add_last(f);
	assert_int_equal(n_left(f, SHADOWED), 3);
}

/* ---- Merged ---- */

static void neighbours_of_one_rule_are_one(void **state)
{
	struct fixture *f = *state;

	add_range(f, 1, 0, 1);
	add_range(f, 1, 2, 2);
	add_range(f, 1, 5, 6);
	add_last(f);
	assert_int_equal(n_left(f, MERGED), 2);
}

static void other_rules_are_not(void **state)
{
	struct fixture *f = *state;

	add_range(f, 1, 0, 1);
	add_range(f, 2, 2, 2);
	add_last(f);
	assert_int_equal(n_left(f, MERGED), 3);
}

static void what_becomes_all_numbers_is_no_constraint(void **state)
{
	struct fixture *f = *state;
	struct lowered out;

	add_range(f, 1, 0, 3);
	add_range(f, 1, 4, 7);
	add_last(f);
	assert_int_equal(n_left(f, MERGED), 2);
	simplify(f->arena, &f->low, MERGED, &out, NULL);
	assert_int_equal(out.segments.v[0].items.v[0].n_constraints, 0);
	assert_int_equal(f->segment->items.v[0].n_constraints, 1);
}

static void who_stands_between_and_meets_none_is_passed(void **state)
{
	struct fixture *f = *state;

	add_range(f, 1, 0, 1);
	add_range(f, 2, 3, 4);
	add_range(f, 1, 5, 6);
	add_last(f);
	assert_int_equal(n_left(f, MERGED), 3);
	start_again(f);
	add_range(f, 1, 0, 1);
	want(f, add(f, ITEM_COUNT, 2, PLAN_ACCEPT), 1, 3, 4);
	add_range(f, 1, 5, 6);
	add_last(f);
	assert_int_equal(n_left(f, MERGED), 4);
}

static void who_skips_the_first_meets_the_second(void **state)
{
	struct fixture *f = *state;

	add_return(f, 1, 1, 2);
	add_range(f, 1, 0, 1);
	add_range(f, 1, 5, 6);
	add_last(f);
	assert_int_equal(n_left(f, MERGED), 4);
}

/* ---- Any ---- */

static void add_any(struct fixture *f, struct rng *rng, uint32_t at, uint32_t n)
{
	static const enum item_kind kinds[] = { ITEM_VERDICT, ITEM_VERDICT,
						ITEM_VERDICT, ITEM_COUNT,
						ITEM_RETURN };
	uint32_t rule = rng_between(rng, 1, 3);
	struct item *it = add(f, kinds[rng_between(rng, 0, 4)], rule,
			      rule & 1 ? PLAN_DROP : PLAN_ACCEPT);

	it->skip_to = rng_between(rng, at + 1, n - 1);
	for (uint32_t d = 0; d < N_DIMS; d++) {
		uint32_t lo = rng_between(rng, 0, N_NUMBERS - 1);
		uint32_t hi = rng_between(rng, lo, N_NUMBERS - 1);

		/* Many ask the same of all dimensions but one. */
		if (d && rng_between(rng, 0, 3))
			want(f, it, d, 2, 5);
		else if (rng_between(rng, 0, 3) && hi - lo < N_NUMBERS - 1)
			want(f, it, d, lo, hi);
	}
}

static void all_points_end_as_before(void **state)
{
	static const uint32_t passes[] = { SHADOWED, MERGED, SIMPLIFY_ALL };
	struct fixture *f = *state;
	struct rng rng = { 1 };
	size_t n_gone[3] = {};

	for (uint32_t i = 0; i < 1500; i++) {
		uint32_t n = rng_between(&rng, 2, MAX_ITEMS);

		start_again(f);
		for (uint32_t k = 0; k + 1 < n; k++)
			add_any(f, &rng, k, n);
		add_last(f);
		for (uint32_t p = 0; p < 3; p++)
			n_gone[p] += n - n_left(f, passes[p]);
	}
	/* Else nothing was tried. */
	assert_true(n_gone[0] > 1000);
	assert_true(n_gone[1] > 300);
	assert_true(n_gone[2] > n_gone[0]);
}

static void each_pass_says_how_many_it_took(void **state)
{
	struct fixture *f = *state;
	uint32_t n_gone[N_SIMPLIFY_PASSES] = {};
	struct lowered out;

	add_range(f, 1, 0, 3);
	add_range(f, 2, 2, 3);
	add_range(f, 3, 5, 5);
	add_range(f, 3, 7, 7);
	add_last(f);
	simplify(f->arena, &f->low, SIMPLIFY_ALL, &out, n_gone);
	assert_int_equal(n_gone[SIMPLIFY_SHADOWED], 1);
	assert_int_equal(n_gone[SIMPLIFY_MERGED], 1);
	assert_int_equal(n_left(f, 0), 5);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(who_gets_no_frames_is_gone),
		TEST(ranges_and_prefixes_shadow),
		TEST(what_only_counts_shadows_nothing),
		TEST(who_skips_an_item_is_not_taken_by_it),
		TEST(a_return_shadows_as_far_as_it_skips),
		TEST(neighbours_of_one_rule_are_one),
		TEST(other_rules_are_not),
		TEST(what_becomes_all_numbers_is_no_constraint),
		TEST(who_stands_between_and_meets_none_is_passed),
		TEST(who_skips_the_first_meets_the_second),
		TEST(all_points_end_as_before),
		TEST(each_pass_says_how_many_it_took),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
