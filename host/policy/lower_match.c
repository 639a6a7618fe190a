// SPDX-License-Identifier: GPL-2.0-only
/*
 * lower_match.c - from matches to constraints
 *
 * Whether a field is there is a constraint of its own, on the bytes there are
 * of its header. A small set that cannot change becomes a set of numbers; any
 * other one is looked up.
 */
#include "policy/lower_int.h"

#include <errno.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>

/* A set of more intervals than this is looked up rather than compared. */
#define MAX_INLINE_INTERVALS 256
/* So is one of more elements with several parts. */
#define MAX_INLINE_ELEMENTS 16
#define NFPROTO_OF_NETDEV   5

static u128 fact_value(const struct device *dev, unsigned int fact)
{
	switch (fact) {
	case FACT_NFPROTO:
		return NFPROTO_OF_NETDEV;
	case FACT_IIF:
		return dev->ifindex;
	case FACT_IIFTYPE:
		return ARPHRD_ETHER;
	default:
		return u128_from_bytes((const uint8_t *)dev->name, IFNAMSIZ);
	}
}

static void find_value(struct lowering *l, enum field_id id)
{
	struct known_field *known = &l->fields[id];
	struct plan_value v = {
		.base = fields[id].base,
		.bit_off = fields[id].bit_off,
		.width = fields[id].width,
	};

	if (v.base == PLAN_CONST)
		v.constant = fact_value(l->dev, v.bit_off);
	known->value = plan_add_value(l->kept, l->plan, v);
	known->has_value = true;
}

static uint16_t add_field(struct lowering *l, enum field_id id)
{
	if (!l->fields[id].has_value)
		find_value(l, id);
	return l->fields[id].value;
}

static uint32_t hash_part(struct plan_part part)
{
	const uint64_t mask = (uint64_t)(part.mask ^ part.mask >> 64);

	return (mask + part.value) * 0x9e3779b97f4a7c15u >> 32 &
	       (N_VALUE_HEADS - 1);
}

static uint32_t value_dim(struct lowering *l, struct plan_part part)
{
	uint32_t *head = &l->value_heads[hash_part(part)], i;
	const struct dim *d;

	for (i = *head; i; i = l->value_next.v[i - 1]) {
		d = &l->low->dims.v[i - 1];
		if (d->part.value == part.value && d->part.mask == part.mask)
			return i - 1;
	}
	i = lower_add_dim(l, (struct dim){ .part = part, .max = part.mask },
			  *head);
	*head = i + 1;
	return i;
}

void lower_fail(struct lowering *l, struct loc loc, const char *why)
{
	if (!l->err)
		diag_error(l->diag, loc, "%s", why);
	l->err = -E2BIG;
}

static uint64_t bit_of(uint32_t dim)
{
	return 1ull << dim % 64;
}

/* The index of the constraint on @dim; c->n: there is none. */
static uint32_t find_dim(const struct conj *c, uint32_t dim)
{
	uint32_t i = 0;

	/* Mostly there is none, and its bit says so. */
	if (!(c->dims & bit_of(dim)))
		return c->n;
	while (i < c->n && c->v[i].dim != dim)
		i++;
	return i;
}

/* Adds "@dim is in @allowed" to @c. */
static void constrain(struct lowering *l, struct conj *c, uint32_t dim,
		      const struct iset *allowed)
{
	const u128 max = l->low->dims.v[dim].max;
	const uint32_t i = find_dim(c, dim);

	if (i < c->n && c->v[i].allowed == allowed)
		return;
	if (i < c->n)
		allowed = iset_intersect(l->arena, allowed, c->v[i].allowed);
	if (!allowed->n) {
		c->is_never = true;
		return;
	}
	if (allowed->n == 1 && !allowed->v[0].lo && allowed->v[0].hi >= max)
		return;
	if (i == ITEM_MAX_CONSTRAINTS) {
		lower_fail(
			l, l->base->loc,
			"a rule depends on more than 32 things at once; split it");
		c->is_never = true;
		return;
	}
	c->v[i] = (struct constraint){ dim, allowed };
	c->dims |= bit_of(dim);
	if (i == c->n)
		c->n++;
}

/* What rules have in common is one set: ports, protocols, "is there". */
static const struct iset *range_of(struct lowering *l, u128 lo, u128 hi)
{
	const uint64_t h = (uint64_t)(lo + 3 * hi + 7 * (lo >> 64));
	const struct iset **slot =
		&l->ranges[h * 0x9e3779b97f4a7c15u >> 56 & (N_RANGES - 1)];

	if (!*slot || (*slot)->v[0].lo != lo || (*slot)->v[0].hi != hi)
		*slot = iset_range(l->arena, lo, hi);
	return *slot;
}

void lower_range(struct lowering *l, struct conj *c, struct plan_value value,
		 u128 mask, u128 lo, u128 hi)
{
	struct plan_part part = {
		.value = plan_add_value(l->kept, l->plan, value),
		.mask = mask,
	};

	constrain(l, c, value_dim(l, part), range_of(l, lo, hi));
}

void lower_field_range(struct lowering *l, struct conj *c, enum field_id field,
		       u128 mask, u128 lo, u128 hi)
{
	struct plan_part part = { .value = add_field(l, field), .mask = mask };

	constrain(l, c, value_dim(l, part), range_of(l, lo, hi));
}

void lower_except(struct lowering *l, struct conj *c, enum field_id field,
		  u128 mask, u128 value)
{
	struct plan_part part = { .value = add_field(l, field), .mask = mask };
	const struct iset *in = range_of(l, value, value);

	constrain(l, c, value_dim(l, part),
		  iset_complement(l->arena, in, mask));
}

void lower_join(struct lowering *l, struct conj *c, const struct conj *other)
{
	for (uint32_t i = 0; i < other->n && !c->is_never; i++)
		constrain(l, c, other->v[i].dim, other->v[i].allowed);
}

bool lower_presence(enum field_id id, struct presence *out)
{
	const struct field *f = &fields[id];
	const uint32_t need = (f->bit_off + f->width + 7u) / 8;

	if (f->base < N_PLAN_HEADERS) {
		*out = (struct presence){ { PLAN_AVAIL, f->base, 32, 0 },
					  need,
					  UINT32_MAX };
		/* No frame is shorter than an Ethernet header. */
		return f->base != PLAN_FRAME || need > ETH_HLEN;
	}
	*out = (struct presence){ { PLAN_META, PLAN_META_HAS_L4, 1, 0 }, 1, 1 };
	return f->base == PLAN_META && f->bit_off == PLAN_META_L4PROTO;
}

static void find_presence(struct lowering *l, enum field_id id)
{
	struct known_field *known = &l->fields[id];
	struct plan_part part;
	struct presence p;

	known->has_presence = true;
	known->is_everywhere = !lower_presence(id, &p);
	if (known->is_everywhere)
		return;
	part = (struct plan_part){
		.value = plan_add_value(l->kept, l->plan, p.value),
		.mask = u128_max(p.value.width),
	};
	known->presence = (struct constraint){ value_dim(l, part),
					       range_of(l, p.least, p.most) };
}

static void constrain_presence(struct lowering *l, struct conj *c,
			       enum field_id id)
{
	const struct known_field *known = &l->fields[id];

	if (!known->has_presence)
		find_presence(l, id);
	if (!known->is_everywhere)
		constrain(l, c, known->presence.dim, known->presence.allowed);
}

static void constrain_all_present(struct lowering *l, struct conj *c,
				  const struct policy_stmt *s)
{
	for (uint32_t i = 0; i < s->n_parts; i++)
		constrain_presence(l, c, s->parts[i].field);
}

static struct plan_part plan_part(struct lowering *l, const struct part *part)
{
	return (struct plan_part){
		.value = add_field(l, part->field),
		.mask = part->mask,
	};
}

/* The parts of a key as the plan has them, in the arena. */
static struct plan_part *plan_parts(struct lowering *l,
				    const struct policy_stmt *s)
{
	struct plan_part *parts =
		arena_calloc(l->arena, s->n_parts, sizeof(*parts));

	for (uint32_t i = 0; i < s->n_parts; i++)
		parts[i] = plan_part(l, &s->parts[i]);
	return parts;
}

static bool is_constant(const struct lowering *l, const struct plan_part *part)
{
	return l->plan->values.v[part->value].base == PLAN_CONST;
}

/*
 * A set that cannot change is compared in code if it is not large, one that can
 * only if it is small enough to be compiled anew for each change. A constant of
 * the device needs no code at all.
 */
static bool is_inline(const struct lowering *l, const struct policy_stmt *s,
		      const struct plan_part *first)
{
	uint32_t most = s->set->is_constant ? MAX_INLINE_INTERVALS
					    : l->small_set;

	if (s->n_parts != 1 || s->set->is_timed)
		return false;
	return is_constant(l, first) || s->set->elements.n <= most;
}

/* All numbers if the constant @part is in @set, else none. */
static const struct iset *constant_values(struct lowering *l,
					  const struct plan_part *part,
					  const struct iset *set)
{
	u128 value = l->plan->values.v[part->value].constant;

	return iset_contains(set, value & part->mask)
		       ? range_of(l, 0, part->mask)
		       : iset_union(l->arena, NULL, 0);
}

/* Those of @all under @part; of a constant all numbers or none. */
static const struct iset *values_under(struct lowering *l,
				       const struct plan_part *part,
				       const struct iset *all)
{
	if (is_constant(l, part))
		return constant_values(l, part, all);
	if (all->n && all->v[all->n - 1].hi <= part->mask)
		return all;
	return iset_intersect(l->arena, all, range_of(l, 0, part->mask));
}

/*
 * The values under @part for which @set's elements answer @result; @results
 * NULL: all elements.
 */
static const struct iset *inline_values(struct lowering *l,
					const struct policy_set *set,
					const struct plan_part *part,
					const uint32_t *results,
					uint32_t result)
{
	l->intervals.n = 0;
	for (size_t i = 0; i < set->elements.n; i++) {
		if (!results || results[i] == result)
			*vec_push(l->arena, &l->intervals) =
				set->elements.v[i].parts[0];
	}
	return values_under(
		l, part, iset_union(l->arena, l->intervals.v, l->intervals.n));
}

static const struct iset *invert(struct lowering *l, const struct iset *s,
				 u128 max)
{
	return iset_complement(l->arena, s, max);
}

/*
 * Adds "the key's answer is @result" (or, negated, is not) to @c, for a set
 * that is looked up. Keys in no map answer @rest.
 */
static void constrain_answer(struct lowering *l, struct conj *c, uint32_t dim,
			     uint32_t rest, uint32_t result, bool negate)
{
	const u128 max = l->low->dims.v[dim].max;
	struct interval v[2] = { { result, result }, { 0, 0 } };
	const struct iset *s = iset_union(l->arena, v, rest == result ? 2 : 1);

	constrain(l, c, dim, negate ? invert(l, s, max) : s);
}

static bool overlap(const struct element *x, const struct element *y,
		    uint32_t n_parts)
{
	for (uint32_t i = 0; i < n_parts; i++) {
		if (x->parts[i].hi < y->parts[i].lo ||
		    y->parts[i].hi < x->parts[i].lo)
			return false;
	}
	return true;
}

/* Some elements of a set of several parts may hold the same frame. */
static bool has_overlaps(const struct policy_set *set)
{
	for (size_t i = 0; i < set->elements.n; i++) {
		for (size_t k = 0; k < i; k++) {
			if (overlap(&set->elements.v[i], &set->elements.v[k],
				    set->n_parts))
				return true;
		}
	}
	return false;
}

bool lower_has_branches(const struct lowering *l, const struct policy_stmt *s)
{
	uint32_t most;

	/* Most have one part; that their sets are looked at costs. */
	if (s->n_parts < 2 || s->negate || s->set->is_timed)
		return false;
	most = s->set->is_constant ? MAX_INLINE_ELEMENTS : l->small_set;
	return !s->set->has_fallback && s->set->elements.n <= most &&
	       !has_overlaps(s->set);
}

void lower_element(struct lowering *l, struct conj *c,
		   const struct policy_stmt *s, const struct element *e)
{
	struct plan_part *parts = plan_parts(l, s);

	constrain_all_present(l, c, s);
	for (uint32_t i = 0; i < s->n_parts && !c->is_never; i++) {
		const struct iset *in =
			range_of(l, e->parts[i].lo, e->parts[i].hi);

		if (is_constant(l, &parts[i]))
			in = constant_values(l, &parts[i], in);
		else
			in = iset_intersect(l->arena, in,
					    range_of(l, 0, parts[i].mask));
		constrain(l, c, value_dim(l, parts[i]), in);
	}
}

/* Adds that the value of @part is one of @in, or that it is not. */
static void constrain_value(struct lowering *l, struct conj *c,
			    const struct plan_part *part, const struct iset *in,
			    bool negate)
{
	constrain(l, c, value_dim(l, *part),
		  negate ? invert(l, in, part->mask) : in);
}

void lower_match(struct lowering *l, struct conj *c,
		 const struct policy_stmt *s)
{
	const struct plan_part first = plan_part(l, &s->parts[0]);
	const struct plan_part *parts = s->n_parts == 1 ? &first
							: plan_parts(l, s);
	uint32_t *ones, rest = 0, dim;

	constrain_all_present(l, c, s);
	if (s->is_range) {
		constrain_value(l, c, &first, values_under(l, &first, s->range),
				s->negate);
		return;
	}
	if (s->set->has_fallback) {
		lower_note_code(l, s->set);
		c->is_never |= s->negate;
		return;
	}
	if (is_inline(l, s, &first)) {
		lower_note_code(l, s->set);
		constrain_value(l, c, &first,
				inline_values(l, s->set, &first, NULL, 0),
				s->negate);
		return;
	}
	ones = arena_calloc(l->arena, s->set->elements.n, sizeof(*ones));
	for (size_t i = 0; i < s->set->elements.n; i++)
		ones[i] = 1;
	if (parts == &first)
		parts = plan_parts(l, s);
	dim = lower_lookup(l, s->set, parts, ones, &rest);
	if (!l->low->dims.v[dim].max)
		l->low->dims.v[dim].max = 1; /* an empty set may be filled */
	constrain_answer(l, c, dim, rest, 1, s->negate);
}

void lower_answer(struct lowering *l, struct conj *c,
		  const struct policy_stmt *s, const struct answers *ans,
		  uint32_t result)
{
	struct plan_part *parts = plan_parts(l, s);
	const struct iset *in;
	uint32_t rest = ans->fallback, dim;

	constrain_all_present(l, c, s);
	if (!is_inline(l, s, parts)) {
		dim = lower_lookup(l, s->set, parts, ans->results, &rest);
		constrain_answer(l, c, dim, rest, result, false);
		return;
	}
	lower_note_code(l, s->set);
	in = inline_values(l, s->set, &parts[0], ans->results, result);
	if (result == ans->fallback) {
		const struct iset *known =
			inline_values(l, s->set, &parts[0], NULL, 0);
		const struct iset *others = invert(l, known, parts[0].mask);
		struct interval *v =
			arena_calloc(l->arena, in->n + others->n, sizeof(*v));

		memcpy(v, in->v, in->n * sizeof(*v));
		memcpy(v + in->n, others->v, others->n * sizeof(*v));
		in = iset_union(l->arena, v, in->n + others->n);
	}
	constrain(l, c, value_dim(l, parts[0]), in);
}
