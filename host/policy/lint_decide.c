// SPDX-License-Identifier: GPL-2.0-only
/*
 * lint_decide.c - which rule decides a witness?
 *
 * The index knows the first rule that takes a packet for sure, as cubes say it.
 * Before that one there may be rules that no cube describes: those of sets of
 * several parts, and calls of chains that may return. These are run as the
 * oracle runs them; what only the host knows does not match.
 */
#include "policy/lint_int.h"

/* Rules that are run for one witness, and for all of them. */
#define MAX_RUN	    2048
#define MAX_ALL_RUN 4000000

struct decision {
	struct lint *lint;
	const struct eval *eval;
	uint32_t n_run;
	const struct policy_rule *rule; /* NULL: none yet */
	bool is_cut; /* who may be nearer was not looked for */
};

static struct action run_stmts(struct decision *d,
			       const struct policy_rule *rule)
{
	static const struct action go_on = { .kind = VERDICT_CONTINUE };
	struct action action = go_on;
	const struct policy_stmt *s;

	d->n_run++;
	d->lint->n_run++;
	vec_for_each(s, &rule->stmts) {
		switch (s->kind) {
		case POLICY_MATCH:
			if (stmt_is_timed(s) || !eval_is_match(d->eval, s))
				return go_on;
			break;
		case POLICY_VMAP:
			if (!eval_action(d->eval, s, &action))
				return go_on;
			break;
		case POLICY_VERDICT:
			action = s->action;
			break;
		case POLICY_STATES:
		case POLICY_CHOICES:
			return go_on;
		case POLICY_HOST:
			if (effects[s->effect].may_fail)
				return go_on;
			if (effects[s->effect].ending != ENDS_NOT)
				action.kind = VERDICT_DROP;
			break;
		case POLICY_COUNTER:
		case POLICY_HOTDROP:
			break;
		}
		if (action.kind != VERDICT_CONTINUE)
			return action;
	}
	return go_on;
}

static bool is_too_long(const struct decision *d)
{
	return d->n_run > MAX_RUN || d->lint->n_run > MAX_ALL_RUN;
}

static void run_chain(struct decision *d, uint32_t chain);

/* False: the rule ends its chain; then d->rule may have been found. */
static bool run_rule(struct decision *d, const struct policy_rule *rule)
{
	const struct action action = run_stmts(d, rule);

	switch (action.kind) {
	case VERDICT_ACCEPT:
	case VERDICT_DROP:
		d->rule = rule;
		return false;
	case VERDICT_JUMP:
		run_chain(d, action.chain);
		return !d->rule;
	case VERDICT_GOTO:
		run_chain(d, action.chain);
		return false;
	case VERDICT_RETURN:
		return false;
	case VERDICT_CONTINUE:
		break;
	}
	return true;
}

static void run_chain(struct decision *d, uint32_t chain)
{
	const struct policy_rule *rule;

	vec_for_each(rule, &d->lint->policy->chains.v[chain].rules) {
		if (is_too_long(d) || !run_rule(d, rule))
			return;
	}
}

/* Rules that have to be run, up to @last; false: none of them ends it. */
static bool run_odd(struct decision *d, const struct lint_chain *c,
		    uint32_t last)
{
	const uint32_t *pos;

	vec_for_each(pos, &c->odd) {
		const struct policy_rule *rule = &c->chain->rules.v[*pos];

		if (*pos > last || is_too_long(d))
			return false;
		if (!run_rule(d, rule)) {
			d->rule = d->rule ?: rule;
			return true;
		}
	}
	return false;
}

static void decide(struct decision *d, const struct lint_chain *c, uint32_t pos)
{
	struct hit hit = {};

	if (c->caller)
		decide(d, c->caller, c->call_pos);
	if (d->rule || !pos)
		return;
	index_find(&c->index, d->lint, pos, NULL, &hit);
	d->is_cut |= hit.is_cut;
	if (!run_odd(d, c, hit.first ? hit.first->pos : pos - 1) && hit.first)
		d->rule = hit.first->rule;
}

bool lint_decider(struct lint *l, const struct lint_chain *c, uint32_t pos,
		  const struct eval *eval, const struct policy_rule **out)
{
	struct decision d = { .lint = l, .eval = eval };

	decide(&d, c, pos);
	*out = d.rule;
	return !is_too_long(&d) && !d.is_cut;
}
