// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_place.c - where a rule runs, why, and what it costs there
 */
#include "check_report.h"

#include "offload/cost.h"
#include "policy/lower.h"

static const char *const stage_names[] = {
	[STAGE_OFFLOAD] = "NIC",
	[STAGE_DRIVER] = "driver",
	[STAGE_GENERIC] = "generic",
};

const struct answer *check_part(const struct check *c)
{
	const struct answer *ans;

	vec_for_each(ans, &c->answers) {
		if (ans->profile->stage == STAGE_OFFLOAD &&
		    !ans->early.is_whole)
			return ans;
	}
	return NULL;
}

static bool takes_all(const struct answer *ans)
{
	return !ans->report.violations.n;
}

/* The first stage that takes the whole policy; NULL: none does. */
static const struct answer *first_whole(const struct check *c)
{
	const struct answer *ans;

	vec_for_each(ans, &c->answers)
		if (takes_all(ans))
			return ans;
	return NULL;
}

bool check_fits(const struct check *c)
{
	return first_whole(c) != NULL;
}

static const struct compiled *any_compiled(const struct check *c)
{
	return c->answers.v[0].compiled;
}

bool check_is_front(const struct check *c)
{
	return any_compiled(c)->walk->why_front != NULL;
}

bool check_is_complete(const struct check *c)
{
	return check_fits(c) && !check_is_front(c);
}

bool check_is_other_device(const struct check *c,
			   const struct policy_chain *chain)
{
	const struct policy_chain *const *base;

	vec_for_each(base, &any_compiled(c)->path) {
		if (*base == chain)
			return false;
	}
	return chain->hook != NULL;
}

/* ---- Costs ---- */

const char *check_unit(const struct profile *profile)
{
	return profile->unit == UNIT_NFP ? "words" : "insns";
}

const struct check_report *check_budget(const struct answer *ans)
{
	return ans->early.n_drops ? &ans->early.check : &ans->report;
}

void check_count_costs(struct arena *a, const struct policy *policy,
		       struct answer *ans)
{
	const struct image *img = ans->compiled->image;
	uint32_t *each = NULL;

	if (!img)
		return;
	if (ans->profile->unit == UNIT_NFP) {
		each = arena_calloc(a, img->insns.n, sizeof(*each));
		cost_nfp(a, img, check_budget(ans)->used_stack_bytes, each);
	}
	ans->costs = arena_calloc(a, policy->n_rules, sizeof(*ans->costs));
	for (size_t i = 0; i < img->insns.n; i++) {
		if (img->rules.v[i] != PLAN_NO_RULE)
			ans->costs[img->rules.v[i]] += each ? each[i] : 1;
	}
}

/* "NIC (31 words)"; code that rules share is no rule's. */
static const char *stage_text(struct check *c, const struct answer *ans,
			      const struct policy_rule *rule)
{
	const char *stage = stage_names[ans->profile->stage];

	if (!ans->costs || !ans->costs[rule->id])
		return stage;
	return arena_printf(c->arena, "%s (%u %s)", stage, ans->costs[rule->id],
			    check_unit(ans->profile));
}

/* ---- Places ---- */

static enum early_place place_of(const struct check *c,
				 const struct policy_rule *rule)
{
	const struct answer *nic = check_part(c);

	return nic ? nic->early.rules[rule->id].place : EARLY_NOWHERE;
}

static const struct placed_rule *placed(const struct check *c,
					const struct policy_rule *rule)
{
	return &any_compiled(c)->places[rule->id];
}

/* Stages that take the whole policy, "NIC, driver"; "nowhere". */
static const char *where_whole(struct check *c, const struct policy_rule *rule)
{
	const struct answer *ans;
	const char *text = NULL;

	vec_for_each(ans, &c->answers) {
		if (!takes_all(ans))
			continue;
		text = text ? arena_printf(c->arena, "%s, %s", text,
					   stage_text(c, ans, rule))
			    : stage_text(c, ans, rule);
	}
	return text ? text : "nowhere";
}

void check_find_aside(struct check *c)
{
	c->is_aside = lower_aside(c->arena, any_compiled(c), &c->dev,
				  c->answers.v[0].profile);
}

static const char *why_host(struct check *c, const struct policy_rule *rule)
{
	const struct placed_rule *p = placed(c, rule);
	const char *by = p->by && p->by != rule
				 ? source_rule_name(c->arena, p->by)
				 : NULL;

	if (p->place == RULE_UNMET && !by && c->is_aside[rule->id])
		return "needs the route";
	if (p->place == RULE_UNMET && !by)
		return "no packet from this device gets there";
	if (p->place == RULE_UNMET && p->needs)
		return arena_printf(c->arena, "behind %s, which needs %s", by,
				    p->needs);
	if (p->place == RULE_UNMET)
		return arena_printf(c->arena, "behind %s", by);
	if (by)
		return arena_printf(c->arena, "%s needs %s", by, p->needs);
	return arena_printf(c->arena, "needs %s",
			    p->needs ? p->needs : "the host");
}

const char *check_why_host(struct check *c, const struct policy_rule *rule)
{
	if (!check_is_front(c) || placed(c, rule)->place == RULE_HERE)
		return NULL;
	return why_host(c, rule);
}

const char *check_why_not_nic(const struct check *c,
			      const struct policy_rule *rule)
{
	const struct answer *nic = check_part(c);

	return nic ? nic->early.rules[rule->id].why : NULL;
}

static const char *where_in_front(struct check *c,
				  const struct policy_rule *rule)
{
	const struct placed_rule *p = placed(c, rule);

	switch (p->place) {
	case RULE_HERE:
		return where_whole(c, rule);
	case RULE_PARTLY:
		return arena_printf(c->arena, "%s in part, host (%s)",
				    where_whole(c, rule), why_host(c, rule));
	case RULE_UNMET:
	case RULE_HOST:
		break;
	}
	return arena_printf(c->arena, "%s (%s)",
			    p->place == RULE_UNMET && !p->needs &&
					    !c->is_aside[rule->id]
				    ? "unmet"
				    : "host",
			    why_host(c, rule));
}

/* "driver, not NIC (it drops nothing itself)" */
static const char *without_nic(struct check *c, const struct policy_rule *rule)
{
	const char *why = check_why_not_nic(c, rule);
	const char *text = where_whole(c, rule);

	return why ? arena_printf(c->arena, "%s, not NIC (%s)", text, why)
		   : text;
}

const char *check_where(struct check *c, const struct policy_rule *rule)
{
	if (check_is_front(c))
		return where_in_front(c, rule);
	switch (place_of(c, rule)) {
	case EARLY_THERE:
		return stage_text(c, check_part(c), rule);
	case EARLY_PARTLY:
		return arena_printf(c->arena, "%s in part, %s",
				    stage_text(c, check_part(c), rule),
				    without_nic(c, rule));
	case EARLY_NOWHERE:
		break;
	}
	return without_nic(c, rule);
}

/* ---- All rules ---- */

/* Adds to where the stages that take all run it. */
static void count_whole(const struct check *c, struct check_tally *t)
{
	const struct answer *ans = first_whole(c);

	if (!ans)
		t->n_nowhere++;
	else if (ans->profile->stage == STAGE_OFFLOAD)
		t->n_nic++;
	else
		t->n_host_stage++;
}

static void count_rule(const struct check *c, const struct policy_rule *rule,
		       struct check_tally *t)
{
	const enum rule_place place = check_is_front(c) ? placed(c, rule)->place
							: RULE_HERE;
	const struct answer *first = first_whole(c);

	t->n++;
	if (place == RULE_UNMET || place == RULE_HOST)
		t->n_host++;
	else if (place == RULE_PARTLY && first &&
		 first->profile->stage != STAGE_OFFLOAD)
		t->n_in_part++;
	else if (place_of(c, rule) == EARLY_THERE)
		t->n_nic++;
	else if (place_of(c, rule) == EARLY_PARTLY ||
		 (place == RULE_PARTLY && first))
		t->n_nic_in_part++;
	else
		count_whole(c, t);
}

void check_count(struct check *c, struct check_tally *out)
{
	const struct policy_chain *chain;
	const struct policy_rule *rule;

	*out = (struct check_tally){};
	vec_for_each(chain, &c->src.policy->chains) {
		if (check_is_other_device(c, chain))
			continue;
		vec_for_each(rule, &chain->rules)
			count_rule(c, rule, out);
	}
}

const char *check_tally_text(struct check *c, const struct check_tally *t)
{
	const struct answer *ans;
	const char *stage = stage_names[STAGE_DRIVER], *text = NULL;

	vec_for_each(ans, &c->answers)
		if (ans->profile->stage != STAGE_OFFLOAD)
			stage = stage_names[ans->profile->stage];

	const struct {
		size_t n;
		const char *name;
	} all[] = {
		{ t->n_nic, "NIC" },
		{ t->n_nic_in_part, "NIC in part" },
		{ t->n_host_stage, stage },
		{ t->n_in_part, arena_printf(c->arena, "%s in part", stage) },
		{ t->n_host, "host" },
		{ t->n_nowhere, "nowhere" },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (all[i].n)
			text = arena_printf(c->arena, "%s%s%zu %s",
					    text ? text : "", text ? ", " : "",
					    all[i].n, all[i].name);
	}
	return text ? text : "nothing to place";
}

/* ---- What does not fit ---- */

const char *check_violation_text(struct check *c, const struct answer *ans,
				 const struct violation *v)
{
	const struct policy_rule *rule =
		policy_find_rule(c->src.policy, v->rule);

	if (!rule)
		return arena_printf(c->arena, "%s: %s", ans->profile->name,
				    v->text);
	return arena_printf(c->arena, "%s: %s: %s",
			    source_rule_name(c->arena, rule),
			    ans->profile->name, v->text);
}
