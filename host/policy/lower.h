/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lower.h - from a policy to first-match rules
 *
 * One segment for each stop of the device's path (path.h). A segment is a flat
 * list of items; user chains are written out where they are called. An item
 * applies to a frame if all its constraints hold; each says that a dimension,
 * some number that can be had from the frame, lies in a set. Whether a header
 * is there is a number like any other, so an item says all that it depends on,
 * and constraints can be tested in any order.
 *
 * The first item that applies and is not a COUNT ends the segment, except that
 * a RETURN only skips what its chain, as it is called here, has left.
 * The last item always applies.
 *
 * In a front the items say what is sure. A rule that may drop, for all that the
 * stage knows, is none; one that may accept is an ACCEPT, for there is a way on
 * which the chain does not drop; and where the host has something to do it is a
 * PUNT, which ends the path. So who is dropped in a segment is dropped there
 * whatever the unknown parts turn out to be, and nothing else of it happens.
 */
#ifndef NICFW_LOWER_H
#define NICFW_LOWER_H

#include "policy/compile.h"
#include "policy/iset.h"

#define ITEM_MAX_CONSTRAINTS 32

/*
 * A number that an item depends on: a value under a mask, or what one of a few
 * maps answers for the frame's key (0: no map has it). At most one of the maps
 * has it, of elements that have not ended.
 */
struct dim {
	bool is_lookup;
	struct plan_part part; /* of a value */
	VEC(uint32_t) maps;    /* of a lookup: indexes into plan.maps */
	u128 max;	       /* the largest number there can be */
};

/* Items are many, and of each most of the memory is these. */
struct constraint {
	uint32_t dim;
	const struct iset *allowed; /* neither empty nor all numbers */
} __attribute__((packed, aligned(4)));

enum item_kind {
	ITEM_VERDICT,
	ITEM_COUNT,
	ITEM_RETURN,
};

struct item {
	enum item_kind kind : 8;
	enum plan_verdict verdict : 8;
	uint16_t n_constraints;
	uint32_t rule;	  /* policy_rule.id, PLAN_NO_RULE: the chain's policy */
	uint32_t skip_to; /* of RETURN: the first item behind its chain */
	uint32_t counter; /* of VERDICT and COUNT */
	uint32_t rank;	  /* the classifier's: its place among all groups */
	struct constraint *constraints; /* each of another dimension */
};

/* The constraint of @it on @dim; NULL: none. */
static inline const struct constraint *item_constraint(const struct item *it,
						       uint32_t dim)
{
	for (uint32_t i = 0; i < it->n_constraints; i++) {
		if (it->constraints[i].dim == dim)
			return &it->constraints[i];
	}
	return NULL;
}

/* The same; of items that are written alike it is the @i-th of each. */
static inline const struct constraint *
item_constraint_near(const struct item *it, uint32_t dim, uint32_t i)
{
	if (i < it->n_constraints && it->constraints[i].dim == dim)
		return &it->constraints[i];
	return item_constraint(it, dim);
}

/*
 * Where a segment leads. 0: whom it accepts meets the next segment, or passes
 * the last one; whom it drops is dropped. Else a later segment's index, or
 * PATH_PASS. Who is punted passes.
 */
struct segment {
	VEC(struct item) items;
	/* What all forms ask of it: classify_tuples(); NULL: nobody has. */
	const struct tuples *tuples;
	/* Some return ends behind where a later one of its chain does. */
	bool has_crossings;
	uint32_t on_accept;
	uint32_t on_drop;
};

struct lowered {
	struct arena *arena; /* freed once there is a plan; a child */
	VEC(struct dim) dims;
	VEC(struct segment) segments; /* as the path's stops */
};

/* What it takes for a field to be in a frame at all: a value's range. */
struct presence {
	struct plan_value value;
	uint32_t least;
	uint32_t most;
};

/* False, and nothing to be said in @out, where @id is in every frame. */
bool lower_presence(enum field_id id, struct presence *out);

/*
 * Lowers the stops in out->walk for a stage of @profile: values and maps go to
 * @plan, what the counters mean to @out, in @a. -E2BIG with an error in @diag
 * where user chains, written out, need more than a million items, or a rule
 * needs more than ITEM_MAX_CONSTRAINTS.
 */
int lower_policy(struct arena *a, struct diag *diag, struct compiled *out,
		 const struct device *dev, const struct profile *profile,
		 struct plan *plan, struct lowered *low);

/*
 * By rule, in @a: true of those in chains of c->walk->aside that some frame may
 * get to there.
 */
bool *lower_aside(struct arena *a, const struct compiled *c,
		  const struct device *dev, const struct profile *profile);

#endif
