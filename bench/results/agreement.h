/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * agreement.h - do two runs say the same of the same thing?
 *
 * Of a machine and a version that stay as they are: then each ratio that a
 * headline is made of is to be the same in both runs, or inconclusive.
 */
#ifndef NICFW_BENCH_AGREEMENT_H
#define NICFW_BENCH_AGREEMENT_H

#include "groups.h"

#include "base/vec.h"

/* A ratio of both runs. */
struct agreement_pair {
	const struct result *result;
	double before, after;
};

struct agreement {
	size_t n_same; /* within 10 % */
	VEC(struct agreement_pair) different;
	size_t n_inconclusive; /* in one run, or in both */
	/* The ratio that is farthest from its like; NULL: there is none. */
	const struct result *worst;
	double worst_factor; /* 1 at least */
};

/* Of what both runs have measured. */
struct agreement agreement_of(struct arena *a, const struct groups *before,
			      const struct groups *after);

/* A line for each ratio that differs, and one for all. */
void agreement_print(struct arena *a, const struct agreement *agreement,
		     FILE *out);

#endif
