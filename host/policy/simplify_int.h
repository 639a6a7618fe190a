/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * simplify_int.h - a segment on its way through the passes
 */
#ifndef NICFW_SIMPLIFY_INT_H
#define NICFW_SIMPLIFY_INT_H

#include "policy/simplify.h"

struct simplify {
	struct arena *arena; /* of what the pass leaves */
	struct arena *own;   /* of what it needs meanwhile */
	const struct lowered *low;
	struct segment *segment;
	bool is_own;	 /* else its items are those of low */
	uint32_t *reach; /* see simplify_reach(); NULL: there are no returns */
	bool *is_gone;	 /* by item: a pass marks what is to go */
};

/*
 * The first item behind the @i-th that a frame may get to without having met
 * it, for some return skips it; or the segment's end.
 */
static inline uint32_t simplify_reach(const struct simplify *s, uint32_t i)
{
	return s->reach ? s->reach[i] : (uint32_t)s->segment->items.n;
}

/* The segment's items, to be changed: from now on they are its own. */
struct item *simplify_items(struct simplify *s);

/* simplify_shadowed.c, simplify_merged.c; the last item always stays. */
void simplify_shadowed(struct simplify *s);
void simplify_merged(struct simplify *s);

#endif
