// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_single.c - sets of one element
 *
 * Most matches are of one value, and most of those values stand in many rules:
 * a protocol, a port, an interface. So there is one set for each of them.
 */
#include "policy/resolve_int.h"

#define FIRST_CAP 64

struct one_element {
	struct interval part;
	struct element element;
};

static uint64_t mix(uint64_t h, u128 v)
{
	h = (h ^ (uint64_t)v) * 0x9e3779b97f4a7c15u;
	h = (h ^ (h >> 32) ^ (uint64_t)(v >> 64)) * 0xff51afd7ed558ccdu;
	return h ^ (h >> 29);
}

static uint64_t hash_of(enum datatype type, uint16_t width,
			const struct interval *v)
{
	return mix(mix(mix(type, width), v->lo), v->hi);
}

/* Where the set of these is, or would be. */
static struct policy_set **slot(const struct singles *s, enum datatype type,
				uint16_t width, const struct interval *v)
{
	size_t i = hash_of(type, width, v) & (s->cap - 1);

	for (;; i = (i + 1) & (s->cap - 1)) {
		const struct policy_set *set = s->v[i];
		const struct interval *have;

		if (!set)
			return &s->v[i];
		have = set->elements.v[0].parts;
		if (*set->types == type && *set->widths == width &&
		    have->lo == v->lo && have->hi == v->hi)
			return &s->v[i];
	}
}

static void grow(struct arena *a, struct singles *s)
{
	struct singles old = *s;

	s->cap = old.cap ? old.cap * 2 : FIRST_CAP;
	s->v = arena_calloc(a, s->cap, sizeof(struct policy_set *));
	for (size_t i = 0; i < old.cap; i++) {
		struct policy_set *set = old.v[i];

		if (set)
			*slot(s, *set->types, *set->widths,
			      set->elements.v[0].parts) = set;
	}
}

struct policy_set *set_of(struct resolver *r, const struct key *key,
			  struct loc loc, u128 lo, u128 hi)
{
	struct singles *s = &r->singles;
	const struct interval v = { lo, hi };
	struct policy_set **at;
	struct one_element *one;

	if (s->n * 4 >= s->cap * 3)
		grow(r->arena, s);
	at = slot(s, key->parts[0].type, key->parts[0].width, &v);
	if (*at)
		return *at;
	s->n++;
	one = arena_new_of(r->arena, struct one_element);
	one->part = v;
	one->element.parts = &one->part;
	*at = set_new(r, key, loc);
	(*at)->elements.v = &one->element;
	(*at)->elements.n = (*at)->elements.cap = 1;
	return *at;
}
