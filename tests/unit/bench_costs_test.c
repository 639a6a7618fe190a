// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench_costs_test.c - how many rounds of a command are enough, and which count
 */
#include "lib/bench_run.h"

#include "bench/budget.h"
#include "bench/costs.h"

#include <string.h>

static const struct costs_limit limit = { 24, 2, 10 };

static struct costs of(const double *cpu_s, size_t n)
{
	struct costs c = {};

	for (size_t i = 0; i < n; i++) {
		costs_add(&c, COST_CPU, cpu_s[i]);
		costs_add(&c, COST_MEMORY, cpu_s[i]);
	}
	return c;
}

static void short_commands_run_until_three_rounds_are_alike(void **state)
{
	const double cpu_s[] = { .010, .013, .014, .011, .012,
				 .013, .012, .013, .010, .0104 };
	struct costs c = of(cpu_s, 8);

	assert_false(costs_are_enough(&c, &limit));
	c = of(cpu_s, 10);
	assert_true(costs_are_enough(&c, &limit));
	/* Three of a few are alike by chance. */
	c = of((double[]){ 0.01, 0.01, 0.01, 0.01 }, 4);
	assert_false(costs_are_enough(&c, &limit));
}

static void long_commands_run_three_times(void **state)
{
	const double cpu_s[] = { 5, 9, 7 };
	struct costs c = of(cpu_s, 2);

	assert_false(costs_are_enough(&c, &limit));
	c = of(cpu_s, 3);
	assert_true(costs_are_enough(&c, &limit));
}

static void when_time_is_over_some_rounds_are_due(void **state)
{
	const double now = budget_now();

	assert_true(costs_go_on(&limit, 4, now - 100));
	assert_false(costs_go_on(&limit, 5, now - 100));
	assert_true(costs_go_on(&limit, 23, now));
	assert_false(costs_go_on(&limit, 24, now));
}

/* Writes @c, and expects its status by CPU time. */
static void assert_status(const struct costs *c, enum result_status status)
{
	const struct result row = { .suite = "install",
				    .family = "exact",
				    .opponent = "nft-raw" };
	struct bench_run run;

	bench_run_start(&run);
	assert_int_equal(costs_tell(c, &row, c, c, run.file), 0);
	bench_run_read(&run);
	assert_int_equal(run.rows.rows.v[0].result.status, status);
	/* Memory is what it is. */
	assert_int_equal(run.rows.rows.v[1].result.status, RESULT_OK);
	bench_run_end(&run);
}

static void a_least_counts_if_two_rounds_found_it(void **state)
{
	struct costs c = of((double[]){ 0.014, 0.010, 0.012 }, 3);

	assert_status(&c, RESULT_INCONCLUSIVE);
	costs_add(&c, COST_CPU, 0.0104);
	assert_status(&c, RESULT_OK);
}

static void wall_time_counts_if_three_rounds_found_it(void **state)
{
	struct costs c = {};

	costs_add(&c, COST_WALL, 0.100);
	costs_add(&c, COST_WALL, 0.101);
	costs_add(&c, COST_WALL, 0.120);
	costs_add(&c, COST_MEMORY, 1);
	assert_status(&c, RESULT_INCONCLUSIVE);
	costs_add(&c, COST_WALL, 0.107);
	assert_status(&c, RESULT_OK);
}

/* A machine that is slow for all rounds of a pass is found out by the other. */
static void a_least_of_two_passes_counts_if_both_found_it(void **state)
{
	struct costs c = of((double[]){ 0.014, 0.0141, 0.0142 }, 3);

	costs_next_pass(&c);
	assert_status(&c, RESULT_INCONCLUSIVE);
	costs_add(&c, COST_CPU, 0.0094);
	costs_add(&c, COST_CPU, 0.0095);
	assert_status(&c, RESULT_INCONCLUSIVE);
	c.samples[COST_CPU][3] = 0.0136;
	c.samples[COST_CPU][4] = 0.02;
	assert_status(&c, RESULT_OK);
}

static void a_pass_has_rounds_of_its_own(void **state)
{
	const double cpu_s[] = { .010, .013, .014, .011, .012,
				 .013, .012, .013, .010, .0104 };
	struct costs c = of(cpu_s, 10);

	assert_true(costs_are_enough(&c, &limit));
	costs_next_pass(&c);
	assert_false(costs_are_enough(&c, &limit));
	for (size_t i = 0; i < 10; i++)
		costs_add(&c, COST_CPU, cpu_s[i]);
	assert_true(costs_are_enough(&c, &limit));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			short_commands_run_until_three_rounds_are_alike),
		cmocka_unit_test(long_commands_run_three_times),
		cmocka_unit_test(when_time_is_over_some_rounds_are_due),
		cmocka_unit_test(a_least_counts_if_two_rounds_found_it),
		cmocka_unit_test(wall_time_counts_if_three_rounds_found_it),
		cmocka_unit_test(a_least_of_two_passes_counts_if_both_found_it),
		cmocka_unit_test(a_pass_has_rounds_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
