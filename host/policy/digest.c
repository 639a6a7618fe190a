// SPDX-License-Identifier: GPL-2.0-only
/*
 * digest.c - what a base chain means to a stage, as one number
 *
 * All that counts is numbers, which SipHash takes some at a time; what it made
 * of those before is its key, so that their order counts.
 */
#include "policy/digest.h"

#include "base/siphash.h"
#include "lang/nft_print.h"

#include <stdlib.h>

#define N_AT_ONCE 32

/* Sets of more elements are gone through once, however many rules read them. */
#define SET_IS_LARGE 64

/* Numbers that become one. */
struct stream {
	uint8_t before[SIPHASH_BYTES];
	size_t n;
	uint64_t numbers[N_AT_ONCE];
};

struct set_number {
	const struct policy_set *set;
	u128 number;
};

/* The chains that are to be added, in the order in which they are called. */
struct digest {
	const struct policy *policy;
	struct arena *scratch;
	VEC(uint32_t) called;
	bool *is_called;
	VEC(struct set_number) sets;
	VEC(u128) loose;		  /* numbers whose order says nothing */
	uint64_t field_numbers[N_FIELDS]; /* of their names; 0: not yet */
};

static void start(struct stream *h)
{
	memset(h->before, 0, sizeof(h->before));
	h->n = 0;
}

static void take_in(struct stream *h)
{
	siphash(h->before, h->numbers, h->n * sizeof(h->numbers[0]), h->before);
	h->n = 0;
}

static u128 finish(struct stream *h)
{
	u128 number;

	take_in(h);
	memcpy(&number, h->before, sizeof(number));
	return number;
}

static void add_number(struct stream *h, uint64_t n)
{
	if (h->n == N_AT_ONCE)
		take_in(h);
	h->numbers[h->n++] = n;
}

static void add_wide(struct stream *h, u128 v)
{
	add_number(h, v >> 64);
	add_number(h, v);
}

static void add_text(struct stream *h, const char *text)
{
	size_t left = strlen(text);

	add_number(h, left);
	while (left) {
		const size_t len = left < 8 ? left : 8;
		uint64_t n = 0;

		memcpy(&n, text, len);
		add_number(h, n);
		text += len;
		left -= len;
	}
}

/* A value of @width bits. */
static void add_value(struct stream *h, u128 v, unsigned int width)
{
	if (width > 64)
		add_number(h, v >> 64);
	add_number(h, v);
}

/* Fields keep their names, not their places in the table. */
static uint64_t field_number(struct digest *d, enum field_id field)
{
	uint64_t *number = &d->field_numbers[field];
	struct stream h;

	if (*number)
		return *number;
	start(&h);
	add_text(&h, fields[field].name);
	*number = finish(&h) | 1;
	return *number;
}

static void add_action(struct digest *d, struct stream *h,
		       const struct action *act)
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

static void add_elements(struct digest *d, struct stream *h,
			 const struct policy_set *set)
{
	const struct element *e;

	vec_for_each(e, &set->elements) {
		for (uint32_t i = 0; i < set->n_parts; i++) {
			add_value(h, e->parts[i].lo, set->widths[i]);
			add_value(h, e->parts[i].hi, set->widths[i]);
		}
		if (set->is_map)
			add_action(d, h, &e->action);
	}
	if (set->has_fallback)
		add_action(d, h, &set->fallback);
}

static u128 large_set_number(struct digest *d, const struct policy_set *set)
{
	struct set_number *known;
	struct stream h;

	vec_for_each(known, &d->sets)
		if (known->set == set)
			return known->number;
	start(&h);
	add_elements(d, &h, set);
	known = vec_push(d->scratch, &d->sets);
	*known = (struct set_number){ set, finish(&h) };
	return known->number;
}

/* As a set of that one element has it. */
static void add_range(struct stream *h, const struct policy_stmt *s)
{
	const uint16_t width = fields[s->parts[0].field].width;

	add_number(h, 1);
	add_number(h, false);
	add_number(h, width);
	add_value(h, s->range->v->lo, width);
	add_value(h, s->range->v->hi, width);
}

/* A set is what is in it; whether it has a name says nothing. */
static void add_set(struct digest *d, struct stream *h,
		    const struct policy_set *set)
{
	add_number(h, set->elements.n);
	/* Else its action may be what the next rule starts with. */
	add_number(h, set->has_fallback);
	for (uint32_t i = 0; i < set->n_parts; i++)
		add_number(h, set->widths[i]);
	if (set->elements.n > SET_IS_LARGE)
		add_wide(h, large_set_number(d, set));
	else
		add_elements(d, h, set);
}

static void add_parts(struct digest *d, struct stream *h,
		      const struct policy_stmt *s)
{
	for (uint32_t i = 0; i < s->n_parts; i++) {
		const struct part *part = &s->parts[i];

		add_number(h, field_number(d, part->field));
		add_value(h, part->mask, fields[part->field].width);
	}
}

/* NAT and flowtables are told from other effects by their first word. */
static void add_host(struct stream *h, const struct policy_stmt *s)
{
	static const char *const words[] = { "tproxy", "flow " };

	add_number(h, s->effect);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		add_number(h, !strncmp(s->text, words[i], strlen(words[i])));
}

/* Adds the loose numbers from @first on, and forgets them. */
static void add_loose(struct digest *d, struct stream *h, size_t first)
{
	const size_t n = d->loose.n - first;

	if (n > 1)
		qsort(d->loose.v + first, n, sizeof(u128), u128_compare);
	add_number(h, n);
	for (size_t i = first; i < first + n; i++)
		add_wide(h, d->loose.v[i]);
	d->loose.n = first;
}

static void add_choices(struct digest *d, struct stream *h,
			const struct policy_stmt *s)
{
	const size_t first = d->loose.n;
	const struct choice *c;

	vec_for_each(c, &s->choices->v) {
		struct stream one;

		start(&one);
		add_number(&one, c->states);
		add_action(d, &one, &c->action);
		*vec_push(d->scratch, &d->loose) = finish(&one);
	}
	add_number(h, s->is_by_state);
	add_loose(d, h, first);
}

static void add_stmt(struct digest *d, struct stream *h,
		     const struct policy_stmt *s)
{
	add_number(h, s->kind | (uint64_t)s->negate << 8 |
			      (uint64_t)s->n_parts << 32);
	switch (s->kind) {
	case POLICY_MATCH:
	case POLICY_VMAP:
		add_parts(d, h, s);
		if (s->is_range)
			add_range(h, s);
		else
			add_set(d, h, s->set);
		break;
	case POLICY_VERDICT:
		add_action(d, h, &s->action);
		break;
	case POLICY_STATES:
		add_number(h, s->states);
		break;
	case POLICY_CHOICES:
		add_choices(d, h, s);
		break;
	case POLICY_HOST:
		add_host(h, s);
		break;
	case POLICY_HOTDROP:
		add_number(h, s->n_bytes);
		break;
	case POLICY_COUNTER:
		break;
	}
}

static bool only_matches(const struct policy_stmt *s)
{
	return s->kind == POLICY_MATCH || s->kind == POLICY_STATES ||
	       (s->kind == POLICY_HOST && s->effect == EFFECT_MATCHES);
}

static void add_rule(struct digest *d, struct stream *h,
		     const struct policy_rule *rule)
{
	const struct policy_stmt *s;
	struct stream match;

	vec_for_each(s, &rule->stmts) {
		if (s->kind == POLICY_COUNTER)
			continue;
		if (only_matches(s)) {
			start(&match);
			add_stmt(d, &match, s);
			*vec_push(d->scratch, &d->loose) = finish(&match);
			continue;
		}
		add_loose(d, h, 0);
		add_stmt(d, h, s);
	}
	add_loose(d, h, 0);
}

static void add_rules(struct digest *d, struct stream *h,
		      const struct policy_chain *chain)
{
	const struct policy_rule *rule;

	add_text(h, chain->name);
	add_number(h, chain->rules.n);
	vec_for_each(rule, &chain->rules)
		add_rule(d, h, rule);
}

u128 digest_chain(const struct policy *policy, const struct policy_chain *base)
{
	struct digest d = { .policy = policy, .scratch = arena_new() };
	struct stream h;

	d.is_called =
		arena_calloc(d.scratch, policy->chains.n, sizeof(*d.is_called));
	start(&h);
	add_text(&h, family_name(base->table->family));
	add_number(&h, base->at);
	add_number(&h, base->type);
	add_number(&h, base->priority);
	add_number(&h, base->policy);
	add_rules(&d, &h, base);
	for (size_t i = 0; i < d.called.n; i++)
		add_rules(&d, &h, &policy->chains.v[d.called.v[i]]);
	arena_free(d.scratch);
	return finish(&h) ?: 1;
}
