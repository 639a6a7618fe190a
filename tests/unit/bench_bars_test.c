// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench_bars_test.c - a bar is met by what was measured, or not at all
 */
#include "lib/bench_report.h"

#include "bench/results/digest.h"

#include <string.h>

static const struct bars_bar *find(const char *where, const char *bar)
{
	const struct bars_bar *one;

	vec_for_each(one, &report.bars.bars) {
		if (!strcmp(one->where, where) && !strcmp(one->bar, bar))
			return one;
	}
	fail_msg("there is no bar '%s: %s'", where, bar);
	return NULL;
}

static void assert_bar(const char *where, const char *bar,
		       enum bars_verdict verdict, const char *measured)
{
	const struct bars_bar *one = find(where, bar);

	assert_string_equal(bars_verdict_names[one->verdict],
			    bars_verdict_names[verdict]);
	assert_string_equal(one->measured, measured);
}

static void add(const char *family, const char *traffic, uint32_t n_rules,
		const char *opponent, double ns)
{
	struct result row = bench_run_row(opponent, n_rules, &ns);

	row.family = family;
	row.traffic = traffic;
	bench_run_add(&run, row);
}

static void a_run_of_nothing_measures_no_bar(void **state)
{
	make_report();
	assert_true(report.bars.bars.n > 20);
	assert_int_equal(report.bars.n[BARS_NOT_MEASURED], report.bars.bars.n);
	assert_bar("packet: exact, 1,000 rules, miss",
		   "nft-raw at least 40x nicfw-driver", BARS_NOT_MEASURED,
		   "this run has no row of nicfw-driver");
}

static void an_opponent_is_to_cost_so_many_times_as_much(void **state)
{
	add("exact", "miss", 1000, "nicfw-driver", 100);
	add("exact", "miss", 1000, "nft-raw", 4000);
	add("exact", "miss", 1000, "iptables-legacy-raw", 3990);
	make_report();
	assert_bar("packet: exact, 1,000 rules, miss",
		   "nft-raw at least 40x nicfw-driver", BARS_MET, "40x");
	assert_bar("packet: exact, 1,000 rules, miss",
		   "iptables-legacy-raw at least 40x nicfw-driver", BARS_MISSED,
		   "39.9x");
}

static void a_cost_is_held_against_another_or_itself_elsewhere(void **state)
{
	add("exact", "spread", 1000, "nicfw-driver", 100);
	add("exact", "spread", 1000, "generator", 30);
	add("exact", "spread", 160000, "nicfw-driver", 190);
	add("exact", "spread", 160000, "generator", 30);
	add("exact", "spread", 160000, "xdp-drop", 50);
	make_report();
	assert_bar("packet: exact, 160,000 rules, spread",
		   "nicfw-driver at most 3x xdp-drop", BARS_MISSED, "3.80x");
	assert_bar(
		"packet: exact, 160,000 rules, spread",
		"nicfw-driver at most 2x nicfw-driver of 1,000 rules, by the generator of each",
		BARS_MET, "1.90x");
}

static const char elsewhere[] =
	"nicfw-driver at most 2x nicfw-driver of 1,000 rules, by the generator of each";

static void groups_are_not_compared_without_their_generators(void **state)
{
	add("exact", "spread", 1000, "nicfw-driver", 100);
	add("exact", "spread", 160000, "nicfw-driver", 190);
	add("exact", "spread", 160000, "generator", 30);
	make_report();
	assert_bar("packet: exact, 160,000 rules, spread", elsewhere,
		   BARS_NOT_MEASURED, "this run has no row of generator");
}

static void a_machine_that_was_slower_for_a_group_is_no_cost(void **state)
{
	add("exact", "spread", 1000, "nicfw-driver", 100);
	add("exact", "spread", 1000, "generator", 30);
	add("exact", "spread", 160000, "nicfw-driver", 210);
	add("exact", "spread", 160000, "generator", 33);
	make_report();
	assert_bar("packet: exact, 160,000 rules, spread", elsewhere, BARS_MET,
		   "1.91x");
}

static void a_machine_that_was_faster_for_a_group_is_no_gain(void **state)
{
	add("exact", "spread", 1000, "nicfw-driver", 100);
	add("exact", "spread", 1000, "generator", 33);
	add("exact", "spread", 160000, "nicfw-driver", 190);
	add("exact", "spread", 160000, "generator", 30);
	make_report();
	assert_bar(
		"packet: exact, 160,000 rules, spread",
		"nicfw-driver at most 2x nicfw-driver of 1,000 rules, by the generator of each",
		BARS_MISSED, "2.09x");
}

static void one_of_two_bounds_is_enough(void **state)
{
	const char bar[] =
		"nicfw-driver at most 400 ns/packet, or 10x xdp-drop";

	add("acl", "spread", 160000, "nicfw-driver", 390);
	add("acl", "spread", 160000, "xdp-drop", 30);
	add("fw", "spread", 160000, "nicfw-driver", 600);
	add("fw", "spread", 160000, "xdp-drop", 60);
	add("ipc", "spread", 160000, "nicfw-driver", 601);
	add("ipc", "spread", 160000, "xdp-drop", 60);
	make_report();
	assert_bar("packet: acl, 160,000 rules, spread", bar, BARS_MET,
		   "390 ns/packet, 13x");
	assert_bar("packet: fw, 160,000 rules, spread", bar, BARS_MET,
		   "600 ns/packet, 10x");
	assert_bar("packet: ipc, 160,000 rules, spread", bar, BARS_MISSED,
		   "601 ns/packet, 10.0x");
}

static void add_update(const char *opponent, double s)
{
	struct result row = bench_run_row(opponent, 1000000, &s);

	row.suite = "update";
	row.family = "blocklist";
	row.traffic = "element-add";
	row.unit = "s";
	bench_run_add(&run, row);
}

static void what_starting_a_program_takes_is_taken_off(void **state)
{
	add_update("nicfw-set", 0.0055);
	add_update("start-nicfw", 0.005);
	make_report();
	assert_bar("update: blocklist, 1,000,000 rules, element-add, cpu",
		   "nicfw-set without start-nicfw at most 0.001 s", BARS_MET,
		   "0.0005 s");
	assert_null(headline_of("start-nicfw"));
}

static void what_is_not_ok_measures_nothing(void **state)
{
	const double ns = 1;
	struct result row = bench_run_row("nft-raw", 1000, &ns);

	row.status = RESULT_VOID;
	row.reason = "frames were lost";
	add("exact", "miss", 1000, "nicfw-driver", 100);
	bench_run_add(&run, row);
	make_report();
	assert_bar("packet: exact, 1,000 rules, miss",
		   "nft-raw at least 40x nicfw-driver", BARS_NOT_MEASURED,
		   "nft-raw is void: frames were lost");
}

static void add_doubtful(uint32_t n_rules, const char *traffic,
			 const char *opponent, double ns)
{
	struct result row = bench_run_row(opponent, n_rules, &ns);

	row.family = "exact";
	row.traffic = traffic;
	row.status = RESULT_INCONCLUSIVE;
	row.reason = "its halves do not agree";
	bench_run_add(&run, row);
}

static void what_was_not_found_again_is_the_most_it_costs(void **state)
{
	const char met[] = "packet: exact, 1,000 rules, miss";
	const char open[] = "packet: exact, 10,000 rules, miss";

	add_doubtful(1000, "miss", "nicfw-driver", 100);
	add("exact", "miss", 1000, "nft-raw", 4000);
	add_doubtful(1000, "miss", "iptables-legacy-raw", 9000);
	add_doubtful(10000, "miss", "nicfw-driver", 100);
	add("exact", "miss", 10000, "nft-raw", 4000);
	make_report();
	assert_bar(met, "nft-raw at least 40x nicfw-driver", BARS_MET, "40x");
	assert_bar(met, "iptables-legacy-raw at least 40x nicfw-driver",
		   BARS_NOT_MEASURED,
		   "nicfw-driver is inconclusive: its halves do not agree");
	assert_bar(open, "nft-raw at least 300x nicfw-driver",
		   BARS_NOT_MEASURED,
		   "nicfw-driver is inconclusive: its halves do not agree");
}

static void all_pages_have_the_bars(void **state)
{
	add("exact", "miss", 1000, "nicfw-driver", 100);
	add("exact", "miss", 1000, "nft-raw", 4000);
	make_report();
	assert_says(text_of(report_write_html),
		    "<td>nft-raw at least 40x nicfw-driver</td>"
		    "<td class=met>met</td><td>40x</td>");
	assert_says(text_of(report_write_markdown),
		    "| nft-raw at least 40x nicfw-driver | 40x | met |");
	assert_says(text_of(report_write_headlines), "bars: 1 met, 0 missed, ");
}

static void a_digest_has_a_column_for_each_size(void **state)
{
	struct digest_table table;

	add("exact", "miss", 1000, "nicfw-driver", 100);
	add("exact", "miss", 1000, "nft-raw", 4000);
	add("acl", "miss", 10, "nicfw-driver", 50);
	make_report();
	assert_true(digest_make(run.arena, &report.groups, 0, &table));
	assert_int_equal(table.sizes.n, 2);
	assert_int_equal(table.sizes.v[0], 10);
	assert_int_equal(table.rows.n, 3);
	assert_string_equal(table.rows.v[1].what, "exact, miss");
	assert_string_equal(
		digest_cell(run.arena, &report.groups, &table.rows.v[1], 1000),
		"4,000 (40x)");
	assert_string_equal(
		digest_cell(run.arena, &report.groups, &table.rows.v[1], 10),
		"");
	assert_false(digest_make(run.arena, &report.groups, 1, &table));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_run_of_nothing_measures_no_bar),
		TEST(an_opponent_is_to_cost_so_many_times_as_much),
		TEST(a_cost_is_held_against_another_or_itself_elsewhere),
		TEST(groups_are_not_compared_without_their_generators),
		TEST(a_machine_that_was_slower_for_a_group_is_no_cost),
		TEST(a_machine_that_was_faster_for_a_group_is_no_gain),
		TEST(one_of_two_bounds_is_enough),
		TEST(what_starting_a_program_takes_is_taken_off),
		TEST(what_is_not_ok_measures_nothing),
		TEST(what_was_not_found_again_is_the_most_it_costs),
		TEST(all_pages_have_the_bars),
		TEST(a_digest_has_a_column_for_each_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
