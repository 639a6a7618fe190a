// SPDX-License-Identifier: GPL-2.0-only
/*
 * objects_verify.c - does a map hold what was written to it?
 */
#include "load/objects.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

/* 1: the map's entry @i is not as it was written; -errno: it cannot be read. */
static int differs(int fd, const struct image_map *m, uint32_t i)
{
	const uint8_t *written = m->values + i * m->value_bytes;
	uint8_t value[256];
	int err;

	if (m->value_bytes > sizeof(value))
		return 0;
	err = bpf_map_lookup_elem(fd, m->keys + i * m->key_bytes, value);
	if (err)
		return err == -ENOENT ? 1 : err;
	return memcmp(value, written, m->value_bytes) != 0;
}

static int tree_differs(int fd, const struct image_map *m)
{
	const size_t n = (size_t)m->n_entries * m->value_bytes;
	void *p = mmap(NULL, n, PROT_READ, MAP_SHARED, fd, 0);
	int ret;

	if (p == MAP_FAILED)
		return -errno;
	ret = memcmp(p, m->values, n) != 0;
	munmap(p, n);
	return ret;
}

static int map_differs(int fd, const struct image_map *m)
{
	struct nicfw_control control = {};
	uint32_t first = 0;
	int err = 0;

	if (m->role == MAP_CONTROL) {
		err = bpf_map_lookup_elem(fd, &first, &control);
		return err ? err : !control.ready;
	}
	if (m->role == MAP_TREE)
		return tree_differs(fd, m);
	if (m->role == MAP_KEYS && m->n_entries) {
		err = differs(fd, m, 0);
		if (!err)
			err = differs(fd, m, m->n_entries - 1);
	}
	return err;
}

bool objects_map_is(int fd, const struct image_map *m)
{
	return !map_differs(fd, m);
}

int objects_verify(struct arena *a, const struct objects *o, const char **why)
{
	for (size_t i = 0; i < o->n_maps; i++) {
		const char *name = o->image->maps.v[i].name;
		int err = map_differs(o->maps[i], &o->image->maps.v[i]);

		if (err > 0) {
			*why = arena_printf(
				a, "map %s does not hold what was written",
				name);
			return -EIO;
		}
		if (err) {
			const char *step = arena_printf(a, "map %s", name);

			*why = o->is_on_nic ? refusal_of_card(a, step, err)
					    : refusal_text(a, step, err);
			return err;
		}
	}
	return 0;
}
