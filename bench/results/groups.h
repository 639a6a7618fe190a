/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * groups.h - which results may be set against each other
 *
 * A group is the rows of one file that share suite, family, rules, traffic,
 * what they are fed by, quantity and unit. Groups that differ in rules alone
 * are a panel: a table, or a plot against rules.
 */
#ifndef NICFW_BENCH_GROUPS_H
#define NICFW_BENCH_GROUPS_H

#include "rows.h"

struct groups_group {
	VEC(const struct rows_row *) rows; /* one at least */
	double control; /* of its rows, the farthest from 1; 0: none */
	const struct rows_row *floor; /* ok; NULL: none */
	const struct rows_row *nicfw; /* nicfw-driver; else the first nicfw */
};

struct groups_panel {
	const struct result *key;    /* what its groups share */
	VEC(size_t) groups;	     /* by rules, ascending */
	VEC(const char *) opponents; /* in the order of their first row */
};

/*
 * How a firewall compares with nicfw, over all groups of a quantity. What
 * filters nothing (floors, the generator) makes none.
 */
struct groups_headline {
	const struct result *key; /* suite, quantity, unit and opponent */
	const char *nicfw;	  /* set against this one */
	size_t n;		  /* conclusive groups */
	/* Times the cost of nicfw, the least and the most, and where. */
	double min, max;
	const struct result *min_at, *max_at;
};

struct groups {
	VEC(struct groups_group) groups;
	VEC(struct groups_panel) panels;
	VEC(struct groups_headline) headlines;
};

/*
 * Groups @rows, whose rows stay where they are. Rows without a quantity are in
 * no group: they say why something was not measured.
 */
void groups_make(struct arena *a, const struct rows *rows, struct groups *out);

/* Had the group a control, and was it near enough to 1? */
bool groups_is_conclusive(const struct groups_group *group);

/*
 * How many times what nicfw costs does the firewall of @row, of @group? A
 * headline is made of these. NAN where it is nicfw itself or no firewall, or
 * where the group or one of the two is not conclusive.
 */
double groups_ratio(const struct groups_group *group,
		    const struct rows_row *row);

/* Would there be a ratio, if only all were conclusive? */
bool groups_has_ratio(const struct groups_group *group,
		      const struct rows_row *row);

/* The group of @groups that is of the same thing, in another run; or NULL. */
const struct groups_group *groups_find_same(const struct groups *groups,
					    const struct groups_group *group);

/* A row of @group by its opponent, or NULL. */
const struct rows_row *groups_find(const struct groups_group *group,
				   const char *opponent);

#endif
