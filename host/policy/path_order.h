/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * path_order.h - in which order the base chains of a path run
 */
#ifndef NICFW_PATH_ORDER_H
#define NICFW_PATH_ORDER_H

#include "policy/path.h"

/*
 * Sorts @n chains of one policy as packets meet them: by hook, by priority, and
 * of one priority the later one first (nf_hook_entries_grow()).
 */
void path_order(const struct policy_chain **chains, size_t n);

/*
 * Of each chain of @policy, in @a: true if another one of @path->chains, which
 * are in order, has its hook and priority and acts. The order of such chains
 * hangs on when they were added, so what one drops is sure only if the others
 * have nothing to do with it before.
 */
const bool *path_acting_twins(struct arena *a, const struct policy *policy,
			      const struct path *path);

#endif
