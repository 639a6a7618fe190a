/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * costs.h - what a command costs, over several rounds
 *
 * For the suites install and update: rows of results, and lines of a table, of
 * which the least of the rounds counts.
 */
#ifndef NICFW_BENCH_COSTS_H
#define NICFW_BENCH_COSTS_H

#include "result.h"

#include <stdbool.h>

/*
 * All rulesets are measured in two passes, each ruleset with the others in
 * between: a machine may be slow for as long as all rounds of one take.
 */
#define COSTS_PASSES 2

/* Of a pass, at the most; and as many further ones of what bars compare. */
#define COSTS_ROUNDS	 20
#define COSTS_MAX_ROUNDS (2 * COSTS_ROUNDS * COSTS_PASSES)

/* In the order of the table's columns. */
enum cost {
	COST_CPU,
	COST_WALL,
	COST_MEMORY, /* the tool's, at its most */
	COST_KERNEL, /* the kernel's, afterwards */
	N_COSTS,
};

/* All zero: nothing was measured yet. */
struct costs {
	double samples[N_COSTS][COSTS_MAX_ROUNDS];
	size_t n[N_COSTS];
	size_t n_before[N_COSTS]; /* of them, those of an earlier pass */
	bool was_busy;		  /* the machine: more to do than processors */
	bool is_compared;	  /* by a bar: it has to be conclusive */
	enum result_status status;
	char reason[256];
};

void costs_skip(struct costs *c, const char *reason);

void costs_add(struct costs *c, enum cost cost, double value);

/*
 * Runs @command, see command.h, and adds what it cost. If it fails, or takes
 * longer than @most_s, that is the reason why @c is skipped from then on; what
 * is skipped already is not run. Memory counts if this process @is_small.
 */
void costs_measure(struct costs *c, const char *command, unsigned int most_s,
		   bool is_small);

/* What is added from now on is of another pass. */
void costs_next_pass(struct costs *c);

/* How long ways take turns, in a pass. */
struct costs_limit {
	size_t rounds;
	double enough_s; /* CPU time of a way: then some rounds will do */
	double all_s;	 /* of all ways; then only those that are needed */
	/*
	 * What takes so much CPU time runs once, in all passes, so that the
	 * others have the rounds that they need, unless it is compared; 0:
	 * nothing does.
	 */
	double once_s;
};

/* Some ways take turns: every other round goes the other way round. */
struct costs_turns {
	const struct costs_limit *limit;
	double start_s, end_s; /* of budget_now() */
	size_t n, n_taken;
	size_t way; /* whose turn it is, below n */
};

/* Begins now. The first round of @n ways is whole, the others end at @end_s. */
struct costs_turns costs_start_turns(const struct costs_limit *limit,
				     double end_s, size_t n);

/* Says whose turn is next; false: there is none. */
bool costs_next_turn(struct costs_turns *t);

/*
 * Is the least CPU time of this pass settled, after some rounds? Or did they
 * take so long together that more would take too long? What is compared has to
 * count as well, as costs_tell() has it.
 */
bool costs_are_enough(const struct costs *c, const struct costs_limit *limit);

/* CPU time and wall clock are of @n things: of one it is a part. */
void costs_divide(struct costs *c, size_t n);

/* 0: there is none. */
double costs_least(const struct costs *c, enum cost cost);

/* The least of @again over that of @c, which is the same; 0: there is none. */
double costs_control(const struct costs *c, const struct costs *again,
		     enum cost cost);

/* The heading of the lines that costs_tell() prints. */
void costs_print_heading(void);

/*
 * Prints @c as a line, and writes its rows to @file, which may be NULL. @row
 * has what they share: suite, family, n_rules, traffic, opponent, fed. @first
 * and @again are the control of their times, or NULL; where it is not near
 * enough to 1, they are inconclusive. So is a time whose least was not found
 * by three rounds, and by both passes where there was time for two (stats.h);
 * and wall time in which it waited while others kept the machine busy.
 * Returns 0 or -errno.
 */
int costs_tell(const struct costs *c, const struct result *row,
	       const struct costs *first, const struct costs *again,
	       struct result_file *file);

#endif
