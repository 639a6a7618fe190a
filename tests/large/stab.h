/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stab.h - which of many intervals hold a number
 *
 * Intervals may overlap and lie in each other. They are sorted by where they
 * start and searched as a binary tree of which each node knows the last number
 * that is in any interval below it.
 */
#ifndef NICFW_TESTS_STAB_H
#define NICFW_TESTS_STAB_H

#include "policy/policy.h"

struct stab_node {
	struct interval interval;
	u128 last; /* of this node and those below it */
	uint32_t id;
};

struct stab {
	VEC(struct stab_node) nodes;
};

struct stab_ids {
	VEC(uint32_t) v;
};

/* Intervals are added first, of any ids, and then sorted once. */
void stab_add(struct arena *a, struct stab *s, struct interval i, uint32_t id);
void stab_sort(struct stab *s);

/* Adds to @ids, in @a, the ids of those that hold @value, in no order. */
void stab_find(struct arena *a, const struct stab *s, u128 value,
	       struct stab_ids *ids);

/* Sorts @ids and leaves each of them there once. */
void stab_settle(struct stab_ids *ids);

#endif
