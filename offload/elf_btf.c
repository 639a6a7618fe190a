// SPDX-License-Identifier: GPL-2.0-only
/*
 * elf_btf.c - the types in an object file that tell libbpf what maps there are
 */
#include "offload/elf_btf.h"

#include <bpf/btf.h>

#define POINTER_BYTES 8 /* of the bpf target */

/* The id of int (*)[@figure]; negative: no memory. */
static int add_figure(struct btf *btf, int int_id, uint32_t figure)
{
	int id = btf__add_array(btf, int_id, int_id, figure);

	return id < 0 ? id : btf__add_ptr(btf, id);
}

/* The id of the variable for @map; negative: no memory. */
static int add_map(struct btf *btf, int int_id, const struct image_map *map)
{
	const struct {
		const char *name;
		uint32_t figure;
	} members[] = {
		{ "type", map->type },
		{ "key_size", map->key_bytes },
		{ "value_size", map->value_bytes },
		{ "max_entries", map->max_entries },
	};
	const int n = sizeof(members) / sizeof(members[0]);
	int ids[sizeof(members) / sizeof(members[0])];
	int id;

	for (int i = 0; i < n; i++) {
		ids[i] = add_figure(btf, int_id, members[i].figure);
		if (ids[i] < 0)
			return ids[i];
	}
	id = btf__add_struct(btf, NULL, ELF_BTF_MAP_BYTES);
	for (int i = 0; i < n; i++)
		if (btf__add_field(btf, members[i].name, ids[i],
				   i * POINTER_BYTES * 8, 0))
			return -1;
	return btf__add_var(btf, map->name, BTF_VAR_GLOBAL_ALLOCATED, id);
}

/* 0; negative: no memory. */
static int add_maps(struct arena *a, struct btf *btf, const struct image *img)
{
	uint32_t n = img->maps.n;
	int *vars = arena_calloc(a, n, sizeof(*vars));
	int int_id = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	int err = int_id < 0 ? int_id : 0;

	for (uint32_t i = 0; !err && i < n; i++) {
		vars[i] = add_map(btf, int_id, &img->maps.v[i]);
		err = vars[i] < 0 ? vars[i] : 0;
	}
	if (!err && btf__add_datasec(btf, ".maps", n * ELF_BTF_MAP_BYTES) < 0)
		err = -1;
	for (uint32_t i = 0; !err && i < n; i++)
		err = btf__add_datasec_var_info(
			btf, vars[i], i * ELF_BTF_MAP_BYTES, ELF_BTF_MAP_BYTES);
	return err;
}

void *elf_btf_make(struct arena *a, const struct image *img, uint32_t *len)
{
	struct btf *btf = btf__new_empty();
	const void *raw = NULL;

	if (!btf)
		return NULL;
	if (!add_maps(a, btf, img))
		raw = btf__raw_data(btf, len);
	if (raw)
		raw = arena_memdup(a, raw, *len);
	btf__free(btf);
	return (void *)raw;
}
