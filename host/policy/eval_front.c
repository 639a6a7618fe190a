// SPDX-License-Identifier: GPL-2.0-only
/*
 * eval_front.c - the oracle of a front: what is sure of one frame
 *
 * Rules run with all that may become of the frame as a set: a rule that may
 * match adds what it would do, and the next one runs as well. Unknown matches
 * are taken as independent of each other; conntrack's states are not, so a
 * chain runs once for each state, and the sets are joined.
 */
#include "policy/eval_int.h"

#include <linux/if_ether.h>
#include <string.h>

struct front {
	struct eval *eval;
	const struct path *walk;
	const struct stop *stop;
	bool is_behind_ip;
	bool passed_ip; /* the gate in front of the IP hooks */
	uint8_t state;	/* conntrack's, in this run */
	uint32_t step;	/* counts the rules of this run */
	uint32_t drop_step;
	/* The rule of each outcome: the first one, of a drop the last. */
	const struct policy_rule *by[N_OUTCOMES];
	/* The first thing that is not known, and the rule that asks for it. */
	const char *needs;
	const struct policy_rule *needs_by;
	const char *act;
	/* The same of the chain at hand. */
	const char *chain_needs;
	const char *chain_act;
	const struct policy_rule *chain_needs_by;
	struct eval_result *out;
};

static unsigned int run_chain(struct front *f,
			      const struct policy_chain *chain);

static unsigned int note(struct front *f, unsigned int outcome,
			 const struct policy_rule *rule)
{
	unsigned int i = (unsigned int)__builtin_ctz(outcome);

	if (outcome == MAY_DROP && f->step < f->drop_step)
		return outcome;
	if (outcome == MAY_DROP)
		f->drop_step = f->step;
	if (!f->by[i] || outcome == MAY_DROP)
		f->by[i] = rule;
	return outcome;
}

static void need(struct front *f, const char *what,
		 const struct policy_rule *rule)
{
	if (!f->chain_needs) {
		f->chain_needs = what;
		f->chain_needs_by = rule;
	}
	if (f->needs)
		return;
	f->needs = what;
	f->needs_by = rule;
}

static unsigned int run_action(struct front *f, struct action action,
			       const struct policy_rule *rule)
{
	unsigned int called;

	switch (action.kind) {
	case VERDICT_ACCEPT:
		return note(f, MAY_ACCEPT, rule);
	case VERDICT_DROP:
		return note(f, MAY_DROP, rule);
	case VERDICT_RETURN:
		return MAY_RETURN;
	case VERDICT_CONTINUE:
		return MAY_GO_ON;
	case VERDICT_JUMP:
	case VERDICT_GOTO:
		called = run_chain(f, &f->eval->policy->chains.v[action.chain]);
		if (action.kind == VERDICT_GOTO && called & MAY_GO_ON)
			called = (called & ~MAY_GO_ON) | MAY_RETURN;
		return called;
	}
	return MAY_GO_ON;
}

/* ---- What is known of a match ---- */

enum answer {
	NO,
	YES,
	MAYBE,
};

static enum answer match(struct front *f, const struct policy_stmt *s,
			 const struct policy_rule *rule)
{
	const struct view *view = &f->stop->view;

	if (eval_is_known(f->eval, view, s))
		return eval_is_match(f->eval, s) ? YES : NO;
	if (!eval_may_fit(f->eval, view, s))
		return NO;
	need(f, fields[s->parts[0].field].name, rule);
	return MAYBE;
}

/* A rule that untracks the packet may stand between two that ask. */
static enum answer match_states(struct front *f, const struct policy_stmt *s,
				const struct policy_rule *rule)
{
	need(f, "ct state", rule);
	if (f->stop->may_untrack)
		return MAYBE;
	return s->states & f->state ? YES : NO;
}

/* ---- Rules ---- */

/* What a statement leaves of its rule; false: the rule ends, @out says how. */
static bool run_host(struct front *f, const struct policy_stmt *s,
		     const struct policy_rule *rule, unsigned int *out)
{
	const struct effect *effect = &effects[s->effect];

	if (path_stmt_acts(s, &f->walk->wishes)) {
		f->act = f->act ?: s->text;
		f->chain_act = f->chain_act ?: s->text;
		*out |= note(f, MAY_ACT, rule);
		return false;
	}
	if (effect->may_fail) {
		if (s + 1 != rule->stmts.v + rule->stmts.n)
			need(f, s->text, rule);
		*out |= MAY_GO_ON;
	}
	switch (effect->ending) {
	case ENDS_NOT:
		return true;
	case ENDS_DROP:
		*out |= note(f, MAY_DROP, rule);
		break;
	case ENDS_ACCEPT:
		*out |= note(f, MAY_ACCEPT, rule);
		break;
	case ENDS_TAKE:
		*out |= note(f, MAY_ACT, rule);
		break;
	}
	return false;
}

static bool run_choices(struct front *f, const struct policy_stmt *s,
			const struct policy_rule *rule, unsigned int *out)
{
	const bool is_by_state = s->is_by_state && !f->stop->may_untrack;
	const struct choice *c;
	bool goes_on = false;

	need(f, s->is_by_state ? "ct state" : s->text, rule);
	if (!is_by_state)
		*out |= MAY_GO_ON;
	vec_for_each(c, &s->choices->v) {
		if (is_by_state && !(c->states & f->state))
			continue;
		if (c->action.kind == VERDICT_CONTINUE)
			goes_on = true;
		else
			*out |= run_action(f, c->action, rule);
		if (is_by_state)
			break;
	}
	if (!goes_on && is_by_state && c == s->choices->v.v + s->choices->v.n)
		*out |= MAY_GO_ON;
	return goes_on;
}

static bool run_map(struct front *f, const struct policy_stmt *s,
		    const struct policy_rule *rule, unsigned int *out)
{
	struct action action;
	const struct element *e;
	bool goes_on = false;

	if (eval_is_known(f->eval, &f->stop->view, s)) {
		if (!eval_action(f->eval, s, &action)) {
			*out |= MAY_GO_ON;
			return false;
		}
		if (action.kind == VERDICT_CONTINUE)
			return true;
		*out |= run_action(f, action, rule);
		return false;
	}
	need(f, fields[s->parts[0].field].name, rule);
	*out |= MAY_GO_ON;
	vec_for_each(e, &s->set->elements) {
		if (e->action.kind == VERDICT_CONTINUE)
			goes_on = true;
		else
			*out |= run_action(f, e->action, rule);
	}
	if (s->set->has_fallback && s->set->fallback.kind == VERDICT_CONTINUE)
		goes_on = true;
	else if (s->set->has_fallback)
		*out |= run_action(f, s->set->fallback, rule);
	return goes_on;
}

/* True if the rule's next statement runs too. */
static bool run_stmt(struct front *f, const struct policy_stmt *s,
		     const struct policy_rule *rule, unsigned int *out)
{
	enum answer answer;

	switch (s->kind) {
	case POLICY_MATCH:
	case POLICY_STATES:
		answer = s->kind == POLICY_MATCH ? match(f, s, rule)
						 : match_states(f, s, rule);
		*out |= answer == YES ? 0 : MAY_GO_ON;
		return answer != NO;
	case POLICY_VERDICT:
		*out |= run_action(f, s->action, rule);
		return false;
	case POLICY_VMAP:
		return run_map(f, s, rule, out);
	case POLICY_CHOICES:
		return run_choices(f, s, rule, out);
	case POLICY_HOST:
		return run_host(f, s, rule, out);
	case POLICY_COUNTER:
	case POLICY_HOTDROP:
		return true;
	}
	return true;
}

static unsigned int run_rule(struct front *f, const struct policy_rule *rule)
{
	const struct policy_stmt *s;
	unsigned int out = 0;

	f->step++;
	vec_for_each(s, &rule->stmts) {
		if (!run_stmt(f, s, rule, &out))
			return out;
	}
	return out | MAY_GO_ON;
}

/* MAY_GO_ON: the chain may end, or return, without a verdict. */
static unsigned int run_chain(struct front *f, const struct policy_chain *chain)
{
	const struct policy_rule *rule;
	unsigned int all = 0;

	vec_for_each(rule, &chain->rules) {
		unsigned int out = run_rule(f, rule);

		all |= out & (MAY_ACCEPT | MAY_DROP | MAY_ACT);
		if (out & MAY_RETURN)
			all |= MAY_GO_ON;
		if (!(out & MAY_GO_ON))
			return all;
	}
	return all | MAY_GO_ON;
}

/* ---- Stops ---- */

static unsigned int run_base(struct front *f, const struct policy_chain *base)
{
	const uint8_t states = eval_states(f->eval, f->walk, f->stop);
	unsigned int all = 0;

	if (!family_takes(base->table->family, base->at,
			  f->eval->view->protocol))
		return MAY_ACCEPT;
	f->out->chain = base;
	for (f->state = 1; f->state <= CT_UNTRACKED; f->state <<= 1) {
		unsigned int out;

		if (!(f->state & states))
			continue;
		f->step = 0;
		out = run_chain(f, base);
		if (out & MAY_GO_ON)
			out |= base->policy == VERDICT_DROP
				       ? note(f, MAY_DROP, NULL)
				       : note(f, MAY_ACCEPT, NULL);
		all |= out & ~MAY_GO_ON;
	}
	if (f->stop->why_unsure && all & MAY_DROP) {
		need(f, f->stop->why_unsure, f->by[1]);
		all |= MAY_ACCEPT;
	}
	return all;
}

static void note_step(const struct front *f, unsigned int here)
{
	struct eval_step step = {
		.chain = f->stop->chain,
		.verdict = PLAN_PUNT,
		.rule = f->chain_needs_by,
		.needs = f->chain_needs,
	};

	if (here & MAY_ACT) {
		step.rule = f->by[2];
		step.needs = f->chain_act;
	} else if (here == MAY_DROP || here == MAY_ACCEPT) {
		step.verdict = here == MAY_DROP ? PLAN_DROP : PLAN_ACCEPT;
		step.rule = f->by[here == MAY_DROP];
		step.needs = NULL;
	}
	eval_note_step(f->eval, step);
}

static unsigned int run_chain_stop(struct front *f, const struct stop *stop)
{
	unsigned int here;

	memset(f->by, 0, sizeof(f->by));
	f->drop_step = 0;
	f->chain_needs = f->chain_act = NULL;
	f->chain_needs_by = NULL;
	here = run_base(f, stop->chain);
	note_step(f, here);
	return here;
}

static unsigned int run_stop(struct front *f, uint32_t index);

static unsigned int go_to(struct front *f, uint32_t where)
{
	switch (where) {
	case PATH_DROP:
		return MAY_DROP;
	case PATH_PASS:
		if (!f->is_behind_ip || !f->walk->may_part)
			return MAY_ACCEPT;
		need(f, "the route", NULL);
		return MAY_ACCEPT | MAY_DROP;
	default:
		return run_stop(f, where);
	}
}

/* What may become of the frame from a stop on; it acts before all else. */
static unsigned int run_stop(struct front *f, uint32_t index)
{
	const struct stop *stop = &f->walk->stops.v[index];
	const struct eval *e = f->eval;
	unsigned int here = MAY_ACT, all = 0;

	f->stop = stop;
	switch (stop->kind) {
	case STOP_CHAIN:
		here = run_chain_stop(f, stop);
		break;
	case STOP_GATE:
		here = eval_gate(e, stop, f->walk);
		break;
	case STOP_FAMILY:
		here = e->view->protocol == stop->protocol ? MAY_DROP
							   : MAY_ACCEPT;
		break;
	case STOP_IPSEC:
		here = eval_ipsec_gate(e, stop);
		break;
	case STOP_ROUTES:
		here = eval_routes_gate(e);
		break;
	case STOP_ALERT:
		here = eval_alert_gate(e);
		break;
	case STOP_IP:
		here = eval_ip_gate(e, stop, f->walk);
		f->is_behind_ip = true;
		f->passed_ip |= !(here & MAY_ACT);
		break;
	}
	if (here & MAY_ACT && stop->kind != STOP_CHAIN) {
		f->out->chain = NULL; /* those before have let it by */
		if (e->trace)
			e->trace->why = eval_gate_why(e, stop);
	}
	if (here & MAY_ACT)
		return MAY_ACT;
	if (here & MAY_DROP)
		all |= go_to(f, stop->on_drop);
	if (here & MAY_ACCEPT && !(all & MAY_ACT))
		all |= go_to(f, stop->on_accept);
	return all;
}

static void follow(struct front *f, const struct stop *stop,
		   enum frame_class frames)
{
	if (stop->kind != STOP_CHAIN || stop->view.frames != frames ||
	    (stop->chain->at != HOOK_INPUT &&
	     (stop->chain->at != HOOK_FORWARD || !f->eval->trace->may_part)))
		return;
	f->stop = stop;
	run_chain_stop(f, stop);
}

static bool may_be_forwarded(const struct front *f)
{
	const struct device *dev = f->eval->dev;
	const struct host_facts *facts = dev->facts ?: &facts_unknown;

	return f->eval->view->protocol == ETH_P_IP ? facts->forwards4
						   : facts->forwards6;
}

/*
 * Where a packet goes behind prerouting is not known: for who asks, what the
 * other hook's chains say, also where the verdict does not hang on it.
 */
static void follow_others(struct front *f)
{
	const enum frame_class frames = f->stop->view.frames;
	const struct stop *stop;

	f->eval->trace->may_part = f->walk->may_part && may_be_forwarded(f);
	vec_for_each(stop, &f->walk->stops)
		follow(f, stop, frames);
	vec_for_each(stop, &f->walk->aside)
		follow(f, stop, frames);
}

static void report(struct front *f, unsigned int outcome)
{
	struct eval_result *out = f->out;

	switch (outcome) {
	case MAY_DROP:
		out->verdict = PLAN_DROP;
		out->rule = f->by[1];
		if (f->eval->hits && out->rule)
			f->eval->hits[out->rule->id]++;
		return;
	case MAY_ACCEPT:
		out->verdict = PLAN_ACCEPT;
		out->rule = f->by[0];
		return;
	default:
		out->verdict = PLAN_PUNT;
		out->rule = outcome & MAY_ACT ? f->by[2] : f->needs_by;
		out->needs = outcome & MAY_ACT ? f->act : f->needs;
	}
}

void eval_front(struct eval *e, const struct path *walk,
		struct eval_result *out)
{
	struct front f = { .eval = e, .walk = walk, .out = out };
	const bool needs_l4 = path_needs_l4(e->policy, walk);

	out->verdict = PLAN_PUNT;
	if ((needs_l4 && e->view->is_l4_beyond_reach) ||
	    (policy_needs_ext(e->policy) && e->view->is_beyond_reach))
		return;
	if (!walk->stops.n)
		return;
	report(&f, run_stop(&f, 0));
	if (e->trace && f.passed_ip && out->verdict != PLAN_DROP)
		follow_others(&f);
}
