// SPDX-License-Identifier: GPL-2.0-only
/*
 * costs.c - what a command costs, over several rounds
 */
#include "costs.h"

#include "budget.h"
#include "command.h"
#include "stats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A least is settled when three rounds, of as many, are as near as this. */
#define LEAST_ROUNDS 8
#define SETTLED	     1.05

/* Of a command that takes long. */
#define LEAST_LONG_ROUNDS 3

/* Also when time is over. */
#define NEEDED_ROUNDS 5

static const struct {
	const char *quantity, *unit, *heading;
} kinds[N_COSTS] = {
	[COST_CPU] = { "cpu", "s", "cpu s" },
	[COST_WALL] = { "wall", "s", "wall s" },
	[COST_MEMORY] = { "memory", "MB", "peak MB" },
	[COST_KERNEL] = { "kernel-memory", "MB", "kernel MB" },
};

void costs_skip(struct costs *c, const char *reason)
{
	c->status = RESULT_SKIPPED;
	snprintf(c->reason, sizeof(c->reason), "%s", reason);
}

void costs_add(struct costs *c, enum cost cost, double value)
{
	if (c->n[cost] < COSTS_MAX_ROUNDS)
		c->samples[cost][c->n[cost]++] = value;
}

/* Has the machine more to do than it has processors? */
static bool is_busy(void)
{
	double load;

	return getloadavg(&load, 1) == 1 &&
	       load > (double)sysconf(_SC_NPROCESSORS_ONLN);
}

void costs_measure(struct costs *c, const char *command, unsigned int most_s,
		   bool is_small)
{
	char answer[200];
	struct command_cost cost;
	int err;

	if (c->status != RESULT_OK)
		return;
	err = command_run(command, most_s, &cost, answer, sizeof(answer));
	if (err) {
		costs_skip(c, answer);
		return;
	}
	c->was_busy |= is_busy();
	costs_add(c, COST_CPU, cost.cpu_s);
	costs_add(c, COST_WALL, cost.wall_s);
	if (is_small)
		costs_add(c, COST_MEMORY, cost.rss_mb);
}

double costs_least(const struct costs *c, enum cost cost)
{
	return c->n[cost]
		       ? stats_best(c->samples[cost], c->n[cost], STATS_LEAST)
		       : 0;
}

void costs_next_pass(struct costs *c)
{
	memcpy(c->n_before, c->n, sizeof(c->n));
}

struct costs_turns costs_start_turns(const struct costs_limit *limit,
				     double end_s, size_t n)
{
	return (struct costs_turns){
		.limit = limit, .start_s = budget_now(), .end_s = end_s, .n = n
	};
}

bool costs_next_turn(struct costs_turns *t)
{
	const size_t round = t->n_taken / t->n, i = t->n_taken % t->n;
	const double now_s = budget_now();

	if (round >= t->limit->rounds || (round && now_s >= t->end_s) ||
	    (round >= NEEDED_ROUNDS && now_s >= t->start_s + t->limit->all_s))
		return false;
	t->way = round % 2 ? t->n - 1 - i : i;
	t->n_taken++;
	return true;
}

/* Are the two passes' least times the same, if there was time for two? */
static bool do_passes_agree(const struct costs *c, enum cost cost)
{
	const size_t n = c->n_before[cost];
	const double leasts[] = {
		stats_best(c->samples[cost], n, STATS_LEAST),
		stats_best(&c->samples[cost][n], c->n[cost] - n, STATS_LEAST),
	};

	return !n || n == c->n[cost] ||
	       stats_is_found_twice(leasts, 2, STATS_LEAST, STATS_SAME_BEST);
}

/* A command that waits for the kernel waits as long as others let it. */
static bool is_others_time(const struct costs *c, enum cost cost)
{
	return c->was_busy && cost == COST_WALL &&
	       costs_least(c, COST_WALL) > SETTLED * costs_least(c, COST_CPU);
}

/* Why the times are not to be relied on, or NULL. */
static const char *doubt_of(const struct costs *c, enum cost cost,
			    double control)
{
	if (control && !stats_is_conclusive(control))
		return "the control is not as fast as itself";
	if (cost > COST_WALL)
		return NULL;
	if (is_others_time(c, cost))
		return "it waited for a machine with other work";
	if (!do_passes_agree(c, cost))
		return "its passes did not find the same minimum";
	if (!stats_is_settled(c->samples[cost], c->n[cost], STATS_LEAST,
			      SETTLED))
		return "no three rounds found the same minimum";
	return NULL;
}

bool costs_are_enough(const struct costs *c, const struct costs_limit *limit)
{
	const size_t n_before = c->n_before[COST_CPU];
	const double *samples = &c->samples[COST_CPU][n_before];
	const size_t n = c->n[COST_CPU] - n_before;
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += samples[i];
	if (c->is_compared) {
		if (doubt_of(c, COST_CPU, 0))
			return false;
	} else if (limit->once_s && n_before + n &&
		   c->samples[COST_CPU][0] >= limit->once_s) {
		return true;
	}
	return (n >= LEAST_LONG_ROUNDS && sum >= limit->enough_s) ||
	       (n >= LEAST_ROUNDS &&
		stats_is_settled(samples, n, STATS_LEAST, SETTLED));
}

void costs_divide(struct costs *c, size_t n)
{
	for (enum cost cost = COST_CPU; cost <= COST_WALL; cost++)
		for (size_t i = 0; i < c->n[cost]; i++)
			c->samples[cost][i] /= (double)n;
}

double costs_control(const struct costs *c, const struct costs *again,
		     enum cost cost)
{
	if (!c || cost > COST_WALL || !c->n[cost] || !again->n[cost])
		return 0;
	return costs_least(again, cost) / costs_least(c, cost);
}

void costs_print_heading(void)
{
	printf("%-9s %6s %-20s %-28s", "family", "rules", "change", "opponent");
	for (enum cost cost = 0; cost < N_COSTS; cost++)
		printf(" %9s", kinds[cost].heading);
	puts("");
}

static void print_line(const struct costs *c, const struct result *row)
{
	printf("%-9s %6u %-20s %-28s", row->family, row->n_rules,
	       row->traffic ? row->traffic : "-", row->opponent);
	if (c->status != RESULT_OK) {
		printf(" %s: %s\n", result_status_names[c->status], c->reason);
		return;
	}
	for (enum cost cost = 0; cost < N_COSTS; cost++) {
		if (c->n[cost])
			printf(" %9.4g", costs_least(c, cost));
		else
			printf(" %9s", "-");
	}
	puts("");
}

static int write_row(const struct costs *c, const struct result *row,
		     enum cost cost, double control, struct result_file *file)
{
	struct result result = *row;

	result.quantity = kinds[cost].quantity;
	result.unit = kinds[cost].unit;
	result.status = c->status;
	result.reason = c->reason[0] ? c->reason : NULL;
	result.control = control;
	if (c->status == RESULT_OK) {
		const char *doubt = doubt_of(c, cost, control);

		result.samples = c->samples[cost];
		result.n_samples = c->n[cost];
		result.status = doubt ? RESULT_INCONCLUSIVE : RESULT_OK;
		result.reason = doubt;
	}
	return result_write(file, &result);
}

int costs_tell(const struct costs *c, const struct result *row,
	       const struct costs *first, const struct costs *again,
	       struct result_file *file)
{
	int err = 0;

	print_line(c, row);
	/* What was not measured has one row. */
	if (file && c->status != RESULT_OK)
		return write_row(c, row, COST_CPU, 0, file);
	for (enum cost cost = 0; file && !err && cost < N_COSTS; cost++)
		if (c->n[cost])
			err = write_row(c, row, cost,
					costs_control(first, again, cost),
					file);
	return err;
}
