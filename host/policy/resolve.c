// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve.c - from a tree to its meaning
 *
 * First the names: chains and objects, then sets, whose elements may call
 * chains. Then the rules, which use them. Then the calls, which need all rules.
 */
#include "policy/resolve_int.h"

#include <errno.h>

static void chain_rules(struct resolver *r, const struct ast_table *table,
			const struct ast_chain *ast, struct policy_chain *chain)
{
	const struct ast_rule *rule;
	struct policy_rule *out;

	vec_reserve(r->arena, &chain->rules, ast->rules.n);
	vec_for_each(rule, &ast->rules) {
		if (diag_is_full(r->diag))
			return;
		out = &chain->rules.v[chain->rules.n++];
		out->id = r->policy->n_rules++;
		rule_resolve(r, table, rule, out);
	}
}

static void rules_resolve(struct resolver *r)
{
	struct policy_chain *chain = r->policy->chains.v;
	const struct ast_table *table;
	const struct ast_chain *ast;

	vec_for_each(table, &r->rs->tables) {
		if (!table_is_placed(table))
			continue;
		/* chains_resolve() went the same way. */
		vec_for_each(ast, &table->chains)
			chain_rules(r, table, ast, chain++);
	}
}

static void keys_of_one_part(struct resolver *r)
{
	r->widths = arena_calloc(r->arena, 129, sizeof(*r->widths));
	r->types = arena_calloc(r->arena, N_DATATYPES, sizeof(*r->types));
	r->wholes = arena_calloc(r->arena, N_FIELDS, sizeof(*r->wholes));
	for (unsigned int i = 0; i <= 128; i++)
		r->widths[i] = i;
	for (unsigned int i = 0; i < N_DATATYPES; i++)
		r->types[i] = i;
	for (unsigned int i = 0; i < N_FIELDS; i++)
		r->wholes[i] = (struct part){ i, u128_max(fields[i].width) };
}

void resolver_start(struct resolver *r, struct arena *a, struct diag *diag,
		    const struct ruleset *rs)
{
	*r = (struct resolver){
		.arena = a,
		.diag = diag,
		.rs = rs,
		.policy = arena_new_of(a, struct policy),
	};
	r->policy->arena = a;
	r->policy->read_at = r->policy->now = rs ? rs->read_at : 0;
	keys_of_one_part(r);
}

static int resolve(struct resolver *r)
{
	const size_t before = r->diag->n_errors;

	chains_resolve(r);
	objects_resolve(r);
	sets_resolve(r);
	rules_resolve(r);
	ranges_forget(r);
	text_free(&r->texts);
	if (r->diag->n_errors == before)
		loops_check(r);
	return r->diag->n_errors > before ? -EINVAL : 0;
}

/*
 * Whether the host is needed for more than sets with timeouts shows once all
 * rules are known. If not, a second reading knows these sets as well.
 */
static int keep_times(struct resolver *first, struct policy **out)
{
	struct resolver r;
	int err;

	resolver_start(&r, first->arena, first->diag, first->rs);
	r.keeps_times = true;
	err = resolve(&r);
	if (!err && times_are_all(&r))
		*out = r.policy;
	return err;
}

int resolve_ruleset(struct arena *a, struct diag *diag,
		    const struct ruleset *rs, struct policy **out)
{
	struct policy *policy;
	struct resolver r;
	int err;

	resolver_start(&r, a, diag, rs);
	err = resolve(&r);
	policy = r.policy;
	if (!err && r.has_timed && !rs->no_times && times_are_all(&r))
		err = keep_times(&r, &policy);
	if (!err)
		*out = policy;
	return err;
}
