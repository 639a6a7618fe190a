// SPDX-License-Identifier: GPL-2.0-only
/*
 * classify_tuples.c - items that differ only in values
 */
#include "policy/classify_tuples.h"

#include "policy/classify_groups.h"

#include <stdlib.h>

/* A lookup is worth this many items, and so many lookups are worth a frame. */
#define MANY_ITEMS 32
#define MAX_TUPLES 16
/* Tuples that are looked at; items of others are left to code. */
#define MAX_CANDIDATES 256

static bool is_key(const bool *is_selective, const struct constraint *c)
{
	return is_selective[c->dim] && iset_open_bits(c->allowed) != ~(u128)0;
}

static bool fits_tuple(const bool *is_selective, const struct item *first,
		       const struct item *it)
{
	if (first->n_constraints != it->n_constraints)
		return false;
	for (uint32_t i = 0; i < first->n_constraints; i++) {
		const struct constraint *x = &first->constraints[i];
		const struct constraint *y = item_constraint(it, x->dim);

		if (!y || is_key(is_selective, x) != is_key(is_selective, y))
			return false;
		if (is_key(is_selective, x)
			    ? iset_open_bits(x->allowed) !=
				      iset_open_bits(y->allowed)
			    : !iset_equal(x->allowed, y->allowed))
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

static void add_item(struct arena *a, struct tuples *tuples,
		     const bool *is_selective, const struct segment *segment,
		     uint32_t index)
{
	const struct item *it = &segment->items.v[index];
	struct tuple *t;

	vec_for_each(t, &tuples->v) {
		if (fits_tuple(is_selective, &segment->items.v[t->items.v[0]],
			       it)) {
			*vec_push(a, &t->items) = index;
			return;
		}
	}
	if (tuples->v.n == MAX_CANDIDATES)
		return;
	t = vec_push(a, &tuples->v);
	*vec_push(a, &t->items) = index;
	for (uint32_t i = 0; i < it->n_constraints; i++) {
		if (is_key(is_selective, &it->constraints[i]))
			t->key |= 1u << i;
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

	if (!classify_is_plain(segment))
		return tuples;
	is_selective = classify_selective(a, low, segment);
	for (size_t i = 0; i + 1 < segment->items.n; i++)
		add_item(a, &tuples, is_selective, segment, i);
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

/* The key of @it: its values of the dimensions that @first has in the key. */
static void put_key(const struct lowered *low, const struct plan *plan,
		    const struct item *first, uint32_t in_key,
		    const struct item *it, uint8_t *key)
{
	for (uint32_t i = 0; i < first->n_constraints; i++) {
		uint32_t dim = first->constraints[i].dim;
		uint16_t width;

		if (!(in_key & 1u << i))
			continue;
		width = plan->values.v[low->dims.v[dim].part.value].width;
		plan_put_part(key, width,
			      item_constraint(it, dim)->allowed->v[0].lo);
		key += plan_part_bytes(width);
	}
}

/* A key with its item, to be sorted. */
struct row {
	const uint8_t *key;
	uint32_t index;
};

static int compare_rows(const void *x, const void *y, void *key_bytes)
{
	const struct row *a = x, *b = y;
	int order = memcmp(a->key, b->key, *(uint32_t *)key_bytes);

	return order ? order : a->index < b->index ? -1 : 1;
}

/* The tuple's keys, sorted, with the first item of each. */
static struct row *sort_rows(struct arena *a, const struct lowered *low,
			     const struct segment *segment,
			     const struct tuple *tuple, const struct plan *plan,
			     uint32_t key_bytes)
{
	const struct item *items = segment->items.v;
	const struct item *first = &items[tuple->items.v[0]];
	struct row *rows = arena_calloc(a, tuple->items.n, sizeof(*rows));
	uint8_t *keys = arena_calloc(a, tuple->items.n, key_bytes);

	for (size_t i = 0; i < tuple->items.n; i++) {
		uint8_t *key = keys + i * key_bytes;

		rows[i].key = key;
		rows[i].index = tuple->items.v[i];
		put_key(low, plan, first, tuple->key, &items[rows[i].index],
			key);
	}
	qsort_r(rows, tuple->items.n, sizeof(*rows), compare_rows, &key_bytes);
	return rows;
}

uint32_t tuple_add_map(struct arena *a, struct arena *scratch,
		       const struct lowered *low, const struct segment *segment,
		       const struct tuple *tuple, struct plan *plan)
{
	const struct item *items = segment->items.v;
	const struct item *first = &items[tuple->items.v[0]];
	struct plan_map *m = vec_push(a, &plan->maps);
	const struct row *rows;
	uint32_t key_bytes;

	m->name = "rules";
	m->kind = PLAN_MAP_RANKED;
	for (uint32_t i = 0; i < first->n_constraints; i++) {
		const struct constraint *c = &first->constraints[i];
		struct plan_part part = low->dims.v[c->dim].part;

		part.mask &= ~iset_open_bits(c->allowed);
		if (tuple->key & 1u << i)
			*vec_push(a, &m->parts) = part;
	}
	key_bytes = plan_map_key_bytes(plan, m);
	rows = sort_rows(scratch, low, segment, tuple, plan, key_bytes);
	m->keys = arena_calloc(a, tuple->items.n, key_bytes);
	m->values = arena_calloc(a, tuple->items.n, 2 * sizeof(*m->values));
	for (size_t i = 0; i < tuple->items.n; i++) {
		const struct item *it = &items[rows[i].index];
		uint32_t n = m->n_entries;

		if (i && !memcmp(rows[i].key, rows[i - 1].key, key_bytes))
			continue;
		memcpy(m->keys + (size_t)n * key_bytes, rows[i].key, key_bytes);
		m->values[2 * n] = rows[i].index;
		m->values[2 * n + 1] = plan_outcome(it->verdict, it->counter);
		m->n_entries++;
	}
	m->max_entries = m->n_entries;
	m->n_same = tuple->items.n - m->n_entries;
	return plan->maps.n - 1;
}
