/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * classify_key.h - what items are to trees: boxes, and facts that they need
 */
#ifndef NICFW_CLASSIFY_KEY_H
#define NICFW_CLASSIFY_KEY_H

#include "policy/classify_int.h"
#include "policy/trees.h"

/* Different constraints that are no part of the key. */
#define MAX_ATOMS 64

/* A constraint that is asked by code. */
struct atom {
	struct constraint c;
	uint32_t rule; /* the first that asks it */
};

/* Atoms that each item asks all of, or none: bit i of @atoms is atom i. */
struct key_fact {
	uint64_t atoms;
};

/* Some items of a segment, by their indexes, and what is known of them. */
struct key_items {
	const struct lowered *low;
	const struct plan *plan;
	const struct segment *segment;
	uint32_t few_sets;   /* see struct classify_limits */
	enum item_kind kind; /* VERDICT or COUNT */
	VEC(uint32_t) v;     /* of that kind, or returns that skip some of it */

	bool *is_part;	      /* of each dimension: it is a part of the key */
	VEC(uint32_t) dims;   /* that are parts, in order */
	uint32_t *first_word; /* of each dimension that is a part */
	VEC(struct atom) atoms;
	VEC(uint64_t) asks; /* of each item: its atoms */
	uint64_t common;    /* atoms that all of @kind ask */
	uint32_t n_facts;
	struct key_fact facts[32];

	struct tree_boxes boxes;
};

/* Boxes in two: those below a number of a dimension, and those above. */
struct halving {
	uint32_t dim;		/* NO_NODE: there is no such number */
	u128 imm;		/* the lowest number of the upper half */
	uint32_t word, n_words; /* the dimension's, in the key */
};

/* The bits of a number of @dim, which is a part of a key. */
uint16_t key_width(const struct key_items *k, uint32_t dim);

/* Where to halve @boxes, which are some of @k's, so that few are in both. */
struct halving key_halve(const struct key_items *k,
			 const struct tree_boxes *boxes);

/* Those of @boxes that are in one half, in @a. */
struct tree_boxes key_take_half(struct arena *a, const struct tree_boxes *boxes,
				const struct halving *h, bool upper);

/*
 * Finds parts, facts and boxes of the items in @k->v, in @a, and takes those
 * out of it for which there is no room. False where nothing is left.
 */
bool key_find(struct arena *a, struct key_items *k);

#endif
