/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rule_index.h - which rules of a generation can change while it runs
 *
 * Written beside the pins, so that one rule of many is changed without reading
 * the others. Four files, of which the last two change with the rules:
 *
 *	gen-N.rows	a JSON object: why_not (null, or why none can), and the
 *			tables of exact rules of one chain
 *	gen-N.lines	two __u32 for each counter of the program: the row of
 *			the load's counters (labels.h) that it is a part of, and
 *			the line of the only rule that this is of, if that
 *			stands in the chain and is one item; else 0
 *	gen-N.source	the text that was loaded, as it was given
 *	gen-N.edits	what changed since (rule_edits.h): nothing at first
 */
#ifndef NICFW_RULE_INDEX_H
#define NICFW_RULE_INDEX_H

#include "load/job.h"
#include "offload/perfect.h"
#include "policy/rule_row.h"

struct rule_index_table {
	struct rule_table keys;
	struct perfect perfect;
	uint32_t first_counter; /* of the table's rows */
	unsigned int tree;	/* N of the pin host_treeN */
	const char *sample;	/* a rule of it */
};

struct rule_index {
	const char *why_not; /* NULL: some can, and what follows is there */
	/* How it was loaded. */
	const char *mode;
	const char *runs;    /* the mode that it runs in */
	const char *profile; /* NULL: what fits */
	bool strict;
	uint32_t small_set;
	struct rule_chain chain;
	VEC(struct rule_index_table) tables;
	uint32_t n_counters; /* rows of them when it was loaded */
	/* Rules may have been left out for one in front of them. */
	bool uncovers;
};

/* Writes those of @job's new generation. -errno. */
int rule_index_write(const struct job *job, const struct state *st);

/* That of generation @gen, in the state's arena; -ENOENT if it is lost. */
int rule_index_read(const struct state *st, const char *ifname,
		    unsigned int gen, struct rule_index *out);

/* What a counter of the program counts for, in the text that was loaded. */
struct rule_line {
	uint32_t row;  /* of the load's counters */
	uint32_t line; /* 0: none */
};

struct rule_line rule_index_line(const struct state *st, const char *ifname,
				 unsigned int gen, uint32_t counter);

#endif
