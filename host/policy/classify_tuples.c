// SPDX-License-Identifier: GPL-2.0-only
/*
 * classify_tuples.c - items that differ only in values
 */
#include "policy/classify_tuples.h"

#include "policy/classify_groups.h"
#include "policy/heads.h"

#include <stdlib.h>

/* A lookup is worth this many items, and so many lookups are worth a frame. */
#define MANY_ITEMS 32
#define MAX_TUPLES 16
/* Tuples that are looked at; items of others are left to code. */
#define MAX_CANDIDATES 256

/* 2^64 over the golden ratio, odd. */
#define HASH_MIX 0x9e3779b97f4a7c15ull

static bool is_key(const bool *is_selective, const struct constraint *c)
{
	return is_selective[c->dim] && iset_is_prefix(c->allowed);
}

/* Equal of items of one tuple, whatever the order of their constraints. */
static uint64_t hash_item(const bool *is_selective, const struct item *it)
{
	uint64_t hash = 0;

	for (uint32_t i = 0; i < it->n_constraints; i++) {
		const struct constraint *c = &it->constraints[i];
		uint64_t h = is_key(is_selective, c)
				     ? c->allowed->n_open
				     : (uint64_t)c->allowed->v[0].lo + 1;

		h = (h + c->dim) * HASH_MIX;
		hash += h ^ h >> 32;
	}
	return hash;
}

static bool fits_tuple(const struct tuple *t, const struct segment *segment,
		       const struct item *it)
{
	const struct item *first = &segment->items.v[t->items.v[0]];

	if (first->n_constraints != it->n_constraints)
		return false;
	for (uint32_t i = 0; i < first->n_constraints; i++) {
		const struct iset *x = first->constraints[i].allowed;
		const struct constraint *y =
			item_constraint_near(it, first->constraints[i].dim, i);

		if (!y)
			return false;
		if (x != y->allowed &&
		    (t->key & 1u << i ? x->n_open != y->allowed->n_open
				      : !iset_equal(x, y->allowed)))
			return false;
	}
	return true;
}

bool classify_is_plain(const struct segment *segment)
{
	for (size_t i = 0; i < segment->items.n; i++) {
		if (segment->items.v[i].kind != ITEM_VERDICT)
			return false;
	}
	return true;
}

/*
 * The tuple that @it fits, of which there is one at most; NULL: there is none.
 * @last, if any, is the one that an item before did: many items are alike.
 */
static struct tuple *find_tuple(const struct tuples *tuples,
				const bool *is_selective,
				const struct segment *segment,
				const struct item *it, struct tuple *last)
{
	struct tuple *t;
	uint64_t hash;

	if (last && fits_tuple(last, segment, it))
		return last;
	hash = hash_item(is_selective, it);
	vec_for_each(t, &tuples->v) {
		if (t->hash == hash && fits_tuple(t, segment, it))
			return t;
	}
	return NULL;
}

/* NULL: there are too many. */
static struct tuple *new_tuple(struct arena *a, struct tuples *tuples,
			       const bool *is_selective, const struct item *it)
{
	struct tuple *t;

	if (tuples->v.n == MAX_CANDIDATES)
		return NULL;
	t = vec_push(a, &tuples->v);
	t->hash = hash_item(is_selective, it);
	for (uint32_t i = 0; i < it->n_constraints; i++) {
		if (is_key(is_selective, &it->constraints[i]))
			t->key |= 1u << i;
	}
	return t;
}

static void add_items(struct arena *a, struct tuples *tuples,
		      const bool *is_selective, const struct segment *segment)
{
	struct tuple *t = NULL;

	/* They do not move. */
	vec_reserve(a, &tuples->v, MAX_CANDIDATES);
	for (uint32_t i = 0; i + 1 < segment->items.n; i++) {
		const struct item *it = &segment->items.v[i];

		t = find_tuple(tuples, is_selective, segment, it, t)
			    ?: new_tuple(a, tuples, is_selective, it);
		if (t)
			*vec_push_large(a, &t->items) = i;
	}
}

static int compare_sizes(const void *x, const void *y)
{
	const struct tuple *a = x, *b = y;

	return a->items.n > b->items.n ? -1 : a->items.n < b->items.n;
}

struct tuples classify_tuples(struct arena *a, const struct lowered *low,
			      const struct segment *segment)
{
	struct tuples tuples = {
		.is_taken = arena_calloc(a, segment->items.n, sizeof(bool)),
	};
	const bool *is_selective;
	size_t n = 0;

	/* Policies may have very many small ones, of which none has a tuple. */
	if (segment->items.n <= MANY_ITEMS || !classify_is_plain(segment))
		return tuples;
	is_selective = classify_selective(a, low, segment);
	add_items(a, &tuples, is_selective, segment);
	if (tuples.v.n)
		qsort(tuples.v.v, tuples.v.n, sizeof(struct tuple),
		      compare_sizes);
	while (n < tuples.v.n && n < MAX_TUPLES && tuples.v.v[n].key &&
	       tuples.v.v[n].items.n >= MANY_ITEMS) {
		const struct tuple *t = &tuples.v.v[n++];

		for (size_t i = 0; i < t->items.n; i++)
			tuples.is_taken[t->items.v[i]] = true;
	}
	tuples.v.n = n;
	return tuples;
}

/* A part of a tuple's key: constraint @at of its first item. */
struct column {
	uint32_t at;
	uint32_t dim;
	uint16_t width;
};

/* The rows of a tuple's map, with its keys by their hash. */
struct rows {
	struct plan_map *map;
	uint32_t key_bytes;
	VEC(struct column) columns;
	struct heads heads; /* entries by the hash of their key */
};

static struct rows start_rows(struct arena *scratch, const struct lowered *low,
			      const struct item *first,
			      const struct tuple *tuple,
			      const struct plan *plan, struct plan_map *map)
{
	struct rows r = {
		.map = map,
		.key_bytes = plan_map_key_bytes(plan, map),
		.heads = heads_new(scratch, tuple->items.n),
	};

	for (uint32_t i = 0; i < first->n_constraints; i++) {
		const uint32_t dim = first->constraints[i].dim;
		const uint16_t value = low->dims.v[dim].part.value;

		if (tuple->key & 1u << i)
			*vec_push(scratch, &r.columns) =
				(struct column){ i, dim,
						 plan->values.v[value].width };
	}
	return r;
}

static uint64_t hash_key(const uint8_t *key, uint32_t key_bytes)
{
	uint64_t hash = 0;
	uint32_t word;

	for (uint32_t i = 0; i < key_bytes; i += sizeof(word)) {
		memcpy(&word, key + i, sizeof(word));
		hash = (hash ^ word) * HASH_MIX;
		hash ^= hash >> 32;
	}
	return hash;
}

/* True if no entry has the key that stands behind the last one: now one has. */
static bool is_new_key(struct rows *r)
{
	struct plan_map *m = r->map;
	const uint8_t *key = m->keys + (size_t)m->n_entries * r->key_bytes;
	const uint64_t hash = hash_key(key, r->key_bytes);

	for (size_t i = heads_find(&r->heads, hash)->last; i;
	     i = r->heads.before[i - 1]) {
		if (!memcmp(m->keys + (i - 1) * r->key_bytes, key,
			    r->key_bytes))
			return false;
	}
	heads_add(&r->heads, hash, m->n_entries);
	return true;
}

/* Adds the row of item @index, unless one before it has the key. */
static void add_row(struct rows *r, const struct segment *segment,
		    uint32_t index)
{
	const struct item *it = &segment->items.v[index];
	struct plan_map *m = r->map;
	uint8_t *key = m->keys + (size_t)m->n_entries * r->key_bytes;
	uint32_t *value = m->values + 2ul * m->n_entries;
	const struct column *c;

	vec_for_each(c, &r->columns) {
		plan_put_part(key, c->width,
			      item_constraint_near(it, c->dim, c->at)
				      ->allowed->v[0]
				      .lo);
		key += plan_part_bytes(c->width);
	}
	if (!is_new_key(r)) {
		m->n_same++;
		return;
	}
	value[0] = index;
	value[1] = plan_outcome(it->verdict, it->counter);
	m->n_entries++;
}

uint32_t tuple_add_map(struct arena *a, struct arena *scratch,
		       const struct lowered *low, const struct segment *segment,
		       const struct tuple *tuple, struct plan *plan)
{
	const struct item *first = &segment->items.v[tuple->items.v[0]];
	struct plan_map *m = vec_push(a, &plan->maps);
	struct rows rows;

	m->name = "rules";
	m->kind = PLAN_MAP_RANKED;
	for (uint32_t i = 0; i < first->n_constraints; i++) {
		const struct constraint *c = &first->constraints[i];
		struct plan_part part = low->dims.v[c->dim].part;

		part.mask &= ~iset_open_bits(c->allowed);
		if (tuple->key & 1u << i)
			*vec_push(a, &m->parts) = part;
	}
	rows = start_rows(scratch, low, first, tuple, plan, m);
	m->keys = arena_calloc(a, tuple->items.n, rows.key_bytes);
	m->values = arena_calloc(a, tuple->items.n, 2 * sizeof(*m->values));
	for (size_t i = 0; i < tuple->items.n; i++)
		add_row(&rows, segment, tuple->items.v[i]);
	m->max_entries = m->n_entries;
	return plan->maps.n - 1;
}
