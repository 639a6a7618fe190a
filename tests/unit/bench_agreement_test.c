// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench_agreement_test.c - how many ratios two runs have in common
 */
#include "lib/bench_run.h"

#include "bench/results/agreement.h"

#include <string.h>

static struct bench_run before, after;

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

static struct agreement agreement(void)
{
	bench_run_read(&before);
	bench_run_read(&after);
	return agreement_of(after.arena, &before.groups, &after.groups);
}

static void add_inconclusive(struct bench_run *run, const char *opponent,
			     double ns)
{
	struct result row = bench_run_row(opponent, 100, &ns);

	row.status = RESULT_INCONCLUSIVE;
	row.reason = "noise";
	bench_run_add(run, row);
}

static void assert_counts(const struct agreement *a, size_t same,
			  size_t different, size_t inconclusive)
{
	assert_int_equal(a->n_same, same);
	assert_int_equal(a->different.n, different);
	assert_int_equal(a->n_inconclusive, inconclusive);
}

static void ratios_within_a_tenth_agree(void **state)
{
	struct agreement a;

	bench_run_add_cost(&before, "nicfw-driver", 100, 50);
	bench_run_add_cost(&before, "nft-raw", 100, 500);
	bench_run_add_cost(&before, "ipset-raw", 100, 200);
	/* A machine of half the speed. */
	bench_run_add_cost(&after, "nicfw-driver", 100, 100);
	bench_run_add_cost(&after, "nft-raw", 100, 1090);
	bench_run_add_cost(&after, "ipset-raw", 100, 350);
	a = agreement();
	assert_counts(&a, 1, 1, 0);
	assert_string_equal(a.worst->opponent, "ipset-raw");
	assert_true(a.worst_factor > 1.14 && a.worst_factor < 1.15);
}

static void floors_are_no_claims(void **state)
{
	struct agreement a;

	bench_run_add_cost(&before, "nicfw-driver", 100, 50);
	bench_run_add_cost(&before, RESULT_FLOOR, 100, 40);
	bench_run_add_cost(&after, "nicfw-driver", 100, 50);
	bench_run_add_cost(&after, RESULT_FLOOR, 100, 80);
	a = agreement();
	assert_counts(&a, 0, 0, 0);
	assert_null(a.worst);
}

static void what_is_inconclusive_in_one_run_claims_nothing(void **state)
{
	struct agreement a;

	bench_run_add_cost(&before, "nicfw-driver", 100, 50);
	bench_run_add_cost(&before, "nft-raw", 100, 500);
	bench_run_add_cost(&after, "nicfw-driver", 100, 50);
	add_inconclusive(&after, "nft-raw", 900);
	a = agreement();
	assert_counts(&a, 0, 0, 1);
}

/* The other nicfw is what ratios are to then, and not the same claim. */
static void a_nicfw_that_is_inconclusive_takes_its_ratios_along(void **state)
{
	struct agreement a;

	bench_run_add_cost(&before, "nicfw-driver", 100, 50);
	bench_run_add_cost(&before, "nicfw-generic", 100, 100);
	bench_run_add_cost(&before, "nft-raw", 100, 500);
	add_inconclusive(&after, "nicfw-driver", 50);
	bench_run_add_cost(&after, "nicfw-generic", 100, 100);
	bench_run_add_cost(&after, "nft-raw", 100, 500);
	a = agreement();
	assert_counts(&a, 0, 0, 2);
}

static void a_bad_control_is_inconclusive(void **state)
{
	double ns = 500;
	struct result row = bench_run_row("nft-raw", 100, &ns);
	struct agreement a;

	row.control = 1.2;
	bench_run_add_cost(&before, "nicfw-driver", 100, 50);
	bench_run_add(&before, row);
	bench_run_add_cost(&after, "nicfw-driver", 100, 50);
	bench_run_add_cost(&after, "nft-raw", 100, 500);
	a = agreement();
	assert_counts(&a, 0, 0, 1);
}

static void only_what_both_have_is_counted(void **state)
{
	struct agreement a;

	bench_run_add_cost(&before, "nicfw-driver", 100, 50);
	bench_run_add_cost(&before, "nft-raw", 100, 500);
	bench_run_add_cost(&after, "nicfw-driver", 100, 50);
	bench_run_add_cost(&after, "ipset-raw", 100, 500);
	bench_run_add_cost(&after, "nicfw-driver", 1000, 50);
	bench_run_add_cost(&after, "nft-raw", 1000, 500);
	a = agreement();
	assert_counts(&a, 0, 0, 0);
}

static void what_differs_is_told_in_lines(void **state)
{
	struct agreement a;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	bench_run_add_cost(&before, "nicfw-driver", 100, 50);
	bench_run_add_cost(&before, "\033[2J", 100, 500);
	bench_run_add_cost(&after, "nicfw-driver", 100, 50);
	bench_run_add_cost(&after, "\033[2J", 100, 1000);
	a = agreement();
	agreement_print(after.arena, &a, out);
	fclose(out);
	assert_string_equal(text,
			    "differs: packet, exact, 100 rules, miss, cpu, "
			    "\\x1b[2J: 10x, then 20x\n"
			    "0 of 1 headline ratios agree within 10 %, 0 "
			    "inconclusive; worst 2.00: packet, exact, 100 "
			    "rules, miss, cpu, \\x1b[2J\n");
	free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(ratios_within_a_tenth_agree),
		TEST(floors_are_no_claims),
		TEST(what_is_inconclusive_in_one_run_claims_nothing),
		TEST(a_nicfw_that_is_inconclusive_takes_its_ratios_along),
		TEST(a_bad_control_is_inconclusive),
		TEST(only_what_both_have_is_counted),
		TEST(what_differs_is_told_in_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
