// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench_compared_test.c - which rows a bar holds against others
 */
#include "bench/compared.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct result install(uint32_t n_rules, const char *opponent)
{
	return (struct result){ .suite = "install",
				.family = "exact",
				.n_rules = n_rules,
				.opponent = opponent,
				.quantity = "cpu" };
}

static void both_rows_of_a_bar_are(void **state)
{
	struct result row = install(160000, "nicfw-driver");

	assert_true(compared_by_bar(&row));
	row.opponent = "iptables-legacy-raw";
	assert_true(compared_by_bar(&row));
	row.family = "exact-tcp";
	assert_true(compared_by_bar(&row));
}

static void rows_of_no_bar_are_not(void **state)
{
	struct result row = install(160000, "nft-raw");

	assert_false(compared_by_bar(&row));
	row = install(10000, "nicfw-driver");
	assert_false(compared_by_bar(&row));
	row = install(160000, "nicfw-driver");
	row.traffic = "miss";
	assert_false(compared_by_bar(&row));
	row.traffic = NULL;
	row.quantity = "wall";
	assert_false(compared_by_bar(&row));
}

/* A bound is met by what was not found again, too. */
static void what_is_held_against_a_bound_is_not(void **state)
{
	struct result row = install(160000, "nicfw-driver");

	row.family = "acl";
	row.quantity = "wall";
	assert_false(compared_by_bar(&row));
}

static void the_other_row_may_have_other_rules(void **state)
{
	struct result row = { .suite = "packet",
			      .family = "exact",
			      .n_rules = 1000,
			      .traffic = "spread",
			      .opponent = "nicfw-driver",
			      .quantity = "cpu" };

	assert_true(compared_by_bar(&row));
	row.opponent = "xdp-drop";
	assert_false(compared_by_bar(&row));
	row.n_rules = 160000;
	assert_true(compared_by_bar(&row));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_rows_of_a_bar_are),
		cmocka_unit_test(rows_of_no_bar_are_not),
		cmocka_unit_test(what_is_held_against_a_bound_is_not),
		cmocka_unit_test(the_other_row_may_have_other_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
