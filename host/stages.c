// SPDX-License-Identifier: GPL-2.0-only
/*
 * stages.c - what the stages of a load would answer to a frame
 */
#include "stages.h"

#include "offload/interp.h"
#include "policy/early.h"

#include <errno.h>
#include <linux/bpf.h>

struct stage {
	const struct profile *profile;
	struct compiled *compiled;
	struct interp *interp; /* NULL: there is no program */
	const char *why;       /* then */
	uint64_t *before;      /* counts, as those of compiled->counters */
	uint64_t *after;
};

struct stages {
	struct stage all[N_STAGES];
};

static const struct {
	const char *name;
	const char *profile;
} names[N_STAGES] = {
	{ "NIC", "agilio-cx" },
	{ "driver", "driver" },
};

/* Of a NIC without room for all: the part that it holds. */
static int compile(struct arena *a, struct diag *diag,
		   const struct policy *policy, const struct device *dev,
		   struct stage *s)
{
	struct early_report report = {};
	int err;

	if (s->profile->stage != STAGE_OFFLOAD)
		return compile_policy(a, diag, policy, dev, s->profile, NULL,
				      &s->compiled);
	err = compile_early(a, diag, policy, dev, s->profile, NULL, NULL,
			    &s->compiled, &report);
	if (err != -ENOSPC)
		return err;
	s->why = "it has no room for any of it";
	return 0;
}

static int open_stage(struct arena *a, struct diag *diag,
		      const struct policy *policy, const struct device *dev,
		      size_t i, struct stage *s)
{
	struct profile *profile;
	int err = profile_find(a, diag, names[i].profile, &profile);

	if (err)
		return err;
	s->profile = profile;
	err = compile(a, diag, policy, dev, s);
	if (err || s->why)
		return err;
	s->interp = interp_new(s->compiled->image);
	s->before = arena_calloc(a, s->compiled->counters.n, sizeof(uint64_t));
	s->after = arena_calloc(a, s->compiled->counters.n, sizeof(uint64_t));
	return 0;
}

int stages_new(struct arena *a, struct diag *diag, const struct policy *policy,
	       const struct device *dev, struct stages **out)
{
	struct stages *s = arena_new_of(a, struct stages);
	int err = 0;

	for (size_t i = 0; i < N_STAGES && !err; i++)
		err = open_stage(a, diag, policy, dev, i, &s->all[i]);
	if (err)
		stages_free(s);
	else
		*out = s;
	return err;
}

void stages_free(struct stages *s)
{
	for (size_t i = 0; s && i < N_STAGES; i++) {
		interp_free(s->all[i].interp);
		s->all[i].interp = NULL;
	}
}

/* Who counted the frame decided it; whom nobody did, the stage passes on. */
static void tell(struct stage *s, int answer, struct stage_answer *out)
{
	const struct nicfw_counter *c = interp_counters(s->interp);
	struct eval_result result = {};
	uint64_t *counts = s->before;
	bool is_left = false;

	for (size_t i = 0; i < s->compiled->counters.n; i++) {
		s->after[i] = c[i].packets;
		is_left |= s->after[i] != s->before[i] &&
			   s->compiled->counters.v[i].kind == COUNTER_LEFT;
	}
	compiled_decided(s->compiled, s->before, s->after, &result);
	s->before = s->after;
	s->after = counts;
	out->verdict = answer == XDP_DROP	  ? PLAN_DROP
		       : is_left || !result.chain ? PLAN_PUNT
						  : PLAN_ACCEPT;
	out->chain = result.chain;
	out->rule = result.rule;
}

static void ask_stage(struct stage *s, const uint8_t *frame, size_t len,
		      struct stage_answer *out)
{
	int answer;

	out->why = s->why;
	if (!s->interp)
		return;
	answer = interp_run(s->interp, frame, len, &out->why);
	if (answer >= 0)
		tell(s, answer, out);
}

void stages_ask(struct stages *s, const uint8_t *frame, size_t len,
		struct stage_answer out[N_STAGES])
{
	for (size_t i = 0; i < N_STAGES; i++) {
		out[i] = (struct stage_answer){
			.stage = names[i].name,
			.profile = names[i].profile,
		};
		ask_stage(&s->all[i], frame, len, &out[i]);
	}
}
