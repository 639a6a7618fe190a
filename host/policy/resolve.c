// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve.c - from a tree to its meaning
 *
 * First the names: chains, then sets, whose elements may call chains. Then the
 * rules, which use both. Then the calls, which need all rules.
 */
#include "policy/resolve_int.h"

#include <errno.h>

static void chain_rules(struct resolver *r, const struct ast_table *table,
			const struct ast_chain *ast, struct policy_chain *chain)
{
	const struct ast_rule *rule;
	struct policy_rule *out;

	vec_for_each(rule, &ast->rules) {
		if (diag_is_full(r->diag))
			return;
		out = vec_push(r->arena, &chain->rules);
		out->id = r->policy->n_rules++;
		rule_resolve(r, table, rule, out);
	}
}

static void rules_resolve(struct resolver *r)
{
	struct policy_chain *chain = r->policy->chains.v;
	const struct ast_table *table;
	const struct ast_chain *ast;
	const struct ast_object *o;

	vec_for_each(table, &r->rs->tables) {
		if (!table_is_placed(table))
			continue;
		vec_for_each(o, &table->objects)
			diag_error(r->diag, o->loc, "'%s %s': " UNPLACED,
				   o->kind, o->name);
		/* chains_resolve() went the same way. */
		vec_for_each(ast, &table->chains)
			chain_rules(r, table, ast, chain++);
	}
}

int resolve_ruleset(struct arena *a, struct diag *diag,
		    const struct ruleset *rs, struct policy **out)
{
	size_t before = diag->n_errors;
	struct resolver r = {
		.arena = a,
		.diag = diag,
		.rs = rs,
		.policy = arena_new_of(a, struct policy),
	};

	r.policy->arena = a;
	chains_resolve(&r);
	sets_resolve(&r);
	rules_resolve(&r);
	if (diag->n_errors == before)
		loops_check(&r);
	if (diag->n_errors > before)
		return -EINVAL;
	*out = r.policy;
	return 0;
}
