// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_rule.c - the statements of a rule
 */
#include "policy/resolve_int.h"

#include "lang/nft_print.h"

#include <errno.h>

struct policy_stmt *rule_push(struct rule_draft *d, enum policy_stmt_kind kind)
{
	struct policy_stmt *s = vec_push(d->r->arena, &d->r->stmts);

	s->kind = kind;
	return s;
}

static int verdict_resolve(struct rule_draft *d, const struct stmt *stmt)
{
	struct action action;

	if (action_resolve(d->r, d->table, &stmt->verdict,
			   stmt_loc(d->rule, stmt), &action))
		return -EINVAL;
	/* Alone, a continue says nothing. */
	if (action.kind != VERDICT_CONTINUE)
		rule_push(d, POLICY_VERDICT)->action = action;
	return 0;
}

static int counter_resolve(struct rule_draft *d, const struct stmt *stmt)
{
	(void)stmt;
	rule_push(d, POLICY_COUNTER);
	return 0;
}

static int hotdrop_resolve(struct rule_draft *d, const struct stmt *stmt)
{
	rule_push(d, POLICY_HOTDROP)->n_bytes = stmt->n_bytes;
	return 0;
}

static int (*const resolvers[])(struct rule_draft *d,
				const struct stmt *stmt) = {
	[STMT_MATCH] = match_resolve,	  [STMT_COUNTER] = counter_resolve,
	[STMT_VERDICT] = verdict_resolve, [STMT_VMAP] = vmap_resolve,
	[STMT_UNKNOWN] = host_resolve,	  [STMT_HOTDROP] = hotdrop_resolve,
};

/* To nft a continue ends nothing; it has no effect, here as there. */
static bool is_terminal(const struct stmt *stmt)
{
	static const char synproxy[] = "synproxy";

	if (stmt->kind == STMT_UNKNOWN)
		return effects[stmt->effect].ending != ENDS_NOT &&
		       strncmp(stmt->text, synproxy, strlen(synproxy));
	return stmt->kind == STMT_VERDICT &&
	       stmt->verdict.kind != VERDICT_CONTINUE;
}

static int stmts_resolve(struct rule_draft *d)
{
	const struct stmt *stmt;
	bool is_over = false;

	d->r->stmts.n = 0;
	vec_for_each(stmt, &d->rule->stmts) {
		d->at = stmt_loc(d->rule, stmt);
		if (is_over)
			return refuse(
				d->r, d->at,
				"Statement after terminal statement has no effect; put it in front");
		if (resolvers[stmt->kind](d, stmt))
			return -EINVAL;
		is_over = is_terminal(stmt);
	}
	return 0;
}

static bool may_call(const struct policy_stmt *s)
{
	if (s->kind == POLICY_VERDICT)
		return s->action.kind == VERDICT_JUMP ||
		       s->action.kind == VERDICT_GOTO;
	return s->kind == POLICY_VMAP || s->kind == POLICY_CHOICES;
}

/* What is asked of the rule, and of the policy, without its statements. */
static void note_kinds(struct policy *policy, struct policy_rule *rule)
{
	const struct policy_stmt *s;

	vec_for_each(s, &rule->stmts) {
		rule->kinds |= 1u << s->kind;
		rule->may_call |= may_call(s);
		policy->has_hotdrops |= s->kind == POLICY_HOTDROP;
		for (uint32_t i = 0; i < s->n_parts; i++)
			policy->is_matched[s->parts[i].field] = true;
	}
}

int rule_resolve(struct resolver *r, const struct ast_table *table,
		 const struct ast_rule *rule, struct policy_rule *out)
{
	struct rule_draft d = {
		.r = r,
		.table = table,
		.rule = rule,
		.protocols = needs_start(table->family),
	};

	out->loc = rule->loc;
	out->text = rule->text ? rule->text
			       : nft_print_rule(r->arena, &r->texts, rule);
	out->comment = rule->comment;
	if (stmts_resolve(&d))
		return -EINVAL;
	if (!r->stmts.n)
		return 0;
	out->stmts.v = arena_memdup(r->arena, r->stmts.v,
				    r->stmts.n * sizeof(*r->stmts.v));
	out->stmts.n = r->stmts.n;
	note_kinds(r->policy, out);
	return 0;
}
