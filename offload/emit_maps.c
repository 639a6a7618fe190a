// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit_maps.c - the maps of an image
 *
 * The control map comes first, then counters if there are any, then the plan's
 * maps, then its trees and spans. A NIC has few: where there are too many,
 * those that sets are looked up in share one, if their keys are of one length.
 * In front of its key is then a number that tells which of them is meant.
 */
#include "offload/emit.h"

#include "offload/abi.h"
#include "offload/perfect.h"
#include "offload/spans.h"

#include <ctype.h>
#include <string.h>

/* Of fewer no table is made (classify_tuples.c); the kernel's hash maps take 10
   ns more of a frame even where they are in the nearest caches. */
#define MANY_KEYS 32

/* The kernel takes [A-Za-z0-9_.] only (bpf_obj_name_cpy). */
static void set_name(struct image_map *map, const char *name)
{
	for (size_t i = 0; i < sizeof(map->name) - 1 && name[i]; i++) {
		bool is_fine = isascii(name[i]) &&
			       (isalnum(name[i]) || name[i] == '.');

		map->name[i] = is_fine ? name[i] : '_';
	}
}

static void add_map(struct emitter *e, const char *name, struct image_map map)
{
	struct image_map *added = vec_push(e->arena, &e->img->maps);

	*added = map;
	added->plan_map = NO_PLAN_MAP;
	set_name(added, name);
}

static struct image_map counters_map(const struct emitter *e)
{
	const uint32_t n = e->img->n_counters;
	struct image_map map = { .role = MAP_COUNTERS,
				 .type = BPF_MAP_TYPE_ARRAY,
				 .key_bytes = 4,
				 .value_bytes = sizeof(struct nicfw_counter),
				 .max_entries = n };

	if (!e->profile->percpu_counters)
		return map;
	map.type = BPF_MAP_TYPE_PERCPU_ARRAY;
	if (n <= NICFW_COUNTERS_OF_VALUE)
		return map;
	map.value_bytes *= NICFW_COUNTERS_OF_VALUE;
	map.max_entries = ((n - 1) >> NICFW_COUNTERS_SHIFT) + 1;
	return map;
}

static void add_own_maps(struct emitter *e)
{
	add_map(e, "nicfw_ctl",
		(struct image_map){ .role = MAP_CONTROL,
				    .type = BPF_MAP_TYPE_ARRAY,
				    .key_bytes = 4,
				    .value_bytes = sizeof(struct nicfw_control),
				    .max_entries = 1 });
	if (e->img->n_counters)
		add_map(e, "nicfw_cnt", counters_map(e));
}

static struct image_map keys_map(const struct emitter *e,
				 const struct plan_map *m)
{
	return (struct image_map){
		.role = MAP_KEYS,
		.type = BPF_MAP_TYPE_HASH,
		.key_bytes = plan_map_key_bytes(e->plan, m),
		.value_bytes = plan_map_value_bytes(m),
		.max_entries = m->max_entries ? m->max_entries : 1,
		.n_entries = m->n_entries,
		.keys = m->keys,
		.values = (const uint8_t *)m->values,
	};
}

/* @n values of @n_bytes each. */
static struct image_map tree_map(struct emitter *e, const uint8_t *bytes,
				 uint32_t n_bytes, uint32_t n)
{
	uint32_t *keys = arena_calloc(e->arena, n, sizeof(*keys));

	for (uint32_t i = 0; i < n; i++)
		keys[i] = i;
	return (struct image_map){
		.role = MAP_TREE,
		.type = BPF_MAP_TYPE_ARRAY,
		.key_bytes = 4,
		.value_bytes = n_bytes,
		.max_entries = n,
		.n_entries = n,
		.keys = (const uint8_t *)keys,
		.values = bytes,
	};
}

/* True if @map can be one of those that share a map of such keys. */
static bool can_share(const struct emitter *e, uint32_t map, uint32_t key_bytes)
{
	const struct plan_map *m = &e->plan->maps.v[map];

	return m->kind == PLAN_MAP_ANSWERS && !e->homes[map].is_shared &&
	       plan_map_key_bytes(e->plan, m) == key_bytes;
}

/* The length of which most maps could share one; *@n: how many. */
static uint32_t most_common_bytes(const struct emitter *e, uint32_t *n)
{
	uint32_t best = 0;

	*n = 0;
	for (uint32_t bytes = 4;
	     bytes + 4 <= (e->profile->max_key_bytes ?: UINT32_MAX) &&
	     bytes <= MAX_KEY_BYTES;
	     bytes += 4) {
		uint32_t count = 0;

		for (size_t i = 0; i < e->plan->maps.n; i++)
			count += can_share(e, i, bytes);
		if (count > *n) {
			*n = count;
			best = bytes;
		}
	}
	return best;
}

/* Puts @m's entries behind those that @keys and @values have. */
static void add_entries(struct emitter *e, const struct plan_map *m,
			uint32_t tag, struct image_map *to, uint8_t *keys,
			uint8_t *values)
{
	const uint32_t bytes = plan_map_key_bytes(e->plan, m);
	const uint32_t n_values = plan_map_value_bytes(m);

	keys += (size_t)to->n_entries * to->key_bytes;
	values += (size_t)to->n_entries * to->value_bytes;
	for (uint32_t i = 0; i < m->n_entries; i++, keys += to->key_bytes) {
		memcpy(keys, &tag, sizeof(tag));
		memcpy(keys + sizeof(tag), m->keys + (size_t)i * bytes, bytes);
	}
	memcpy(values, m->values, (size_t)m->n_entries * n_values);
	to->n_entries += m->n_entries;
	to->max_entries += m->max_entries;
}

/* One map for all of ANSWERS with keys of @key_bytes. */
static void share(struct emitter *e, uint32_t key_bytes)
{
	const uint32_t home = e->img->maps.n;
	struct image_map map = { .role = MAP_KEYS,
				 .type = BPF_MAP_TYPE_HASH,
				 .key_bytes = 4 + key_bytes,
				 .value_bytes = sizeof(uint32_t) };
	uint8_t *keys, *values;
	uint32_t n = 0, tag = 0;

	for (size_t i = 0; i < e->plan->maps.n; i++) {
		if (can_share(e, i, key_bytes))
			n += e->plan->maps.v[i].n_entries;
	}
	keys = arena_calloc(e->arena, n + 1ul, map.key_bytes);
	values = arena_calloc(e->arena, n + 1ul, map.value_bytes);
	for (size_t i = 0; i < e->plan->maps.n; i++) {
		if (!can_share(e, i, key_bytes))
			continue;
		add_entries(e, &e->plan->maps.v[i], tag, &map, keys, values);
		e->homes[i] = (struct home){ home, true, tag++ };
	}
	map.keys = keys;
	map.values = values;
	add_map(e, "sets", map);
}

/* The trees of each table, and the key that they are asked. */
static void add_tables(struct emitter *e)
{
	const struct plan *plan = e->plan;
	const struct plan_tree *tree;

	e->trees = arena_calloc(e->arena, plan->tables.n + 1, sizeof(uint32_t));
	if (!plan->tables.n)
		return;
	e->scratch = e->img->maps.n;
	add_map(e, "nicfw_key",
		(struct image_map){ .role = MAP_SCRATCH,
				    .type = BPF_MAP_TYPE_PERCPU_ARRAY,
				    .key_bytes = 4,
				    .value_bytes = 4 * PLAN_TABLE_WORDS,
				    .max_entries = 1 });
	for (size_t i = 0; i < plan->tables.n; i++) {
		e->trees[i] = e->img->maps.n;
		vec_for_each(tree, &plan->tables.v[i].trees)
			add_map(e, "nicfw_tree",
				tree_map(e, tree->bytes, tree->n_bytes, 1));
	}
}

static void add_spans(struct emitter *e)
{
	const struct plan_spans *s;

	e->spans = e->img->maps.n;
	vec_for_each(s, &e->plan->spans)
		add_map(e, "nicfw_spans",
			tree_map(e,
				 spans_with_counters(e->arena, s, e->counters),
				 s->n_bytes, 1u << s->part_bits));
}

/* Nobody writes those of ranked rules later: with many keys they need no hash
   map. */
static void make_perfect(struct emitter *e)
{
	for (size_t i = 0; i < e->plan->maps.n; i++) {
		const struct plan_map *m = &e->plan->maps.v[i];

		if (m->kind == PLAN_MAP_RANKED && m->n_entries >= MANY_KEYS &&
		    e->profile->tree_bytes && e->plan->n_counters)
			e->homes[i].perfect = emit_perfect_make(e, i);
	}
}

/* The map of a plan's map that is not shared. */
static struct image_map own_map(struct emitter *e, uint32_t map)
{
	const struct perfect *t = e->homes[map].perfect;

	return t ? tree_map(e, t->bytes, t->n_bytes, t->n_parts)
		 : keys_map(e, &e->plan->maps.v[map]);
}

static uint32_t count_maps(const struct emitter *e)
{
	uint32_t n = e->img->maps.n;

	for (size_t i = 0; i < e->plan->maps.n; i++)
		n += !e->homes[i].is_shared;
	return n;
}

void emit_maps(struct emitter *e)
{
	const struct plan *plan = e->plan;
	uint32_t n = 2;

	e->homes = arena_calloc(e->arena, plan->maps.n + 1, sizeof(*e->homes));
	make_perfect(e);
	emit_counters(e);
	add_own_maps(e);
	while (e->profile->max_maps && n > 1 &&
	       count_maps(e) > e->profile->max_maps) {
		uint32_t bytes = most_common_bytes(e, &n);

		if (n > 1)
			share(e, bytes);
	}
	for (size_t i = 0; i < plan->maps.n; i++) {
		if (e->homes[i].is_shared)
			continue;
		e->homes[i].map = e->img->maps.n;
		add_map(e, plan->maps.v[i].name ? plan->maps.v[i].name : "",
			own_map(e, i));
		e->img->maps.v[e->homes[i].map].plan_map = i;
		e->img->maps.v[e->homes[i].map].perfect = e->homes[i].perfect;
		e->img->maps.v[e->homes[i].map].first_counter =
			e->homes[i].first_counter;
	}
	add_tables(e);
	add_spans(e);
}
