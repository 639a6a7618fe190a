/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * levels.h - intervals of a value's numbers as prefixes of few lengths
 *
 * A NIC has hash maps only, so the interval that a number lies in is found by
 * its prefixes: a key is looked up at each of a few lengths, the longest first,
 * and the first one that is found tells the vector. Prefixes of lengths between
 * are written out at the next longer one. Lengths cost lookups, writing out
 * costs entries; the cheapest choice is found by trying all (a shortest path
 * over the lengths).
 */
#ifndef NICFW_LEVELS_H
#define NICFW_LEVELS_H

#include "offload/plan.h"

#define MAX_LEVELS 6

/* From @lo up to the next cut, numbers have the vector of this index. */
struct cut {
	u128 lo;
	uint32_t vector;
};

/* Neighbours differ, and the first cut is at 0. */
struct cuts {
	/*
	 * Of the largest number, in bits: a mask may have none of a value's
	 * first ones, and a prefix of those would be the same for all numbers.
	 */
	unsigned int width;
	VEC(struct cut) v;
	VEC(struct plan_vector) vectors;
};

struct levels {
	unsigned int n;
	uint8_t len[MAX_LEVELS]; /* ascending */
	double entries;
	uint32_t missing; /* the vector of numbers of which no key is found */
};

/*
 * The lengths to look @c up at; it has two cuts at least. levels.n is 0 where
 * that would need more than max_entries entries.
 */
struct levels levels_choose(struct arena *a, const struct cuts *c,
			    uint64_t max_entries);

/*
 * Calls @put for each entry: at level @level, numbers that begin as @prefix
 * (of the cuts' width) have @vector.
 */
void levels_fill(struct arena *a, const struct cuts *c,
		 const struct levels *levels,
		 void (*put)(void *context, unsigned int level, u128 prefix,
			     uint32_t vector),
		 void *context);

#endif
