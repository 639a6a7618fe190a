// SPDX-License-Identifier: GPL-2.0-only
/*
 * early.c - the part of a policy that an early stage can decide
 *
 * See early.h for the idea. early_choose.c chooses; here is what becomes of it.
 */
#include "policy/early_int.h"

#include <errno.h>

static struct early_rule *entry_of(struct search *s, uint32_t step)
{
	const struct early *e = &s->early;
	uint32_t rule = e->steps.v[step].item->rule;

	if (rule != PLAN_NO_RULE)
		return &s->report->rules[rule];
	return e->chain_of[step] == NO_CHAIN
		       ? &s->gate
		       : &s->report->policies[e->chain_of[step]];
}

static const char *why_no_drop(const struct item *it)
{
	switch (it->verdict) {
	case PLAN_ACCEPT:
		return "it accepts";
	case PLAN_DROP:
		return "another chain may accept what it drops";
	case PLAN_PUNT:
		break;
	}
	return "the host has to see its frames";
}

static void report_accepts(struct search *s)
{
	const struct step *step;

	vec_for_each(step, &s->early.steps) {
		if (step->item->kind == ITEM_VERDICT)
			entry_of(s, step - s->early.steps.v)->why =
				why_no_drop(step->item);
	}
}

static void add_held(struct search *s, uint32_t step)
{
	s->report->n_drops++;
	if (s->early.steps.v[step].item->rule != PLAN_NO_RULE)
		s->report->n_held++;
}

static void report_drops(struct search *s)
{
	const struct candidate *c;

	vec_for_each(c, &s->candidates) {
		struct early_rule *r = entry_of(s, c->step);

		r->why = NULL;
	}
	vec_for_each(c, &s->candidates) {
		struct early_rule *r = entry_of(s, c->step);

		if (c->why)
			r->why = c->why;
		if (s->uses[c->step] != USE_DROP)
			continue;
		if (r->place == EARLY_NOWHERE)
			add_held(s, c->step);
		r->place = EARLY_PARTLY;
	}
	vec_for_each(c, &s->candidates) {
		struct early_rule *r = entry_of(s, c->step);

		if (!r->why)
			r->place = EARLY_THERE;
	}
}

static void start_report(struct search *s)
{
	const struct compiled *whole = &s->early.whole->out;
	struct early_report *r = s->report;
	const struct policy_chain *chain;
	const struct policy_chain *const *base;

	vec_for_each(chain, &whole->policy->chains) {
		if (!chain->hook)
			r->n_rules += chain->rules.n;
	}
	vec_for_each(base, &whole->path)
		r->n_rules += (*base)->rules.n;
	r->rules = arena_calloc(s->arena, whole->policy->n_rules,
				sizeof(*r->rules));
	r->policies =
		arena_calloc(s->arena, whole->path.n, sizeof(*r->policies));
	for (uint32_t i = 0; i < whole->policy->n_rules; i++)
		r->rules[i].why = "it drops nothing itself";
}

/* Chooses drops; -ENOSPC if none has room. */
static int search(struct search *s, struct compiled **out)
{
	early_make_steps(&s->early);
	start_report(s);
	early_choose(s);
	report_accepts(s);
	report_drops(s);
	if (!s->report->n_drops || !early_probe(s, s->arena, s->uses, &s->form,
						out, &s->report->check))
		return -ENOSPC;
	return 0;
}

/* The whole of @s, or what fits of it. */
static int compile_lowered(struct search *s, struct compiled **out)
{
	const struct draft *whole = s->early.whole;
	struct early_report *report = s->report;

	if (compile_draft(s->arena, whole, s->profile, s->opts, out,
			  &report->whole))
		*out = arena_memdup(s->arena, &whole->out, sizeof(whole->out));
	if (!report->whole.violations.n) {
		report->is_whole = true;
		report->check = report->whole;
		return 0;
	}
	/* What is sure in a front hangs on all that is before it. */
	if (whole->out.walk->why_front) {
		start_report(s);
		return -ENOSPC;
	}
	return search(s, out);
}

int compile_early(struct arena *a, struct diag *diag,
		  const struct policy *policy, const struct device *dev,
		  const struct profile *profile,
		  const struct image_options *opts,
		  const struct early_gain *gain, struct compiled **out,
		  struct early_report *report)
{
	struct image_options not_last = opts ? *opts : (struct image_options){};
	struct draft whole;
	struct search s = {
		.arena = a,
		.early = { .whole = &whole },
		.profile = profile,
		.opts = &not_last,
		.gain = gain,
		.report = report,
	};
	int err = compile_lower(a, diag, policy, dev, profile, &whole);

	*report = (struct early_report){};
	not_last.last_stage = false;
	if (err)
		return err;
	s.early.arena = whole.low.arena;
	err = compile_lowered(&s, out);
	arena_free(whole.low.arena);
	return err;
}
