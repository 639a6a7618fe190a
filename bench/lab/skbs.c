// SPDX-License-Identifier: GPL-2.0-only
/*
 * skbs.c - socket buffers that the processor has at hand
 */
#include "skbs.h"

#include "bench/stats.h"

#include <errno.h>
#include <math.h>
#include <sys/socket.h>
#include <unistd.h>

/* So many fill the slabs that others have left free places in. */
#define FILL 4096
/* All that may be held, each with the memory of its byte. */
#define SEND_BYTES (64 << 20)

/* Numbers of buffers that are tried: six slabs, if they are small ones. */
#define N_TRIED 96

/*
 * Slices of half a millisecond, of which the shortest of some counts, and what
 * the generator takes for its own, so that what the processor's clock does
 * makes no difference.
 */
#define FRAMES	   1024
#define OWN_FRAMES 8192
#define TRIES	   4

/* One number of buffers and the next are farther apart than this. */
#define NEAR 1.02

static int hold(const struct skbs *skbs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (send(skbs->fds[0], "", 1, MSG_DONTWAIT) != 1)
			return -errno;
	}
	return 0;
}

/* What a frame costs, as so many times what it takes to make one. */
static int measure(const struct skbs *skbs, double *cost)
{
	double least = INFINITY, own = INFINITY;

	for (int i = 0; i < TRIES; i++) {
		struct flood_slice s, generator;
		int err =
			flood_send(skbs->flood, NULL, 0, OWN_FRAMES, &generator)
				?: flood_send(skbs->flood, &skbs->port, 0,
					      FRAMES, &s);

		if (err)
			return err;
		least = fmin(least, s.cpu_ns / FRAMES);
		own = fmin(own, generator.cpu_ns / OWN_FRAMES);
	}
	*cost = least / own;
	return 0;
}

/* Not the least cost of all: that may be one by chance. */
static int find_best(const struct skbs *skbs, double *cost)
{
	double costs[N_TRIED];
	struct stats stats;
	int err = 0;

	for (size_t i = 0; !err && i < N_TRIED; i++)
		err = hold(skbs, 1) ?: measure(skbs, &costs[i]);
	if (!err)
		err = stats_of(costs, N_TRIED, &stats);
	if (!err)
		*cost = stats.q05;
	return err;
}

int skbs_open(struct skbs *skbs, struct flood *flood)
{
	const int bytes = SEND_BYTES;
	char why[256];
	double cost;
	int err;

	*skbs = (struct skbs){ flood, LAB_PORT_NONE, { -1, -1 }, 0 };
	err = lab_add_port(&skbs->port, why, sizeof(why));
	if (!err)
		err = lab_add_sink(&skbs->port, why, sizeof(why));
	if (err)
		return err;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, skbs->fds) ||
	    setsockopt(skbs->fds[0], SOL_SOCKET, SO_SNDBUFFORCE, &bytes,
		       sizeof(bytes)))
		return -errno;
	err = hold(skbs, FILL);
	if (!err)
		err = find_best(skbs, &cost);
	if (!err)
		skbs->enough = cost * NEAR;
	return err;
}

/* As often as not a low cost is one by chance, and not there again. */
static int measure_twice(const struct skbs *skbs, double *cost)
{
	double again;
	int err = measure(skbs, cost);

	if (err || *cost > skbs->enough)
		return err;
	err = measure(skbs, &again);
	*cost = fmax(*cost, again);
	return err;
}

int skbs_hold(struct skbs *skbs)
{
	double cost = INFINITY, least;
	int err = measure_twice(skbs, &cost);

	least = cost;
	for (size_t i = 0; !err && cost > skbs->enough && i < N_TRIED; i++) {
		err = hold(skbs, 1) ?: measure_twice(skbs, &cost);
		least = fmin(least, cost);
	}
	/* They have come to cost more, or no more buffers can be held. */
	if (err == -EAGAIN || (!err && cost > skbs->enough)) {
		skbs->enough = least * NEAR;
		err = 0;
	}
	return err;
}

void skbs_close(struct skbs *skbs)
{
	for (size_t i = 0; i < 2; i++) {
		if (skbs->fds[i] >= 0)
			close(skbs->fds[i]);
	}
	lab_remove_port(&skbs->port);
}
