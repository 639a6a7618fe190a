// SPDX-License-Identifier: GPL-2.0-only
/*
 * rounds.c - receivers of frames take turns, in slices of a millisecond
 */
#include "rounds.h"

#include "bench/budget.h"
#include "bench/stats.h"

#include "lib/rng.h"

#include <float.h>
#include <math.h>

/*
 * Short, so that most slices end before the scheduler lets others run. One that
 * did not is tried again: then the thread has its turn anew.
 */
#define SLICE_NS   1e6
#define MAX_FRAMES 131072
#define MIN_FRAMES 16
#define TRIES	   3
#define WARM_UP	   5

/* Fewer than these are always the same. */
#define SAME_FRAMES 1024

/*
 * The others have had the caches since a runner's last slice. So it is sent
 * some frames before, or as many as a slice has if those are few: a firewall at
 * work is warm, but for what each frame needs of a large set.
 */
#define WARMING 2

/* A runner whose shortest slice is long has one in fewer rounds. */
#define LONG_SLICE_NS 4e6

/*
 * Rounds go on until the fastest slices of all are as near as this, in both
 * halves of the time.
 */
#define NEAR 1.04

struct rounds {
	struct flood *flood;
	struct skbs *skbs;
	struct rounds_runner *runners;
	size_t n;
	size_t *order;
	struct rng rng;
	double start_ns[N_ROUNDS_CLOCKS]; /* of the shortest slice, at least */
};

double rounds_least(const struct rounds_runner *r, enum rounds_clock clock)
{
	return stats_best(r->ns[clock], r->n_samples, STATS_LEAST);
}

/* The shortest slice, by the generator alone. */
static int measure_start(struct rounds *rounds)
{
	struct flood_slice s;
	int err = flood_send(rounds->flood, NULL, 0, FLOOD_BATCH, &s);

	if (err)
		return err;
	rounds->start_ns[ROUNDS_CPU] =
		fmin(rounds->start_ns[ROUNDS_CPU], s.cpu_ns);
	rounds->start_ns[ROUNDS_WALL] =
		fmin(rounds->start_ns[ROUNDS_WALL], s.wall_ns);
	return 0;
}

/* Powers of two, and then multiples of a batch. */
static uint64_t choose_frames(double frame_ns)
{
	uint64_t n = MIN_FRAMES;

	while (n < MAX_FRAMES && (double)n * frame_ns < SLICE_NS)
		n += n < FLOOD_BATCH ? n : FLOOD_BATCH;
	return n;
}

/* Sets what a frame costs: the least of some tries with @n frames. */
static int estimate(struct rounds *rounds, struct rounds_runner *r, uint64_t n,
		    double *frame_ns)
{
	double least = INFINITY;

	for (int i = 0; i < TRIES; i++) {
		struct flood_slice s;
		int err = flood_send(rounds->flood, r->port, 0, n, &s);

		if (!err)
			err = measure_start(rounds);
		if (err)
			return err;
		r->delivered += s.delivered;
		least = fmin(least, s.cpu_ns);
	}
	*frame_ns =
		fmax(least - rounds->start_ns[ROUNDS_CPU], 1000) / (double)n;
	return 0;
}

static int calibrate(struct rounds *rounds, struct rounds_runner *r)
{
	double cost;
	int err = estimate(rounds, r, FLOOD_BATCH, &cost);

	if (!err && cost * SAME_FRAMES < SLICE_NS)
		err = estimate(rounds, r, SAME_FRAMES, &cost);
	if (err)
		return err;
	r->frames = choose_frames(cost);
	r->every = (size_t)((double)r->frames * cost / LONG_SLICE_NS) + 1;
	return 0;
}

static void add_sample(struct rounds_runner *r, const struct flood_slice *s)
{
	r->ns[ROUNDS_CPU][r->n_samples] = s->cpu_ns;
	r->ns[ROUNDS_WALL][r->n_samples++] = s->wall_ns;
}

static uint64_t n_warming(const struct rounds_runner *r)
{
	return r->frames < SAME_FRAMES ? r->frames : WARMING * r->frames;
}

static int send_frames(struct rounds *rounds, struct rounds_runner *r,
		       uint64_t n, struct flood_slice *s)
{
	int err = flood_send(rounds->flood, r->port, r->first, n, s);

	r->delivered += s->delivered;
	if (r->frames >= SAME_FRAMES)
		r->first += n;
	return err;
}

static int run_slice(struct rounds *rounds, struct rounds_runner *r,
		     bool is_warm)
{
	struct flood_slice s = {};
	int err = 0;

	for (int i = 0; !err && !s.was_alone && i < TRIES; i++) {
		err = send_frames(rounds, r, n_warming(r), &s);
		if (!err)
			err = send_frames(rounds, r, r->frames, &s);
	}
	if (err || !is_warm)
		return err;
	if (s.delivered != s.sent || s.sent != r->frames)
		r->n_lost++;
	else if (!s.was_alone)
		r->n_disturbed++;
	else
		add_sample(r, &s);
	return 0;
}

static int run_round(struct rounds *rounds, size_t round)
{
	int err = skbs_hold(rounds->skbs) ?: measure_start(rounds);

	rng_shuffle(&rounds->rng, rounds->order, rounds->n);
	for (size_t i = 0; !err && i < rounds->n; i++) {
		struct rounds_runner *r = &rounds->runners[rounds->order[i]];

		if (round % r->every == 0)
			err = run_slice(rounds, r,
					round >= WARM_UP || r->every > 1);
	}
	return err;
}

static bool is_settled(const struct rounds_runner *r)
{
	const double *ns = r->ns[ROUNDS_CPU];

	return stats_is_settled(ns, r->n_samples, STATS_LEAST, NEAR) &&
	       stats_halves_agree(ns, r->n_samples, STATS_LEAST);
}

static bool is_enough(const struct rounds *rounds, size_t round,
		      const struct rounds_limit *limit, double started)
{
	if (round >= WARM_UP + limit->most)
		return true;
	if (round < WARM_UP + limit->least)
		return false;
	if (budget_now() - started > limit->seconds)
		return true;
	for (size_t i = 0; i < rounds->n; i++) {
		if (!is_settled(&rounds->runners[i]))
			return false;
	}
	return true;
}

/*
 * The shortest slice is the start and a batch. Its batch is taken off by what
 * the generator, which is the last runner, takes for a frame.
 */
static void take_off_start(struct rounds *rounds)
{
	const struct rounds_runner *generator = &rounds->runners[rounds->n - 1];

	for (enum rounds_clock c = 0; c < N_ROUNDS_CLOCKS; c++) {
		double frame =
			(rounds_least(generator, c) - rounds->start_ns[c]) /
			(double)(generator->frames - FLOOD_BATCH);
		double start = rounds->start_ns[c];

		/* A generator that was never alone has no sample. */
		if (isfinite(frame))
			start -= FLOOD_BATCH * frame;

		for (size_t r = 0; r < rounds->n; r++) {
			struct rounds_runner *runner = &rounds->runners[r];

			for (size_t i = 0; i < runner->n_samples; i++)
				runner->ns[c][i] = (runner->ns[c][i] - start) /
						   (double)runner->frames;
		}
	}
}

static int prepare(struct arena *a, struct rounds *rounds, size_t most)
{
	int err = 0;

	rounds->order = arena_calloc(a, rounds->n, sizeof(size_t));
	for (size_t i = 0; !err && i < rounds->n; i++) {
		struct rounds_runner *r = &rounds->runners[i];

		rounds->order[i] = i;
		for (enum rounds_clock c = 0; c < N_ROUNDS_CLOCKS; c++)
			r->ns[c] = arena_calloc(a, most + WARM_UP + 1,
						sizeof(double));
		err = calibrate(rounds, r);
	}
	return err;
}

int rounds_measure(struct arena *a, struct flood *flood, struct skbs *skbs,
		   struct rounds_runner *runners, size_t n,
		   const struct rounds_limit *limit, uint64_t seed)
{
	struct rounds rounds = {
		.flood = flood,
		.skbs = skbs,
		.runners = runners,
		.n = n,
		.rng = { .state = seed },
		.start_ns = { DBL_MAX, DBL_MAX },
	};
	double started = budget_now();
	int err = prepare(a, &rounds, limit->most);

	for (size_t round = 0;
	     !err && !is_enough(&rounds, round, limit, started); round++)
		err = run_round(&rounds, round);
	if (!err)
		take_off_start(&rounds);
	return err;
}
