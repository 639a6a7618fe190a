// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_single.c - sets of one element
 *
 * Most matches are of one value, and most of those values stand in many rules:
 * a protocol, a port, an interface. So there is one set for each of them.
 */
#include "policy/iset.h"
#include "policy/resolve_int.h"

#define FIRST_CAP 64

/* A set with what is in it: who looks at the one will look at the other. */
struct single {
	struct policy_set set;
	struct element element;
	struct iset range;
};

static uint64_t mix(uint64_t h, u128 v)
{
	h = (h ^ (uint64_t)v) * 0x9e3779b97f4a7c15u;
	h = (h ^ (h >> 32) ^ (uint64_t)(v >> 64)) * 0xff51afd7ed558ccdu;
	return h ^ (h >> 29);
}

/* Never 0. */
static uint32_t hash_of(enum datatype type, uint16_t width,
			const struct interval *v)
{
	return (uint32_t)mix(mix(mix(type, width), v->lo), v->hi) | 1u << 31;
}

static bool is_set_of(const struct policy_set *set, enum datatype type,
		      uint16_t width, const struct interval *v)
{
	const struct interval *have = set->range->v;

	return *set->types == type && *set->widths == width &&
	       have->lo == v->lo && have->hi == v->hi;
}

/* Where the set of these, which hash to @hash, is, or would be. */
static size_t slot(const struct singles *s, uint32_t hash, enum datatype type,
		   uint16_t width, const struct interval *v)
{
	size_t i = hash & (s->cap - 1);

	while (s->hashes[i] &&
	       (s->hashes[i] != hash || !is_set_of(s->v[i], type, width, v)))
		i = (i + 1) & (s->cap - 1);
	return i;
}

/* All are different: none has to be looked at. */
static void grow(struct arena *a, struct singles *s)
{
	struct singles old = *s;

	s->cap = old.cap ? old.cap * 2 : FIRST_CAP;
	s->v = arena_calloc(a, s->cap, sizeof(*s->v));
	s->hashes = arena_calloc(a, s->cap, sizeof(*s->hashes));
	for (size_t i = 0; i < old.cap; i++) {
		size_t k = old.hashes[i] & (s->cap - 1);

		if (!old.hashes[i])
			continue;
		while (s->hashes[k])
			k = (k + 1) & (s->cap - 1);
		s->v[k] = old.v[i];
		s->hashes[k] = old.hashes[i];
	}
}

struct policy_set *set_of(struct resolver *r, const struct key *key,
			  struct loc loc, u128 lo, u128 hi)
{
	struct singles *s = &r->singles;
	const struct interval v = { lo, hi };
	const enum datatype type = key->parts[0].type;
	const uint16_t width = key->parts[0].width;
	const uint32_t hash = hash_of(type, width, &v);
	struct single *single;
	size_t at;

	if (s->n * 4 >= s->cap * 3)
		grow(r->arena, s);
	at = slot(s, hash, type, width, &v);
	if (s->v[at])
		return s->v[at];
	s->n++;
	single = arena_alloc(r->arena, sizeof(*single) + sizeof(v));
	single->element.parts = single->range.v;
	single->range.n = 1;
	single->range.v[0] = v;
	set_start(r, &single->set, key, loc);
	single->set.elements.v = &single->element;
	single->set.elements.n = single->set.elements.cap = 1;
	single->set.range = &single->range;
	s->v[at] = &single->set;
	s->hashes[at] = hash;
	return &single->set;
}
