// SPDX-License-Identifier: GPL-2.0-only
/*
 * stats.c - what samples of one cost say
 */
#include "stats.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of the best samples: so many have to be near to each other. */
#define N_BEST 3

static int compare_samples(const void *va, const void *vb)
{
	double a = *(const double *)va, b = *(const double *)vb;

	return (a > b) - (a < b);
}

int stats_of(const double *samples, size_t n, struct stats *out)
{
	double *sorted = malloc(n * sizeof(*sorted));

	if (!sorted)
		return -ENOMEM;
	memcpy(sorted, samples, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), compare_samples);
	out->min = sorted[0];
	out->q05 = sorted[(n - 1) / 20];
	out->median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
	out->max = sorted[n - 1];
	free(sorted);
	return 0;
}

bool stats_is_conclusive(double control)
{
	return control >= 0.9 && control <= 1.1;
}

double stats_best(const double *samples, size_t n, enum stats_best which)
{
	double best = NAN;

	/* Both take the other one where one is NAN. */
	for (size_t i = 0; i < n; i++)
		best = which == STATS_MOST ? fmax(best, samples[i])
					   : fmin(best, samples[i]);
	return best;
}

static size_t n_near_best(const double *samples, size_t n,
			  enum stats_best which, double within)
{
	const double best = stats_best(samples, n, which);
	size_t n_near = 0;

	for (size_t i = 0; i < n; i++)
		n_near += which == STATS_MOST ? samples[i] * within >= best
					      : samples[i] <= best * within;
	return n_near;
}

bool stats_is_settled(const double *samples, size_t n, enum stats_best which,
		      double within)
{
	return n_near_best(samples, n, which, within) >= N_BEST;
}

bool stats_is_found_twice(const double *bests, size_t n, enum stats_best which,
			  double within)
{
	return n_near_best(bests, n, which, within) >= 2;
}

bool stats_is_found_always(const double *bests, size_t n, enum stats_best which,
			   double within)
{
	size_t n_found = 0;

	for (size_t i = 0; i < n; i++)
		n_found += !isnan(bests[i]);
	return n_found > 1 && n_near_best(bests, n, which, within) == n_found;
}

bool stats_halves_agree(const double *samples, size_t n, enum stats_best which)
{
	const double bests[] = {
		stats_best(samples, n / 2, which),
		stats_best(samples + n / 2, n - n / 2, which),
	};

	return stats_is_found_twice(bests, 2, which, STATS_SAME_BEST);
}
