/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * packet_passes.h - rulesets measured in passes, minutes apart
 */
#ifndef NICFW_BENCH_PACKET_PASSES_H
#define NICFW_BENCH_PACKET_PASSES_H

#include "packet_run.h"

/*
 * Measures all @plans twice, with some others in between, and those that are in
 * doubt, and long lists, then a third time; @seconds are shared among them, and
 * where they are over passes are left out, but for the first. What is known is
 * told as soon as it is.
 */
void packet_passes_run(struct packet_run *run, const struct packet_plan *plans,
		       size_t n, double seconds);

#endif
