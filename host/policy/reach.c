// SPDX-License-Identifier: GPL-2.0-only
/*
 * reach.c - the statements that a chain may get to
 */
#include "policy/reach.h"

#include <stdlib.h>

struct search {
	const struct policy *policy;
	reach_wanted *is_wanted;
	const void *arg;
	bool *is_seen; /* of each chain */
};

static const struct policy_stmt *search_chain(struct search *s,
					      const struct policy_chain *chain);

static const struct policy_stmt *search_called(struct search *s,
					       struct action action)
{
	if (action.kind != VERDICT_JUMP && action.kind != VERDICT_GOTO)
		return NULL;
	if (s->is_seen[action.chain])
		return NULL;
	s->is_seen[action.chain] = true;
	return search_chain(s, &s->policy->chains.v[action.chain]);
}

static const struct policy_stmt *search_map(struct search *s,
					    const struct policy_set *set)
{
	const struct policy_stmt *found = NULL;
	const struct element *e;

	vec_for_each(e, &set->elements) {
		found = search_called(s, e->action);
		if (found)
			return found;
	}
	return set->has_fallback ? search_called(s, set->fallback) : NULL;
}

static const struct policy_stmt *search_choices(struct search *s,
						const struct policy_stmt *stmt)
{
	const struct policy_stmt *found = NULL;
	const struct choice *c;

	vec_for_each(c, &stmt->choices) {
		found = search_called(s, c->action);
		if (found)
			return found;
	}
	return NULL;
}

static const struct policy_stmt *search_stmt(struct search *s,
					     const struct policy_stmt *stmt)
{
	if (s->is_wanted(stmt, s->arg))
		return stmt;
	switch (stmt->kind) {
	case POLICY_VERDICT:
		return search_called(s, stmt->action);
	case POLICY_VMAP:
		return search_map(s, stmt->set);
	case POLICY_CHOICES:
		return search_choices(s, stmt);
	default:
		return NULL;
	}
}

static const struct policy_stmt *search_chain(struct search *s,
					      const struct policy_chain *chain)
{
	const struct policy_stmt *stmt, *found;
	const struct policy_rule *rule;

	vec_for_each(rule, &chain->rules) {
		vec_for_each(stmt, &rule->stmts) {
			found = search_stmt(s, stmt);
			if (found)
				return found;
		}
	}
	return NULL;
}

const struct policy_stmt *reach_find(const struct policy *policy,
				     const struct policy_chain *chain,
				     reach_wanted *is_wanted, const void *arg)
{
	struct search s = {
		.policy = policy,
		.is_wanted = is_wanted,
		.arg = arg,
		.is_seen = calloc(policy->chains.n, sizeof(bool)),
	};
	const struct policy_stmt *found;

	if (!s.is_seen)
		abort();
	found = search_chain(&s, chain);
	free(s.is_seen);
	return found;
}
