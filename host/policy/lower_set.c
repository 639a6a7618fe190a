// SPDX-License-Identifier: GPL-2.0-only
/*
 * lower_set.c - sets and maps as hash lookups
 */
#include "policy/lower_set.h"

#include "offload/abi.h"

/* The values that agree with @value in the bits of @mask. */
struct block {
	u128 value;
	u128 mask;
};

struct blocks {
	VEC(struct block) list;
};

/* The keys of one shape, before they are a map. */
struct shape {
	u128 *masks;	/* one a part */
	VEC(u128) keys; /* n_parts values a key */
	VEC(uint32_t) results;
	VEC(const struct element_life *) lives; /* of a timed set */
};

struct builder {
	struct arena *arena;
	struct arena *scratch; /* freed once there are maps */
	const struct policy_set *set;
	const struct plan_part *parts;
	VEC(struct shape) shapes;
	size_t n_keys;
	/* Room that each element uses again. */
	struct blocks cut;
	struct blocks *blocks; /* one a part, as the two below */
	size_t *at;
	u128 *masks;
};

/* Cuts [lo, hi] of a value of @width bits into prefixes. */
static void cut_interval(struct arena *a, struct blocks *out, u128 lo, u128 hi,
			 unsigned int width)
{
	const u128 max = u128_max(width);

	out->list.n = 0;
	for (;;) {
		u128 low = 0; /* the bits that the block leaves open */

		while (low < max) {
			u128 wider = low << 1 | 1;

			if (lo & wider || (lo | wider) > hi)
				break;
			low = wider;
		}
		*vec_push(a, &out->list) = (struct block){ lo, max & ~low };
		if ((lo | low) >= hi)
			return;
		lo = (lo | low) + 1;
	}
}

static struct shape *find_shape(struct builder *b, const u128 *masks)
{
	const size_t bytes = b->set->n_parts * sizeof(*masks);
	struct shape *s;

	vec_for_each(s, &b->shapes) {
		if (!memcmp(s->masks, masks, bytes))
			return s;
	}
	s = vec_push(b->arena, &b->shapes);
	s->masks = arena_memdup(b->arena, masks, bytes);
	return s;
}

/* Adds a key of every combination of blocks, one of each part. */
static const char *add_keys(struct builder *b, const struct element *e,
			    uint32_t result)
{
	const uint32_t n_parts = b->set->n_parts;
	const struct blocks *blocks = b->blocks;
	u128 *masks = b->masks;
	size_t *at = b->at;
	uint32_t i = 0;

	memset(at, 0, n_parts * sizeof(*at));
	while (i < n_parts) {
		struct shape *s;

		for (i = 0; i < n_parts; i++)
			masks[i] = blocks[i].list.v[at[i]].mask;
		s = find_shape(b, masks);
		for (i = 0; i < n_parts; i++)
			*vec_push_large(b->scratch, &s->keys) =
				blocks[i].list.v[at[i]].value;
		*vec_push_large(b->scratch, &s->results) = result;
		if (b->set->is_timed)
			*vec_push_large(b->scratch, &s->lives) = e->life;
		if (++b->n_keys > LOWER_SET_MAX_KEYS)
			return "the set needs more than 4,194,304 hash keys; use prefixes instead of ranges";
		for (i = 0; i < n_parts && ++at[i] == blocks[i].list.n; i++)
			at[i] = 0;
	}
	return NULL;
}

/*
 * The blocks that part @i of an element is made of, for the bits that the rule
 * looks at. A block with bits outside of them holds no frame and is left out.
 */
static void find_blocks(struct builder *b, const struct element *e, uint32_t i)
{
	const u128 mask = b->parts[i].mask;
	struct blocks *out = &b->blocks[i];
	const struct block *k;

	cut_interval(b->scratch, &b->cut, e->parts[i].lo, e->parts[i].hi,
		     b->set->widths[i]);
	out->list.n = 0;
	vec_for_each(k, &b->cut.list) {
		if (!(k->value & ~mask))
			*vec_push(b->scratch, &out->list) =
				(struct block){ k->value, k->mask & mask };
	}
}

static const char *add_element(struct builder *b, const struct element *e,
			       uint32_t result, uint32_t *rest)
{
	bool is_everything = true;

	for (uint32_t i = 0; i < b->set->n_parts; i++) {
		find_blocks(b, e, i);
		if (!b->blocks[i].list.n)
			return NULL;
		if (b->blocks[i].list.v[0].mask)
			is_everything = false;
	}
	if (is_everything && b->set->is_timed && e->life)
		return "an element that holds all values can have no timeout; divide it in two";
	if (is_everything) {
		*rest = result;
		return NULL;
	}
	return add_keys(b, e, result);
}

static uint32_t *values_of(struct builder *b, const struct shape *s)
{
	const size_t n = s->results.n;
	struct nicfw_timed *timed;

	if (!b->set->is_timed)
		return arena_memdup(b->arena, s->results.v,
				    n * sizeof(*s->results.v));
	timed = arena_calloc(b->arena, n + 1, sizeof(*timed));
	for (size_t i = 0; i < n; i++) {
		const struct element_life *life = s->lives.v[i];

		timed[i].answer = s->results.v[i];
		timed[i].ends = life ? life->ends : NICFW_NEVER;
		timed[i].timeout_ms = life ? life->timeout_ms : 0;
	}
	return (uint32_t *)timed;
}

/*
 * A set that changes has some room left, but not for more than it may have: a
 * map that is full may so be the set's, and elements need not be counted.
 */
static uint32_t room_for(const struct policy_set *set, uint32_t n)
{
	const uint32_t room = n + n / 4 + 16;

	if (set->is_constant)
		return n;
	if (!set->declared || !set->declared->size ||
	    set->declared->size > room)
		return room;
	return set->declared->size > n ? set->declared->size : n;
}

/* Bits that a shape leaves open altogether are no part of its map's key. */
static void fill_map(struct builder *b, const struct plan *plan,
		     const struct shape *s, struct plan_map *m)
{
	const uint32_t n_parts = b->set->n_parts;
	uint32_t key_bytes;

	for (uint32_t i = 0; i < n_parts; i++) {
		if (s->masks[i])
			*vec_push(b->arena, &m->parts) =
				(struct plan_part){ b->parts[i].value,
						    s->masks[i] };
	}
	m->name = b->set->name ? b->set->name : "anonymous";
	m->kind = b->set->is_timed ? PLAN_MAP_TIMED : PLAN_MAP_ANSWERS;
	m->n_entries = s->results.n;
	m->max_entries = room_for(b->set, m->n_entries);
	key_bytes = plan_map_key_bytes(plan, m);
	m->keys = arena_calloc(b->arena, m->n_entries, key_bytes);
	m->values = values_of(b, s);
	for (uint32_t k = 0; k < m->n_entries; k++) {
		uint8_t *key = m->keys + (size_t)k * key_bytes;

		for (uint32_t i = 0; i < n_parts; i++) {
			uint16_t width = b->set->widths[i];

			if (!s->masks[i])
				continue;
			plan_put_part(key, width, s->keys.v[k * n_parts + i]);
			key += plan_part_bytes(width);
		}
	}
}

/* So that what a set of single values lacks can be added, also to an empty one.
 */
static void add_whole_shape(struct builder *b)
{
	const uint32_t n = b->set->n_parts;
	u128 *masks;

	if (!b->set->is_timed || b->set->declared->is_interval)
		return;
	masks = arena_calloc(b->arena, n, sizeof(*masks));
	for (uint32_t i = 0; i < n; i++)
		masks[i] = b->parts[i].mask;
	find_shape(b, masks);
}

static const char *add_elements(struct builder *b, const uint32_t *results,
				uint32_t *rest)
{
	const uint32_t n_parts = b->set->n_parts;
	const char *why = NULL;

	b->blocks = arena_calloc(b->scratch, n_parts, sizeof(*b->blocks));
	b->at = arena_calloc(b->scratch, n_parts, sizeof(*b->at));
	b->masks = arena_calloc(b->scratch, n_parts, sizeof(*b->masks));
	add_whole_shape(b);
	for (size_t i = 0; i < b->set->elements.n && !why; i++)
		why = add_element(b, &b->set->elements.v[i], results[i], rest);
	return why;
}

static void add_maps(struct builder *b, struct plan *plan, struct dim *dim,
		     struct set_use *use)
{
	const struct shape *s;

	vec_for_each(s, &b->shapes) {
		*vec_push(b->arena, &dim->maps) = plan->maps.n;
		*vec_push(b->arena, &use->maps) =
			(struct set_map){ plan->maps.n, s->masks };
		fill_map(b, plan, s, vec_push(b->arena, &plan->maps));
	}
}

const char *lower_set(struct arena *a, struct plan *plan,
		      const struct policy_set *set,
		      const struct plan_part *parts, const uint32_t *results,
		      struct dim *dim, uint32_t *rest, struct set_use *use)
{
	struct builder b = { .arena = a,
			     .scratch = arena_child(a),
			     .set = set,
			     .parts = parts };
	const char *why = add_elements(&b, results, rest);

	if (!why)
		add_maps(&b, plan, dim, use);
	arena_free(b.scratch);
	return why;
}
