// SPDX-License-Identifier: GPL-2.0-only
/*
 * budget.c - the time of a suite, shared by its parts
 */
#include "budget.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

double budget_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct budget budget_start(double seconds, size_t weights)
{
	return (struct budget){
		.end = seconds > 0 ? budget_now() + seconds : INFINITY,
		.left = weights,
	};
}

double budget_take(struct budget *b, size_t weight)
{
	double left = fmax(b->end - budget_now(), 0);
	double share = b->left > weight
			       ? left * (double)weight / (double)b->left
			       : left;

	b->left = b->left > weight ? b->left - weight : 0;
	return share;
}

bool budget_is_over(const struct budget *b)
{
	return budget_now() >= b->end;
}

double budget_read(const char *text)
{
	char *end;
	double seconds = strtod(text, &end);

	return end != text && !*end && seconds > 0 && isfinite(seconds)
		       ? seconds
		       : 0;
}
