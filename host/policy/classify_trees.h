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
 *
 * A return is a box as well, in each tree that has items which it skips. What
 * COUNTs count hangs on the verdict that is found, so they have trees of their
 * own, which are asked behind those of verdicts.
 */
#ifndef NICFW_CLASSIFY_TREES_H
#define NICFW_CLASSIFY_TREES_H

#include "policy/classify_int.h"

/*
 * Makes the nodes that keep the best of the items of @segment that are of
 * @kind, VERDICT or COUNT, and neither the last one nor in @is_taken, or that
 * count in all before what is kept; the rank is the item's index. Marks those
 * that trees stand for in @is_taken; others are left. What follows is g->next.
 * Returns the first node.
 */
uint32_t trees_of_segment(struct graph *g, const struct segment *segment,
			  enum item_kind kind, bool *is_taken);

/*
 * Makes the nodes in front of all trees of a segment: they find the answers of
 * the lookups that are parts of keys, once for each frame. What follows is
 * g->next. Returns the first node.
 */
uint32_t trees_ask(struct graph *g);

#endif
