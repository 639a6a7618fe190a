// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_rule.c - the statements of a rule
 */
#include "policy/resolve_int.h"

#include "lang/nft_print.h"

#include <errno.h>

static struct policy_stmt *push(struct rule_draft *d,
				enum policy_stmt_kind kind)
{
	struct policy_stmt *s = vec_push(d->r->arena, &d->rule->stmts);

	s->kind = kind;
	return s;
}

static int verdict_resolve(struct rule_draft *d, const struct stmt *stmt)
{
	struct action action;

	if (action_resolve(d->r, d->table, &stmt->verdict, stmt->loc, &action))
		return -EINVAL;
	/* Alone, a continue says nothing. */
	if (action.kind != VERDICT_CONTINUE)
		push(d, POLICY_VERDICT)->action = action;
	return 0;
}

static int vmap_resolve(struct rule_draft *d, const struct stmt *stmt)
{
	const struct policy_set *named;
	struct policy_set *set;
	struct policy_stmt *s;
	struct operand left;

	if (operand_resolve(d, stmt->left, &left) ||
	    operand_check(d, &left, stmt->left->loc))
		return -EINVAL;
	if (stmt->right->kind == EXPR_SETREF) {
		if (set_find(d->r, d->table, &left.key, stmt->right, true,
			     &named))
			return -EINVAL;
	} else {
		if (set_anonymous(d->r, d->table, &left.key, stmt->right, true,
				  &set))
			return -EINVAL;
		named = set;
	}
	s = push(d, POLICY_VMAP);
	s->n_parts = left.key.n_parts;
	s->parts = operand_parts(d->r->arena, &left);
	s->set = named;
	return 0;
}

static int stmt_resolve(struct rule_draft *d, const struct stmt *stmt)
{
	switch (stmt->kind) {
	case STMT_MATCH:
		return match_resolve(d, stmt);
	case STMT_COUNTER:
		push(d, POLICY_COUNTER);
		d->rule->has_counter = true;
		return 0;
	case STMT_VERDICT:
		return verdict_resolve(d, stmt);
	case STMT_VMAP:
		return vmap_resolve(d, stmt);
	default:
		return refuse(d->r, stmt->loc, "'%s': " UNPLACED,
			      stmt->text ? stmt->text : "this");
	}
}

/* To nft a continue ends nothing; it has no effect, here as there. */
static bool is_terminal(const struct stmt *stmt)
{
	return stmt->kind == STMT_VERDICT &&
	       stmt->verdict.kind != VERDICT_CONTINUE;
}

int rule_resolve(struct resolver *r, const struct ast_table *table,
		 const struct ast_rule *rule, struct policy_rule *out)
{
	struct rule_draft d = {
		.r = r,
		.table = table,
		.rule = out,
		.protocols = { .link = PROTO_NETDEV },
	};
	const struct stmt *stmt;
	bool is_over = false;

	out->loc = rule->loc;
	out->text = nft_print_rule(r->arena, rule);
	out->comment = rule->comment;
	vec_for_each(stmt, &rule->stmts) {
		if (is_over)
			return refuse(
				r, stmt->loc,
				"Statement after terminal statement has no effect; put it in front");
		if (stmt_resolve(&d, stmt))
			return -EINVAL;
		is_over = is_terminal(stmt);
	}
	return 0;
}
