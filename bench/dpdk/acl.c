// SPDX-License-Identifier: GPL-2.0-only
/*
 * acl.c - what classification costs DPDK's librte_acl
 *
 *	acl [--quick|--full] [--seconds N] [-o FILE]
 *
 * A yardstick: rules of bench/rules in a classifier that is known, which
 * looks keys up in bursts, with SIMD, and parses nothing. Of N seconds each
 * ruleset has its share.
 */
#include "acl_run.h"

#include "bench/budget.h"
#include "bench/result.h"
#include "bench/stats.h"

#include <errno.h>
#include <getopt.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	EXIT_DONE = 0,
	EXIT_WRONG = 1,
	EXIT_USAGE = 2,
	EXIT_MACHINE = 3,
};

static const enum rules_family families[] = { RULES_EXACT, RULES_PREFIX,
					      RULES_ACL, RULES_FW, RULES_IPC };
/* If there is no time for all, the last have none. */
static const size_t sizes[] = { 1000, 10000, 100 };

#define N_FAMILIES (sizeof(families) / sizeof(families[0]))
#define N_SIZES	   (sizeof(sizes) / sizeof(sizes[0]))

/* Of each ruleset; of a full run, its share of the time. */
static const struct rounds_limit quick_limit = { 16, 60, 3 };
static const struct rounds_limit limit = { 100, 100, 0 };
static const struct rounds_limit full_limit = { 12, 400, 0 };
#define SECONDS_FULL 70

struct options {
	const char *results;
	const struct rounds_limit *limit;
	size_t n_sizes;
	double seconds; /* for all; 0: what it takes */
};

/* Rows that all results of a run share. */
struct report {
	struct result_file *file;
	const struct acl_run *run;
	const char *family;
	size_t n_rules;
	bool is_broken; /* a result was not written */
};

/* 10,000 rules need about 1 GB while librte_acl builds. */
static int start_dpdk(void)
{
	static char *words[] = { "acl",
				 "--no-huge",
				 "-m",
				 "2048",
				 "--no-shconf",
				 "--no-telemetry",
				 "--no-pci",
				 "--iova-mode=va",
				 "--log-level=4",
				 "--force-max-simd-bitwidth=512" };
	const int n = sizeof(words) / sizeof(words[0]);

	if (rte_eal_init(n, words) >= 0)
		return 0;
	fprintf(stderr, "acl: DPDK does not start: %s\n",
		rte_strerror(rte_errno));
	return -rte_errno;
}

static void write_row(struct report *r, struct result row)
{
	row.suite = "classify";
	row.family = r->family;
	row.n_rules = (uint32_t)r->n_rules;
	if (r->run && r->run->n_wrong) {
		row.status = RESULT_VOID;
		row.reason = "lookups differ from the linear search";
	}
	if (r->file && result_write(r->file, &row))
		r->is_broken = true;
}

static void write_number(struct report *r, const char *opponent,
			 const char *quantity, const char *unit, double number)
{
	write_row(r, (struct result){ .opponent = opponent,
				      .quantity = quantity,
				      .unit = unit,
				      .samples = &number,
				      .n_samples = 1 });
}

static void write_skipped(struct report *r, const char *opponent,
			  const char *why)
{
	write_row(r, (struct result){ .opponent = opponent,
				      .quantity = "cpu",
				      .unit = "ns/lookup",
				      .status = RESULT_SKIPPED,
				      .reason = why });
}

/* Why it is not to be relied on, or NULL. */
static const char *doubt_of(const struct acl_contender *c, double control)
{
	/* Where nicfw is not, there is none among the few. */
	if (control && !stats_is_conclusive(control))
		return "the control is not 1";
	if (!stats_halves_agree(c->ns, c->n_samples, STATS_LEAST))
		return "its halves do not agree";
	return NULL;
}

static void write_rows(struct report *r)
{
	const struct acl_run *run = r->run;

	for (size_t i = 0; i < run->n_contenders; i++) {
		const struct acl_contender *c = &run->contenders[i];
		const double control = acl_run_control(run, c->feed);
		const char *doubt = doubt_of(c, control);

		if (c->is_control)
			continue;
		write_row(r, (struct result){
				     .traffic = c->feed == FEED_MANY
							? "spread"
							: "spread, few keys",
				     .opponent = c->name,
				     .quantity = "cpu",
				     .unit = "ns/lookup",
				     .fed = acl_feed_names[c->feed],
				     .status = doubt ? RESULT_INCONCLUSIVE
						     : RESULT_OK,
				     .reason = doubt,
				     .control = control,
				     .samples = c->ns,
				     .n_samples = c->n_samples });
	}
	write_number(r, "rte_acl", "build", "s", run->table.build_s);
	write_number(r, "rte_acl", "memory", "MB", run->table.memory_mb);
	if (run->why_no_nicfw)
		write_skipped(r, "nicfw-parse-classify", run->why_no_nicfw);
	else
		write_number(r, "nicfw-parse-classify", "build", "s",
			     run->nicfw_build_s);
}

static void print_run(const struct acl_run *run, const char *family)
{
	printf("%s, %zu rules: %zu mismatches; rte_acl built in %.0f ms, %.2f MB; ",
	       family, run->rules.n, run->n_wrong, run->table.build_s * 1e3,
	       run->table.memory_mb);
	if (run->why_no_nicfw)
		printf("no nicfw: %s\n", run->why_no_nicfw);
	else
		printf("nicfw compiled and loaded in %.0f ms\n",
		       run->nicfw_build_s * 1e3);
	for (enum acl_feed feed = 0; feed < N_FEEDS; feed++) {
		printf("  %-22s", acl_feed_names[feed]);
		for (size_t i = 0; i < run->n_contenders; i++) {
			const struct acl_contender *c = &run->contenders[i];

			if (c->feed == feed && !c->is_control)
				printf(" %s %.1f,", c->name, c->min);
		}
		printf(" ns");
		if (acl_run_control(run, feed) > 0)
			printf(" (control %.2f)", acl_run_control(run, feed));
		printf("\n");
	}
	fflush(stdout);
}

/* One that comes too late is told. */
static int skip(enum rules_family family, size_t n, struct result_file *file)
{
	struct report r = { .file = file,
			    .family = rules_family_names[family],
			    .n_rules = n };

	printf("%s, %zu rules: skipped: %s\n", r.family, n, BUDGET_OVER);
	write_skipped(&r, "rte_acl", BUDGET_OVER);
	return r.is_broken ? EXIT_MACHINE : EXIT_DONE;
}

static int measure(const struct options *o, enum rules_family family, size_t n,
		   double seconds, struct result_file *file)
{
	const double end = budget_now() + seconds;
	struct arena *a = arena_new();
	struct acl_run run;
	struct report r = { .file = file,
			    .family = rules_family_names[family],
			    .n_rules = n };
	const char *why;
	int err = acl_run_open(a, family, n, &run, &why), status = EXIT_DONE;

	if (!err) {
		struct rounds_limit rounds = *o->limit;

		if (o->seconds)
			rounds.seconds = end - budget_now();
		why = "a contender failed";
		err = acl_run_measure(&run, &rounds);
	}
	if (err) {
		why = arena_printf(a, "%s: %s", why, strerror(-err));
		printf("%s, %zu rules: skipped: %s\n", r.family, n, why);
		write_skipped(&r, "rte_acl", why);
	} else {
		r.run = &run;
		print_run(&run, r.family);
		write_rows(&r);
		status = run.n_wrong ? EXIT_WRONG : EXIT_DONE;
	}
	acl_run_close(&run);
	arena_free(a);
	return r.is_broken ? EXIT_MACHINE : status;
}

static bool read_options(int argc, char **argv, struct options *out)
{
	static const struct option longs[] = { { "quick", 0, NULL, 'q' },
					       { "full", 0, NULL, 'f' },
					       { "seconds", 1, NULL, 's' },
					       { "output", 1, NULL, 'o' },
					       {} };
	double seconds = 0;
	int answer;

	*out = (struct options){ .limit = &limit, .n_sizes = N_SIZES };
	while ((answer = getopt_long(argc, argv, "o:", longs, NULL)) != -1) {
		if (answer == 'q') {
			out->limit = &quick_limit;
			out->n_sizes = 1;
		} else if (answer == 'f') {
			out->limit = &full_limit;
			out->seconds = SECONDS_FULL;
		} else if (answer == 's' && budget_read(optarg)) {
			seconds = budget_read(optarg);
		} else if (answer == 'o') {
			out->results = optarg;
		} else {
			return false;
		}
	}
	if (seconds)
		out->seconds = seconds;
	return optind == argc;
}

static int run(const struct options *o, struct result_file *file)
{
	const size_t n = N_FAMILIES * o->n_sizes;
	struct budget budget = budget_start(o->seconds, n);
	int status = EXIT_DONE;

	for (size_t i = 0; i < n; i++) {
		const enum rules_family family = families[i % N_FAMILIES];
		const size_t n_rules = sizes[i / N_FAMILIES];
		const double share = budget_take(&budget, 1);
		int one = budget_is_over(&budget)
				  ? skip(family, n_rules, file)
				  : measure(o, family, n_rules, share, file);

		if (one > status)
			status = one;
	}
	return status;
}

int main(int argc, char **argv)
{
	struct options o;
	struct result_file *file = NULL;
	int status, err;

	setenv("NICFW_PROFILES", "nic-profiles", 0);
	if (!read_options(argc, argv, &o)) {
		fprintf(stderr,
			"usage: acl [--quick|--full] [--seconds N] [-o FILE]\n");
		return EXIT_USAGE;
	}
	if (start_dpdk())
		return EXIT_MACHINE;
	err = o.results ? result_open(o.results, argc, argv, &file) : 0;
	if (err) {
		fprintf(stderr, "acl: %s: %s\n", o.results, strerror(-err));
		return EXIT_MACHINE;
	}
	status = run(&o, file);
	result_close(file);
	return status;
}
