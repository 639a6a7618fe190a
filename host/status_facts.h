/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * status_facts.h - what a load relies on of its host, then and now
 */
#ifndef NICFW_STATUS_FACTS_H
#define NICFW_STATUS_FACTS_H

#include "load/nic.h"

#include <jansson.h>

/*
 * The facts of @nic as they are now, as host_facts_json.h has them, with the
 * rules of @at_load, the same array of when the load was made (NULL: there is
 * none), and at_load: whether it held then, or null. The caller owns it.
 */
json_t *status_facts(struct arena *a, const struct nic *nic,
		     const json_t *at_load);

/*
 * "forwards4: ..." if one of @facts holds, did not at the load, and rules
 * depend on it: some of their drops may be no longer right. NULL: none.
 */
const char *status_fact_that_came(struct arena *a, const json_t *facts);

/* Prints those that hold, that rules depend on, or that changed. */
void status_print_facts(struct arena *a, const json_t *facts);

#endif
