/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trees.h - decision trees over boxes
 *
 * A box is what an item asks of a frame, as ranges of words of 32 bits and bits
 * that have to be set. A tree cuts the space of all frames until few boxes meet
 * in a part of it; a leaf has these as rows, the best rank first. Boxes that
 * are wide in different words are copied by each other's cuts, so they get
 * trees of their own, and a frame goes down each. Those that often rank behind
 * what the others find are late: they are asked last, if at all.
 *
 * A box may be a return, which takes the boxes of the ranks that it skips from
 * frames that fit it, unless one before takes it. It stands in each tree that
 * has one of these, so that a tree needs no other to know what applies. Or no
 * box ends anything, and all that a frame is in are asked for, and not the
 * first.
 *
 * Bits that are the same in all boxes of a part are not looked at, as in a trie
 * with compressed paths: a leaf's rows ask for them.
 *
 * Where nothing ends, and a frame is in very many boxes, those that have all of
 * a part are one row for all of it, which counts in a counter of its own: what
 * it has counted is added to theirs when they are read. So a frame asks for the
 * few that have an edge in its part, and counts once for all others.
 *
 * Several ways to sort boxes into trees and to cut them are tried; the one that
 * frames in the boxes go through with the least work is taken.
 */
#ifndef NICFW_TREES_H
#define NICFW_TREES_H

#include "offload/plan.h"

struct tree_range {
	uint32_t first, last;
};

struct tree_box {
	uint32_t need; /* bits of the key's first word that are set */
	uint32_t rank; /* of equal ones all but one are in vain */
	uint32_t outcome;
	uint32_t skip_to; /* of a return: the rank behind what it skips, else 0
			   */
	uint32_t run; /* where nothing ends: of two of one run, no verdict and
			 no return takes one alone from a frame */
};

/* Boxes by rank; the ranges of box i begin at ranges[i * n_words]. */
struct tree_boxes {
	uint32_t n;
	uint32_t n_words;		 /* of a key behind its first one */
	uint32_t n_facts;		 /* bits that boxes may need */
	bool ends_nothing;		 /* all that a frame is in apply */
	uint8_t width[PLAN_TABLE_WORDS]; /* bits of each word */
	uint8_t part[PLAN_TABLE_WORDS];	 /* of the key it belongs to */
	const struct tree_box *v;
	const struct tree_range *ranges;
};

/*
 * Marks in @is_in, which has the boxes that are no returns of a tree, the
 * returns that the tree needs as well.
 */
void trees_mark_returns(const struct tree_boxes *boxes, bool *is_in);

/*
 * Gives @table trees for @boxes, of at most @max_bytes each, in @a, and finds
 * its prefixes; its parts are there already. Counters that several share are
 * added to @plan. -E2BIG where boxes overlap so much that they need more.
 */
int trees_build(struct arena *a, const struct tree_boxes *boxes,
		struct plan *plan, uint32_t max_bytes,
		struct plan_table *table);

#endif
