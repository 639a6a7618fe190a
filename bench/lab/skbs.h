/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * skbs.h - socket buffers that the processor has at hand
 *
 * The kernel takes socket buffers out of slabs of 16 or more, and a veth takes
 * 16 at once (drivers/net/veth.c, VETH_XDP_BATCH). One that goes back to the
 * slab that the processor takes from costs little; to another one, some 20 ns
 * more. Which of the two it is depends on how many buffers others hold, and
 * stays so for minutes: what passes socket buffers then costs 5 to 15 % more,
 * beside XDP that has none. So as many are held here as it takes for frames to
 * cost what they cost at best.
 */
#ifndef NICFW_BENCH_SKBS_H
#define NICFW_BENCH_SKBS_H

#include "flood.h"

struct skbs {
	struct flood *flood;
	struct lab_port port; /* of a host that drops all */
	int fds[2];	      /* a socket whose other end does not read */
	double enough;	      /* what frames cost at best, or a little more */
};

/*
 * Finds out what the frames of @flood's trace cost at best, as skbs; takes some
 * tenths of a second. Returns 0 or -errno; to be closed in any case.
 */
int skbs_open(struct skbs *skbs, struct flood *flood);

/*
 * Holds one more buffer at a time if frames cost more than that, until they do
 * not. Where no number of them does, what it has found is enough from then on.
 * Returns 0 or -errno.
 */
int skbs_hold(struct skbs *skbs);

void skbs_close(struct skbs *skbs);

#endif
