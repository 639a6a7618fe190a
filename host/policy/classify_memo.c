// SPDX-License-Identifier: GPL-2.0-only
/*
 * classify_memo.c - the lists that a graph has nodes for
 *
 * An open hash table. A list is known by its items with their open constraints,
 * and by the domains of the dimensions that those ask for: with both alike,
 * whatever way led here, what follows is alike.
 */
#include "policy/classify_int.h"

/* Most segments are of a few rules, and there may be many of them. */
#define FIRST_CAP 32

struct memo {
	struct memory **slots;
	uint32_t n;
	uint32_t cap; /* a power of two */
};

static uint64_t hash_mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15ull;
	return h ^ h >> 29;
}

static uint64_t hash_iset(uint64_t h, const struct iset *s)
{
	for (uint32_t i = 0; i < s->n; i++) {
		h = hash_mix(h, (uint64_t)s->v[i].lo);
		h = hash_mix(h, (uint64_t)(s->v[i].lo >> 64));
		h = hash_mix(h, (uint64_t)s->v[i].hi);
		h = hash_mix(h, (uint64_t)(s->v[i].hi >> 64));
	}
	return h;
}

/* What @list is known by here. */
struct memory *memo_describe(struct graph *g, const struct list *list)
{
	struct memory *m = arena_new_of(g->scratch, struct memory);
	const uint32_t n_dims = g->low->dims.n;
	bool *used = arena_calloc(g->scratch, n_dims, sizeof(*used));
	uint32_t *dims = arena_calloc(g->scratch, n_dims, sizeof(*dims));
	const struct constraint *c;

	m->list = *list;
	for (uint32_t e = 0; e < list->n; e++) {
		m->hash = hash_mix(m->hash, list->v[e].item);
		m->hash = hash_mix(m->hash, list->v[e].open);
		for_each_open(g, &list->v[e], i, c)
			used[c->dim] = true;
	}
	m->domains = arena_calloc(g->scratch, n_dims, sizeof(*m->domains));
	for (uint32_t d = 0; d < n_dims; d++) {
		if (!used[d])
			continue;
		m->hash = hash_mix(m->hash, d);
		m->hash = hash_iset(m->hash, g->domain[d]);
		m->domains[m->n_dims] = g->domain[d];
		dims[m->n_dims++] = d;
	}
	m->dims = dims;
	return m;
}

static bool is_same(const struct memory *x, const struct memory *y)
{
	if (x->hash != y->hash || x->list.n != y->list.n ||
	    x->n_dims != y->n_dims)
		return false;
	for (uint32_t e = 0; e < x->list.n; e++) {
		if (x->list.v[e].item != y->list.v[e].item ||
		    x->list.v[e].open != y->list.v[e].open)
			return false;
	}
	for (uint32_t i = 0; i < x->n_dims; i++) {
		if (x->dims[i] != y->dims[i] ||
		    !iset_equal(x->domains[i], y->domains[i]))
			return false;
	}
	return true;
}

static struct memory **find_slot(struct memo *memo, const struct memory *m)
{
	uint32_t i = m->hash & (memo->cap - 1);

	while (memo->slots[i] && !is_same(memo->slots[i], m))
		i = (i + 1) & (memo->cap - 1);
	return &memo->slots[i];
}

void memo_add(struct graph *g, struct memory *m)
{
	struct memo *memo = g->memo;
	struct memo old = *memo;

	if (memo->n * 2 >= memo->cap) {
		memo->cap *= 2;
		memo->slots = arena_calloc(g->scratch, memo->cap,
					   sizeof(*memo->slots));
		for (uint32_t i = 0; i < old.cap; i++) {
			if (old.slots[i])
				*find_slot(memo, old.slots[i]) = old.slots[i];
		}
	}
	*find_slot(memo, m) = m;
	memo->n++;
}

const struct memory *memo_find(struct graph *g, const struct memory *m)
{
	return *find_slot(g->memo, m);
}

void memo_reset(struct graph *g)
{
	g->memo = arena_new_of(g->scratch, struct memo);
	g->memo->cap = FIRST_CAP;
	g->memo->slots =
		arena_calloc(g->scratch, FIRST_CAP, sizeof(*g->memo->slots));
}
