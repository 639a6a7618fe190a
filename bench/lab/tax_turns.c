// SPDX-License-Identifier: GPL-2.0-only
/*
 * tax_turns.c - links take turns, in slices of a millisecond
 */
#include "tax_turns.h"

#include "bench/thread_time.h"

#include "lib/rng.h"

#include <errno.h>
#include <string.h>

#define SEED	1
#define TRIES	3
#define WARM_UP 3 /* rounds */

struct turns {
	const struct tax_load *load;
	struct tax_runner *runners;
	size_t n;
	size_t *order;
	struct rng rng;
	int softirqd_fd;
};

static int time_slice(const struct turns *turns, const struct tax_link *link,
		      struct tax_slice *s)
{
	const double softirqd = thread_time_softirqd_ns(turns->softirqd_fd);
	const long switches = thread_time_switches();
	const double wall = thread_time_wall_ns();
	const double cpu = thread_time_cpu_ns();
	int err = turns->load->carry(link, s);

	s->cpu_ns = thread_time_cpu_ns() - cpu;
	s->wall_ns = thread_time_wall_ns() - wall;
	s->was_alone = thread_time_switches() == switches &&
		       thread_time_softirqd_ns(turns->softirqd_fd) == softirqd;
	return err;
}

static int run_slice(const struct turns *turns, const struct tax_link *link,
		     struct tax_slice *s)
{
	int err = 0;

	*s = (struct tax_slice){};
	for (int i = 0; !err && !s->was_alone && i < TRIES; i++) {
		err = time_slice(turns, link, s);
		if (!err)
			err = time_slice(turns, link, s);
	}
	return err;
}

static void become_void(struct tax_link *link, const struct tax_load *load,
			int err)
{
	link->status = RESULT_VOID;
	snprintf(link->reason, sizeof(link->reason), "%s: %s", load->traffic,
		 strerror(-err));
}

static void run_turn(const struct turns *turns, struct tax_runner *r,
		     bool is_warm)
{
	struct tax_slice s;
	int err;

	if (r->link->status != RESULT_OK)
		return;
	err = run_slice(turns, r->link, &s);
	if (err)
		become_void(r->link, turns->load, err);
	else if (is_warm && s.was_alone)
		r->slices[r->n_slices++] = s;
	else if (is_warm)
		r->n_disturbed++;
}

static void run_rounds(struct turns *turns, const struct rounds_limit *limit)
{
	const double start = thread_time_wall_ns();

	for (size_t round = 0; round < limit->most + WARM_UP; round++) {
		double s = (thread_time_wall_ns() - start) / 1e9;

		if (round >= limit->least + WARM_UP && s > limit->seconds)
			return;
		rng_shuffle(&turns->rng, turns->order, turns->n);
		for (size_t i = 0; i < turns->n; i++)
			run_turn(turns, &turns->runners[turns->order[i]],
				 round >= WARM_UP);
	}
}

/* What the device does not get as one frame cannot have been sent as one. */
static void weigh_frames(const struct turns *turns, struct tax_runner *r)
{
	struct tax_slice s;
	uint64_t before, after;
	int err;

	if (r->link->status != RESULT_OK || !turns->load->has_payload)
		return;
	err = lab_read_delivered(&r->link->port, &before);
	if (!err)
		err = turns->load->carry(r->link, &s);
	if (!err)
		err = lab_read_delivered(&r->link->port, &after);
	if (err)
		become_void(r->link, turns->load, err);
	else if (after > before)
		r->payload = s.n / (double)(after - before);
}

int tax_turns_measure(struct arena *a, const struct tax_load *load,
		      struct tax_link *links, size_t n, int softirqd_fd,
		      const struct rounds_limit *limit,
		      struct tax_runner **runners)
{
	struct turns turns = {
		.load = load,
		.runners = arena_calloc(a, n, sizeof(**runners)),
		.n = n,
		.order = arena_calloc(a, n, sizeof(size_t)),
		.rng = { .state = SEED },
		.softirqd_fd = softirqd_fd,
	};

	for (size_t i = 0; i < n; i++) {
		int err = 0;

		turns.order[i] = i;
		turns.runners[i].link = &links[i];
		turns.runners[i].slices =
			arena_calloc(a, limit->most, sizeof(struct tax_slice));
		if (links[i].status == RESULT_OK)
			err = tax_link_set_tso(&links[i], load->has_tso);
		if (err)
			return err;
	}
	run_rounds(&turns, limit);
	for (size_t i = 0; i < n; i++)
		weigh_frames(&turns, &turns.runners[i]);
	*runners = turns.runners;
	return 0;
}
