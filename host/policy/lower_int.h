/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lower_int.h - what the parts of lowering share
 *
 * lower.c walks rules and chains; lower_match.c turns what a match or a verdict
 * map asks for into constraints; lower_set.c makes maps of sets.
 */
#ifndef NICFW_LOWER_INT_H
#define NICFW_LOWER_INT_H

#include "policy/lower.h"

/* Constraints gathered on the way to a statement. */
struct conj {
	bool is_never; /* no frame can meet them all */
	uint32_t n;
	struct constraint v[ITEM_MAX_CONSTRAINTS];
};

/*
 * A lookup made before: the same set with the same key. A set is either matched
 * or a verdict map, so its answers are the same too.
 */
struct known_lookup {
	const struct policy_set *set;
	const struct plan_part *parts;
	uint32_t dim;
	uint32_t rest;
};

struct lowering {
	struct arena *arena;
	struct diag *diag;
	const struct policy *policy;
	const struct device *dev;
	uint32_t small_set; /* see struct profile */
	struct compiled *out;
	struct plan *plan;
	struct lowered *low;
	struct segment *segment;
	const struct policy_chain *base;
	VEC(struct known_lookup) lookups;
	VEC(uint32_t) returns; /* items whose chain is still being walked */
	uint32_t *decided; /* counter of each rule in this segment, plus 1 */
	uint32_t *reached;
	int err;
};

/* The different things that the elements of a verdict map ask for. */
struct answers {
	VEC(struct action) actions; /* result i + 1 */
	uint32_t *results;	    /* of each element */
	uint32_t fallback;	    /* result of the catch-all; 0: none */
};

/* Reports the first reason why the policy can't be lowered; ends the walk. */
void lower_fail(struct lowering *l, struct loc loc, const char *why);

/* Adds to @c what a POLICY_MATCH asks for. */
void lower_match(struct lowering *l, struct conj *c,
		 const struct policy_stmt *s);

/*
 * True if what a match or a verdict map asks for is better written as a branch
 * for each element: a few elements of several parts, which do not overlap.
 */
bool lower_has_branches(const struct lowering *l, const struct policy_stmt *s);

/* Adds to @c that the parts of @s are those of element @e of its set. */
void lower_element(struct lowering *l, struct conj *c,
		   const struct policy_stmt *s, const struct element *e);

/* Adds "the verdict map of @s answers @result", a number of @ans, to @c. */
void lower_answer(struct lowering *l, struct conj *c,
		  const struct policy_stmt *s, const struct answers *ans,
		  uint32_t result);

#endif
