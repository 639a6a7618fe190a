/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * host_facts_json.h - facts as JSON, for --json and for what status reads again
 *
 * An array, one object a fact:
 *
 *	fact, is, then, source		its row of policy/facts.def
 *	holds, unread, why (or null)	what was read
 *	n_rules, rules			how many rules and policies depend on
 *					it; "a.nft:4", "a.nft:4 to a.nft:9" of
 *					some in a row, "a.nft:2 (policy)"
 */
#ifndef NICFW_HOST_FACTS_JSON_H
#define NICFW_HOST_FACTS_JSON_H

#include "load/host_facts.h"
#include "policy/depends.h"

#include <jansson.h>

/* @depends may be NULL: there are no rules. The caller owns what it gets. */
json_t *host_facts_json(struct arena *a, const struct host_reading *reading,
			const struct dependents *depends);

#endif
