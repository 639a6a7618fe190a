// SPDX-License-Identifier: GPL-2.0-only
/*
 * lint.c - rules that do nothing
 *
 * Goes through the chains, callers first, with the packets that can get to each
 * of them. Of each rule one of its packets is tried: if no rule before it takes
 * that packet, the rule is alive, which is the end of it for most. Else a rule
 * is looked for that takes all of them; or the taker's packets are taken out,
 * and what is left is tried, until nothing is left or too many steps were made.
 */
#include "policy/lint_int.h"

#include <linux/if_ether.h>
#include <stdlib.h>

/* Steps of the search for several takers: of one rule, and of all. */
#define MAX_STEPS     48
#define MAX_ALL_STEPS 2000000

const char *const lint_kind_names[N_LINT_KINDS] = {
	[LINT_SHADOWED] = "shadowed",
	[LINT_REDUNDANT] = "redundant",
	[LINT_UNREACHED] = "never reached",
	[LINT_CONTRADICTORY] = "contradictory",
};

/* ---- Who takes a packet ---- */

/* Takers of the point: of this chain's rules before @pos, and of its caller's.
 */
static struct hit find_takers(struct lint *l, const struct lint_chain *c,
			      uint32_t pos, const struct cube *cube)
{
	struct hit hit = {};

	for (; c; pos = c->call_pos, c = c->caller) {
		struct hit here = { .is_cut = hit.is_cut };

		index_find(&c->index, l, pos, cube, &here);
		/* Whom a caller takes, it takes before. */
		hit.first = here.first ?: hit.first;
		hit.cover = here.cover ?: hit.cover;
		hit.is_cut = here.is_cut;
	}
	return hit;
}

struct search {
	struct lint *lint;
	const struct lint_chain *chain;
	uint32_t pos;
	struct arena *scratch;
	VEC(struct cube) left; /* whose packets have no taker yet */
	VEC(const struct taker *) takers;
	bool is_cut;
};

static void note_taker(struct search *s, const struct taker *t)
{
	const struct taker **known;

	vec_for_each(known, &s->takers) {
		if ((*known)->rule == t->rule)
			return;
	}
	*vec_push(s->scratch, &s->takers) = t;
}

/* What @t leaves of @from. */
static void take_out(struct search *s, const struct cube *from,
		     const struct taker *t)
{
	struct lint *l = s->lint;
	struct cube_draft rest;

	draft_start(&rest, from);
	for (uint32_t i = 0; i < t->cube->n && !rest.cube.is_empty; i++) {
		const struct constraint *k = &t->cube->v[i];
		const struct iset *others = iset_complement(
			s->scratch, k->allowed, l->dims.v[k->dim].max);
		struct cube_draft piece;

		draft_start(&piece, &rest.cube);
		draft_put(l, s->scratch, &piece, k->dim, others);
		draft_close(l, s->scratch, &piece);
		if (!piece.cube.is_empty)
			*vec_push(s->scratch, &s->left) =
				draft_finish(s->scratch, &piece);
		draft_put(l, s->scratch, &rest, k->dim, k->allowed);
	}
}

/* Takes the next piece; false: some packet in it has no taker. */
static bool search_step(struct search *s)
{
	const struct cube piece = s->left.v[--s->left.n];
	struct hit hit;

	point_of_cube(s->lint, &piece);
	hit = find_takers(s->lint, s->chain, s->pos, &piece);
	s->is_cut |= hit.is_cut && !hit.first;
	if (!hit.first)
		return false;
	note_taker(s, hit.cover ? hit.cover : hit.first);
	if (!hit.cover)
		take_out(s, &piece, hit.first);
	return true;
}

/* True if rules before take all packets of @cube; s->takers says which. */
static bool search_takers(struct search *s, const struct cube *cube)
{
	uint32_t n = 0;

	*vec_push(s->scratch, &s->left) = *cube;
	while (s->left.n) {
		if (n++ == MAX_STEPS || s->lint->n_steps++ > MAX_ALL_STEPS) {
			s->is_cut = true;
			return false;
		}
		if (!search_step(s))
			return false;
	}
	return true;
}

/* ---- Findings ---- */

void lint_renew_scratch(struct lint *l, size_t n_rules)
{
	if (n_rules % 128)
		return;
	arena_free(l->scratch);
	l->scratch = arena_new();
}

struct lint_finding *lint_add(struct lint *l, enum lint_kind kind,
			      const struct lint_chain *c,
			      const struct policy_rule *rule)
{
	struct lint_finding *f = vec_push(l->kept, &l->out->findings);

	f->kind = kind;
	f->chain = c->chain;
	f->rule = rule;
	return f;
}

void lint_add_witness(struct lint *l, const struct lint_chain *c, uint32_t pos,
		      struct lint_finding *f)
{
	const struct cube cube =
		lint_in_context(l, l->scratch, c, &c->rules[pos].own);

	if (!cube.is_empty)
		lint_witness(l, c, pos, &cube, f);
}

/* True if the takers and the rule do just one thing, and the same. */
static bool do_the_same(const struct search *s, const struct lint_rule *r)
{
	const struct taker *const *t;
	const struct branch *b;

	if (!r->branches.n || r->has_effect)
		return false;
	vec_for_each(t, &s->takers) {
		vec_for_each(b, &r->branches) {
			if (!deed_is_same((*t)->deed, &b->deed))
				return false;
		}
	}
	return true;
}

/* One rule takes all that gets to the chain. */
static bool ends_all(const struct search *s)
{
	return s->takers.n == 1 &&
	       cube_covers(s->takers.v[0]->cube, &s->chain->context);
}

static void report_taken(struct search *s, const struct lint_rule *r)
{
	enum lint_kind kind = ends_all(s)	  ? LINT_UNREACHED
			      : do_the_same(s, r) ? LINT_REDUNDANT
						  : LINT_SHADOWED;
	struct lint_finding *f = lint_add(s->lint, kind, s->chain, r->rule);
	const struct taker *const *t;

	vec_for_each(t, &s->takers)
		*vec_push(s->lint->kept, &f->by) = (*t)->rule;
	lint_add_witness(s->lint, s->chain, s->pos, f);
}

/* ---- Rules ---- */

static bool is_taken(struct lint *l, struct lint_chain *c, uint32_t pos,
		     const struct cube *cube)
{
	struct search s = {
		.lint = l,
		.chain = c,
		.pos = pos,
		.scratch = arena_new(),
	};
	const bool taken = search_takers(&s, cube);

	if (taken)
		report_taken(&s, &c->rules[pos]);
	l->out->n_unsure += s.is_cut && !taken;
	arena_free(s.scratch);
	return taken;
}

/* Most rules have a packet that no rule before them takes. */
static bool is_alive(struct lint *l, struct lint_chain *c, uint32_t pos,
		     const struct cube *cube)
{
	struct hit hit;

	point_of_cube(l, cube);
	hit = find_takers(l, c, pos, NULL);
	return !hit.first && !hit.is_cut;
}

static const char *field_name(const struct lint *l, uint32_t dim)
{
	return fields[l->dims.v[dim].field].name;
}

static void look_at(struct lint *l, struct lint_chain *c, uint32_t pos)
{
	struct lint_rule *r = &c->rules[pos];
	struct cube cube;

	if (r->own.is_empty) {
		r->is_dead = true;
		lint_add(l, LINT_CONTRADICTORY, c, r->rule)->field =
			field_name(l, r->own.empty_dim);
		return;
	}
	cube = lint_in_context(l, l->scratch, c, &r->cube);
	if (cube.is_empty) {
		r->is_dead = true;
		lint_add(l, LINT_UNREACHED, c, r->rule)->field =
			field_name(l, cube.empty_dim);
		return;
	}
	r->is_dead = !is_alive(l, c, pos, &cube) && is_taken(l, c, pos, &cube);
}

/* ---- Chains ---- */

/* The index does not know what it does, or not with which packets. */
static void note_odd(struct lint *l, struct lint_chain *c, uint32_t pos)
{
	const struct branch *b;

	vec_for_each(b, &c->rules[pos].branches) {
		if (b->is_sure && b->deed.kind != DEED_JUMP)
			continue;
		*vec_push(l->arena, &c->odd) = pos;
		return;
	}
}

static void go_through(struct lint *l, struct lint_chain *c)
{
	index_start(&c->index, l->arena, c->chain->rules.n);
	if (c->chain->hook)
		lint_base_context(l, c);
	else if (!lint_called_context(l, c))
		c->is_unreached = true;
	if (c->is_unreached || (!c->chain->hook && !c->calls.n)) {
		c->is_unreached = true;
		if (c->chain->rules.n)
			lint_add(l, LINT_UNREACHED, c, NULL);
		return;
	}
	for (uint32_t i = 0; i < c->chain->rules.n; i++) {
		lint_renew_scratch(l, i);
		look_at(l, c, i);
		note_odd(l, c, i);
		if (c->rules[i].is_dead)
			continue;
		lint_add_takers(l, c, i);
		lint_note_calls(l, c, i);
	}
	lint_later(l, c);
}

/* Puts @c in front of the chains that it calls. */
static void order_chain(struct lint *l, struct lint_chain *c)
{
	if (c->is_ordered)
		return;
	c->is_ordered = true;
	for (size_t i = 0; i < c->chain->rules.n; i++) {
		const struct branch *b;

		vec_for_each(b, &c->rules[i].branches) {
			if (b->deed.kind == DEED_JUMP ||
			    b->deed.kind == DEED_GOTO)
				order_chain(l, &l->chains[b->deed.chain]);
		}
	}
	*vec_push(l->arena, &l->order) = c - l->chains;
}

/* ---- All of it ---- */

static uint32_t field_dim(struct lint *l, enum field_id id)
{
	const struct field *f = &fields[id];

	return lint_value_dim(
		l, (struct plan_value){ f->base, f->bit_off, f->width, 0 },
		u128_max(f->width), id);
}

static void find_special_dims(struct lint *l)
{
	static const struct interval ip[] = { { ETH_P_IP, ETH_P_IP },
					      { ETH_P_IPV6, ETH_P_IPV6 } };

	struct interval flags[8];

	for (size_t i = 0; i < 8; i++)
		flags[i].lo = flags[i].hi = i << 13;
	l->no_offset = iset_union(l->arena, flags, 8);
	l->ip_protocols = iset_union(l->arena, ip, 2);
	l->has_l4 = lint_value_dim(
		l, (struct plan_value){ PLAN_META, PLAN_META_HAS_L4, 1, 0 }, 1,
		FIELD_META_L4PROTO);
	l->trans = lint_value_dim(
		l, (struct plan_value){ PLAN_AVAIL, PLAN_TRANS, 32, 0 },
		UINT32_MAX, FIELD_TH_SPORT);
	l->l4proto = field_dim(l, FIELD_META_L4PROTO);
	l->protocol = field_dim(l, FIELD_META_PROTOCOL);
	l->ip_protocol = field_dim(l, FIELD_IP_PROTOCOL);
	l->ip_frag_off = field_dim(l, FIELD_IP_FRAG_OFF);
	l->ip6_nexthdr = field_dim(l, FIELD_IP6_NEXTHDR);
	l->eth_type = field_dim(l, FIELD_ETH_TYPE);
	l->vlan_type = field_dim(l, FIELD_VLAN_TYPE);
	field_dim(l, FIELD_META_IIFNAME);
}

static void read_rules(struct lint *l)
{
	const struct policy_chain *chain;

	l->chains =
		arena_calloc(l->arena, l->policy->chains.n, sizeof(*l->chains));
	vec_for_each(chain, &l->policy->chains) {
		struct lint_chain *c = &l->chains[chain - l->policy->chains.v];

		c->chain = chain;
		c->rules = arena_calloc(l->arena, chain->rules.n,
					sizeof(*c->rules));
		for (size_t i = 0; i < chain->rules.n; i++) {
			lint_renew_scratch(l, i);
			lint_rule_read(l, &chain->rules.v[i], &c->rules[i]);
		}
	}
}

static uint32_t finding_place(const struct lint_finding *f)
{
	return f->rule ? f->rule->id : f->chain->rules.v[0].id;
}

static int compare_findings(const void *x, const void *y)
{
	const uint32_t a = finding_place(x), b = finding_place(y);

	return a < b ? -1 : a > b;
}

void lint_policy(struct arena *a, const struct policy *policy,
		 struct lint_report *out)
{
	struct lint l = {
		.arena = arena_child(a),
		.kept = a,
		.policy = policy,
		.out = out,
		.scratch = arena_new(),
	};

	*out = (struct lint_report){};
	find_special_dims(&l);
	read_rules(&l);
	for (size_t i = 0; i < policy->chains.n; i++)
		lint_collect_finals(&l, &l.chains[i]);
	for (size_t i = 0; i < policy->chains.n; i++)
		order_chain(&l, &l.chains[i]);
	for (size_t i = l.order.n; i--;)
		go_through(&l, &l.chains[l.order.v[i]]);
	arena_free(l.scratch);
	arena_free(l.arena);
	if (out->findings.n)
		qsort(out->findings.v, out->findings.n,
		      sizeof(out->findings.v[0]), compare_findings);
}
