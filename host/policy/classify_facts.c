// SPDX-License-Identifier: GPL-2.0-only
/*
 * classify_facts.c - what is a part of the key, and what is a bit
 */
#include "policy/classify_key_int.h"

/* Different constraints of one dimension, up to one too many. */
struct sets {
	uint32_t n;
	const struct iset **v;
};

static void add_set(struct arena *a, struct sets *sets, uint32_t few,
		    const struct iset *set)
{
	if (!sets->v)
		sets->v = arena_calloc(a, few + 1ul, sizeof(*sets->v));
	for (uint32_t i = 0; i < sets->n; i++) {
		if (sets->v[i] == set || iset_equal(sets->v[i], set))
			return;
	}
	if (sets->n <= few)
		sets->v[sets->n++] = set;
}

static const struct item *item_of(const struct key_items *k, size_t i)
{
	return &k->segment->items.v[k->v.v[i]];
}

uint16_t key_width(const struct key_items *k, uint32_t dim)
{
	const struct dim *d = &k->low->dims.v[dim];

	if (d->is_lookup)
		return d->max > UINT16_MAX ? 32 : 16;
	return k->plan->values.v[d->part.value].width;
}

static uint32_t words_of(const struct key_items *k, uint32_t dim)
{
	return plan_part_bytes(key_width(k, dim)) / 4;
}

/* An answer is known by the number of its dimension. */
static bool can_be_part(const struct key_items *k, uint32_t dim)
{
	return !k->low->dims.v[dim].is_lookup || dim <= UINT16_MAX;
}

void key_find_parts(struct arena *a, struct key_items *k)
{
	const uint32_t n_dims = k->low->dims.n;
	struct sets *sets = arena_calloc(a, n_dims, sizeof(*sets));
	uint32_t n_words = 1;

	k->is_part = arena_calloc(a, n_dims, sizeof(bool));
	k->first_word = arena_calloc(a, n_dims, sizeof(uint32_t));
	for (size_t i = 0; i < k->v.n; i++) {
		const struct item *it = item_of(k, i);

		for (uint32_t c = 0; c < it->n_constraints; c++)
			add_set(a, &sets[it->constraints[c].dim], k->few_sets,
				it->constraints[c].allowed);
	}
	for (uint32_t d = 0; d < n_dims; d++) {
		if (!can_be_part(k, d) || sets[d].n <= k->few_sets ||
		    n_words + words_of(k, d) > PLAN_TABLE_WORDS)
			continue;
		k->is_part[d] = true;
		k->first_word[d] = n_words - 1;
		n_words += words_of(k, d);
		*vec_push(a, &k->dims) = d;
	}
}

/* The atom's number; MAX_ATOMS: there are too many. */
static uint32_t atom_of(struct arena *a, struct key_items *k,
			const struct constraint *c, uint32_t rule)
{
	for (size_t i = 0; i < k->atoms.n; i++) {
		const struct constraint *known = &k->atoms.v[i].c;

		if (known->dim == c->dim &&
		    (known->allowed == c->allowed ||
		     iset_equal(known->allowed, c->allowed)))
			return i;
	}
	if (k->atoms.n == MAX_ATOMS)
		return MAX_ATOMS;
	*(struct atom *)vec_push(a, &k->atoms) = (struct atom){ *c, rule };
	return k->atoms.n - 1;
}

/* The atoms that @it asks; false: there is no room for one. */
static bool find_atoms(struct arena *a, struct key_items *k,
		       const struct item *it, uint64_t *asks)
{
	*asks = 0;
	for (uint32_t i = 0; i < it->n_constraints; i++) {
		const struct constraint *c = &it->constraints[i];
		uint32_t atom;

		if (k->is_part[c->dim])
			continue;
		atom = atom_of(a, k, c, it->rule);
		if (atom == MAX_ATOMS)
			return false;
		*asks |= 1ull << atom;
	}
	return true;
}

void key_find_atoms(struct arena *a, struct key_items *k)
{
	size_t n = 0;

	for (size_t i = 0; i < k->v.n; i++) {
		uint64_t asks;

		if (!find_atoms(a, k, item_of(k, i), &asks))
			continue;
		k->v.v[n++] = k->v.v[i];
		*vec_push(a, &k->asks) = asks;
	}
	k->v.n = n;
}

/* Atoms that are asked for by the same items are one fact. */
void key_find_facts(struct key_items *k)
{
	uint64_t with[MAX_ATOMS]; /* atoms that all who ask for one ask for */
	uint64_t left;

	k->common = UINT64_MAX;
	for (uint32_t i = 0; i < MAX_ATOMS; i++)
		with[i] = UINT64_MAX;
	for (size_t i = 0; i < k->v.n; i++) {
		const uint64_t asks = k->asks.v[i];

		if (item_of(k, i)->kind == k->kind)
			k->common &= asks;
		for (uint64_t m = asks; m; m &= m - 1)
			with[__builtin_ctzll(m)] &= asks;
	}
	left = (k->atoms.n < 64 ? (1ull << k->atoms.n) - 1 : UINT64_MAX) &
	       ~k->common;
	while (left && k->n_facts < 32) {
		const uint32_t atom = __builtin_ctzll(left);
		uint64_t atoms = 0;

		for (uint64_t m = with[atom] & left; m; m &= m - 1) {
			if (with[__builtin_ctzll(m)] >> atom & 1)
				atoms |= m & -m;
		}
		k->facts[k->n_facts++].atoms = atoms;
		left &= ~atoms;
	}
	/* What is left has no bit: key_is_whole() tells who asks for it. */
}

uint32_t key_need(const struct key_items *k, size_t i)
{
	uint32_t need = 0;

	for (uint32_t f = 0; f < k->n_facts; f++) {
		if (k->asks.v[i] & k->facts[f].atoms)
			need |= 1u << f;
	}
	return need;
}

bool key_is_whole(const struct key_items *k, size_t i)
{
	uint64_t known = k->common;

	for (uint32_t f = 0; f < k->n_facts; f++)
		known |= k->facts[f].atoms;
	return !(k->asks.v[i] & ~known);
}
