// SPDX-License-Identifier: GPL-2.0-only
/*
 * acl_run.c - one ruleset, looked up by all who can
 */
#include "acl_run.h"

#include "bench/budget.h"
#include "bench/dispatcher.h"
#include "bench/thread_time.h"

#include "base/fd.h"

#include <errno.h>
#include <float.h>
#include <linux/bpf.h>

#define SEED 1

#define N_KEYS	 (512 * ACL_BURST)
#define N_CORNER (64 * ACL_BURST)
/* Lookups of each of the few keys in a slice. */
#define FEW_BURSTS 64
#define FEW_RUNS   50000

/* Slices of nicfw are long: fewer do. */
#define NICFW_EVERY 2

/* A slice of the linear search looks at so many rules, more or less. */
#define LINEAR_RULES (1u << 20)

/* For the program's checks: it is asked a frame at a time. */
#define N_ASKED 512

const char *const acl_feed_names[N_FEEDS] = { "32768 keys",
					      "4 keys, each repeated" };

static const uint8_t source[] = { 2, 0, 0, 0, 0, 1 };
static const uint8_t destination[] = { 2, 0, 0, 0, 0, 2 };

static int slice_acl(struct acl_run *run, size_t way, double *ns)
{
	const double start = thread_time_cpu_ns();
	int err =
		acl_classify(&run->table, way, run->keys, N_KEYS, run->results);

	*ns = (thread_time_cpu_ns() - start) / N_KEYS;
	return err;
}

static int slice_acl_few(struct acl_run *run, size_t way, double *ns)
{
	const double start = thread_time_cpu_ns();
	int err = 0;

	for (size_t i = 0; !err && i < ACL_FEW * FEW_BURSTS; i++)
		err = acl_classify(&run->table, way, run->few[i / FEW_BURSTS],
				   ACL_BURST, run->results);
	*ns = (thread_time_cpu_ns() - start) /
	      (ACL_FEW * FEW_BURSTS * ACL_BURST);
	return err;
}

static int slice_linear(struct acl_run *run, size_t way, double *ns)
{
	size_t n = LINEAR_RULES / run->rules.n;
	double start;

	(void)way;
	if (n > N_KEYS)
		n = N_KEYS;
	start = thread_time_cpu_ns();
	for (size_t i = 0; i < n; i++)
		run->results[i] = (uint32_t)rules_match(
			&run->rules, &run->trace.frames[i].tuple);
	*ns = (thread_time_cpu_ns() - start) / (double)n;
	return 0;
}

static int slice_nicfw(struct acl_run *run, size_t way, double *ns)
{
	double sum = 0, one = 0;
	int err = 0;

	(void)way;
	for (size_t i = 0; !err && i < ACL_FEW; i++) {
		err = acl_nicfw_run(&run->program, &run->few_frames[i],
				    FEW_RUNS, &one);
		sum += one - run->nicfw_start_ns;
	}
	*ns = sum / (ACL_FEW * FEW_RUNS);
	return err;
}

static void add(struct acl_run *run, struct acl_contender contender)
{
	if (!contender.every)
		contender.every = 1;
	run->contenders[run->n_contenders++] = contender;
}

static void add_acl(struct acl_run *run, enum acl_feed feed, size_t way,
		    bool is_control)
{
	add(run, (struct acl_contender){
			 .name = acl_ways[way].name,
			 .feed = feed,
			 .slice = feed == FEED_MANY ? slice_acl : slice_acl_few,
			 .way = way,
			 .is_control = is_control,
		 });
}

static void add_contenders(struct acl_run *run)
{
	struct acl_contender nicfw = { .name = "nicfw-parse-classify",
				       .feed = FEED_FEW,
				       .slice = slice_nicfw,
				       .every = NICFW_EVERY };
	size_t widest = 0;

	for (size_t way = 0; way < N_ACL_WAYS; way++) {
		if (!acl_way_is_there(&run->table, way))
			continue;
		widest = way;
		add_acl(run, FEED_MANY, way, false);
	}
	add_acl(run, FEED_MANY, widest, true);
	add(run, (struct acl_contender){ .name = "linear-c",
					 .feed = FEED_MANY,
					 .slice = slice_linear });
	add_acl(run, FEED_FEW, 0, false);
	if (widest)
		add_acl(run, FEED_FEW, widest, false);
	if (run->why_no_nicfw)
		return;
	add(run, nicfw);
	nicfw.is_control = true;
	add(run, nicfw);
}

static const uint8_t **make_keys(struct arena *a, const struct trace *trace)
{
	struct acl_key *keys = arena_calloc(a, trace->n, sizeof(*keys));
	const uint8_t **list = arena_calloc(a, trace->n, sizeof(*list));

	for (size_t i = 0; i < trace->n; i++) {
		acl_make_key(&trace->frames[i].tuple, &keys[i]);
		list[i] = (const uint8_t *)&keys[i];
	}
	return list;
}

static void choose_few(struct acl_run *run)
{
	for (size_t i = 0; i < ACL_FEW; i++) {
		const size_t at = i * (run->trace.n / ACL_FEW);

		run->few_frames[i] = run->trace.frames[at];
		run->few[i] = arena_calloc(run->arena, ACL_BURST,
					   sizeof(*run->few[i]));
		for (size_t k = 0; k < ACL_BURST; k++)
			run->few[i][k] = run->keys[at];
	}
}

/* Counts answers that are not the linear search's. */
static int verify(struct acl_run *run, const struct trace *trace)
{
	const uint8_t **keys = make_keys(run->arena, trace);
	int err = 0;

	for (size_t i = 0; i < trace->n && i < N_CORNER; i++)
		run->n_wrong +=
			rules_match(&run->rules, &trace->frames[i].tuple) !=
			trace->frames[i].rule;
	for (size_t way = 0; !err && way < N_ACL_WAYS; way++) {
		if (!acl_way_is_there(&run->table, way))
			continue;
		err = acl_classify(&run->table, way, keys, trace->n,
				   run->results);
		for (size_t i = 0; !err && i < trace->n; i++)
			run->n_wrong += (run->results[i] ?: run->rules.n + 1) !=
					trace->frames[i].rule + 1u;
	}
	if (run->why_no_nicfw)
		return err;
	for (size_t i = 0; !err && i < trace->n && i < N_ASKED; i++)
		run->n_wrong +=
			(loaded_run(&run->program, trace->frames[i].bytes,
				    TRACE_FRAME_LEN) == XDP_PASS) !=
			trace->frames[i].accept;
	return err;
}

/* The verifier says last why it refuses, but for a line of its statistics. */
static const char *last_words(struct arena *a, const char *why)
{
	const char *line = why, *last = why;
	size_t len;

	for (; *line; line += len + (line[len] == '\n')) {
		len = strcspn(line, "\n");
		if (len && strncmp(line, "processed ", 10))
			last = line;
	}
	return arena_strndup(a, last, strcspn(last, "\n"));
}

int acl_run_open(struct arena *a, enum rules_family family, size_t n,
		 struct acl_run *out, const char **why)
{
	struct trace corner;
	int err;

	*out = (struct acl_run){ .arena = a,
				 .program = LOADED_NONE,
				 .kept_fd = -1 };
	*why = "the rules are not made, or have no frames";
	err = rules_make(a, family, SEED, n, &out->rules);
	if (!err)
		err = trace_make(a, &out->rules, TRACE_SPREAD, SEED, N_KEYS,
				 source, destination, &out->trace);
	if (!err)
		err = trace_make(a, &out->rules, TRACE_CORNER, SEED, N_CORNER,
				 source, destination, &corner);
	if (err)
		return err;
	out->keys = make_keys(a, &out->trace);
	out->results = arena_calloc(a, N_KEYS, sizeof(*out->results));
	choose_few(out);
	*why = "librte_acl does not build its tables";
	err = acl_table_build(&out->rules, &out->table);
	if (err)
		return err;
	if (acl_nicfw_load(a, &out->rules, &out->program, &out->nicfw_build_s,
			   why))
		out->why_no_nicfw = last_words(a, *why);
	add_contenders(out);
	*why = "lookups fail";
	if (!out->why_no_nicfw) {
		out->kept_fd = dispatcher_keep(out->program.prog_fd);
		err = out->kept_fd < 0 ? out->kept_fd : 0;
	}
	if (!err && !out->why_no_nicfw)
		err = acl_nicfw_start(&out->program, &out->trace.frames[0],
				      &out->nicfw_start_ns);
	if (!err)
		err = verify(out, &out->trace);
	return err ?: verify(out, &corner);
}

void acl_run_close(struct acl_run *run)
{
	acl_table_free(&run->table);
	close_fd(&run->kept_fd);
	loaded_close(&run->program);
}

/* Round 0 warms up; each begins with another contender. */
static int run_round(struct acl_run *run, size_t round)
{
	const size_t n = run->n_contenders;
	int err = 0;

	for (size_t i = 0; !err && i < n; i++) {
		struct acl_contender *c = &run->contenders[(i + round) % n];
		double ns;

		if (round % c->every)
			continue;
		err = c->slice(run, c->way, &ns);
		if (err || !round)
			continue;
		c->ns[c->n_samples++] = ns;
		if (ns < c->min)
			c->min = ns;
	}
	return err;
}

int acl_run_measure(struct acl_run *run, const struct rounds_limit *limit)
{
	const double end = budget_now() + limit->seconds;
	int err = 0;

	for (size_t c = 0; c < run->n_contenders; c++) {
		run->contenders[c].ns =
			arena_calloc(run->arena, limit->most, sizeof(double));
		run->contenders[c].min = DBL_MAX;
	}
	for (size_t round = 0; !err && round <= limit->most; round++) {
		if (round > limit->least && budget_now() > end)
			break;
		err = run_round(run, round);
	}
	return err;
}

double acl_run_control(const struct acl_run *run, enum acl_feed feed)
{
	for (size_t i = 1; i < run->n_contenders; i++) {
		const struct acl_contender *c = &run->contenders[i];

		if (!c->is_control || c->feed != feed)
			continue;
		for (size_t k = 0; k < i; k++)
			if (run->contenders[k].feed == feed &&
			    !strcmp(run->contenders[k].name, c->name))
				return c->min / run->contenders[k].min;
	}
	return 0;
}
