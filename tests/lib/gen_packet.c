// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen_packet.c - random frames, aimed at a policy's corners
 *
 * The aims are collected: which fields shall have which values.
 */
#include "lib/gen_packet.h"

#include "lib/gen_aimed.h"

#define MAX_CALLS 8

/* Next to the interval; both ends of a field's values lie side by side. */
static u128 value_outside(struct rng *r, const struct interval *i)
{
	return rng_one_in(r, 2) ? i->lo - 1 : i->hi + 1;
}

static bool leads_to(const struct action *action, uint32_t chain)
{
	return (action->kind == VERDICT_JUMP || action->kind == VERDICT_GOTO) &&
	       action->chain == chain;
}

/*
 * The intervals of one of the set's elements; of those that lead to @chain,
 * where some do. NULL: there is none.
 */
static const struct interval *
choose_element(struct rng *r, const struct policy_stmt *stmt, uint32_t chain)
{
	const struct element *el, *chosen = NULL;
	uint32_t n = 0;

	if (stmt->kind == POLICY_VMAP) {
		vec_for_each(el, &stmt->set->elements) {
			if (leads_to(&el->action, chain) && rng_one_in(r, ++n))
				chosen = el;
		}
	}
	if (chosen)
		return chosen->parts;
	n = stmt_n_elements(stmt);
	return n ? stmt_intervals(stmt, rng_below(r, n)) : NULL;
}

/* Aims at @stmt; at its fields' being all but right if @misses. */
static void aim_at_stmt(struct rng *r, struct gen_aims *aims,
			const struct policy_stmt *stmt, uint32_t chain,
			bool misses)
{
	const struct interval *parts;
	uint32_t missed;

	if (stmt->kind != POLICY_MATCH && stmt->kind != POLICY_VMAP)
		return;
	parts = choose_element(r, stmt, chain);
	if (!parts)
		return;
	missed = misses != stmt->negate ? rng_below(r, stmt->n_parts)
					: UINT32_MAX;
	for (uint32_t i = 0; i < stmt->n_parts; i++)
		gen_aims_add(aims, &stmt->parts[i],
			     i == missed ? value_outside(r, &parts[i])
					 : gen_inside(r, &parts[i]));
}

static void aim_at_stmts(struct rng *r, struct gen_aims *aims,
			 const struct policy_rule *rule, uint32_t chain)
{
	uint32_t missed = UINT32_MAX;

	if (rule->stmts.n && rng_one_in(r, 3))
		missed = rng_below(r, rule->stmts.n);
	for (uint32_t i = 0; i < rule->stmts.n; i++)
		aim_at_stmt(r, aims, &rule->stmts.v[i], chain, i == missed);
}

static bool rule_leads_to(const struct policy_rule *rule, uint32_t chain)
{
	const struct policy_stmt *stmt;
	const struct element *el;

	vec_for_each(stmt, &rule->stmts) {
		if (stmt->kind == POLICY_VERDICT &&
		    leads_to(&stmt->action, chain))
			return true;
		if (stmt->kind != POLICY_VMAP)
			continue;
		vec_for_each(el, &stmt->set->elements) {
			if (leads_to(&el->action, chain))
				return true;
		}
		if (stmt->set->has_fallback &&
		    leads_to(&stmt->set->fallback, chain))
			return true;
	}
	return false;
}

/* A rule that calls @chain, and where it stands; NULL: there is none. */
static const struct policy_rule *choose_caller(struct rng *r,
					       const struct policy *p,
					       uint32_t chain, uint32_t *caller)
{
	const struct policy_rule *rule, *chosen = NULL;
	uint32_t n = 0;

	for (uint32_t c = 0; c < p->chains.n; c++) {
		vec_for_each(rule, &p->chains.v[c].rules) {
			if (!rule_leads_to(rule, chain) || !rng_one_in(r, ++n))
				continue;
			chosen = rule;
			*caller = c;
		}
	}
	return chosen;
}

/* Aims at a random rule and at those that lead to it, these last. */
static void aim_at_rule(struct rng *r, struct gen_aims *aims,
			const struct policy *p)
{
	uint32_t chain = rng_below(r, p->chains.n);
	const struct policy_chain *c = &p->chains.v[chain];
	const struct policy_rule *rule;
	uint32_t to = UINT32_MAX;

	if (!c->rules.n)
		return;
	rule = &c->rules.v[rng_below(r, c->rules.n)];
	for (uint32_t i = 0; rule && i < MAX_CALLS; i++) {
		aim_at_stmts(r, aims, rule, to);
		to = chain;
		rule = choose_caller(r, p, to, &chain);
	}
}

void gen_packet(struct rng *r, const struct policy *p, const struct device *dev,
		struct gen_frame *out)
{
	struct gen_aims aims = {};

	/* Other rules' values first, which the last one's may replace. */
	for (uint32_t i = rng_below(r, 3); p->chains.n && i-- > 0;)
		aim_at_rule(r, &aims, p);
	if (p->chains.n)
		aim_at_rule(r, &aims, p);
	gen_aimed(r, &aims, GEN_ROUGH, dev, out);
}
