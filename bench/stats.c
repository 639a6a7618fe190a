// SPDX-License-Identifier: GPL-2.0-only
/*
 * stats.c - what samples of one cost say
 */
#include "stats.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

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
