/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * classify_tuples.h - items that differ only in values
 *
 * Items that ask for the same things, and for one prefix each of the same
 * selective dimensions, are a tuple: whatever their number, one lookup in a
 * hash map finds the one that applies. A frame looks in the map of each tuple,
 * and of the items found the first in the list decides.
 */
#ifndef NICFW_CLASSIFY_TUPLES_H
#define NICFW_CLASSIFY_TUPLES_H

#include "policy/lower.h"

struct tuple {
	VEC(uint32_t) items; /* of the segment, in order */
	/* Of the first item, bit i: constraint i is part of the key. */
	uint32_t key;
	uint64_t hash; /* of what its items have in common */
};

struct tuples {
	VEC(struct tuple) v;
	bool *is_taken; /* of each item of the segment */
};

/* True if all of @segment's items are verdicts. */
bool classify_is_plain(const struct segment *segment);

/*
 * The largest tuples of @segment, in @a; none if they are small, or if the
 * segment has a COUNT or a RETURN, which need their place in the list.
 */
struct tuples classify_tuples(struct arena *a, const struct lowered *low,
			      const struct segment *segment);

/*
 * Adds the map of @tuple to @plan: the key's parts under their prefixes' masks,
 * and of equal keys the first item's. Returns its index. The map is in @a.
 */
uint32_t tuple_add_map(struct arena *a, struct arena *scratch,
		       const struct lowered *low, const struct segment *segment,
		       const struct tuple *tuple, struct plan *plan);

#endif
