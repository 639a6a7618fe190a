/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bars.h - what nicfw is to reach, and whether a run saw it reach that
 *
 * The bars are rows of bars.def, and a run's rows are all that counts: one that
 * is not there, or not ok, leaves its bar not measured.
 */
#ifndef NICFW_BENCH_BARS_H
#define NICFW_BENCH_BARS_H

#include "groups.h"

enum bar_form {
	BAR_AT_MOST, /* the opponent's row is at most the bound */
	BAR_BESIDES, /* that, without what the other's row is */
	BAR_RATIO,   /* it is at most so many times the other's */
	BAR_EITHER,  /* it is one or the other */
	BAR_CHEAPER, /* the other's is at least so many times the opponent's */
};

enum bars_verdict {
	BARS_MET,
	BARS_MISSED,
	BARS_NOT_MEASURED,
	N_BARS_VERDICTS,
};

/* "met", "missed", "not measured" */
extern const char *const bars_verdict_names[N_BARS_VERDICTS];

struct bars_bar {
	const char *where;    /* "packet: exact, 160,000 rules, spread" */
	const char *bar;      /* "nicfw-driver at most 3x xdp-drop" */
	const char *measured; /* "2.81x"; of one that is not: why */
	enum bars_verdict verdict;
};

struct bars {
	VEC(struct bars_bar) bars; /* in the order of bars.def */
	size_t n[N_BARS_VERDICTS];
};

/* Holds @groups against all bars, in @a. */
void bars_make(struct arena *a, const struct groups *groups, struct bars *out);

#endif
