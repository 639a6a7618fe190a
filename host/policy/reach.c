// SPDX-License-Identifier: GPL-2.0-only
/*
 * reach.c - the statements that a chain may get to
 */
#include "policy/reach.h"

#include <stdlib.h>

static bool visit_action(struct action action, reach_visitor *visit, void *arg)
{
	return (action.kind == VERDICT_JUMP || action.kind == VERDICT_GOTO) &&
	       visit(action.chain, arg);
}

static bool visit_map(const struct policy_set *set, reach_visitor *visit,
		      void *arg)
{
	const struct element *e;

	vec_for_each(e, &set->elements)
		if (visit_action(e->action, visit, arg))
			return true;
	return set->has_fallback && visit_action(set->fallback, visit, arg);
}

static bool visit_choices(const struct policy_stmt *s, reach_visitor *visit,
			  void *arg)
{
	const struct choice *c;

	vec_for_each(c, &s->choices->v)
		if (visit_action(c->action, visit, arg))
			return true;
	return false;
}

bool reach_called(const struct policy_stmt *s, reach_visitor *visit, void *arg)
{
	switch (s->kind) {
	case POLICY_VERDICT:
		return visit_action(s->action, visit, arg);
	case POLICY_VMAP:
		return visit_map(s->set, visit, arg);
	case POLICY_CHOICES:
		return visit_choices(s, visit, arg);
	default:
		return false;
	}
}

struct search {
	const struct policy *policy;
	unsigned int kinds;
	reach_wanted *is_wanted;
	const void *arg;
	bool *is_seen; /* of each chain; NULL: none was called yet */
	struct reached found;
};

static bool search_chain(struct search *s, const struct policy_chain *chain);

static bool search_called(uint32_t chain, void *arg)
{
	struct search *s = arg;

	if (!s->is_seen)
		s->is_seen = calloc(s->policy->chains.n, sizeof(bool));
	if (!s->is_seen)
		arena_exhausted();
	if (s->is_seen[chain])
		return false;
	s->is_seen[chain] = true;
	return search_chain(s, &s->policy->chains.v[chain]);
}

static bool search_chain(struct search *s, const struct policy_chain *chain)
{
	const struct policy_stmt *stmt;
	const struct policy_rule *rule;

	vec_for_each(rule, &chain->rules) {
		if (!rule->may_call && !(rule->kinds & s->kinds))
			continue;
		vec_for_each(stmt, &rule->stmts) {
			if (s->kinds & 1u << stmt->kind &&
			    (!s->is_wanted || s->is_wanted(stmt, s->arg))) {
				s->found = (struct reached){ stmt, rule };
				return true;
			}
			if (reach_called(stmt, search_called, s))
				return true;
		}
	}
	return false;
}

struct reached reach_find(const struct policy *policy,
			  const struct policy_chain *chain, unsigned int kinds,
			  reach_wanted *is_wanted, const void *arg)
{
	struct search s = {
		.policy = policy,
		.kinds = kinds,
		.is_wanted = is_wanted,
		.arg = arg,
	};

	search_chain(&s, chain);
	free(s.is_seen);
	return s.found;
}
