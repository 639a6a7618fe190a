/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tax_turns.h - links take turns, in slices of a millisecond
 *
 * In each round every link has a slice, in an order that is drawn anew, after
 * one that warms it. A slice in which anybody else had the CPU, ksoftirqd too,
 * is tried again, and has no part if that does not help.
 */
#ifndef NICFW_BENCH_TAX_TURNS_H
#define NICFW_BENCH_TAX_TURNS_H

#include "rounds.h"
#include "tax_load.h"

struct tax_runner {
	struct tax_link *link;
	struct tax_slice *slices; /* that were alone */
	size_t n_slices, n_disturbed;
	double payload; /* what a frame to the server had, on average, in
			   bytes; 0 for loads of other things */
};

/*
 * Lets all @links that are there carry @load, and makes a runner of each of the
 * @n in @a. A link that does not carry becomes void. The thread is pinned to a
 * CPU, whose ksoftirqd @softirqd_fd is (thread_time.h). Returns 0 or -errno.
 */
int tax_turns_measure(struct arena *a, const struct tax_load *load,
		      struct tax_link *links, size_t n, int softirqd_fd,
		      const struct rounds_limit *limit,
		      struct tax_runner **runners);

#endif
