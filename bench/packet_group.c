// SPDX-License-Identifier: GPL-2.0-only
/*
 * packet_group.c - what opponents with the same rules take for the same frames
 */
#include "packet_group.h"

#include "stats.h"

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

/* A minimum counts if the fastest slices are within so much of it. */
#define SETTLED 1.1

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

/* NULL: it is not there, or void. */
static const struct rounds_runner *find_floor(const struct group_run *run,
					      enum peer_answer answer,
					      enum peer_role role)
{
	for (size_t i = 0; i < run->n; i++) {
		const struct opponent *o = run->racers[i];

		if (o->peer->answer == answer && o->peer->role == role &&
		    o->status == RESULT_OK)
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
	const struct rounds_runner *host =
		find_floor(run, PEER_ACCEPTS, PEER_FLOOR);
	const struct rounds_runner *generator = &run->runners[run->n];

	if (!host || !host->n_samples || !generator->n_samples)
		return true;
	return rounds_least(host, ROUNDS_CPU) >
	       CHARGED_RATIO * rounds_least(generator, ROUNDS_CPU);
}

static double measure_control(const struct group_run *run,
			      enum peer_answer answer, enum rounds_clock clock)
{
	const struct rounds_runner *one = find_floor(run, answer, PEER_FLOOR);
	const struct rounds_runner *two = find_floor(run, answer, PEER_TWIN);

	if (!one || !two || !one->n_samples || !two->n_samples)
		return 0;
	return rounds_least(two, clock) / rounds_least(one, clock);
}

static void add_row(struct packet_group *group, const char *name,
		    enum result_status status, const char *reason,
		    const struct rounds_runner *r)
{
	struct packet_row *row = &group->rows[group->n_rows++];

	*row = (struct packet_row){ name, status, reason, NULL, 0 };
	if (status == RESULT_OK) {
		row->ns = r->ns[group->clock];
		row->n_samples = r->n_samples;
	}
	if (row->status != RESULT_OK)
		return;
	if (!stats_is_conclusive(group->control)) {
		row->status = RESULT_INCONCLUSIVE;
		row->reason = "the floor was not as fast as itself";
	} else if (!rounds_is_settled(r, group->clock, SETTLED)) {
		row->status = RESULT_INCONCLUSIVE;
		row->reason =
			r->n_samples < r->n_disturbed
				? "other threads had the CPU in most slices"
				: "the fastest slices are too far apart";
	}
}

/* The twin of the floor is the control, and no row. */
static void make_rows(struct arena *a, const struct group_run *run,
		      const struct opponent *o, size_t n, bool accept,
		      struct packet_group *group)
{
	const enum peer_answer answer = accept ? PEER_ACCEPTS : PEER_DROPS;

	group->clock = is_charged(run) ? ROUNDS_CPU : ROUNDS_WALL;
	group->control = measure_control(run, answer, group->clock);
	group->rows = arena_calloc(a, n + 1, sizeof(*group->rows));
	for (size_t i = 0; i < n; i++) {
		const struct peer *peer = o[i].peer;
		const bool is_floor = peer->role == PEER_FLOOR &&
				      peer->answer == answer;
		const char *remark = is_floor ? peer->name : NULL;

		if (!takes_part(&o[i], accept) || peer->role == PEER_TWIN)
			continue;
		add_row(group, is_floor ? RESULT_FLOOR : peer->name,
			o[i].status,
			o[i].status == RESULT_OK ? remark : o[i].reason,
			find_runner(run, &o[i]));
	}
	add_row(group, "generator", RESULT_OK, "makes frames, sends none",
		&run->runners[run->n]);
}

int packet_group_measure(struct arena *a, struct flood *flood,
			 struct trace *trace, struct opponent *opponents,
			 size_t n, const struct rounds_limit *limit,
			 struct packet_group *group)
{
	const bool accept = trace->frames[0].accept;
	struct group_run run = {};
	uint64_t ignored;
	int err = 0;

	mix_evenly(a, trace);
	flood_set_trace(flood, trace);
	choose(a, opponents, n, accept, &run);
	for (size_t i = 0; !err && i < run.n; i++)
		err = opponents_accepted(run.racers[i], &ignored);
	if (!err)
		err = rounds_measure(a, flood, run.runners, run.n + 1, limit,
				     SEED);
	for (size_t i = 0; !err && i < run.n; i++)
		err = verify(run.racers[i], &run.runners[i], accept);
	if (!err)
		make_rows(a, &run, opponents, n, accept, group);
	return err;
}

static double least_of(const struct packet_group *group, const char *name)
{
	for (size_t i = 0; i < group->n_rows; i++) {
		const struct packet_row *row = &group->rows[i];
		struct stats s;

		if (!strcmp(row->opponent, name) && row->n_samples &&
		    !stats_of(row->ns, row->n_samples, &s))
			return s.min;
	}
	return NAN;
}

static void print_ratio(double ratio, int width, FILE *out)
{
	if (isnan(ratio))
		fprintf(out, " %*s", width, "-");
	else
		fprintf(out, " %*.2f", width, ratio);
}

/* Of its column, that has its name behind a stroke. */
static int yardstick_width(const struct packet_group *group)
{
	return (int)strlen(group->yardstick) + 1;
}

static int print_row(const struct packet_group *group,
		     const struct packet_row *row, FILE *out)
{
	struct stats s;

	if (!row->n_samples) {
		fprintf(out, "  %-22s %s: %s\n", row->opponent,
			result_status_names[row->status], row->reason);
		return 0;
	}
	if (stats_of(row->ns, row->n_samples, &s))
		return -ENOMEM;
	fprintf(out, "  %-22s %9.1f %9.1f", row->opponent, s.min, s.median);
	print_ratio(s.min / least_of(group, RESULT_FLOOR), 8, out);
	print_ratio(s.min / least_of(group, group->yardstick),
		    yardstick_width(group), out);
	fprintf(out, " %5zu  ", row->n_samples);
	if (row->status != RESULT_OK)
		fprintf(out, "%s: ", result_status_names[row->status]);
	fprintf(out, "%s\n", row->reason ? row->reason : "");
	return 0;
}

int packet_group_print(const struct packet_group *group, FILE *out)
{
	int err = 0;

	fprintf(out, "%s, %zu rules, traffic %s: floor against itself %.3f%s\n",
		group->family, group->n_rules, group->traffic, group->control,
		group->clock == ROUNDS_WALL
			? ", by the wall clock: softirqs are not charged to the thread"
			: "");
	fprintf(out, "  %-22s %9s %9s %8s /%s %5s\n", "", "ns/packet", "median",
		"/floor", group->yardstick, "n");
	for (size_t i = 0; !err && i < group->n_rows; i++)
		err = print_row(group, &group->rows[i], out);
	return err;
}

int packet_group_write(const struct packet_group *group,
		       struct result_file *file)
{
	int err = 0;

	for (size_t i = 0; !err && i < group->n_rows; i++) {
		const struct packet_row *row = &group->rows[i];
		const struct result result = {
			.suite = group->suite,
			.family = group->family,
			.n_rules = (uint32_t)group->n_rules,
			.traffic = group->traffic,
			.opponent = row->opponent,
			.quantity = group->clock == ROUNDS_CPU ? "cpu" : "wall",
			.unit = "ns/packet",
			.fed = "xdp redirect of live frames into a veth",
			.status = row->status,
			.reason = row->reason,
			.control = group->control,
			.samples = row->ns,
			.n_samples = row->n_samples,
		};

		err = result_write(file, &result);
	}
	return err;
}
