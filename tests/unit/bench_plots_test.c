// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench_plots_test.c - plots show what was measured, and a model as a model
 */
#include "lib/bench_report.h"

static void no_text_of_a_row_is_an_order_to_gnuplot(void **state)
{
	const double few = 5, many = 9;
	struct result row = bench_run_row(HOSTILE "'; system('id') #", 1, &few);

	bench_run_add(&run, row);
	row.n_rules = 10;
	row.samples = &many;
	bench_run_add(&run, row);
	make_report();
	assert_int_equal(report.plots.plots.n, 1);
	assert_is_silent(report.plots.plots.v[0].script, "`");
	assert_is_silent(report.plots.plots.v[0].script, "system('");
	assert_is_silent(report.plots.plots.v[0].script, "alert('");
	assert_is_silent(report.plots.plots.v[0].script, "<script");
}

static void a_panel_is_plotted_where_there_are_two_sizes(void **state)
{
	const struct plots_plot *plot;

	add_group(1, 150);
	add_group(1000, 4150);
	make_report();
	plot = plots_find(&report.plots, &report.groups.panels.v[0]);
	assert_non_null(plot);
	assert_string_equal(plot->file, "packet-exact-miss-cpu.svg");
	assert_says(plot->script, "title 'iptables-legacy-raw'");
	assert_says(plot->script, "\n1 150\n1000 4150\n");
	assert_says(plot->script, "set logscale xy");
	assert_null(plot->note);
}

/* Other feeds are other groups, with ratios and a plot of their own. */
static void what_is_fed_otherwise_is_set_apart(void **state)
{
	const double ns[] = { 10, 300 };
	struct result row = bench_run_row("nicfw-driver", 1, &ns[0]);

	for (int i = 0; i < 2; i++) {
		row.fed = i ? "one at a time" : "file";
		for (row.n_rules = 1; row.n_rules <= 10; row.n_rules += 9) {
			row.opponent = "nft-raw";
			row.samples = &ns[1];
			bench_run_add(&run, row);
			row.opponent = "nicfw-driver";
			row.samples = &ns[i];
			bench_run_add(&run, row);
		}
	}
	make_report();
	assert_int_equal(report.groups.panels.n, 2);
	assert_int_equal(report.groups.groups.n, 4);
	assert_true(headline_of("nft-raw")->min == 1);
	assert_true(headline_of("nft-raw")->max == 30);
	assert_string_equal(
		plots_find(&report.plots, &report.groups.panels.v[0])->file,
		"packet-exact-miss-cpu.svg");
	assert_string_equal(
		plots_find(&report.plots, &report.groups.panels.v[1])->file,
		"2-packet-exact-miss-cpu.svg");
	assert_says(text_of(report_write_html), "Fed by: one at a time.");
}

static void add_words(uint32_t n_rules, double words)
{
	bench_run_add(&run, (struct result){ .suite = "offload",
					     .family = "exact",
					     .n_rules = n_rules,
					     .traffic = "miss",
					     .opponent = "nicfw-offload-model",
					     .quantity = "words",
					     .unit = "words/packet",
					     .samples = &words,
					     .n_samples = 1 });
}

/* The model has an axis of its own, and no figure of it among the times. */
static void the_graph_remade_never_makes_words_a_time(void **state)
{
	const struct plots_plot *plot;

	add_group(1, 150);
	bench_run_add_cost(&run, "nft-raw", 1, 170);
	bench_run_add_cost(&run, "nft-ingress", 1, 160);
	bench_run_add_cost(&run, "nft-raw-set", 1, 120);
	add_words(1, 77);
	make_report();
	plot = plots_find(&report.plots, NULL);
	assert_non_null(plot);
	assert_says(plot->script, "$packets << END\n1 150 160 100 50\nEND\n");
	assert_says(plot->script, "$model << END\n1 77\nEND\n");
	assert_says(plot->script, "MODEL of a card");
	assert_says(plot->note, "no card was at hand");
	assert_is_silent(plot->script, "Mpps");
}

/* Nor with one that had no room for any of the rules. */
static void the_graph_remade_does_without_a_model(void **state)
{
	const struct plots_plot *plot;

	add_group(1, 150);
	bench_run_add(&run, (struct result){ .suite = "offload",
					     .family = "exact",
					     .n_rules = 1,
					     .traffic = "miss",
					     .opponent = "nicfw-offload-model",
					     .quantity = "words",
					     .unit = "words/packet",
					     .status = RESULT_SKIPPED,
					     .reason = "no room" });
	make_report();
	plot = plots_find(&report.plots, NULL);
	assert_non_null(plot);
	assert_says(plot->script, "$packets << END\n1 150 NaN 100 50\nEND\n");
	assert_is_silent(plot->script, "$model");
	assert_says(plot->note, "no figures");
}

/* The suite tax has packets, too, but they are no comparison of filters. */
static void the_graph_remade_is_of_the_suite_packet(void **state)
{
	const double ns = 300;
	struct result row = bench_run_row("nicfw-driver", 1, &ns);

	row.suite = "tax";
	bench_run_add(&run, row);
	make_report();
	assert_null(plots_find(&report.plots, NULL));
}

static void assert_is_drawn(const struct plots_plot *plot)
{
	assert_non_null(plot);
	assert_non_null(plot->svg);
	assert_ptr_equal(strstr(plot->svg, "<svg"), plot->svg);
	assert_says(plot->svg, "</svg>");
}

/* Also where an opponent has no value at all. */
static void gnuplot_draws_what_is_written(void **state)
{
	if (system("gnuplot --version >/dev/null 2>&1"))
		skip();
	add_group(1, 150);
	add_group(1000, 4150);
	add_words(1, 77);
	make_report();
	plots_draw(run.arena, &report.plots);
	assert_null(report.plots.missing);
	assert_int_equal(report.plots.plots.n, 2);
	assert_is_drawn(&report.plots.plots.v[0]);
	assert_is_drawn(&report.plots.plots.v[1]);
	assert_says(text_of(report_write_html), ">iptables-legacy-raw</t");
}

static void without_gnuplot_the_page_says_so(void **state)
{
	char *path = strdup(getenv("PATH"));

	add_group(1, 150);
	make_report();
	setenv("PATH", "/nonexistent", 1);
	plots_draw(run.arena, &report.plots);
	setenv("PATH", path, 1);
	free(path);
	assert_says(text_of(report_write_html),
		    "Without plots: gnuplot is not installed");
	assert_is_silent(text, "<svg");
	assert_says(text, "150 (3x)");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(no_text_of_a_row_is_an_order_to_gnuplot),
		TEST(a_panel_is_plotted_where_there_are_two_sizes),
		TEST(what_is_fed_otherwise_is_set_apart),
		TEST(the_graph_remade_never_makes_words_a_time),
		TEST(the_graph_remade_does_without_a_model),
		TEST(the_graph_remade_is_of_the_suite_packet),
		TEST(gnuplot_draws_what_is_written),
		TEST(without_gnuplot_the_page_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
