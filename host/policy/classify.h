/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * classify.h - from first-match rules to a decision graph
 *
 * The graph is grown from the root: a node is a list of the items that may
 * still apply, with the constraints of each that are still open. A test splits
 * the list in two; constraints that its answer settles are closed, items that
 * it rules out are gone, and what stands behind an item with nothing open is
 * never reached. Lists that are alike in all that is open share one node, so
 * rules share their tests and the graph is no tree.
 *
 * A split is chosen for the smallest sum of squares of the two lists: it
 * halves what can be halved and copies few items to both sides. Where even the
 * best one copies most of them, and in lists of up to `leaf` items, the first
 * item is settled first, as a chain would. Once `max_lists` lists were split,
 * or `max_entries` items of all of them were looked at, what is left is written
 * as plain chains of tests, which are linear but never copy an item. Where that
 * would be over `max_nodes` nodes there is no plan.
 *
 * Its cost for a frame is about the logarithm of the number of items where
 * their constraints are selective; see classify_groups.h for rules that are
 * selective in different ways.
 */
#ifndef NICFW_CLASSIFY_H
#define NICFW_CLASSIFY_H

#include "policy/lower.h"

struct classify_limits {
	uint32_t leaf;	    /* at least 1 */
	uint32_t max_lists; /* 0: a plain chain of tests from the start */
	/* Ranges within ranges are copied by each split: lists stay long. */
	uint64_t max_entries; /* 0: any number */
	uint32_t max_nodes;   /* 0: any number */
	bool or_nothing;      /* give up rather than write a chain */
	bool in_groups;
	bool in_tuples;	       /* with in_groups: see classify_tuples.h */
	bool in_vectors;       /* with in_groups: see classify_vectors.h */
	uint32_t max_vectors;  /* blocks of a segment; 0: any number */
	uint32_t max_maps;     /* of all vectors; 0: any number */
	bool *lacks_maps;      /* NULL, or set where that is why it gave up */
	bool *lacks_nodes;     /* the same */
	bool in_trees;	       /* with in_groups: see classify_trees.h */
	bool trees_or_nothing; /* with in_trees: give up where there is none */
	uint32_t tree_bytes;   /* of one tree at most */
	/* Different constraints on a dimension, up to which it is no part of a
	   tree's key: it is cheaper to ask. */
	uint32_t few_sets;
	uint32_t few_spans; /* see classify_spans.h: of fewer boxes are none */
	uint32_t few_items; /* fewer are neither vectors nor trees */
};

/*
 * A plan, in @a, of @base's values and maps, with the nodes that decide @low's
 * segments and the maps that these need besides. NULL if it gave up. @base, to
 * which @low's maps belong, has no nodes and stays as it is, for other forms.
 */
struct plan *classify(struct arena *a, const struct lowered *low,
		      const struct classify_limits *limits,
		      const struct plan *base);

#endif
