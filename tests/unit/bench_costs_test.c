// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench_costs_test.c - how many rounds of a command are enough, and which count
 */
#include "lib/bench_run.h"

#include "bench/costs.h"

#include <math.h>
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

static void too_long_ones_run_once_in_all_passes(void **state)
{
	const struct costs_limit once = { 24, 2, 10, 3 };
	struct costs c = of((double[]){ 3 }, 1);

	assert_true(costs_are_enough(&c, &once));
	costs_next_pass(&c);
	assert_true(costs_are_enough(&c, &once));
	c = of((double[]){ 2.9 }, 1);
	assert_false(costs_are_enough(&c, &once));
	c = of(NULL, 0);
	assert_false(costs_are_enough(&c, &once));
}

static void what_is_compared_runs_until_it_counts(void **state)
{
	const struct costs_limit once = { 24, 2, 10, 3 };
	struct costs c = of((double[]){ 5, 5.6, 7, 6 }, 4);

	c.is_compared = true;
	assert_false(costs_are_enough(&c, &once));
	costs_add(&c, COST_CPU, 5.2);
	costs_add(&c, COST_CPU, 5.1);
	assert_true(costs_are_enough(&c, &once));
	costs_next_pass(&c);
	for (size_t i = 0; i < 3; i++)
		costs_add(&c, COST_CPU, 5.6);
	assert_false(costs_are_enough(&c, &once));
	costs_add(&c, COST_CPU, 5.3);
	assert_true(costs_are_enough(&c, &once));
}

/* Takes all turns that are left. Returns how many. */
static size_t take_all(struct costs_turns *turns)
{
	size_t n = 0;

	while (costs_next_turn(turns))
		n++;
	return n;
}

static void every_other_round_goes_the_other_way_round(void **state)
{
	const size_t ways[] = { 0, 1, 2, 2, 1, 0, 0 };
	struct costs_turns turns = costs_start_turns(&limit, INFINITY, 3);

	for (size_t i = 0; i < 7; i++) {
		assert_true(costs_next_turn(&turns));
		assert_int_equal(turns.way, ways[i]);
	}
}

static void turns_end_with_the_rounds(void **state)
{
	struct costs_turns turns = costs_start_turns(&limit, INFINITY, 3);

	assert_int_equal(take_all(&turns), 24 * 3);
	assert_false(costs_next_turn(&turns));
}

static void when_time_is_over_some_rounds_are_due(void **state)
{
	struct costs_turns turns = costs_start_turns(&limit, INFINITY, 3);

	turns.start_s -= 100;
	assert_int_equal(take_all(&turns), 5 * 3);
}

static void when_the_share_is_over_one_round_is_due(void **state)
{
	struct costs_turns turns = costs_start_turns(&limit, 0, 3);

	assert_int_equal(take_all(&turns), 3);
}

/* Writes @c into @run, which is to be ended. Returns the row of its time. */
static const struct result *tell(const struct costs *c, struct bench_run *run)
{
	const struct result row = { .suite = "install",
				    .family = "exact",
				    .opponent = "nft-raw" };

	bench_run_start(run);
	assert_int_equal(costs_tell(c, &row, c, c, run->file), 0);
	bench_run_read(run);
	return &run->rows.rows.v[0].result;
}

static void assert_status(const struct costs *c, enum result_status status)
{
	struct bench_run run;

	assert_int_equal(tell(c, &run)->status, status);
	/* Memory is what it is. */
	assert_int_equal(run.rows.rows.v[1].result.status, RESULT_OK);
	bench_run_end(&run);
}

static void assert_doubt(const struct costs *c, const char *reason)
{
	struct bench_run run;
	const struct result *r = tell(c, &run);

	assert_int_equal(r->status, RESULT_INCONCLUSIVE);
	assert_string_equal(r->reason, reason);
	bench_run_end(&run);
}

static void a_least_counts_if_three_rounds_found_it(void **state)
{
	struct costs c = of((double[]){ 0.0100, 0.0101, 0.0120 }, 3);

	assert_doubt(&c, "no three rounds found the same minimum");
	costs_add(&c, COST_CPU, 0.0106);
	assert_doubt(&c, "no three rounds found the same minimum");
	costs_add(&c, COST_CPU, 0.0104);
	assert_status(&c, RESULT_OK);
}

/* Then it waits for the kernel as long as others let it. */
static void wall_time_counts_on_a_busy_machine_if_it_is_cpu_time(void **state)
{
	struct costs c = {};
	struct bench_run run;

	for (size_t i = 0; i < 3; i++) {
		costs_add(&c, COST_CPU, 0.100);
		costs_add(&c, COST_WALL, 0.110);
	}
	tell(&c, &run);
	assert_int_equal(run.rows.rows.v[1].result.status, RESULT_OK);
	bench_run_end(&run);
	c.was_busy = true;
	tell(&c, &run);
	assert_int_equal(run.rows.rows.v[0].result.status, RESULT_OK);
	assert_int_equal(run.rows.rows.v[1].result.status, RESULT_INCONCLUSIVE);
	bench_run_end(&run);
	for (size_t i = 0; i < 3; i++)
		c.samples[COST_WALL][i] = 0.104;
	tell(&c, &run);
	assert_int_equal(run.rows.rows.v[1].result.status, RESULT_OK);
	bench_run_end(&run);
}

/* A machine that is slow for all rounds of a pass is found out by the other. */
static void a_least_of_two_passes_counts_if_both_found_it(void **state)
{
	struct costs c = of((double[]){ 0.014, 0.0141, 0.0142 }, 3);

	costs_next_pass(&c);
	costs_add(&c, COST_CPU, 0.0094);
	costs_add(&c, COST_CPU, 0.0095);
	costs_add(&c, COST_CPU, 0.0095);
	assert_doubt(&c, "its passes did not find the same minimum");
	c.samples[COST_CPU][3] = 0.0136;
	c.samples[COST_CPU][4] = 0.02;
	c.samples[COST_CPU][5] = 0.02;
	assert_status(&c, RESULT_OK);
}

/* Each pass has found it once, by chance. */
static void a_least_of_two_passes_counts_if_three_rounds_found_it(void **state)
{
	struct costs c = of((double[]){ 0.0100, 0.0120, 0.0130 }, 3);

	costs_next_pass(&c);
	costs_add(&c, COST_CPU, 0.0120);
	costs_add(&c, COST_CPU, 0.0101);
	assert_doubt(&c, "no three rounds found the same minimum");
	costs_add(&c, COST_CPU, 0.0106);
	assert_doubt(&c, "no three rounds found the same minimum");
	costs_add(&c, COST_CPU, 0.0104);
	assert_status(&c, RESULT_OK);
}

static void without_time_for_a_second_pass_the_first_counts(void **state)
{
	struct costs c = of((double[]){ 0.010, 0.010, 0.012 }, 3);

	costs_next_pass(&c);
	assert_doubt(&c, "no three rounds found the same minimum");
	c.samples[COST_CPU][2] = 0.0101;
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
		cmocka_unit_test(too_long_ones_run_once_in_all_passes),
		cmocka_unit_test(what_is_compared_runs_until_it_counts),
		cmocka_unit_test(every_other_round_goes_the_other_way_round),
		cmocka_unit_test(turns_end_with_the_rounds),
		cmocka_unit_test(when_time_is_over_some_rounds_are_due),
		cmocka_unit_test(when_the_share_is_over_one_round_is_due),
		cmocka_unit_test(a_least_counts_if_three_rounds_found_it),
		cmocka_unit_test(
			wall_time_counts_on_a_busy_machine_if_it_is_cpu_time),
		cmocka_unit_test(a_least_of_two_passes_counts_if_both_found_it),
		cmocka_unit_test(
			a_least_of_two_passes_counts_if_three_rounds_found_it),
		cmocka_unit_test(
			without_time_for_a_second_pass_the_first_counts),
		cmocka_unit_test(a_pass_has_rounds_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
