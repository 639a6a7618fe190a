// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench_stats_test.c - what samples say, and whether another run would say it
 */
#include "bench/stats.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define N(list) (sizeof(list) / sizeof((list)[0]))

static void the_minimum_is_of_all_and_quantiles_are_samples(void **state)
{
	double samples[100];
	struct stats stats;

	for (int i = 0; i < 100; i++)
		samples[i] = (i * 37) % 100 + 1;
	assert_int_equal(stats_of(samples, 100, &stats), 0);
	assert_true(stats.min == 1 && stats.max == 100);
	assert_true(stats.q05 == 5);
	assert_true(stats.median == 50.5);
	assert_true(samples[1] == 38);
	assert_int_equal(stats_of(samples + 1, 1, &stats), 0);
	assert_true(stats.min == 38 && stats.q05 == 38 && stats.median == 38 &&
		    stats.max == 38);
}

static void a_control_is_conclusive_within_a_tenth(void **state)
{
	assert_true(stats_is_conclusive(1));
	assert_true(stats_is_conclusive(0.9) && stats_is_conclusive(1.1));
	assert_false(stats_is_conclusive(0.89) || stats_is_conclusive(1.11));
	assert_false(stats_is_conclusive(0) || stats_is_conclusive(NAN));
}

static void the_best_is_the_least_cost_and_the_most_rate(void **state)
{
	const double samples[] = { 3, 1, NAN, 2 };

	assert_true(stats_best(samples, N(samples), STATS_LEAST) == 1);
	assert_true(stats_best(samples, N(samples), STATS_MOST) == 3);
	assert_true(isnan(stats_best(samples, 0, STATS_LEAST)));
}

static void three_of_the_best_have_to_be_near_each_other(void **state)
{
	const double few[] = { 100, 104, 120, 130 };
	const double enough[] = { 100, 104, 130, 103 };
	const double rates[] = { 100, 97, 50, 98 };

	assert_false(stats_is_settled(few, N(few), STATS_LEAST, 1.04));
	assert_true(stats_is_settled(few, N(few), STATS_LEAST, 1.2));
	assert_true(stats_is_settled(enough, N(enough), STATS_LEAST, 1.04));
	assert_true(stats_is_settled(rates, N(rates), STATS_MOST, 1.04));
	assert_false(stats_is_settled(enough, 2, STATS_LEAST, 1.04));
}

static void a_best_has_to_be_found_in_two_parts(void **state)
{
	const double once[] = { 100, 106, 107 };
	const double twice[] = { 120, 100, 104.9 };
	const double rates[] = { 100, 96, 50 };

	assert_false(stats_is_found_twice(once, N(once), STATS_LEAST, 1.05));
	assert_true(stats_is_found_twice(twice, N(twice), STATS_LEAST, 1.05));
	assert_true(stats_is_found_twice(rates, N(rates), STATS_MOST, 1.05));
	assert_false(stats_is_found_twice(rates + 1, 2, STATS_MOST, 1.05));
}

static void a_part_without_samples_finds_nothing(void **state)
{
	const double one[] = { 100, NAN };
	const double two[] = { NAN, 100, NAN, 101 };

	assert_false(stats_is_found_twice(one, N(one), STATS_LEAST, 1.05));
	assert_true(stats_is_found_twice(two, N(two), STATS_LEAST, 1.05));
	assert_false(stats_is_found_twice(one, 0, STATS_LEAST, 1.05));
}

static void what_is_found_always_is_found_in_each_part(void **state)
{
	const double twice[] = { 100, 114, 101 };
	const double always[] = { 100, NAN, 101, 104 };

	assert_false(stats_is_found_always(twice, N(twice), STATS_LEAST, 1.05));
	assert_true(
		stats_is_found_always(always, N(always), STATS_LEAST, 1.05));
	assert_false(stats_is_found_always(always, 2, STATS_LEAST, 1.05));
}

static void halves_are_of_time(void **state)
{
	/* Alternate samples agree; the machine was slower from the middle on.
	 */
	const double slower[] = { 100, 100, 101, 100, 110, 111, 110, 112 };
	const double alike[] = { 100, 120, 101, 130, 140, 104, 110, 112 };

	assert_false(stats_halves_agree(slower, N(slower), STATS_LEAST));
	assert_true(stats_halves_agree(alike, N(alike), STATS_LEAST));
	assert_true(stats_halves_agree(slower, 3, STATS_LEAST));
	assert_false(stats_halves_agree(slower, 1, STATS_LEAST));
	assert_false(stats_halves_agree(slower, 0, STATS_LEAST));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			the_minimum_is_of_all_and_quantiles_are_samples),
		cmocka_unit_test(a_control_is_conclusive_within_a_tenth),
		cmocka_unit_test(the_best_is_the_least_cost_and_the_most_rate),
		cmocka_unit_test(three_of_the_best_have_to_be_near_each_other),
		cmocka_unit_test(a_best_has_to_be_found_in_two_parts),
		cmocka_unit_test(a_part_without_samples_finds_nothing),
		cmocka_unit_test(what_is_found_always_is_found_in_each_part),
		cmocka_unit_test(halves_are_of_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
