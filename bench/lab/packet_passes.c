// SPDX-License-Identifier: GPL-2.0-only
/*
 * packet_passes.c - rulesets measured in passes, minutes apart
 */
#include "packet_passes.h"

#include "packet_table.h"

#include "bench/budget.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* A second pass comes behind the first ones of so many other plans. */
#define LAG 2

/* Of a measurement's share of the time; the rest installs and checks. */
#define SHARE_OF_MEASURING 0.6
#define LEAST_SECONDS	   3

/* Lists of so many rules are installed a third time in any case. */
#define LONG_LIST 10000

struct passes {
	struct packet_run *run;
	const struct packet_plan *plans;
	struct packet_subject *subjects;
	double *took_s; /* the last pass of each */
	double end_s;
	int n_due; /* measurements of groups that are left, as is known yet */
};

static int n_groups(const struct packet_plan *plan)
{
	return __builtin_popcount(plan->traffic);
}

static bool is_in_doubt(const struct passes *p, const struct packet_subject *s)
{
	if (s->plan->n_rules >= LONG_LIST &&
	    s->plan->n_rules <= p->run->choice.max_linear)
		return true;
	for (enum trace_kind t = 0; t < N_TRACE_KINDS; t++) {
		if (packet_table_is_in_doubt(&s->groups[t]))
			return true;
	}
	return false;
}

/* Seconds to measure a group, if all of them are to have as long. */
static double share(const struct passes *p)
{
	return (p->end_s - budget_now()) / fmax(p->n_due, 1) *
	       SHARE_OF_MEASURING;
}

static void measure(struct passes *p, size_t i)
{
	const double start = budget_now();

	p->run->limit.seconds = fmax(share(p), LEAST_SECONDS);
	packet_run_pass(p->run, &p->subjects[i]);
	p->took_s[i] = budget_now() - start;
}

/* Is there time for another pass, and not at the cost of first ones? */
static bool has_time(const struct passes *p, size_t i)
{
	return budget_now() + p->took_s[i] < p->end_s &&
	       share(p) >= LEAST_SECONDS;
}

static void run_first(struct passes *p, size_t i)
{
	packet_run_open(p->run, &p->plans[i], &p->subjects[i]);
	measure(p, i);
	p->n_due -= n_groups(&p->plans[i]);
}

static void finish(struct passes *p, size_t i)
{
	packet_run_close(p->run, &p->subjects[i]);
	p->n_due -= n_groups(&p->plans[i]);
}

static void run_second(struct passes *p, size_t i)
{
	if (has_time(p, i))
		measure(p, i);
	/* What has nothing to wait for is told: the program may be ended. */
	if (!has_time(p, i) || !is_in_doubt(p, &p->subjects[i]))
		finish(p, i);
}

static void run_third(struct passes *p, size_t i)
{
	if (!p->subjects[i].arena)
		return;
	if (has_time(p, i))
		measure(p, i);
	finish(p, i);
}

void packet_passes_run(struct packet_run *run, const struct packet_plan *plans,
		       size_t n, double seconds)
{
	struct passes p = {
		.run = run,
		.plans = plans,
		.subjects = calloc(n, sizeof(*p.subjects)),
		.took_s = calloc(n, sizeof(*p.took_s)),
		.end_s = budget_now() + seconds,
	};

	packet_run_check(p.subjects && p.took_s ? 0 : -ENOMEM, "passes");
	for (size_t i = 0; i < n; i++)
		p.n_due += 2 * n_groups(&plans[i]);
	for (size_t i = 0; i < n + LAG; i++) {
		if (i < n)
			run_first(&p, i);
		if (i >= LAG && i - LAG < n)
			run_second(&p, i - LAG);
	}
	for (size_t i = 0; i < n; i++)
		run_third(&p, i);
	free(p.subjects);
	free(p.took_s);
}
