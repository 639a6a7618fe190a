/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rounds.h - receivers of frames take turns, in slices of a millisecond
 *
 * In each round every runner has a slice, in an order that is drawn anew, so
 * that whatever else the machine does meets them all alike. Ahead of each slice
 * some frames warm the caches. Where a frame is cheap, a runner's slices go
 * through the trace; where it costs so much that a slice has few frames, all
 * its slices have the same ones, or the least of them would be that with the
 * lightest frames. What starting to send costs, which is the same for all, is
 * measured in the same rounds and taken off.
 */
#ifndef NICFW_BENCH_ROUNDS_H
#define NICFW_BENCH_ROUNDS_H

#include "flood.h"
#include "skbs.h"

#include "base/arena.h"

enum rounds_clock {
	ROUNDS_CPU, /* of this thread and ksoftirqd */
	ROUNDS_WALL,
	N_ROUNDS_CLOCKS,
};

struct rounds_runner {
	const struct lab_port *port; /* NULL: the generator alone */
	double *ns[N_ROUNDS_CLOCKS]; /* a frame; a sample for each good slice */
	size_t n_samples;
	size_t n_disturbed; /* slices that were not alone, and have no sample */
	size_t n_lost;	    /* slices that lost frames, and have no sample */
	uint64_t delivered; /* frames, in all slices */
	uint64_t frames;    /* of a slice */
	uint64_t first;	    /* of the next slice */
	size_t every;	    /* it has a slice in each so-manieth round */
};

/* It is enough when all minima are settled, or when the time is over. */
struct rounds_limit {
	size_t least, most; /* rounds */
	double seconds;
};

/*
 * Measures @runners, of which only the ports are set, and sets the rest, in @a.
 * Each round has @skbs at hand. Returns 0 or -errno.
 */
int rounds_measure(struct arena *a, struct flood *flood, struct skbs *skbs,
		   struct rounds_runner *runners, size_t n,
		   const struct rounds_limit *limit, uint64_t seed);

/* The least of a runner's samples; NAN without any. */
double rounds_least(const struct rounds_runner *r, enum rounds_clock clock);

#endif
