/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * classify_deal.h - boxes that end nothing, dealt to tables of their own
 *
 * A frame is in many of them at once, so a leaf of one table for all has too
 * many rows, or there are too many leaves: those for sources and those for
 * ports cut each other up. None of them hangs on another one, so they can be in
 * any table. Those that leave a part of the key open are dealt from those that
 * do not, and boxes that are alike in that by their rank: then a frame that an
 * early rule decides asks for the earlier ones alone.
 */
#ifndef NICFW_CLASSIFY_DEAL_H
#define NICFW_CLASSIFY_DEAL_H

#include "policy/trees.h"

/*
 * Marks in @is_first some of @boxes that are no returns, about half of them;
 * both they and the others are fewer. False: there is no such half.
 */
bool deal_boxes(const struct tree_boxes *boxes, bool *is_first);

/*
 * Those of @boxes for which @is_first is @first, in @a, with the returns that
 * skip some of them. Of returns @is_first says nothing.
 */
struct tree_boxes deal_take(struct arena *a, const struct tree_boxes *boxes,
			    const bool *is_first, bool first);

#endif
