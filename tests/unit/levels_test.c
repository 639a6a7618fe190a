// SPDX-License-Identifier: GPL-2.0-only
/*
 * levels_test.c - prefixes of few lengths say the same as intervals
 *
 * Random intervals are filled in, and numbers are looked up as a program does
 * it: the longest prefix first.
 */
#include "lib/rng.h"
#include "policy/levels.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct entry {
	unsigned int level;
	u128 prefix;
	uint32_t vector;
};

struct filled {
	struct arena *arena;
	VEC(struct entry) v;
};

static void put(void *context, unsigned int level, u128 prefix, uint32_t vector)
{
	struct filled *f = context;

	*vec_push(f->arena, &f->v) = (struct entry){ level, prefix, vector };
}

/* The vector that the entries give to @number. */
static uint32_t look_up(const struct filled *f, const struct levels *levels,
			unsigned int width, u128 number)
{
	for (unsigned int level = levels->n; level-- > 0;) {
		const unsigned int rest = width - levels->len[level];
		const u128 mask = rest ? ~u128_max(rest) : ~(u128)0;
		const struct entry *e;

		vec_for_each(e, &f->v) {
			if (e->level == level && e->prefix == (number & mask))
				return e->vector;
		}
	}
	return levels->missing;
}

static uint32_t direct(const struct cuts *c, u128 number)
{
	size_t i = c->v.n - 1;

	while (c->v.v[i].lo > number)
		i--;
	return c->v.v[i].vector;
}

/* @n intervals at most, of 3 vectors; some start at multiples. */
static struct cuts make_cuts(struct arena *a, struct rng *r, unsigned int width,
			     unsigned int n)
{
	struct cuts c = { .width = width };
	u128 lo = 0;

	for (int i = 0; i < 3; i++)
		vec_push(a, &c.vectors);
	for (unsigned int i = 0; i < n; i++) {
		uint32_t vector = (i + rng_below(r, 2)) % 3;
		u128 step = rng_below(r, 1000) + (u128)1;

		if (!c.v.n || c.v.v[c.v.n - 1].vector != vector)
			*vec_push(a, &c.v) = (struct cut){ lo, vector };
		step <<= rng_one_in(r, 3) ? rng_below(r, width - 9) : 0;
		if (step > u128_max(width) - lo)
			break;
		lo += step;
	}
	return c;
}

/* Numbers at the ends of the intervals, beside them, and any. */
static void check_cuts(struct arena *a, struct rng *r, const struct cuts *c)
{
	struct filled f = { .arena = a };
	struct levels levels = levels_choose(a, c, 200000);
	const u128 max = u128_max(c->width);

	assert_in_range(levels.n, 1, MAX_LEVELS);
	levels_fill(a, c, &levels, put, &f);
	assert_in_range(f.v.n, 0, (uint64_t)levels.entries);
	for (size_t i = 0; i < c->v.n; i++) {
		u128 at[] = { c->v.v[i].lo, c->v.v[i].lo + 1, c->v.v[i].lo - 1,
			      rng_bits(r, 64) };

		for (size_t k = 0; k < sizeof(at) / sizeof(at[0]); k++)
			assert_int_equal(
				look_up(&f, &levels, c->width, at[k] & max),
				direct(c, at[k] & max));
	}
}

static void says_the_same_as_the_intervals(void **state)
{
	static const unsigned int widths[] = { 10, 16, 32, 48, 128 };
	struct rng r = { .state = 7 };

	for (int i = 0; i < 60; i++) {
		struct arena *a = arena_new();
		struct cuts c = make_cuts(a, &r, rng_pick(&r, widths), 12);

		if (c.v.n > 1)
			check_cuts(a, &r, &c);
		arena_free(a);
	}
}

static void finds_small_intervals_beside_huge_ones(void **state)
{
	struct arena *a = arena_new();
	struct rng r = { .state = 1 };
	struct cuts c = { .width = 128 };
	const struct cut cuts[] = {
		{ 0, 0 },
		{ 5, 1 },
		{ 6, 0 },
		{ (u128)1 << 127, 2 },
		{ ((u128)1 << 127) + 3, 0 },
	};

	for (int i = 0; i < 3; i++)
		vec_push(a, &c.vectors);
	for (int i = 0; i < 5; i++)
		*(struct cut *)vec_push(a, &c.v) = cuts[i];
	check_cuts(a, &r, &c);
	arena_free(a);
}

static void refuses_what_takes_too_many_entries(void **state)
{
	struct arena *a = arena_new();
	struct rng r = { .state = 3 };
	struct cuts c = make_cuts(a, &r, 32, 200);

	assert_int_equal(levels_choose(a, &c, 5).n, 0);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_the_same_as_the_intervals),
		cmocka_unit_test(finds_small_intervals_beside_huge_ones),
		cmocka_unit_test(refuses_what_takes_too_many_entries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
