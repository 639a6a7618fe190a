// SPDX-License-Identifier: GPL-2.0-only
/*
 * interp_map.c - arrays, and hashes with open addressing
 */
#include "offload/interp_map.h"

static bool is_hash(const struct image_map *spec)
{
	return spec->role == MAP_KEYS;
}

/* FNV-1a: short keys, and nobody attacks this table. */
static uint32_t hash_bytes(const uint8_t *p, size_t n)
{
	uint32_t h = 2166136261U;

	while (n--)
		h = (h ^ *p++) * 16777619U;
	return h;
}

/* The slot that holds @key, or the free one where it would go. */
static uint32_t *find_slot(const struct interp_map *m, const uint8_t *key)
{
	uint32_t key_bytes = m->spec->key_bytes;
	uint32_t i = hash_bytes(key, key_bytes);
	uint32_t *slot;

	for (;; i++) {
		slot = &m->slots[i & (m->n_slots - 1)];
		if (!*slot ||
		    !memcmp(m->spec->keys + (size_t)(*slot - 1) * key_bytes,
			    key, key_bytes))
			return slot;
	}
}

/* Of two equal keys the last one counts, as when a loader writes them. */
static void seed(struct arena *a, struct interp_map *m)
{
	const struct image_map *spec = m->spec;

	m->n_slots = 2;
	while (m->n_slots / 2 < spec->n_entries)
		m->n_slots *= 2;
	m->slots = arena_calloc(a, m->n_slots, sizeof(*m->slots));
	for (uint32_t i = 0; i < spec->n_entries; i++)
		*find_slot(m, spec->keys + (size_t)i * spec->key_bytes) = i + 1;
}

void interp_map_init(struct arena *a, struct interp_map *m,
		     const struct image_map *spec)
{
	m->spec = spec;
	m->n_elements = is_hash(spec) ? spec->n_entries : spec->max_entries;
	m->values =
		arena_calloc(a, (size_t)m->n_elements + 1, spec->value_bytes);
	/* A tree's one entry has index 0. */
	if (spec->n_entries)
		memcpy(m->values, spec->values,
		       (size_t)spec->n_entries * spec->value_bytes);
	if (is_hash(spec))
		seed(a, m);
}

int64_t interp_map_find(const struct interp_map *m, const uint8_t *key)
{
	uint32_t index;

	if (is_hash(m->spec))
		return (int64_t)*find_slot(m, key) - 1;
	memcpy(&index, key, sizeof(index));
	return index < m->n_elements ? (int64_t)index : -1;
}

uint8_t *interp_map_value(const struct interp_map *m, uint64_t element)
{
	if (element >= m->n_elements)
		return NULL;
	return m->values + element * m->spec->value_bytes;
}
