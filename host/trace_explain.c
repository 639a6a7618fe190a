// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace_explain.c - why a frame is decided as it is, stage by stage
 */
#include "trace_explain.h"

#include "base/utf8.h"
#include "lang/nft_print.h"
#include "source.h"
#include "stages.h"

struct explain {
	struct arena *arena; /* of the whole run */
	const struct policy *policy;
	struct device dev;
	struct path walk;
	struct reach reach;
	struct stages *stages;
};

const char *const explain_verdicts[] = {
	[PLAN_ACCEPT] = "accept",
	[PLAN_DROP] = "drop",
	[PLAN_PUNT] = "punt",
};

int explain_new(struct arena *a, struct diag *diag, const struct policy *policy,
		const struct device *dev, struct reach reach,
		struct explain **out)
{
	struct explain *e = arena_new_of(a, struct explain);
	int err = stages_new(a, diag, policy, dev, &e->stages);

	if (err)
		return err;
	e->arena = a;
	e->policy = policy;
	e->dev = *dev;
	e->reach = reach;
	path_find(a, policy, dev, &e->walk);
	*out = e;
	return 0;
}

void explain_free(struct explain *e)
{
	if (e)
		stages_free(e->stages);
}

/* One frame. */
struct told {
	struct arena *arena;
	struct stage_answer stages[N_STAGES];
	struct eval_trace trace;
	struct eval_result result;
};

static void ask(struct explain *e, const uint8_t *frame, size_t len,
		struct told *out)
{
	*out = (struct told){ .arena = arena_new() };
	out->trace.arena = out->arena;
	stages_ask(e->stages, frame, len, out->stages);
	eval_follow(e->policy, &e->walk, &e->dev, e->reach, frame, len,
		    &out->trace, &out->result);
}

/* "inet filter input" */
static const char *chain_name(struct arena *a, const struct policy_chain *chain)
{
	return arena_printf(a, "%s %s %s", family_name(chain->table->family),
			    utf8_text(a, chain->table->name),
			    utf8_text(a, chain->name));
}

static const char *stage_text(struct arena *a, const struct stage_answer *s)
{
	if (s->why)
		return arena_printf(a, "no answer: %s", s->why);
	if (!s->chain)
		return explain_verdicts[s->verdict];
	return arena_printf(a, "%s %s", explain_verdicts[s->verdict],
			    source_rule_name(a, s->rule));
}

/* "needs ct state, rule web.nft:7" */
static const char *needs_text(struct arena *a, const char *needs,
			      const struct policy_rule *rule)
{
	if (!needs)
		return "it is not sure that the frame gets here as it is";
	needs = utf8_text(a, needs);
	if (!rule)
		return arena_printf(a, "needs %s", needs);
	return arena_printf(a, "needs %s, rule %s", needs,
			    source_rule_name(a, rule));
}

static const char *step_text(struct arena *a, const struct eval_step *step)
{
	if (step->verdict == PLAN_PUNT)
		return arena_printf(a, "punt: %s",
				    needs_text(a, step->needs, step->rule));
	return arena_printf(a, "%s %s", explain_verdicts[step->verdict],
			    source_rule_name(a, step->rule));
}

/* What the chains of a hook say together. */
static enum plan_verdict hook_says(const struct told *t, enum hook at)
{
	enum plan_verdict all = PLAN_ACCEPT;
	const struct eval_step *step;

	vec_for_each(step, &t->trace.steps) {
		if (step->chain->at != at || step->verdict == PLAN_ACCEPT)
			continue;
		if (step->verdict == PLAN_DROP)
			return PLAN_DROP;
		all = PLAN_PUNT;
	}
	return all;
}

static bool hangs_on_route(const struct told *t)
{
	return t->trace.may_part &&
	       hook_says(t, HOOK_INPUT) != hook_says(t, HOOK_FORWARD);
}

static const char *add_need(struct arena *a, const char *text, const char *need)
{
	if (text && strstr(text, need))
		return text;
	return text ? arena_printf(a, "%s; %s", text, need) : need;
}

/* All that the host has to know, "needs ct state, rule web.nft:7; ..." */
static const char *all_needs(struct arena *a, const struct told *t)
{
	const struct eval_step *step;
	const char *text = NULL;

	vec_for_each(step, &t->trace.steps) {
		if (step->verdict == PLAN_PUNT)
			text = add_need(a, text,
					needs_text(a, step->needs, step->rule));
	}
	return hangs_on_route(t) ? add_need(a, text, "needs the route") : text;
}

/* What is left to the host. */
static const char *host_text(struct arena *a, const struct told *t)
{
	const char *needs;

	switch (t->result.verdict) {
	case PLAN_DROP:
		return "does not see it where a stage drops it";
	case PLAN_ACCEPT:
		return "accepts it, or has nothing to do with it";
	case PLAN_PUNT:
		break;
	}
	needs = t->trace.why ? utf8_text(a, t->trace.why) : all_needs(a, t);
	return needs ? arena_printf(a, "decides it: %s", needs) : "decides it";
}

void explain_print(struct explain *e, const uint8_t *frame, size_t len)
{
	const struct eval_step *step;
	struct told t;

	ask(e, frame, len, &t);
	for (size_t i = 0; i < N_STAGES; i++)
		printf("\t%s: %s\n", t.stages[i].stage,
		       stage_text(t.arena, &t.stages[i]));
	vec_for_each(step, &t.trace.steps)
		printf("\t%s (%s): %s\n", chain_name(t.arena, step->chain),
		       step->chain->hook->hook, step_text(t.arena, step));
	printf("\thost: %s\n", host_text(t.arena, &t));
	arena_free(t.arena);
}

/* ---- JSON ---- */

static json_t *stages_json(const struct told *t)
{
	json_t *all = json_array(), *json;

	for (size_t i = 0; i < N_STAGES; i++) {
		const struct stage_answer *s = &t->stages[i];

		json = json_pack("{s:s, s:s}", "stage", s->stage, "profile",
				 s->profile);
		if (s->why)
			json_object_set_new(json, "why", json_string(s->why));
		else
			json_object_set_new(
				json, "verdict",
				json_string(explain_verdicts[s->verdict]));
		if (!s->why && s->chain)
			json_object_set_new(json, "rule",
					    json_string(source_rule_name(
						    t->arena, s->rule)));
		json_array_append_new(all, json);
	}
	return all;
}

static json_t *chains_json(const struct told *t)
{
	json_t *all = json_array(), *json;
	const struct eval_step *step;

	vec_for_each(step, &t->trace.steps) {
		json = json_pack("{s:s, s:s, s:s, s:s}", "chain",
				 chain_name(t->arena, step->chain), "hook",
				 step->chain->hook->hook, "verdict",
				 explain_verdicts[step->verdict], "rule",
				 source_rule_name(t->arena, step->rule));
		if (step->needs)
			json_object_set_new(
				json, "needs",
				json_string(utf8_text(t->arena, step->needs)));
		json_array_append_new(all, json);
	}
	return all;
}

void explain_add_json(struct explain *e, const uint8_t *frame, size_t len,
		      json_t *json)
{
	struct told t;

	ask(e, frame, len, &t);
	json_object_set_new(json, "stages", stages_json(&t));
	json_object_set_new(json, "chains", chains_json(&t));
	json_object_set_new(json, "host", json_string(host_text(t.arena, &t)));
	arena_free(t.arena);
}
