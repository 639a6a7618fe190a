// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_shared.c - a large anonymous set that many rules name
 *
 * The value of a variable is one expression, whoever uses it. Asked for keys of
 * the same types it is one set as well, and what is made of it is made once.
 */
#include "policy/resolve_int.h"

/* Fewer elements are made as quickly as they are found. */
#define MANY_ELEMENTS 64

#define N_HEADS 1024

struct shared_set {
	const struct expr *e;
	const struct ast_table *table;
	struct policy_set *set;
	struct shared_set *next; /* of the same head; NULL: none */
};

struct shared_sets {
	struct shared_set *heads[N_HEADS];
};

static uint32_t head_of(const struct expr *e)
{
	const uint64_t h = (uintptr_t)e * 0x9e3779b97f4a7c15ull;

	return h >> 32 & (N_HEADS - 1);
}

/* What is read for a flipped key is flipped as well: other numbers. */
static bool is_of_key(const struct policy_set *set, const struct key *key)
{
	bool is = set->n_parts == key->n_parts;

	for (uint32_t i = 0; is && i < key->n_parts; i++)
		is = set->types[i] == key->parts[i].type &&
		     set->widths[i] == key->parts[i].width &&
		     !key->parts[i].flip;
	return is;
}

struct policy_set *shared_find(const struct resolver *r,
			       const struct ast_table *table,
			       const struct key *key, const struct expr *e,
			       bool is_map)
{
	const struct shared_set *s;

	if (!r->shared || e->items.n < MANY_ELEMENTS)
		return NULL;
	for (s = r->shared->heads[head_of(e)]; s; s = s->next) {
		if (s->e == e && s->table == table &&
		    s->set->is_map == is_map && is_of_key(s->set, key))
			return s->set;
	}
	return NULL;
}

void shared_add(struct resolver *r, const struct ast_table *table,
		const struct key *key, const struct expr *e,
		struct policy_set *set)
{
	struct shared_set *s;

	if (e->items.n < MANY_ELEMENTS || !is_of_key(set, key))
		return;
	if (!r->shared)
		r->shared = arena_new_of(r->arena, struct shared_sets);
	s = arena_new_of(r->arena, struct shared_set);
	*s = (struct shared_set){ e, table, set, r->shared->heads[head_of(e)] };
	r->shared->heads[head_of(e)] = s;
}
