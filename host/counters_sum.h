/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * counters_sum.h - what a NIC with a part of the policy and its host counted
 *
 * Such a NIC counts what it drops and nothing else, and the host never sees
 * that: for each rule the sum of both is what the policy says.
 */
#ifndef NICFW_COUNTERS_SUM_H
#define NICFW_COUNTERS_SUM_H

#include "load/labels.h"

struct counted_row {
	struct label label;
	struct nicfw_counter counter;
};

/* What was counted in a slot. */
struct counted {
	VEC(struct counted_row) rows;
};

/*
 * May the two slots of a generation with @meta (load/meta.h) be added? Not
 * where one of them is missing, a NIC with all of the policy counts what it
 * passes, and in shadow both see all frames.
 */
bool counters_have_sum(const json_t *meta);

/* The rows of @host and those that @nic alone has, with the counts of both. */
struct counted counters_sum(struct arena *a, const struct counted *host,
			    const struct counted *nic);

#endif
