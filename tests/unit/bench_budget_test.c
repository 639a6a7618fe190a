// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench_budget_test.c - the time of a suite is shared fairly
 */
#include "bench/budget.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The clock goes on while a test runs. */
static void assert_about(double seconds, double expected)
{
	if (fabs(seconds - expected) > 1)
		fail_msg("%g s instead of %g s", seconds, expected);
}

static void parts_get_what_they_weigh(void **state)
{
	struct budget b = budget_start(1000, 10);

	(void)state;
	assert_about(budget_take(&b, 1), 100);
	/* The first has left all of its share over. */
	assert_about(budget_take(&b, 3), 1000.0 * 3 / 9);
	assert_about(budget_take(&b, 6), 1000);
	assert_false(budget_is_over(&b));
}

static void what_comes_too_late_gets_nothing(void **state)
{
	struct budget b = budget_start(1000, 2);

	(void)state;
	b.end = budget_now() - 5;
	assert_true(budget_is_over(&b));
	assert_true(budget_take(&b, 1) == 0);
	assert_true(budget_take(&b, 1) == 0);
}

/* A part more than was said does not divide by what is not left. */
static void a_part_too_many_gets_the_rest(void **state)
{
	struct budget b = budget_start(1000, 1);

	(void)state;
	budget_take(&b, 1);
	assert_about(budget_take(&b, 5), 1000);
}

static void without_an_end_nothing_is_over(void **state)
{
	struct budget b = budget_start(0, 3);

	(void)state;
	assert_true(isinf(budget_take(&b, 1)));
	assert_false(budget_is_over(&b));
}

static void only_numbers_above_0_are_seconds(void **state)
{
	(void)state;
	assert_true(budget_read("30") == 30);
	assert_true(budget_read("1.5") == 1.5);
	assert_true(budget_read("0") == 0);
	assert_true(budget_read("-3") == 0);
	assert_true(budget_read("") == 0);
	assert_true(budget_read("5x") == 0);
	assert_true(budget_read("inf") == 0);
	assert_true(budget_read("nan") == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_get_what_they_weigh),
		cmocka_unit_test(what_comes_too_late_gets_nothing),
		cmocka_unit_test(a_part_too_many_gets_the_rest),
		cmocka_unit_test(without_an_end_nothing_is_over),
		cmocka_unit_test(only_numbers_above_0_are_seconds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
