/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bench_report.h - reports of runs that are made up, and what they say
 */
#ifndef NICFW_TESTS_BENCH_REPORT_H
#define NICFW_TESTS_BENCH_REPORT_H

#include "lib/bench_run.h"

#include "bench/results/report.h"

#include <string.h>

/* A text that means something to HTML, shells, Markdown and gnuplot. */
#define HOSTILE "</td><script>alert('x')</script>\"&`id`\\n${HOME}"

/* What the test at hand works on: a program includes this once. */
static struct bench_run run;
static struct report report;
static char *text;

static inline int setup(void **state)
{
	bench_run_start(&run);
	report = (struct report){};
	return 0;
}

static inline int teardown(void **state)
{
	free(text);
	text = NULL;
	bench_run_end(&run);
	return 0;
}

/* Reads the run and writes its scripts of plots. */
static inline void make_report(void)
{
	bench_run_read(&run);
	report = (struct report){ .arena = run.arena,
				  .diag = run.diag,
				  .rows = run.rows,
				  .groups = run.groups };
	bars_make(run.arena, &report.groups, &report.bars);
	plots_write(run.arena, &report.groups, &report.plots);
}

static inline const char *text_of(void (*write)(const struct report *, FILE *))
{
	size_t len;
	FILE *out;

	free(text);
	out = open_memstream(&text, &len);
	assert_non_null(out);
	write(&report, out);
	fclose(out);
	return text;
}

static inline void assert_says(const char *page, const char *what)
{
	if (!strstr(page, what))
		fail_msg("it does not say '%s'", what);
}

static inline void assert_is_silent(const char *page, const char *what)
{
	if (strstr(page, what))
		fail_msg("it says '%s'", what);
}

/* A group of four, of which nicfw costs 50. */
static inline void add_group(uint32_t n_rules, double iptables)
{
	bench_run_add_cost(&run, RESULT_FLOOR, n_rules, 40);
	bench_run_add_cost(&run, "nicfw-generic", n_rules, 100);
	bench_run_add_cost(&run, "nicfw-driver", n_rules, 50);
	bench_run_add_cost(&run, "iptables-legacy-raw", n_rules, iptables);
}

static inline const struct groups_headline *headline_of(const char *opponent)
{
	const struct groups_headline *line;

	vec_for_each(line, &report.groups.headlines) {
		if (!strcmp(line->key->opponent, opponent))
			return line;
	}
	return NULL;
}

#endif
