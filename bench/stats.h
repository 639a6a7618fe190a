/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stats.h - what samples of one cost say
 *
 * Others on the machine only ever make a slice longer. So the best sample is
 * the estimate, the least of a cost and the most of a rate; the ratio of two of
 * them, of slices that took turns, is what is claimed; the median is told
 * beside it.
 *
 * The best counts if another run would find it too. That is asked of the run
 * itself: it has parts that know nothing of each other, and the best has to be
 * found in two of them.
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

enum stats_best {
	STATS_LEAST, /* of a cost */
	STATS_MOST,  /* of a rate */
};

/* NAN of no samples. */
double stats_best(const double *samples, size_t n, enum stats_best which);

/*
 * Are three of the samples within a factor @within of the best? If not, the
 * machine has left it alone by chance only, or never.
 */
bool stats_is_settled(const double *samples, size_t n, enum stats_best which,
		      double within);

/*
 * How near the bests of two parts have to be, for two runs to have ratios
 * within 10 % of each other. docs/bench.md has what other bounds would do.
 */
#define STATS_SAME_BEST 1.08

/*
 * @bests are those of the parts of a run. Is there a second one within a factor
 * @within of the best of them? NAN is a part without samples.
 */
bool stats_is_found_twice(const double *bests, size_t n, enum stats_best which,
			  double within);

/* Are they all, but for parts without samples? */
bool stats_is_found_always(const double *bests, size_t n, enum stats_best which,
			   double within);

/* The same, of slices in the order of time: their halves are the parts. */
bool stats_halves_agree(const double *samples, size_t n, enum stats_best which);

#endif
