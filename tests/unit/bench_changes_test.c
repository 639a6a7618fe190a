// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench_changes_test.c - slower is what is slower beyond noise
 */
#include "lib/bench_run.h"

#include "bench/results/changes.h"

#include <string.h>

static struct bench_run before, after;
static struct changes changes;

static int setup(void **state)
{
	bench_run_start(&before);
	bench_run_start(&after);
	return 0;
}

static int teardown(void **state)
{
	bench_run_end(&before);
	bench_run_end(&after);
	return 0;
}

static void compare(void)
{
	bench_run_read(&before);
	bench_run_read(&after);
	changes_make(after.arena, &before.groups, &after.groups, &changes);
}

static const struct changes_change *change_of(const char *opponent)
{
	const struct changes_change *change;

	vec_for_each(change, &changes.changes) {
		if (!strcmp(change->key->opponent, opponent))
			return change;
	}
	fail_msg("nothing is said of %s", opponent);
	return NULL;
}

static void add(struct bench_run *run, double floor, double nicfw,
		double control)
{
	struct result row = bench_run_row(RESULT_FLOOR, 100, &floor);

	row.control = control;
	bench_run_add(run, row);
	row.opponent = "nicfw-driver";
	row.samples = &nicfw;
	bench_run_add(run, row);
}

static void a_slower_machine_is_no_change(void **state)
{
	add(&before, 40, 60, 1);
	add(&after, 120, 180, 1);
	compare();
	assert_int_equal(changes.n[CHANGES_NONE], 1);
	assert_int_equal(changes.n[CHANGES_YARDSTICK], 1);
	assert_int_equal(changes.changes.n, 2);
	assert_string_equal(change_of("nicfw-driver")->yardstick, RESULT_FLOOR);
}

static void more_against_the_floor_is_slower(void **state)
{
	add(&before, 40, 60, 1);
	add(&after, 40, 67, 1);
	compare();
	assert_int_equal(change_of("nicfw-driver")->kind, CHANGES_SLOWER);
	assert_int_equal(changes.n[CHANGES_SLOWER], 1);
}

static void less_against_the_floor_is_faster(void **state)
{
	add(&before, 40, 67, 1);
	add(&after, 80, 120, 1);
	compare();
	assert_int_equal(change_of("nicfw-driver")->kind, CHANGES_FASTER);
}

static void a_tenth_is_noise(void **state)
{
	add(&before, 40, 60, 1);
	add(&after, 40, 65.5, 1);
	compare();
	assert_int_equal(changes.n[CHANGES_NONE], 1);
}

static void the_control_says_how_much_is_noise(void **state)
{
	add(&before, 40, 60, 1);
	add(&after, 40, 70, 1.09); /* up to 18 % */
	compare();
	assert_int_equal(changes.n[CHANGES_NONE], 1);
	assert_true(change_of("nicfw-driver")->bound > 0.179);
}

static void without_a_control_a_fifth_is_noise(void **state)
{
	add(&before, 40, 60, 0);
	add(&after, 40, 70, 0);
	compare();
	assert_int_equal(changes.n[CHANGES_NONE], 1);
	assert_true(change_of("nicfw-driver")->bound == 0.2);
}

/* The least of its samples is far from all others: it may be luck. */
static void a_row_that_spreads_has_a_wider_bound(void **state)
{
	const double samples[] = { 60, 84, 84, 84 };
	const double floor = 40;
	struct result row = bench_run_row("nicfw-driver", 100, samples);

	row.n_samples = 4;
	bench_run_add(&before, bench_run_row(RESULT_FLOOR, 100, &floor));
	bench_run_add(&before, row);
	add(&after, 40, 80, 1);
	compare();
	assert_int_equal(change_of("nicfw-driver")->kind, CHANGES_NONE);
	assert_true(change_of("nicfw-driver")->bound > 0.39);
}

/* What moves most opponents of the group is the machine, and not nicfw. */
static void what_others_moved_is_noise(void **state)
{
	static const char *const others[] = { "nft-raw", "nft-input", "ipset" };

	add(&before, 40, 60, 1);
	add(&after, 40, 75, 1);
	for (int i = 0; i < 2; i++) {
		bench_run_add_cost(&before, others[i], 100, 200);
		bench_run_add_cost(&after, others[i], 100, 230);
	}
	compare();
	assert_int_equal(change_of("nicfw-driver")->kind, CHANGES_SLOWER);
	teardown(state);
	setup(state);
	add(&before, 40, 60, 1);
	add(&after, 40, 75, 1);
	for (int i = 0; i < 3; i++) {
		bench_run_add_cost(&before, others[i], 100, 200);
		bench_run_add_cost(&after, others[i], 100, 230);
	}
	compare();
	assert_int_equal(change_of("nicfw-driver")->kind, CHANGES_NONE);
	assert_true(change_of("nicfw-driver")->bound > 0.299);
}

static void an_inconclusive_run_is_not_compared(void **state)
{
	add(&before, 40, 60, 1);
	add(&after, 40, 600, 1.3);
	compare();
	assert_int_equal(changes.n[CHANGES_SLOWER], 0);
	assert_int_equal(change_of("nicfw-driver")->kind, CHANGES_UNKNOWN);
	assert_non_null(strstr(change_of("nicfw-driver")->reason, "control"));
}

static void rows_come_and_go(void **state)
{
	struct result row = bench_run_row("nft-raw", 100, NULL);

	add(&before, 40, 60, 1);
	add(&after, 40, 60, 1);
	bench_run_add_cost(&before, "nft-raw", 100, 170);
	bench_run_add_cost(&before, "nft-ingress", 100, 170);
	bench_run_add_cost(&after, "ipset-raw", 100, 170);
	row.n_samples = 0;
	row.status = RESULT_VOID;
	row.reason = "frames were lost";
	bench_run_add(&after, row);
	compare();
	assert_int_equal(change_of("ipset-raw")->kind, CHANGES_NEW);
	assert_int_equal(change_of("nft-ingress")->kind, CHANGES_GONE);
	assert_string_equal(change_of("nft-ingress")->reason, "not there");
	assert_int_equal(change_of("nft-raw")->kind, CHANGES_GONE);
	assert_string_equal(change_of("nft-raw")->reason,
			    "void: frames were lost");
	assert_int_equal(changes.n[CHANGES_GONE], 2);
	assert_int_equal(changes.n[CHANGES_SLOWER], 0);
}

static void without_a_floor_another_is_the_yardstick(void **state)
{
	bench_run_add_cost(&before, "nicfw-driver", 100, 60);
	bench_run_add_cost(&before, "nft-raw", 100, 200);
	bench_run_add_cost(&after, "nicfw-driver", 100, 180);
	bench_run_add_cost(&after, "nft-raw", 100, 300);
	compare();
	assert_int_equal(change_of("nft-raw")->kind, CHANGES_YARDSTICK);
	assert_string_equal(change_of("nicfw-driver")->yardstick, "nft-raw");
	assert_true(change_of("nicfw-driver")->factor == 2);
	assert_int_equal(change_of("nicfw-driver")->kind, CHANGES_SLOWER);
}

static void a_floor_of_one_run_is_no_yardstick(void **state)
{
	bench_run_add_cost(&before, "nicfw-driver", 100, 60);
	add(&after, 40, 60, 1);
	compare();
	assert_int_equal(change_of("nicfw-driver")->kind, CHANGES_UNKNOWN);
	assert_int_equal(change_of(RESULT_FLOOR)->kind, CHANGES_NEW);
}

static void add_as(struct bench_run *run, const char *unit, double value)
{
	struct result row = bench_run_row("nicfw-driver", 7, &value);

	row.unit = unit;
	bench_run_add(run, row);
}

static void counts_are_exact_and_sizes_nearly(void **state)
{
	add_as(&before, "words", 1000);
	add_as(&after, "words", 1001);
	add_as(&before, "MB", 1000);
	add_as(&after, "MB", 1050);
	add_as(&before, "packets", 0);
	add_as(&after, "packets", 9);
	compare();
	assert_int_equal(changes.n[CHANGES_SLOWER], 1);
	assert_int_equal(changes.n[CHANGES_NONE], 1);
	assert_int_equal(changes.n[CHANGES_UNKNOWN], 1);
	assert_string_equal(change_of("nicfw-driver")->key->unit, "words");
	assert_int_equal(change_of("nicfw-driver")->kind, CHANGES_SLOWER);
}

static void a_lower_rate_is_slower(void **state)
{
	const double floor = 10, rates[] = { 5, 4 };
	struct result row = bench_run_row(RESULT_FLOOR, 1, &floor);

	row.unit = "Mpps";
	bench_run_add(&before, row);
	bench_run_add(&after, row);
	row.opponent = "nicfw-driver";
	row.samples = &rates[0];
	bench_run_add(&before, row);
	row.samples = &rates[1];
	bench_run_add(&after, row);
	compare();
	assert_int_equal(change_of("nicfw-driver")->kind, CHANGES_SLOWER);
	assert_true(change_of("nicfw-driver")->factor == 1.25);
}

static void what_changed_is_printed_without_orders_to_a_terminal(void **state)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	add(&before, 40, 60, 1);
	add(&after, 40, 90, 1);
	bench_run_add_cost(&after, "\033[2J", 100, 5);
	compare();
	changes_print(after.arena, &changes, out);
	fclose(out);
	assert_non_null(strstr(text, "slower: packet, exact, 100 rules, miss, "
				     "cpu: nicfw-driver: 1.50x (bound 10 %, "
				     "against floor)\n"));
	assert_non_null(strstr(text, "new: packet, exact, 100 rules, miss, "
				     "cpu: \\x1b[2J\n"));
	assert_null(strchr(text, '\033'));
	assert_non_null(strstr(text, "1 slower, 0 faster, 0 unchanged, "
				     "0 not compared, 0 gone, 1 new, "
				     "1 yardsticks\n"));
	free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_slower_machine_is_no_change),
		TEST(more_against_the_floor_is_slower),
		TEST(less_against_the_floor_is_faster),
		TEST(a_tenth_is_noise),
		TEST(the_control_says_how_much_is_noise),
		TEST(without_a_control_a_fifth_is_noise),
		TEST(a_row_that_spreads_has_a_wider_bound),
		TEST(what_others_moved_is_noise),
		TEST(an_inconclusive_run_is_not_compared),
		TEST(rows_come_and_go),
		TEST(without_a_floor_another_is_the_yardstick),
		TEST(a_floor_of_one_run_is_no_yardstick),
		TEST(counts_are_exact_and_sizes_nearly),
		TEST(a_lower_rate_is_slower),
		TEST(what_changed_is_printed_without_orders_to_a_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
