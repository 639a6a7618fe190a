// SPDX-License-Identifier: GPL-2.0-only
/*
 * packet_group.c - what opponents with the same rules take for the same frames
 */
#include "packet_group.h"

#include "skbs.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * A frame that gets to a socket buffer and through the host's stack takes
 * several times what it takes to make one, unless the kernel does not charge
 * softirqs to the thread that they interrupt (CONFIG_IRQ_TIME_ACCOUNTING): then
 * the thread's clock has the sender only.
 */
#define CHARGED_RATIO 3

#define SEED 1

/* Who takes part, and as which runner. */
struct group_run {
	struct opponent **racers;
	struct rounds_runner *runners; /* one more: the generator is last */
	size_t n;
};

static int compare_rules(const void *va, const void *vb)
{
	const struct trace_frame *a = va, *b = vb;

	return (a->rule > b->rule) - (a->rule < b->rule);
}

/*
 * A slice may have fewer frames than the trace. So the frames are put in an
 * order in which any few that follow each other have shallow and deep rules in
 * the same mixture as all: by rule, and then by the number of their place with
 * its bits reversed. The first SHIFT frames lie in the middle of as many equal
 * parts.
 */
#define SHIFT 16

static void mix_evenly(struct arena *a, struct trace *trace)
{
	const size_t n = trace->n; /* a power of two */
	struct trace_frame *mixed = arena_calloc(a, n, sizeof(*mixed));

	qsort(trace->frames, n, sizeof(*trace->frames), compare_rules);
	for (size_t i = 0; i < n; i++) {
		size_t reversed = 0;

		for (size_t bit = 1; bit < n; bit <<= 1)
			reversed = reversed << 1 | !!(i & bit);
		mixed[i] = trace->frames[(reversed + n / (2 * SHIFT)) % n];
	}
	trace->frames = mixed;
}

/*
 * What drops all is nothing to set against those that accept. What accepts all
 * has a part in any case: it tells what the clock has.
 */
static bool takes_part(const struct opponent *o, bool accept)
{
	if (o->peer->role == PEER_TWIN)
		return (o->peer->answer == PEER_ACCEPTS) == accept;
	return o->peer->answer != PEER_DROPS || !accept;
}

static void choose(struct arena *a, struct opponent *o, size_t n, bool accept,
		   struct group_run *run)
{
	run->racers = arena_calloc(a, n, sizeof(*run->racers));
	run->runners = arena_calloc(a, n + 1, sizeof(*run->runners));
	for (size_t i = 0; i < n; i++) {
		if (o[i].status != RESULT_OK || !takes_part(&o[i], accept))
			continue;
		run->runners[run->n].port = &o[i].port;
		run->racers[run->n++] = &o[i];
	}
}

/* Has every frame been dropped, or accepted, as it should have been? */
static int verify(struct opponent *o, const struct rounds_runner *r,
		  bool accept)
{
	bool wants = o->peer->answer == PEER_JUDGES
			     ? accept
			     : o->peer->answer == PEER_ACCEPTS;
	uint64_t accepted;
	int err = opponents_accepted(o, &accepted);

	if (err || (accepted == (wants ? r->delivered : 0) &&
		    r->n_lost <= r->n_samples + r->n_disturbed))
		return err;
	o->status = RESULT_VOID;
	snprintf(
		o->reason, sizeof(o->reason),
		"accepted %lu of %lu frames, which the rules %s; %zu of %zu slices lost frames",
		accepted, r->delivered, wants ? "accept" : "drop", r->n_lost,
		r->n_lost + r->n_disturbed + r->n_samples);
	return 0;
}

/* What accepts all; NULL: it is not there, or void. */
static const struct rounds_runner *find_host(const struct group_run *run)
{
	for (size_t i = 0; i < run->n; i++) {
		const struct opponent *o = run->racers[i];

		if (o->peer->answer == PEER_ACCEPTS &&
		    o->peer->role == PEER_FLOOR && o->status == RESULT_OK)
			return &run->runners[i];
	}
	return NULL;
}

static const struct rounds_runner *find_runner(const struct group_run *run,
					       const struct opponent *o)
{
	for (size_t i = 0; i < run->n; i++) {
		if (run->racers[i] == o)
			return &run->runners[i];
	}
	return NULL;
}

static bool is_charged(const struct group_run *run)
{
	const struct rounds_runner *host = find_host(run);
	const struct rounds_runner *generator = &run->runners[run->n];

	if (!host || !host->n_samples || !generator->n_samples)
		return true;
	return rounds_least(host, ROUNDS_CPU) >
	       CHARGED_RATIO * rounds_least(generator, ROUNDS_CPU);
}

static struct packet_row *row_of(struct arena *a, struct packet_group *group,
				 const char *name)
{
	struct packet_row *row;

	vec_for_each(row, &group->rows) {
		if (!strcmp(row->opponent, name))
			return row;
	}
	row = vec_push(a, &group->rows);
	row->opponent = name;
	return row;
}

static void add_pass(struct arena *a, const struct packet_group *group,
		     const struct rounds_runner *r, struct packet_row *row)
{
	const size_t n = row->n_samples + r->n_samples;
	double *all = arena_calloc(a, n + 1, sizeof(*all));

	for (size_t i = 0; i < n; i++)
		all[i] = i < row->n_samples
				 ? row->ns[i]
				 : r->ns[group->clock][i - row->n_samples];
	row->ns = all;
	row->n_samples = n;
	row->n_disturbed += r->n_disturbed;
	row->bests[group->n_passes] = rounds_least(r, group->clock);
}

static struct packet_row *row_for(struct arena *a, struct packet_group *group,
				  const struct peer *peer, bool is_floor)
{
	struct packet_row *row;

	if (peer->role == PEER_TWIN)
		return &group->twin;
	row = row_of(a, group, is_floor ? RESULT_FLOOR : peer->name);
	row->is_linear = peer->is_linear;
	if (is_floor)
		row->reason = peer->name;
	return row;
}

/* One that was void in any pass stays so. */
static void add_opponent(struct arena *a, const struct group_run *run,
			 const struct opponent *o, bool accept,
			 struct packet_group *group)
{
	const enum peer_answer answer = accept ? PEER_ACCEPTS : PEER_DROPS;
	struct packet_row *row = row_for(a, group, o->peer,
					 o->peer->role == PEER_FLOOR &&
						 o->peer->answer == answer);

	if (row->status != RESULT_OK)
		return;
	row->status = o->status;
	if (o->status == RESULT_OK) {
		add_pass(a, group, find_runner(run, o), row);
	} else {
		row->reason = arena_strdup(a, o->reason);
		row->n_samples = 0;
	}
}

static void add_rows(struct arena *a, const struct group_run *run,
		     const struct opponent *o, size_t n, bool accept,
		     struct packet_group *group)
{
	struct packet_row *generator;

	if (!group->n_passes && !is_charged(run))
		group->clock = ROUNDS_WALL;
	for (size_t i = 0; i < n; i++) {
		if (takes_part(&o[i], accept))
			add_opponent(a, run, &o[i], accept, group);
	}
	generator = row_of(a, group, "generator");
	generator->reason = "makes frames, sends none";
	add_pass(a, group, &run->runners[run->n], generator);
	group->n_passes++;
}

static int measure(struct arena *a, struct flood *flood, struct group_run *run,
		   const struct rounds_limit *limit)
{
	struct skbs skbs;
	uint64_t ignored;
	int err = skbs_open(&skbs, flood);

	for (size_t i = 0; !err && i < run->n; i++)
		err = opponents_accepted(run->racers[i], &ignored);
	if (!err)
		err = rounds_measure(a, flood, &skbs, run->runners, run->n + 1,
				     limit, SEED);
	skbs_close(&skbs);
	return err;
}

int packet_group_measure(struct arena *a, struct flood *flood,
			 struct trace *trace, struct opponent *opponents,
			 size_t n, const struct rounds_limit *limit,
			 struct packet_group *group)
{
	const bool accept = trace->frames[0].accept;
	struct group_run run = {};
	int err = group->n_passes < PACKET_MAX_PASSES ? 0 : -ENOSPC;

	mix_evenly(a, trace);
	flood_set_trace(flood, trace);
	choose(a, opponents, n, accept, &run);
	if (!err)
		err = measure(a, flood, &run, limit);
	for (size_t i = 0; !err && i < run.n; i++)
		err = verify(run.racers[i], &run.runners[i], accept);
	if (!err)
		add_rows(a, &run, opponents, n, accept, group);
	return err;
}
