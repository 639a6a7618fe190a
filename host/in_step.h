/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * in_step.h - does the kernel still have the base chains that were loaded?
 */
#ifndef NICFW_IN_STEP_H
#define NICFW_IN_STEP_H

#include "base/diag.h"
#include "load/nic.h"
#include "policy/policy.h"

#include <jansson.h>

/* The live ruleset, read once for all devices, when the first one asks. */
struct in_step {
	struct arena *arena;
	bool was_read;
	const struct policy *policy; /* NULL: it cannot be read, */
	const char *why_not;	     /* for this reason */
};

/*
 * Adds to @front, that of the generation that runs on @nic (meta.h):
 *	in_step: true, false, or null where that cannot be told
 *	why_not: null, or which base chain differs, or else @fact (NULL: none;
 *		see status_fact_that_came()), or why it cannot be told; null
 *		beside null: a shadow of a file, which is no front of the
 *		kernel's rules
 */
void in_step_add(struct in_step *s, const struct nic *nic, const char *fact,
		 json_t *front);

/*
 * As in_step_add(), to the "live" of a complete load: no fact of the host
 * matters to it, and a base chain that came in does.
 */
void in_step_add_live(struct in_step *s, const struct nic *nic, json_t *live);

#endif
