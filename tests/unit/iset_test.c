// SPDX-License-Identifier: GPL-2.0-only
/*
 * iset_test.c - are sets of numbers what their makers say, prefixes above all?
 */
#include "policy/iset.h"
#include "lib/fixture.h"
#include "lib/rng.h"

#define WIDTH	  6
#define N_NUMBERS (1u << WIDTH)
#define ALL	  UINT64_MAX /* bits of all numbers */

static uint64_t bits_of(const struct iset *s)
{
	uint64_t bits = 0;

	for (uint32_t v = 0; v < N_NUMBERS; v++)
		bits |= (uint64_t)iset_contains(s, v) << v;
	return bits;
}

/* What n_open has to be of the numbers in @bits, found by trying all. */
static uint8_t open_of(uint64_t bits)
{
	for (uint8_t n = 0; n <= WIDTH; n++) {
		const uint64_t block = ALL >> (N_NUMBERS - (1u << n));

		for (uint32_t v = 0; v < N_NUMBERS; v += 1u << n)
			if (bits == block << v)
				return n;
	}
	return ISET_NO_PREFIX;
}

static void assert_is(const struct iset *s, uint64_t bits)
{
	assert_true(bits_of(s) == bits);
	assert_int_equal(s->n_open, open_of(bits));
}

/* Few intervals, of which many are prefixes. */
static const struct iset *draw(struct arena *a, struct rng *r)
{
	struct interval v[3];
	const uint32_t n = rng_below(r, 4);

	for (uint32_t i = 0; i < n; i++) {
		const uint32_t open = u128_max(rng_below(r, WIDTH));

		v[i].lo = rng_below(r, N_NUMBERS) & ~open;
		v[i].hi = rng_one_in(r, 3)
				  ? rng_between(r, v[i].lo, N_NUMBERS - 1)
				  : v[i].lo + open;
	}
	return iset_union(a, v, n);
}

static void whatever_makes_a_set_knows_whether_it_is_a_prefix(void **state)
{
	struct fixture *f = *state;
	struct rng r = { 1 };

	for (int i = 0; i < 20000; i++) {
		const struct iset *s = draw(f->arena, &r);
		const struct iset *t = draw(f->arena, &r);

		assert_is(s, bits_of(s));
		assert_is(iset_complement(f->arena, s, N_NUMBERS - 1),
			  ~bits_of(s));
		assert_is(iset_intersect(f->arena, s, t),
			  bits_of(s) & bits_of(t));
	}
}

static void prefixes_are_of_up_to_127_open_bits(void **state)
{
	const u128 top = (u128)1 << 127;
	const struct {
		u128 lo, hi;
		uint8_t n_open;
	} rows[] = {
		{ 0, 0, 0 },
		{ ~(u128)0, ~(u128)0, 0 },
		{ 0, UINT64_MAX, 64 },
		{ 1, (u128)UINT64_MAX + 1, ISET_NO_PREFIX },
		{ 0, top - 1, 127 },
		{ top, ~(u128)0, 127 },
		{ top - 1, ~(u128)0, ISET_NO_PREFIX },
		{ 0, ~(u128)0, ISET_NO_PREFIX },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct iset *s =
			iset_range(f->arena, rows[i].lo, rows[i].hi);

		assert_int_equal(s->n_open, rows[i].n_open);
		assert_true(iset_open_bits(s) ==
			    (iset_is_prefix(s) ? rows[i].hi - rows[i].lo
					       : ~(u128)0));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(whatever_makes_a_set_knows_whether_it_is_a_prefix),
		test(prefixes_are_of_up_to_127_open_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
