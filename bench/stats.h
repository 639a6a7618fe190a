/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stats.h - what samples of one cost say
 *
 * Others on the machine only ever make a slice longer. So the minimum is the
 * estimate, and the ratio of two minima, of slices that took turns, is what is
 * claimed; the median is told beside it.
 */
#ifndef NICFW_BENCH_STATS_H
#define NICFW_BENCH_STATS_H

#include <stdbool.h>
#include <stddef.h>

struct stats {
	double min, q05, median, max;
};

/* @n is at least 1; @samples stay as they are. Returns 0 or -ENOMEM. */
int stats_of(const double *samples, size_t n, struct stats *out);

/* Is @control, a thing measured against itself, near enough to 1? */
bool stats_is_conclusive(double control);

#endif
