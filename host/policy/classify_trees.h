/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * classify_trees.h - rules as data: decision trees
 *
 * What outgrows code is written into arrays (trees.h), which the program goes
 * down. A dimension that many items ask different things of is a part of the
 * key, and an item is a box in the space of keys. Whatever else items ask for
 * is a fact: it is found out once for each frame, by code, and is a bit.
 *
 * IPv4 and IPv6 have other keys, so items are sorted by the protocol first.
 */
#ifndef NICFW_CLASSIFY_TREES_H
#define NICFW_CLASSIFY_TREES_H

#include "policy/classify_int.h"

/*
 * Makes the nodes that keep the best of the items of @segment that are verdicts
 * and neither the last one nor in @is_taken; the rank is the item's index.
 * Marks those that trees stand for in @is_taken; others are left. What follows
 * is g->next. Returns the first node.
 */
uint32_t trees_of_segment(struct graph *g, const struct segment *segment,
			  bool *is_taken);

#endif
