/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * interp_map.h - the maps of a program that interp.c runs
 *
 * Elements are numbered from 0; their values lie one behind the other. A map
 * points into its image, and the rest of it lives in the arena.
 */
#ifndef NICFW_INTERP_MAP_H
#define NICFW_INTERP_MAP_H

#include "offload/image.h"

struct interp_map {
	const struct image_map *spec;
	uint8_t *values;
	uint32_t n_elements;
	/* Of a hash: element + 1 where its key's search ends; 0 is free. */
	uint32_t *slots;
	uint32_t n_slots; /* a power of two, at least twice the elements */
};

/* Makes @m as @spec says: seeded if it holds keys, else zeroed. */
void interp_map_init(struct arena *a, struct interp_map *m,
		     const struct image_map *spec);

/* The element for @key, of spec->key_bytes; -1 if there is none. */
int64_t interp_map_find(const struct interp_map *m, const uint8_t *key);

/* The value of @element; NULL if the map has no such element. */
uint8_t *interp_map_value(const struct interp_map *m, uint64_t element);

#endif
