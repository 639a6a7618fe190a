/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * classify_groups.h - items that are better classified apart
 *
 * Rules for sources and rules for destinations, in one graph, multiply: behind
 * each source every destination has to be told apart again. Apart they add up:
 * each group has a graph of its own, a frame goes through all of them, and of
 * the items that apply, one from each group, the first in the list decides.
 *
 * A dimension is selective if its constraints have many boundaries. Selective
 * dimensions that no frame needs together (IPv4 and IPv6 sources) make one
 * kind; an item belongs to the largest kind that it has a constraint of.
 */
#ifndef NICFW_CLASSIFY_GROUPS_H
#define NICFW_CLASSIFY_GROUPS_H

#include "policy/lower.h"

#define MAX_GROUPS 6

/*
 * Of each dimension: do the constraints of @segment's items on it have many
 * boundaries? In @a.
 */
bool *classify_selective(struct arena *a, const struct lowered *low,
			 const struct segment *segment);

struct groups {
	uint32_t n;
	uint8_t *of; /* the group of each item but the last: 0 .. n - 1 */
};

/*
 * Sorts the items of @segment, but for those in @is_taken, into groups, in @a;
 * what is said of the others means nothing. One group means that there
 * is nothing to gain, or that the segment has a COUNT or a RETURN, which need
 * their place in the list.
 */
struct groups classify_groups(struct arena *a, const struct lowered *low,
			      const struct segment *segment,
			      const bool *is_taken);

#endif
