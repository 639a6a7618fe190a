// SPDX-License-Identifier: GPL-2.0-only
/*
 * heads_test.c - does a hash lead to all that have it, and to no others?
 */
#include "policy/heads.h"
#include "lib/fixture.h"

#define N_THINGS 1000

/* So many hashes, of which many lead to the same place in the table. */
static uint64_t hash_of(uint32_t thing)
{
	const uint64_t list = thing % 100;

	return list << 32 | list % 3;
}

static void a_hash_leads_to_its_things_the_last_one_first(void **state)
{
	struct fixture *f = *state;
	struct heads heads = heads_new(f->arena, N_THINGS);

	for (uint32_t i = 0; i < N_THINGS; i++)
		heads_add(&heads, hash_of(i), i);
	for (uint32_t k = 0; k < 100; k++) {
		uint32_t want = N_THINGS - 100 + k;
		uint32_t n = 0;

		for (uint32_t i = heads_find(&heads, hash_of(k))->last; i;
		     i = heads.before[i - 1], want -= 100, n++)
			assert_int_equal(i - 1, want);
		assert_int_equal(n, N_THINGS / 100);
	}
}

static void nothing_has_a_hash_that_was_not_added(void **state)
{
	struct fixture *f = *state;
	struct heads heads = heads_new(f->arena, N_THINGS);

	for (uint32_t i = 0; i < N_THINGS; i++)
		heads_add(&heads, (uint64_t)i << 32, i);
	assert_int_equal(heads_find(&heads, (uint64_t)N_THINGS << 32)->last, 0);
	for (uint32_t i = 0; i < N_THINGS; i++)
		assert_int_equal(heads_find(&heads, (uint64_t)i << 32)->last,
				 i + 1);
}

static void there_is_room_for_nothing(void **state)
{
	struct fixture *f = *state;
	const struct heads heads = heads_new(f->arena, 0);

	assert_int_equal(heads_find(&heads, 0)->last, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_hash_leads_to_its_things_the_last_one_first),
		test(nothing_has_a_hash_that_was_not_added),
		test(there_is_room_for_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
