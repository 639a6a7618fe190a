// SPDX-License-Identifier: GPL-2.0-only
/*
 * run_stages.c - the corpus on a NIC with too little room and a host behind it
 *
 * The NIC's image is the early part of the policy, for a NIC that has so little
 * room that not all of it fits; where there is nothing that it could drop, it
 * has no program. What it passes, the driver's image decides, which holds the
 * whole policy. Both run in our interpreter.
 */
#include "corpus/run_engine.h"

#include "offload/check.h"
#include "policy/early.h"

#include <errno.h>
#include <linux/bpf.h>

#define NIC "agilio-cx"

/* One stage, and what its counters were before the packet at hand. */
struct stage_run {
	const struct compiled *compiled; /* NULL: the stage has no program */
	struct interp *interp;
	uint64_t *before;
	uint64_t *after;
};

struct stages {
	struct stage_run nic;
	struct stage_run host;
};

/* How much of the whole's instructions the NIC takes, in percent. */
static const uint32_t rooms[] = { 75, 90, 60, 99 };

/* The early part for the first NIC that holds some drops, and not all rules. */
static int compile_nic(struct bench *b, struct diag *diag,
		       const struct compiled **out)
{
	const struct profile *profile = bench_stage(b, NIC)->profile;
	struct check_report report = {};
	struct early_report early;
	struct compiled *c;
	int err = compile_policy(b->arena, diag, b->policy, &b->device, profile,
				 NULL, &c);

	if (err)
		return err;
	check_image(b->arena, c->image, profile, &report);
	for (size_t i = 0; i < sizeof(rooms) / sizeof(rooms[0]); i++) {
		struct profile *small =
			arena_memdup(b->arena, profile, sizeof(*small));

		small->max_insns = report.insns * rooms[i] / 100;
		err = compile_early(b->arena, diag, b->policy, &b->device,
				    small, NULL, NULL, &c, &early);
		if (err && err != -ENOSPC)
			return err;
		if (!err && !early.is_whole) {
			*out = c;
			return 0;
		}
	}
	return 0;
}

static void run_open(struct bench *b, struct stage_run *r)
{
	if (!r->compiled)
		return;
	r->interp = interp_new(r->compiled->image);
	r->before = arena_calloc(b->arena, r->compiled->counters.n,
				 sizeof(*r->before));
	r->after = arena_calloc(b->arena, r->compiled->counters.n,
				sizeof(*r->after));
}

static int start(struct bench *b)
{
	struct diag *diag = diag_new(b->arena);
	struct compiled *host = NULL;
	int err;

	b->stages_run = arena_new_of(b->arena, struct stages);
	err = compile_nic(b, diag, &b->stages_run->nic.compiled);
	if (!err)
		err = compile_policy(b->arena, diag, b->policy, &b->device,
				     b->stage->profile, NULL, &host);
	if (err) {
		b->why = diag->msgs.n ? diag->msgs.v[0].text : "not compiled";
		return err;
	}
	b->stages_run->host.compiled = host;
	run_open(b, &b->stages_run->nic);
	run_open(b, &b->stages_run->host);
	return 0;
}

/* The program's answer, and what its counters say now; or -errno. */
static int run(struct stage_run *r, const struct corpus_packet *p,
	       const char **why)
{
	const struct nicfw_counter *counters = interp_counters(r->interp);
	uint64_t *after = r->before;
	int action = interp_run(r->interp, p->frame, p->len, why);

	r->before = r->after;
	r->after = after;
	for (size_t i = 0; i < r->compiled->counters.n; i++)
		after[i] = counters[i].packets;
	return action;
}

static bool has_counted(const struct stage_run *r)
{
	for (size_t i = 0; i < r->compiled->counters.n; i++) {
		if (r->compiled->counters.v[i].kind != COUNTER_LEFT &&
		    r->after[i] != r->before[i])
			return true;
	}
	return false;
}

static void ask(struct bench *b, const struct corpus_packet *p,
		struct answer *out)
{
	struct stage_run *r = &b->stages_run->nic;
	int action = XDP_PASS;

	out->kind = ANSWER_ERROR;
	if (r->compiled)
		action = run(r, p, &out->why);
	if (action < 0)
		return;
	if (action == XDP_PASS && r->compiled && has_counted(r)) {
		out->why = "the NIC counts what it passes";
		return;
	}
	if (action == XDP_PASS) {
		r = &b->stages_run->host;
		action = run(r, p, &out->why);
	}
	if (action < 0)
		return;
	out->kind = action == XDP_PASS ? ANSWER_PASS : ANSWER_DROP;
	compiled_decided(r->compiled, r->before, r->after, &out->decided);
	out->names_decider = bench_names_decider(b, out);
}

static void stop(struct bench *b)
{
	interp_free(b->stages_run->nic.interp);
	interp_free(b->stages_run->host.interp);
	b->stages_run = NULL;
}

const struct engine engine_stages = {
	.name = "two-stage",
	.profile = "driver",
	.start = start,
	.ask = ask,
	.stop = stop,
};
