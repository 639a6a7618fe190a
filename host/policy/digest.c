// SPDX-License-Identifier: GPL-2.0-only
/*
 * digest.c - what a base chain means to a stage, as one number
 *
 * FNV-1a of 64 bits over names and numbers. Nobody gains by making two chains
 * alike who may write the chains.
 */
#include "policy/digest.h"

#include "lang/nft_print.h"

#define FNV_START 0xcbf29ce484222325ull
#define FNV_PRIME 0x100000001b3ull

/* Sets of more elements are gone through once, however many rules read them. */
#define SET_IS_LARGE 64

struct set_number {
	const struct policy_set *set;
	uint64_t number;
};

/* The chains that are to be added, in the order in which they are called. */
struct digest {
	const struct policy *policy;
	struct arena *scratch;
	VEC(uint32_t) called;
	bool *is_called;
	VEC(struct set_number) sets;
};

static void add_bytes(uint64_t *h, const void *data, size_t len)
{
	const uint8_t *byte = data;

	for (size_t i = 0; i < len; i++)
		*h = (*h ^ byte[i]) * FNV_PRIME;
}

static void add_number(uint64_t *h, uint64_t n)
{
	add_bytes(h, &n, sizeof(n));
}

static void add_text(uint64_t *h, const char *text)
{
	add_bytes(h, text, strlen(text) + 1);
}

static void add_wide(uint64_t *h, u128 v)
{
	add_number(h, v >> 64);
	add_number(h, v);
}

static void add_action(struct digest *d, uint64_t *h, const struct action *act)
{
	add_number(h, act->kind);
	if (act->kind != VERDICT_JUMP && act->kind != VERDICT_GOTO)
		return;
	add_text(h, d->policy->chains.v[act->chain].name);
	if (d->is_called[act->chain])
		return;
	d->is_called[act->chain] = true;
	*vec_push(d->scratch, &d->called) = act->chain;
}

static uint64_t elements_number(struct digest *d, const struct policy_set *set)
{
	const struct element *e;
	uint64_t h = FNV_START;

	vec_for_each(e, &set->elements) {
		for (uint32_t i = 0; i < set->n_parts; i++) {
			add_wide(&h, e->parts[i].lo);
			add_wide(&h, e->parts[i].hi);
		}
		if (set->is_map)
			add_action(d, &h, &e->action);
	}
	if (set->has_fallback)
		add_action(d, &h, &set->fallback);
	return h;
}

/* A set is what is in it; whether it has a name says nothing. */
static uint64_t set_number(struct digest *d, const struct policy_set *set)
{
	const struct set_number *known;
	uint64_t number;

	vec_for_each(known, &d->sets)
		if (known->set == set)
			return known->number;
	number = elements_number(d, set);
	if (set->elements.n > SET_IS_LARGE)
		*vec_push(d->scratch, &d->sets) =
			(struct set_number){ set, number };
	return number;
}

static void add_parts(uint64_t *h, const struct policy_stmt *s)
{
	for (uint32_t i = 0; i < s->n_parts; i++) {
		add_text(h, fields[s->parts[i].field].name);
		add_wide(h, s->parts[i].mask);
	}
}

/* NAT and flowtables are told from other effects by their first word. */
static void add_host(uint64_t *h, const struct policy_stmt *s)
{
	static const char *const words[] = { "tproxy", "flow " };

	add_number(h, s->effect);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		add_number(h, !strncmp(s->text, words[i], strlen(words[i])));
}

static void add_choices(struct digest *d, uint64_t *h,
			const struct policy_stmt *s)
{
	const struct choice *c;
	uint64_t all = 0;

	vec_for_each(c, &s->choices->v) {
		uint64_t one = FNV_START;

		add_number(&one, c->states);
		add_action(d, &one, &c->action);
		all += one;
	}
	add_number(h, s->is_by_state);
	add_number(h, all);
}

static uint64_t stmt_number(struct digest *d, const struct policy_stmt *s)
{
	uint64_t h = FNV_START;

	add_number(&h, s->kind);
	switch (s->kind) {
	case POLICY_MATCH:
		add_number(&h, s->negate);
		/* fallthrough */
	case POLICY_VMAP:
		add_parts(&h, s);
		add_number(&h, set_number(d, s->set));
		break;
	case POLICY_VERDICT:
		add_action(d, &h, &s->action);
		break;
	case POLICY_STATES:
		add_number(&h, s->states);
		break;
	case POLICY_CHOICES:
		add_choices(d, &h, s);
		break;
	case POLICY_HOST:
		add_host(&h, s);
		break;
	case POLICY_HOTDROP:
		add_number(&h, s->n_bytes);
		break;
	case POLICY_COUNTER:
		break;
	}
	return h;
}

static bool only_matches(const struct policy_stmt *s)
{
	return s->kind == POLICY_MATCH || s->kind == POLICY_STATES ||
	       (s->kind == POLICY_HOST && s->effect == EFFECT_MATCHES);
}

static void add_rule(struct digest *d, uint64_t *h,
		     const struct policy_rule *rule)
{
	const struct policy_stmt *s;
	uint64_t matches = 0;

	vec_for_each(s, &rule->stmts) {
		if (s->kind == POLICY_COUNTER)
			continue;
		if (only_matches(s)) {
			/* A sum hangs on no order. */
			matches += stmt_number(d, s);
			continue;
		}
		add_number(h, matches);
		matches = 0;
		add_number(h, stmt_number(d, s));
	}
	add_number(h, matches);
}

static void add_rules(struct digest *d, uint64_t *h,
		      const struct policy_chain *chain)
{
	const struct policy_rule *rule;

	add_text(h, chain->name);
	add_number(h, chain->rules.n);
	vec_for_each(rule, &chain->rules)
		add_rule(d, h, rule);
}

uint64_t digest_chain(const struct policy *policy,
		      const struct policy_chain *base)
{
	struct digest d = { .policy = policy, .scratch = arena_new() };
	uint64_t h = FNV_START;

	d.is_called =
		arena_calloc(d.scratch, policy->chains.n, sizeof(*d.is_called));
	add_text(&h, family_name(base->table->family));
	add_number(&h, base->at);
	add_number(&h, base->type);
	add_number(&h, base->priority);
	add_number(&h, base->policy);
	add_rules(&d, &h, base);
	for (size_t i = 0; i < d.called.n; i++)
		add_rules(&d, &h, &policy->chains.v[d.called.v[i]]);
	arena_free(d.scratch);
	return h;
}
