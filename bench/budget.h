/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * budget.h - the time of a suite, shared by its parts
 *
 * Parts have weights. Each gets its share of what is left when its turn comes,
 * so that what one leaves over, or overdraws, is all the others'. Without an
 * end (0 seconds) every share is without an end.
 */
#ifndef NICFW_BENCH_BUDGET_H
#define NICFW_BENCH_BUDGET_H

#include <stdbool.h>
#include <stddef.h>

/* Why a part has no figures. */
#define BUDGET_OVER "no time was left for it (MINUTES=N has more)"

struct budget {
	double end;  /* of CLOCK_MONOTONIC, in s; INFINITY */
	size_t left; /* weights of the parts to come */
};

/* Begins now. @weights is the sum of all weights. */
struct budget budget_start(double seconds, size_t weights);

/* Seconds for the next part, of @weight: 0 at the least, or INFINITY. */
double budget_take(struct budget *b, size_t weight);

bool budget_is_over(const struct budget *b);

/* Seconds of CLOCK_MONOTONIC. */
double budget_now(void);

/* The argument of --seconds; 0 if it is no number above 0. */
double budget_read(const char *text);

#endif
