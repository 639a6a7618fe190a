/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * packet_run.h - one ruleset: installed, checked, flooded, reported
 *
 * What cannot be gone on with ends the process: failures of the harness itself,
 * which no row can tell.
 */
#ifndef NICFW_BENCH_PACKET_RUN_H
#define NICFW_BENCH_PACKET_RUN_H

#include "packet_group.h"

struct packet_run {
	const char *suite, *yardstick; /* of its groups */
	struct flood *flood;
	struct result_file *file; /* or NULL */
	struct opponents_choice choice;
	struct rounds_limit limit;
	bool is_check;	 /* do they judge rightly? No times are taken. */
	bool found_void; /* by a check: one does not */
};

/* Rules of a family, and the kinds of traffic that they are to meet. */
struct packet_plan {
	enum rules_family family;
	size_t n_rules;
	unsigned int traffic; /* bits of enum trace_kind */
};

/* A plan at work, and its groups, in an arena of their own. */
struct packet_subject {
	const struct packet_plan *plan;
	struct arena *arena;
	struct packet_group groups[N_TRACE_KINDS]; /* some without passes */
	const char *why_not; /* it cannot be measured at all; NULL: it can */
};

void packet_run_open(const struct packet_run *run,
		     const struct packet_plan *plan,
		     struct packet_subject *out);

/* Installs all opponents, and measures each group once more, or checks. */
void packet_run_pass(struct packet_run *run, struct packet_subject *subject);

/* Prints and writes what all passes have shown, and frees it. */
void packet_run_close(const struct packet_run *run,
		      struct packet_subject *subject);

/* The floor against itself; of several groups that of the last. */
double packet_run_control(const struct packet_subject *subject);

/* Frees it, and tells nothing. */
void packet_run_drop(struct packet_subject *subject);

/* All of it, with one pass. */
void packet_run_plan(struct packet_run *run, const struct packet_plan *plan);

/* A result for each kind of traffic: it is skipped, for this @reason. */
void packet_run_skip(struct packet_run *run, const struct packet_plan *plan,
		     const char *reason);

/* The ruleset in @path, by nicfw and nft. */
void packet_run_file(struct packet_run *run, const char *path);

/* Ends the process with @err's text, unless it is 0. */
void packet_run_check(int err, const char *what);

#endif
