/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * counters_sum.h - what a NIC with a part of the policy and its host counted
 *
 * Such a NIC counts what it drops and nothing else, and the host never sees
 * that: for each rule the sum of both is what the policy says.
 */
#ifndef NICFW_COUNTERS_SUM_H
#define NICFW_COUNTERS_SUM_H

#include <jansson.h>

/*
 * Of a generation's @meta (load/meta.h), whose rows have "packets" and "bytes",
 * one slot for both: "mode" and "counters". NULL where the two may not be
 * added: one of them is missing, a NIC with all of the policy counts what it
 * passes, and in shadow both see all frames.
 */
json_t *counters_sum(const json_t *meta);

#endif
