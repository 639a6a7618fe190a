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
	struct element element;
	struct policy_set set;
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

static bool is_of(const struct single *single, enum datatype type,
		  uint16_t width, const struct interval *v)
{
	const struct interval *have = single->element.parts;

	return have->lo == v->lo && have->hi == v->hi &&
	       *single->set.types == type && *single->set.widths == width;
}

/* Where the set of these, which hash to @hash, is, or would be. */
static struct single_slot *find(const struct singles *s, uint32_t hash,
				enum datatype type, uint16_t width,
				const struct interval *v)
{
	size_t i = hash & (s->cap - 1);

	while (s->v[i].hash &&
	       (s->v[i].hash != hash || !is_of(s->v[i].single, type, width, v)))
		i = (i + 1) & (s->cap - 1);
	return &s->v[i];
}

void singles_forget(struct singles *s)
{
	arena_free(s->room);
	*s = (struct singles){};
}

/* All are different: none has to be looked at. */
static void grow(struct arena *a, struct singles *s)
{
	struct singles old = *s;

	s->room = arena_child(a);
	s->cap = old.cap ? old.cap * 2 : FIRST_CAP;
	s->v = arena_calloc(s->room, s->cap, sizeof(*s->v));
	for (size_t i = 0; i < old.cap; i++) {
		size_t k = old.v[i].hash & (s->cap - 1);

		if (!old.v[i].hash)
			continue;
		while (s->v[k].hash)
			k = (k + 1) & (s->cap - 1);
		s->v[k] = old.v[i];
	}
	arena_free(old.room);
}

static struct single *single_new(struct resolver *r, const struct key *key,
				 struct loc loc, const struct interval *v)
{
	struct single *new = arena_new_of(r->arena, struct single);
	const struct iset *range = iset_range(r->arena, v->lo, v->hi);

	new->element.parts = (struct interval *)range->v;
	set_start(r, &new->set, key, loc);
	new->set.elements.v = &new->element;
	new->set.elements.n = new->set.elements.cap = 1;
	new->set.range = range;
	return new;
}

struct policy_set *set_of(struct resolver *r, const struct key *key,
			  struct loc loc, u128 lo, u128 hi)
{
	struct singles *s = &r->singles;
	const struct interval v = { lo, hi };
	const enum datatype type = key->parts[0].type;
	const uint16_t width = key->parts[0].width;
	const uint32_t hash = hash_of(type, width, &v);
	struct single_slot *slot;

	if (s->n * 4 >= s->cap * 3)
		grow(r->arena, s);
	slot = find(s, hash, type, width, &v);
	if (!slot->hash) {
		*slot = (struct single_slot){ single_new(r, key, loc, &v),
					      hash };
		s->n++;
	}
	return &slot->single->set;
}
