/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * update.h - firewalls that change the same rules, each in its namespace
 */
#ifndef NICFW_BENCH_UPDATE_H
#define NICFW_BENCH_UPDATE_H

#include "budget.h"
#include "costs.h"
#include "netns.h"
#include "traffic.h"
#include "update_files.h"
#include "update_ways.h"

#define UPDATE_MAX_PARTS 4

/* A ruleset's size, and what is changed in one of it. */
struct update_part {
	size_t n;	      /* even */
	unsigned int changes; /* bits of enum update_change */
};

struct update_plan {
	struct update_part parts[UPDATE_MAX_PARTS];
	size_t n_parts;
	double seconds;		  /* for all; 0: what it takes */
	struct costs_limit limit; /* of a change and size, in a pass */
	double traffic_s;      /* at least; and each way has to change once */
	unsigned int most_s;   /* for a command */
	unsigned int change_s; /* for one that is measured */
};

/* A way, and what it has cost; in a pass it has a namespace. */
struct update_contender {
	const struct update_way *way;
	struct netns ns;
	struct costs add, undo;
};

/* What all contenders change. */
struct update_subject {
	const struct update_plan *plan;
	struct budget *budget; /* of the whole plan */
	enum update_change change;
	size_t n;
	struct update_contender *contenders; /* the last is the first again */
	size_t n_contenders;
	struct result_file *out;
	/* Of a pass. */
	struct arena *arena;
	struct rules rules; /* with all that is added */
	struct update_files files;
	struct trace traces[N_TRAFFIC_CLASSES];
};

/* Ends the program if @err is not 0: @what failed on this machine. */
void update_refuse_if(int err, const char *what);

/* @c takes no part from now on. */
void update_skip(struct update_contender *c, const char *reason);
bool update_takes_part(const struct update_contender *c);

/* @command with the variables of update_files.h; @text, of @len bytes. */
const char *update_command(const struct update_subject *s, const char *command,
			   char *text, size_t len);

/* Runs a command of a way's; if it fails, @c is skipped. */
bool update_run(const struct update_subject *s, struct update_contender *c,
		const char *command);

/* What a way's undo needs; not measured. As update_run(). */
bool update_before_undo(const struct update_subject *s,
			struct update_contender *c);

/*
 * Changes the rules of @c for a while under traffic, and tells how many frames
 * were misjudged meanwhile, and whether changes are in force when their
 * commands have ended.
 */
void update_judge(const struct update_subject *s, struct update_contender *c);

#endif
