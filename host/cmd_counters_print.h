/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cmd_counters_print.h - what nicfw counters prints
 */
#ifndef NICFW_CMD_COUNTERS_PRINT_H
#define NICFW_CMD_COUNTERS_PRINT_H

#include "counters_sum.h"

/* What was counted in the slots, and of both. */
enum { COUNTED_SUM = N_SLOTS, N_COUNTED };

/*
 * A generation's meta (load/meta.h), in which "sum" is an object with the
 * "mode" of both where they have one, and the rows that belong to its objects.
 */
struct counters_report {
	json_t *meta;
	struct counted counted[N_COUNTED];
};

/* The sum, or else each slot. */
void counters_print(const char *ifname, const struct counters_report *report);

/* All of it as JSON, of which rows never are a tree: that takes a kilobyte
 * each.
 */
void counters_print_json(const struct counters_report *report);

#endif
