/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * slices.h - what programs cost, one against the other
 *
 * Programs take turns of a few milliseconds each, many times over, so that what
 * else the machine does meets them alike. The least that a program ever took,
 * over that of another, moves by a few percent between runs where means move
 * by half: others only ever make a slice longer.
 */
#ifndef NICFW_BENCH_SLICES_H
#define NICFW_BENCH_SLICES_H

#include "base/arena.h"

#include <stdint.h>

struct slices_frame {
	const uint8_t *bytes;
	size_t len;
};

/* A program, and what it takes for each frame, at the least. */
struct slices_run {
	int prog_fd;
	double *ns;
};

/*
 * Runs all of @runs on all of @frames @rounds times, in turn, by
 * BPF_PROG_TEST_RUN, and sets their ns, in @a, from this thread's CPU time.
 * Returns 0 or -errno.
 */
int slices_measure(struct arena *a, struct slices_run *runs, size_t n_runs,
		   const struct slices_frame *frames, size_t n_frames,
		   size_t rounds);

/* The mean of @n frames from @first on. */
double slices_mean(const struct slices_run *run, size_t first, size_t n);

#endif
