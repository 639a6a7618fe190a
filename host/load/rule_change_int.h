/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rule_change_int.h - what the files of rule_change share
 */
#ifndef NICFW_RULE_CHANGE_INT_H
#define NICFW_RULE_CHANGE_INT_H

#include "load/rule_change.h"

/* What becomes of each table, and what counters had that get other rules. */
struct doing {
	const struct state *st;
	const char *ifname;
	unsigned int gen;
	const struct rule_index *index;
	const struct rule_tables *tables;
	struct perfect_moves *moves; /* of each table */
	json_t *kept;
};

/* ---- rule_change_line.c ---- */

/*
 * The line of @d and @c, in the state's arena; @c NULL: keys only make way.
 * NULL: some text is not what JSON can hold.
 */
char *rule_change_print(const struct doing *d, const struct rule_change *c);

/*
 * Sets @d's moves and the keys that go in *@out to those of @line. -EINVAL:
 * they are not of its tables.
 */
int rule_change_scan(const struct doing *d, const char *line,
		     struct rule_change *out);

#endif
