// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench_report_test.c - a report says what was measured, and nothing else
 */
#include "lib/bench_report.h"

#include "bench/results/report_text.h"
#include "bench/results/suite.h"
#include "bench/results/unit.h"

#include <math.h>
#include <string.h>

static void json_to(const struct report *from, FILE *out)
{
	assert_int_equal(report_write_json(from, out), 0);
}

static void a_headline_is_the_least_and_the_most_of_all_groups(void **state)
{
	const struct groups_headline *line;

	add_group(1, 150);
	add_group(1000, 4150);
	bench_run_add_cost(&run, "generator", 1000, 20);
	make_report();
	line = headline_of("iptables-legacy-raw");
	assert_non_null(line);
	assert_int_equal(line->n, 2);
	assert_true(line->min == 3 && line->max == 83);
	assert_int_equal(line->min_at->n_rules, 1);
	assert_int_equal(line->max_at->n_rules, 1000);
	assert_null(headline_of(RESULT_FLOOR));
	assert_null(headline_of("generator"));
	assert_null(headline_of("nicfw-driver"));
	assert_says(text_of(report_write_headlines),
		    "iptables-legacy-raw costs 3x (exact, 1 rule, miss) to "
		    "83x (exact, 1,000 rules, miss) of nicfw-driver, 2 groups");
}

static void add_with_control(const char *opponent, double ns, double control)
{
	struct result row = bench_run_row(opponent, 10, &ns);

	row.control = control;
	bench_run_add(&run, row);
}

static void a_group_with_a_bad_control_makes_no_headline(void **state)
{
	add_group(1, 150);
	add_with_control("nicfw-driver", 10, 1.0);
	add_with_control("iptables-legacy-raw", 9000, 1.2);
	make_report();
	assert_true(headline_of("iptables-legacy-raw")->max == 3);
	assert_says(text_of(report_write_html),
		    "10 rules, inconclusive: control 1.20");
	assert_says(text, "the control is 1.20");
}

static void a_group_without_a_control_makes_no_headline(void **state)
{
	add_with_control("nicfw-driver", 10, 0);
	add_with_control("iptables-legacy-raw", 9000, 0);
	make_report();
	assert_int_equal(report.groups.headlines.n, 0);
	assert_says(text_of(report_write_html),
		    "No conclusive group has a row of nicfw");
	assert_says(text, "9,000 (900x)");
}

static void what_was_not_measured_is_said_with_its_reason(void **state)
{
	struct result row = bench_run_row("ipset-raw", 1, NULL);

	row.n_samples = 0;
	row.status = RESULT_SKIPPED;
	row.reason = "boxes overlap";
	add_group(1, 150);
	bench_run_add(&run, row);
	bench_run_add_cost(&run, "ipset-raw", 10, 500);
	row.opponent = "nft-raw";
	row.status = RESULT_VOID;
	row.reason = "12 of 1000 frames were lost";
	bench_run_add(&run, row);
	make_report();
	assert_null(headline_of("ipset-raw"));
	assert_says(text_of(report_write_html), "<td>boxes overlap</td>");
	assert_says(text, "<td>12 of 1000 frames were lost</td>");
	assert_says(text_of(report_write_markdown),
		    "| exact, miss | ipset-raw | skipped | 500 |");
	assert_is_silent(text, "| nft-raw |");
}

/* Samples of a row that is void are no results, whatever they are. */
static void a_void_row_is_never_set_against_another(void **state)
{
	const double ns = 1;
	struct result row = bench_run_row("nft-raw", 1, &ns);
	const struct groups_group *group;

	row.status = RESULT_VOID;
	row.reason = "frames were lost";
	bench_run_add(&run, row);
	row.opponent = "nicfw-driver";
	bench_run_add(&run, row);
	bench_run_add_cost(&run, "iptables-legacy-raw", 1, 100);
	make_report();
	assert_int_equal(report.groups.headlines.n, 0);
	group = &report.groups.groups.v[0];
	assert_true(isnan(rows_ratio(group->rows.v[2], group->rows.v[0])));
	assert_true(isnan(rows_ratio(group->rows.v[0], group->rows.v[2])));
}

static void nothing_hostile_gets_onto_a_page(void **state)
{
	const double ns = 5, more = 9;
	struct result row = bench_run_row(HOSTILE, 1, &ns);

	row.suite = row.family = row.traffic = row.fed = HOSTILE;
	row.quantity = row.reason = HOSTILE;
	bench_run_add(&run, row);
	row.n_rules = 10;
	row.samples = &more;
	bench_run_add(&run, row);
	row.status = RESULT_VOID;
	row.opponent = "other";
	bench_run_add(&run, row);
	/* A bar says why it was not measured. */
	row = bench_run_row("nicfw-driver", 1000, &ns);
	row.status = RESULT_VOID;
	row.reason = HOSTILE;
	bench_run_add(&run, row);
	make_report();
	assert_is_silent(text_of(report_write_html), "<script");
	assert_is_silent(text, "alert('");
	assert_says(text, "&lt;script&gt;alert(&#39;x&#39;)");
	assert_is_silent(text_of(report_write_markdown), "<script");
	assert_says(text, "&lt;script&gt;alert('x')");
	assert_says(text, "\\`id\\`\\\\n\\$\\{HOME\\}");
}

static const json_t *row_of(const json_t *all, const char *opponent)
{
	const json_t *row;
	size_t i;

	json_array_foreach(json_object_get(all, "rows"), i, row)
	{
		if (!strcmp(json_string_value(json_object_get(row, "opponent")),
			    opponent))
			return row;
	}
	return NULL;
}

static double number_of(const json_t *row, const char *key)
{
	return json_number_value(json_object_get(row, key));
}

static void the_file_for_programs_has_ratios(void **state)
{
	const json_t *row;
	json_t *all;

	add_group(1, 160);
	make_report();
	all = json_loads(text_of(json_to), 0, NULL);
	assert_non_null(all);
	row = row_of(all, "iptables-legacy-raw");
	assert_true(number_of(row, "min") == 160);
	assert_true(number_of(row, "ratio_to_floor") == 4);
	assert_true(number_of(row, "ratio_to_nicfw") == 3.2);
	assert_true(json_is_true(json_object_get(row, "conclusive")));
	assert_int_equal(json_array_size(json_object_get(all, "headlines")), 2);
	json_decref(all);
}

/* Of a rate the most is the estimate, and less of it costs more. */
static void a_rate_is_the_other_way_round(void **state)
{
	const double slow[] = { 1, 2, 1.5 }, fast[] = { 7, 8, 6 };
	struct result row = bench_run_row("dpdk", 1, slow);
	const struct groups_group *group;

	row.unit = "Mpps";
	row.n_samples = 3;
	bench_run_add(&run, row);
	row.opponent = "nicfw-driver";
	row.samples = fast;
	bench_run_add(&run, row);
	make_report();
	group = &report.groups.groups.v[0];
	assert_true(rows_estimate(group->rows.v[0]) == 2);
	assert_true(rows_ratio(group->rows.v[0], group->nicfw) == 4);
}

static void numbers_are_short_and_have_their_thousands_apart(void **state)
{
	static const struct {
		double value;
		const char *text;
	} rows[] = {
		{ 0, "0" },
		{ 1, "1" },
		{ 0.03125, "0.0312" },
		{ 0.9996, "1.00" },
		{ 1.234, "1.23" },
		{ 42.66, "42.7" },
		{ 9.996, "10.0" },
		{ 99.96, "100" },
		{ 4078.4, "4,078" },
		{ 1234567, "1,234,567" },
		{ -1234, "-1,234" },
		{ -123, "-123" },
		{ 1e18, "1e+18" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(report_number(run.arena, rows[i].value),
				    rows[i].text);
	assert_string_equal(report_number(run.arena, NAN), "-");
	assert_string_equal(report_ratio(run.arena, NAN), "-");
}

static void a_kernel_has_no_local_name(void **state)
{
	static const struct {
		const char *kernel, *text;
	} rows[] = {
		{ "Linux 6.18.44-local-v657 x86_64", "Linux 6.18 x86_64" },
		{ "Linux 6.1.0-13-amd64 x86_64", "Linux 6.1 x86_64" },
		{ "Linux 5.10 aarch64", "Linux 5.10 aarch64" },
		{ "of some kind", "of some kind" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		json_t *kernel = json_string(rows[i].kernel);

		assert_string_equal(
			report_machine_text(run.arena, "kernel", kernel),
			rows[i].text);
		assert_string_equal(
			report_machine_text(run.arena, "cpu", kernel),
			rows[i].kernel);
		json_decref(kernel);
	}
}

static void suites_and_units_are_known(void **state)
{
	assert_int_equal(suite_rank("packet"), 0);
	assert_true(suite_rank("unknown") > suite_rank("classify"));
	assert_string_equal(suite_subject("unknown"), "unknown");
	assert_int_equal(unit_kind_of("ns/packet"), UNIT_TIME);
	assert_int_equal(unit_kind_of("Mpps"), UNIT_RATE);
	assert_int_equal(unit_kind_of("MB"), UNIT_SIZE);
	assert_int_equal(unit_kind_of("words/packet"), UNIT_COUNT);
	assert_int_equal(unit_kind_of("packets"), UNIT_OTHER);
	assert_int_equal(unit_kind_of(NULL), UNIT_OTHER);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_headline_is_the_least_and_the_most_of_all_groups),
		TEST(a_group_with_a_bad_control_makes_no_headline),
		TEST(a_group_without_a_control_makes_no_headline),
		TEST(what_was_not_measured_is_said_with_its_reason),
		TEST(a_void_row_is_never_set_against_another),
		TEST(nothing_hostile_gets_onto_a_page),
		TEST(the_file_for_programs_has_ratios),
		TEST(a_rate_is_the_other_way_round),
		TEST(a_kernel_has_no_local_name),
		TEST(numbers_are_short_and_have_their_thousands_apart),
		cmocka_unit_test(suites_and_units_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
