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
	struct segment *segment; /* its items may be changed */
	/*
	 * By item: the first one behind it that a frame may get to without
	 * having met it, for some return skips it; or the segment's end.
	 */
	uint32_t *reach;
	bool *is_gone; /* by item: a pass marks what is to go */
};

/* simplify_shadowed.c, simplify_merged.c; the last item always stays. */
void simplify_shadowed(struct simplify *s);
void simplify_merged(struct simplify *s);

#endif
