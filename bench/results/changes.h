/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * changes.h - what got slower or faster between two runs
 *
 * Machines differ, so times and rates are compared as ratios to a yardstick
 * that both runs have in the same group: the floor, else the first opponent
 * that is not nicfw. Sizes and counts are compared as they are.
 *
 * A change of a time, a rate or a size is one when it is more than the largest
 * of 10 %, twice what the control of either run is off, and the distance from
 * the least sample to the 5 % quantile (to the median of less than 20 samples)
 * of each row that the ratio is made of, and twice what three quarters of
 * the other opponents stayed within (of three or more, without nicfw's): a busy
 * machine is not the same for all.
 * Without a control it has to be more than 20 %: one run moves by 10 %, and
 * there are two. Counts are exact.
 */
#ifndef NICFW_BENCH_CHANGES_H
#define NICFW_BENCH_CHANGES_H

#include "groups.h"

enum changes_kind {
	CHANGES_SLOWER,
	CHANGES_FASTER,
	CHANGES_NONE,	 /* within the bound */
	CHANGES_UNKNOWN, /* not compared, for the reason there */
	CHANGES_GONE,	 /* not ok any more, or not there */
	CHANGES_NEW,	 /* now ok */
	CHANGES_YARDSTICK,
	N_CHANGES_KINDS,
};

extern const char *const changes_kind_names[N_CHANGES_KINDS];

struct changes_change {
	enum changes_kind kind;
	const struct result *key;
	double factor; /* the new cost over the old one; of slower to none */
	double bound;  /* 0.1: within 10 % nothing is said to have changed */
	const char *yardstick; /* NULL: none is needed */
	const char *reason;    /* of unknown, gone */
};

struct changes {
	VEC(struct changes_change) changes; /* in the order of the new run */
	size_t n[N_CHANGES_KINDS];
};

/* Compares what is ok in @before or @after, in @a. */
void changes_make(struct arena *a, const struct groups *before,
		  const struct groups *after, struct changes *out);

/* All but yardsticks and what did not change, a line each, and the counts. */
void changes_print(struct arena *a, const struct changes *changes, FILE *out);

#endif
