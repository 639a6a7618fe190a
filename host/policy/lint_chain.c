// SPDX-License-Identifier: GPL-2.0-only
/*
 * lint_chain.c - what gets to a chain, and what a chain takes
 */
#include "policy/lint_int.h"

#include <linux/if_ether.h>
#include <stdio.h>

/* Rules of a called chain that are looked at where it is called. */
#define MAX_FINALS 64
/* Callers of which the packets are put together. */
#define MAX_JOINED 32

/* ---- What a rule takes from those behind it ---- */

static void add_taker(struct lint *l, struct lint_chain *c, uint32_t pos,
		      const struct policy_rule *rule, const struct deed *deed,
		      const struct cube *cube)
{
	const struct taker t = {
		.pos = pos, .rule = rule, .deed = deed, .cube = cube
	};

	if (!cube->is_empty && !cube->is_wider)
		index_add(&c->index, l, &t);
}

/* What both take, for as long as lint takes. */
static const struct cube *join_cubes(struct lint *l, const struct cube *x,
				     const struct cube *y)
{
	struct cube *both = arena_new_of(l->arena, struct cube);
	struct cube_draft d;

	draft_start(&d, x);
	draft_join(l, l->arena, &d, y);
	*both = draft_finish(l->arena, &d);
	return both;
}

/* Whom the called chain takes, this call does. */
static void add_called(struct lint *l, struct lint_chain *c, uint32_t pos,
		       const struct branch *b)
{
	struct lint_chain *called = &l->chains[b->deed.chain];
	const struct taker *t;

	vec_for_each(t, &called->finals)
		add_taker(l, c, pos, t->rule, t->deed,
			  join_cubes(l, &b->cube, t->cube));
}

void lint_add_takers(struct lint *l, struct lint_chain *c, uint32_t pos)
{
	const struct lint_rule *r = &c->rules[pos];
	const struct branch *b;

	vec_for_each(b, &r->branches) {
		if (!b->is_sure)
			continue;
		if (b->deed.kind == DEED_JUMP)
			add_called(l, c, pos, b);
		else
			add_taker(l, c, pos, r->rule, &b->deed, &b->cube);
	}
}

static bool is_final(const struct deed *d)
{
	return d->kind == DEED_ACCEPT || d->kind == DEED_DROP ||
	       d->kind == DEED_HOST;
}

static void collect_called(struct lint *l, struct lint_chain *c,
			   const struct branch *b)
{
	struct lint_chain *called = &l->chains[b->deed.chain];
	const struct taker *t;

	/* No base chain gets to one that calls itself; its rules are known. */
	if (called == c)
		return;
	lint_collect_finals(l, called);
	vec_for_each(t, &called->finals) {
		if (c->finals.n == MAX_FINALS)
			return;
		*vec_push(l->arena, &c->finals) = (struct taker){
			.rule = t->rule,
			.deed = t->deed,
			.cube = join_cubes(l, &b->cube, t->cube),
		};
	}
}

/* Up to the first rule that may lead out of the chain without a verdict. */
void lint_collect_finals(struct lint *l, struct lint_chain *c)
{
	const struct branch *b;

	if (c->has_finals)
		return;
	c->has_finals = true;
	for (size_t i = 0; i < c->chain->rules.n; i++) {
		const struct lint_rule *r = &c->rules[i];

		if (r->may_return || c->finals.n == MAX_FINALS)
			return;
		vec_for_each(b, &r->branches) {
			if (!b->is_sure || c->finals.n == MAX_FINALS)
				continue;
			if (b->deed.kind == DEED_JUMP)
				collect_called(l, c, b);
			else if (is_final(&b->deed))
				*vec_push(l->arena, &c->finals) =
					(struct taker){ .rule = r->rule,
							.deed = &b->deed,
							.cube = &b->cube };
		}
	}
}

/* ---- What gets to a chain ---- */

struct cube lint_in_context(struct lint *l, struct arena *a,
			    const struct lint_chain *c, const struct cube *cube)
{
	struct cube_draft d;

	draft_start(&d, &c->context);
	draft_join(l, a, &d, cube);
	draft_close(l, a, &d);
	return draft_finish(a, &d);
}

void lint_note_calls(struct lint *l, const struct lint_chain *c, uint32_t pos)
{
	const struct lint_rule *r = &c->rules[pos];
	const struct branch *b;

	vec_for_each(b, &r->branches) {
		if (b->deed.kind != DEED_JUMP && b->deed.kind != DEED_GOTO)
			continue;
		*vec_push(l->arena, &l->chains[b->deed.chain].calls) =
			(struct call){ c - l->chains, pos, &b->cube };
	}
}

static const struct iset *protocols_of(struct lint *l, enum family family)
{
	switch (family) {
	case FAMILY_IP:
		return lint_range(l, ETH_P_IP, ETH_P_IP);
	case FAMILY_IP6:
		return lint_range(l, ETH_P_IPV6, ETH_P_IPV6);
	case FAMILY_INET:
		return l->ip_protocols;
	default:
		return lint_range(l, 0, UINT16_MAX);
	}
}

static const struct iset *device_names(struct lint *l,
				       const struct policy_chain *chain)
{
	struct interval *v =
		arena_calloc(l->arena, chain->devices.n, sizeof(*v));

	for (size_t i = 0; i < chain->devices.n; i++) {
		char name[IFNAMSIZ] = {};

		snprintf(name, sizeof(name), "%s", chain->devices.v[i]);
		v[i].lo = v[i].hi =
			u128_from_bytes((const uint8_t *)name, sizeof(name));
	}
	return iset_union(l->arena, v, chain->devices.n);
}

void lint_base_context(struct lint *l, struct lint_chain *c)
{
	const struct plan_value name = { PLAN_CONST, FACT_IIFNAME, 128, 0 };
	struct cube_draft d;

	draft_start(&d, NULL);
	draft_put(l, l->arena, &d, l->protocol,
		  protocols_of(l, c->chain->table->family));
	if (c->chain->devices.n && c->chain->at == HOOK_INGRESS)
		draft_put(l, l->arena, &d,
			  lint_value_dim(l, name, u128_max(128),
					 FIELD_META_IIFNAME),
			  device_names(l, c->chain));
	c->context = draft_finish(l->arena, &d);
}

/* What some of the calls allow of each dimension that all of them ask for. */
static void join_contexts(struct lint *l, struct lint_chain *c,
			  const struct cube *contexts, size_t n)
{
	struct cube_draft d;

	draft_start(&d, NULL);
	for (uint32_t i = 0; i < contexts[0].n; i++) {
		const uint32_t dim = contexts[0].v[i].dim;
		VEC(struct interval) v = {};
		size_t k;

		for (k = 0; k < n; k++) {
			const struct iset *s = cube_allows(&contexts[k], dim);

			for (uint32_t j = 0; s && j < s->n; j++)
				*vec_push(l->arena, &v) = s->v[j];
			if (!s)
				break;
		}
		if (k == n)
			draft_put(l, l->arena, &d, dim,
				  iset_union(l->arena, v.v, v.n));
	}
	c->context = draft_finish(l->arena, &d);
}

/* The packets that the calls bring; false: none. */
bool lint_called_context(struct lint *l, struct lint_chain *c)
{
	struct cube *contexts =
		arena_calloc(l->arena, c->calls.n, sizeof(*contexts));
	const struct call *call;
	size_t n = 0;

	if (c->calls.n > MAX_JOINED)
		return true;
	vec_for_each(call, &c->calls) {
		contexts[n] = lint_in_context(
			l, l->arena, &l->chains[call->chain], call->cube);
		n += !contexts[n].is_empty;
	}
	if (!n)
		return false;
	if (c->calls.n == 1) {
		c->context = contexts[0];
		c->caller = &l->chains[c->calls.v[0].chain];
		c->call_pos = c->calls.v[0].rule;
	} else {
		join_contexts(l, c, contexts, n);
	}
	return true;
}
