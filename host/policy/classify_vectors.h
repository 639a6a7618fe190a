/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * classify_vectors.h - many rules in few words: a vector of rules a field
 *
 * Up to 256 items are a block, and a block has a vector with a bit for each of
 * them. Each dimension says which items its number rules out: looked up in a
 * map where there are many answers (levels.h), else told by tests. What is
 * left are the items that apply, and the first bit is the one that decides.
 *
 * So words are spent by dimensions, not by items, and a frame costs some
 * lookups for each dimension whatever the number of items.
 */
#ifndef NICFW_CLASSIFY_VECTORS_H
#define NICFW_CLASSIFY_VECTORS_H

#include "policy/classify_int.h"

/*
 * True if vectors can stand for @segment: a block alone knows the order of
 * COUNTs and RETURNs (classify_order.h).
 */
bool vectors_can(const struct segment *segment);

/*
 * Makes the nodes that keep the best of @segment's items without the last one,
 * which always applies, and without those in @is_taken; the rank is the item's
 * index. What follows is g->next. Returns the first node.
 */
uint32_t vectors_build(struct graph *g, const struct segment *segment,
		       const bool *is_taken);

#endif
