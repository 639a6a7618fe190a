/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * classify_order.h - items of a block that end nothing
 *
 * Once the fields have narrowed a vector, its bits are the items that apply to
 * the frame, each for itself. What is left of them in the segment's order: a
 * return that applies takes those bits out that it skips, and a COUNT counts
 * unless a verdict before it applies. Then the first bit that is left decides.
 */
#ifndef NICFW_CLASSIFY_ORDER_H
#define NICFW_CLASSIFY_ORDER_H

#include "policy/classify_block.h"

/* True if some of @b's items are not verdicts. */
bool order_is_needed(const struct block *b);

/*
 * The nodes that leave of @b's vector, whose items are the segment's from the
 * first on, what @next finds the first of. Returns the first node.
 */
uint32_t order_build(struct block *b, uint32_t next);

#endif
