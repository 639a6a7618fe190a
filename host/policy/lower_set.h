/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lower_set.h - sets and maps as hash lookups
 *
 * A hash map knows equality only. An element with intervals is cut into
 * prefixes, and the prefixes of one shape (one mask for each part) share a map
 * whose key is masked like them: a set of addresses has a map for each
 * prefix length in it.
 */
#ifndef NICFW_LOWER_SET_H
#define NICFW_LOWER_SET_H

#include "policy/lower.h"

/*
 * Adds to @plan the maps that answer @results[i] (not 0) for a frame whose
 * @parts are in element i of @set, and their indexes to @dim->maps. An element
 * that holds every frame is not in a map: its answer goes to *@rest, which
 * otherwise is left alone. @use gets the maps and their masks as well. Returns
 * NULL, or why there are no such maps: more than LOWER_SET_MAX_KEYS keys, or
 * such an element with an end.
 */
const char *lower_set(struct arena *a, struct plan *plan,
		      const struct policy_set *set,
		      const struct plan_part *parts, const uint32_t *results,
		      struct dim *dim, uint32_t *rest, struct set_use *use);

#define LOWER_SET_MAX_KEYS (4u << 20)

#endif
