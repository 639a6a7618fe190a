/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * set_use.h - can an element change in the maps of an image that runs?
 *
 * A set is not always looked up: a small one is code, one may be asked for
 * several fields, or twice on the way of a frame. Where it is looked up once,
 * with all of its key, and one element is one key, writing that key is the same
 * as compiling the set anew, for each frame.
 */
#ifndef NICFW_SET_USE_H
#define NICFW_SET_USE_H

#include "policy/compile.h"

/* A number below SET_USE_HEADS: tells sets apart, by their addresses. */
#define SET_USE_HEADS 4096
uint32_t set_use_head(const struct policy_set *set);

/* Says of @c that some frame meets @set, of which it says nothing yet. */
struct set_use *set_use_add(struct arena *a, struct compiled *c,
			    const struct policy_set *set);

/* What @c makes of @set; NULL: no frame meets it. */
const struct set_use *set_use_find(const struct compiled *c,
				   const struct policy_set *set);

/* Why @use (may be NULL) does not follow one write to a map; NULL: it does. */
const char *set_use_why_not(struct arena *a, const struct compiled *c,
			    const struct set_use *use);

/* The image's map that is @m; -1: it shares one. */
ssize_t set_use_map(const struct compiled *c, const struct set_map *m);

struct set_key {
	const u128 *masks; /* one a part */
	const uint8_t *key;
	const uint32_t *value; /* a struct nicfw_timed in a set with timeouts */
};

/*
 * The key of the only element of @set, which is no map to verdicts. -E2BIG if
 * it is several keys, or everything.
 */
int set_use_key(struct arena *a, const struct policy_set *set,
		struct set_key *out);

#endif
