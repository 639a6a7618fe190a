// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_loop.c - chains that call each other without end
 *
 * As the kernel (nft_chain_validate), this starts at the base chains, counts a
 * goto like a jump, and takes a map's elements as called wherever it is used:
 * chains that nothing calls may do what they like.
 */
#include "policy/resolve_int.h"

#include <stdio.h>

/* NFT_JUMP_STACK_SIZE: base chain and called ones, on every path. */
#define MAX_LEVELS 16

struct walk {
	struct resolver *r;
	uint8_t *level; /* of each chain, the deepest it was looked at; 0: none
			 */
	uint32_t path[MAX_LEVELS];
	uint32_t n_levels;
	bool is_over; /* an error was reported */
};

static const char *chain_name(const struct walk *w, uint32_t chain)
{
	return w->r->policy->chains.v[chain].name;
}

static void report(struct walk *w, struct loc loc, uint32_t chain)
{
	char *names = arena_strdup(w->r->arena, chain_name(w, chain));
	uint32_t i = w->n_levels;

	w->is_over = true;
	while (i--) {
		names = arena_printf(w->r->arena, "%s -> %s",
				     chain_name(w, w->path[i]), names);
		if (w->path[i] == chain) {
			diag_error(
				w->r->diag, loc,
				"chains call each other in a loop: %s; break it",
				names);
			return;
		}
	}
	diag_error(w->r->diag, loc,
		   "chains nest deeper than %u: %s; flatten them", MAX_LEVELS,
		   names);
}

static void visit(struct walk *w, uint32_t chain, struct loc loc);

static void follow(struct walk *w, const struct action *action, struct loc loc)
{
	if (action->kind == VERDICT_JUMP || action->kind == VERDICT_GOTO)
		visit(w, action->chain, loc);
}

static void follow_stmt(struct walk *w, const struct policy_stmt *stmt,
			struct loc loc)
{
	const struct element *e;
	const struct choice *choice;

	if (stmt->kind == POLICY_VERDICT) {
		follow(w, &stmt->action, loc);
	} else if (stmt->kind == POLICY_CHOICES) {
		vec_for_each(choice, &stmt->choices->v)
			follow(w, &choice->action, loc);
	} else if (stmt->kind == POLICY_VMAP) {
		vec_for_each(e, &stmt->set->elements)
			follow(w, &e->action, loc);
		if (stmt->set->has_fallback)
			follow(w, &stmt->set->fallback, loc);
	}
}

/* Chains call chains: true recursion, hence the declaration above. */
static void visit(struct walk *w, uint32_t chain, struct loc loc)
{
	const struct policy_rule *rule;
	const struct policy_stmt *stmt;
	bool is_on_path = false;

	if (w->is_over)
		return;
	for (uint32_t i = 0; i < w->n_levels; i++)
		is_on_path |= w->path[i] == chain;
	if (is_on_path || w->n_levels == MAX_LEVELS) {
		report(w, loc, chain);
		return;
	}
	/* What was fine deeper down is fine here. */
	if (w->level[chain] > w->n_levels)
		return;
	w->path[w->n_levels++] = chain;
	w->level[chain] = w->n_levels;
	vec_for_each(rule, &w->r->policy->chains.v[chain].rules) {
		if (!rule->may_call)
			continue;
		vec_for_each(stmt, &rule->stmts)
			follow_stmt(w, stmt, rule->loc);
	}
	w->n_levels--;
}

void loops_check(struct resolver *r)
{
	const struct policy *p = r->policy;
	struct walk w = {
		.r = r,
		.level = arena_calloc(r->arena, p->chains.n + 1, 1),
	};

	for (uint32_t i = 0; i < p->chains.n; i++) {
		if (p->chains.v[i].hook)
			visit(&w, i, p->chains.v[i].loc);
	}
}
