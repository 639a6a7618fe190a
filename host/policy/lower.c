// SPDX-License-Identifier: GPL-2.0-only
/*
 * lower.c - from a policy to first-match rules
 *
 * Rules are walked in order with the constraints gathered on the way; a call of
 * a chain walks its rules with the caller's constraints added.
 */
#include "policy/lower_int.h"

#include <stdlib.h>

#define MAX_ITEMS 1000000

static struct item *add_item(struct lowering *l, const struct conj *c,
			     enum item_kind kind)
{
	struct item *it = vec_push(l->arena, &l->segment->items);

	if (l->segment->items.n > MAX_ITEMS)
		lower_fail(
			l, l->base->loc,
			"the chains called from here, written out, are over 1,000,000 rules");
	it->kind = kind;
	it->n_constraints = c->n;
	it->constraints = arena_memdup(l->arena, c->v, c->n * sizeof(c->v[0]));
	it->rule = PLAN_NO_RULE;
	return it;
}

/* The counter of @rule (NULL: the policy), made at its first use. */
static uint32_t add_counter(struct lowering *l, enum counter_kind kind,
			    const struct policy_rule *rule, uint32_t *known)
{
	struct counter_of *of;

	if (known && known[rule->id])
		return known[rule->id] - 1;
	of = vec_push(l->arena, &l->out->counters);
	*of = (struct counter_of){ kind, l->base, rule };
	if (known)
		known[rule->id] = l->out->counters.n;
	return l->plan->n_counters++;
}

static void lower_verdict(struct lowering *l, const struct conj *c,
			  enum verdict_kind kind,
			  const struct policy_rule *rule)
{
	uint32_t counter =
		add_counter(l, COUNTER_DECIDED, rule, rule ? l->decided : NULL);
	struct item *it = add_item(l, c, ITEM_VERDICT);

	it->verdict = kind == VERDICT_DROP ? PLAN_DROP : PLAN_ACCEPT;
	it->rule = rule ? rule->id : PLAN_NO_RULE;
	it->counter = counter;
}

static void lower_return(struct lowering *l, const struct conj *c,
			 const struct policy_rule *rule)
{
	add_item(l, c, ITEM_RETURN)->rule = rule->id;
	*(uint32_t *)vec_push(l->arena, &l->returns) = l->segment->items.n - 1;
}

static void lower_chain(struct lowering *l, const struct policy_chain *chain,
			const struct conj *c);

/* Walks a chain that returns here: its returns skip what it has left. */
static void lower_call(struct lowering *l, const struct policy_chain *chain,
		       const struct conj *c)
{
	const size_t n_outer = l->returns.n;

	lower_chain(l, chain, c);
	while (l->returns.n > n_outer)
		l->segment->items.v[l->returns.v[--l->returns.n]].skip_to =
			l->segment->items.n;
}

static void lower_action(struct lowering *l, const struct conj *c,
			 struct action action, const struct policy_rule *rule)
{
	const struct policy_chain *to;

	if (c->is_never || l->err)
		return;
	switch (action.kind) {
	case VERDICT_ACCEPT:
	case VERDICT_DROP:
		lower_verdict(l, c, action.kind, rule);
		break;
	case VERDICT_RETURN:
		lower_return(l, c, rule);
		break;
	case VERDICT_JUMP:
		to = &l->policy->chains.v[action.chain];
		lower_call(l, to, c);
		break;
	case VERDICT_GOTO:
		/* What follows the goto is over, as if it had returned. */
		to = &l->policy->chains.v[action.chain];
		lower_chain(l, to, c);
		lower_return(l, c, rule);
		break;
	case VERDICT_CONTINUE:
		break;
	}
}

/* A number for each different action of @set's elements. */
static struct answers number_actions(struct lowering *l,
				     const struct policy_set *set)
{
	struct answers ans = {};
	size_t n = set->elements.n + set->has_fallback;

	ans.results = arena_calloc(l->arena, n, sizeof(*ans.results));
	for (size_t i = 0; i < n; i++) {
		struct action act = i < set->elements.n
					    ? set->elements.v[i].action
					    : set->fallback;
		size_t k;

		for (k = 0; k < ans.actions.n; k++) {
			if (ans.actions.v[k].kind == act.kind &&
			    ans.actions.v[k].chain == act.chain)
				break;
		}
		if (k == ans.actions.n)
			*vec_push(l->arena, &ans.actions) = act;
		ans.results[i] = k + 1;
	}
	if (set->has_fallback)
		ans.fallback = ans.results[set->elements.n];
	return ans;
}

/*
 * One branch for each action. Only what an element lets continue goes on with
 * the rule: a map without an element for the frame does not match.
 */
static void lower_vmap(struct lowering *l, struct conj *c,
		       const struct policy_stmt *s,
		       const struct policy_rule *rule)
{
	struct answers ans = number_actions(l, s->set);
	const struct conj before = *c;

	c->is_never = true;
	for (uint32_t k = 0; k < ans.actions.n; k++) {
		struct conj branch = before;

		lower_answer(l, &branch, s, &ans, k + 1);
		if (ans.actions.v[k].kind == VERDICT_CONTINUE)
			*c = branch;
		else
			lower_action(l, &branch, ans.actions.v[k], rule);
	}
}

static void lower_counter(struct lowering *l, const struct conj *c,
			  const struct policy_rule *rule)
{
	uint32_t counter = add_counter(l, COUNTER_REACHED, rule, l->reached);
	struct item *it = add_item(l, c, ITEM_COUNT);

	it->rule = rule->id;
	it->counter = counter;
}

static void lower_rule_from(struct lowering *l, const struct policy_rule *rule,
			    size_t i, const struct conj *inherited);

/* The rest of the rule once for each element that the match allows. */
static void lower_branches(struct lowering *l, const struct policy_rule *rule,
			   size_t i, const struct conj *c)
{
	const struct policy_stmt *s = &rule->stmts.v[i];
	const struct element *e;

	vec_for_each(e, &s->set->elements) {
		struct conj branch = *c;

		lower_element(l, &branch, s, e);
		if (s->kind == POLICY_MATCH ||
		    e->action.kind == VERDICT_CONTINUE)
			lower_rule_from(l, rule, i + 1, &branch);
		else
			lower_action(l, &branch, e->action, rule);
	}
}

/* Walks the statements of @rule from index @i on. */
static void lower_rule_from(struct lowering *l, const struct policy_rule *rule,
			    size_t i, const struct conj *inherited)
{
	struct conj c = *inherited;

	for (; i < rule->stmts.n && !c.is_never && !l->err; i++) {
		const struct policy_stmt *s = &rule->stmts.v[i];

		if (s->set && lower_has_branches(l, s)) {
			lower_branches(l, rule, i, &c);
			return;
		}
		switch (s->kind) {
		case POLICY_MATCH:
			lower_match(l, &c, s);
			break;
		case POLICY_COUNTER:
			if (counter_kind_of(rule) == COUNTER_REACHED)
				lower_counter(l, &c, rule);
			break;
		case POLICY_VERDICT:
			lower_action(l, &c, s->action, rule);
			break;
		case POLICY_VMAP:
			lower_vmap(l, &c, s, rule);
			break;
		case POLICY_STATES:
		case POLICY_CHOICES:
		case POLICY_HOST:
		case POLICY_HOTDROP:
			abort(); /* resolve makes none of them yet */
		}
	}
}

static void lower_chain(struct lowering *l, const struct policy_chain *chain,
			const struct conj *c)
{
	for (size_t i = 0; i < chain->rules.n && !l->err; i++)
		lower_rule_from(l, &chain->rules.v[i], 0, c);
}

static void lower_base_chain(struct lowering *l,
			     const struct policy_chain *base)
{
	const struct conj nothing = {};
	const uint32_t n_rules = l->policy->n_rules;

	l->base = base;
	l->segment = vec_push(l->arena, &l->low->segments);
	l->decided = arena_calloc(l->arena, n_rules, sizeof(uint32_t));
	l->reached = arena_calloc(l->arena, n_rules, sizeof(uint32_t));
	lower_call(l, base, &nothing);
	lower_verdict(l, &nothing, base->policy, NULL);
}

int lower_policy(struct arena *a, struct diag *diag, struct compiled *out,
		 const struct device *dev, const struct profile *profile,
		 struct plan *plan, struct lowered *low)
{
	struct lowering l = {
		.arena = a,
		.diag = diag,
		.policy = out->policy,
		.dev = dev,
		.small_set = profile->small_set,
		.out = out,
		.plan = plan,
		.low = low,
	};

	for (size_t i = 0; i < out->path.n && !l.err; i++)
		lower_base_chain(&l, out->path.v[i]);
	return l.err;
}
