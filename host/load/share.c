// SPDX-License-Identifier: GPL-2.0-only
/*
 * share.c - maps that a generation has in common with the one before
 */
#include "load/share.h"
#include "base/fd.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

static const char *print_bytes(struct arena *a, const uint8_t *bytes)
{
	char *text = arena_alloc(a, 2 * SIPHASH_BYTES + 1);

	for (int i = 0; i < SIPHASH_BYTES; i++)
		sprintf(text + 2 * i, "%02x", bytes[i]);
	return text;
}

static int scan_bytes(const char *text, uint8_t *bytes)
{
	if (!text || strlen(text) != 2 * SIPHASH_BYTES)
		return -EINVAL;
	for (int i = 0; i < SIPHASH_BYTES; i++)
		if (sscanf(text + 2 * i, "%2hhx", &bytes[i]) != 1)
			return -EINVAL;
	return 0;
}

void share_read(const struct state *st, const char *ifname, unsigned int gen,
		struct share *out)
{
	json_t *json = gen ? state_read_json(st, ifname, gen, STATE_MAPS)
			   : NULL;
	json_t *maps = json_object_get(json, "maps"), *number;
	const char *id;

	*out = (struct share){ .a = st->a };
	out->has_key = !scan_bytes(
		json_string_value(json_object_get(json, "key")), out->key);
	if (!out->has_key) {
		out->has_key = getrandom(out->key, SIPHASH_BYTES, 0) ==
			       SIPHASH_BYTES;
		maps = NULL;
	}
	json_object_foreach(maps, id, number)
	{
		const char *text = json_string_value(number);

		*vec_push(st->a, &out->maps) = (struct shared_map){
			.id = strtoul(id, NULL, 10),
			.number = arena_strdup(st->a, text ? text : ""),
		};
	}
	json_decref(json);
}

static bool is_shareable(const struct image_map *m)
{
	return m->role == MAP_KEYS || m->role == MAP_TREE;
}

/* The number of what @m is and holds. */
static const char *number_of(const struct share *share,
			     const struct image_map *m)
{
	struct {
		uint32_t words[6];
		uint8_t keys[SIPHASH_BYTES];
		uint8_t values[SIPHASH_BYTES];
	} all = { { m->role, m->type, m->key_bytes, m->value_bytes,
		    m->max_entries, m->n_entries } };
	uint8_t number[SIPHASH_BYTES];
	const size_t n = m->n_entries;

	siphash(share->key, m->keys, m->keys ? n * m->key_bytes : 0, all.keys);
	siphash(share->key, m->values, n * m->value_bytes, all.values);
	siphash(share->key, &all, sizeof(all), number);
	return print_bytes(share->a, number);
}

static bool is_as(int fd, const struct image_map *m)
{
	struct bpf_map_info info = {};
	uint32_t len = sizeof(info);

	return !bpf_obj_get_info_by_fd(fd, &info, &len) && !info.ifindex &&
	       info.type == m->type && info.key_size == m->key_bytes &&
	       info.value_size == m->value_bytes &&
	       info.max_entries == m->max_entries && objects_map_is(fd, m);
}

/* Maps that are alike are not one: their sets may change while they run. */
static int open_old(struct share *share, const struct image_map *m,
		    const char *number)
{
	struct shared_map *old;

	vec_for_each(old, &share->maps) {
		_cleanup_(close_fd) int fd = -1;

		if (old->is_given || strcmp(old->number, number))
			continue;
		fd = bpf_map_get_fd_by_id(old->id);
		if (fd < 0 || !is_as(fd, m))
			continue;
		old->is_given = true;
		return take_fd(&fd);
	}
	return -1;
}

int *share_open(struct share *share, const struct image *img)
{
	int *maps = arena_calloc(share->a, img->maps.n, sizeof(*maps));
	struct shared_map *old;

	vec_for_each(old, &share->maps)
		old->is_given = false;
	share->image = img;
	share->numbers =
		arena_calloc(share->a, img->maps.n, sizeof(*share->numbers));
	for (size_t i = 0; i < img->maps.n; i++) {
		const struct image_map *m = &img->maps.v[i];

		maps[i] = -1;
		if (!share->has_key || !is_shareable(m))
			continue;
		share->numbers[i] = number_of(share, m);
		maps[i] = open_old(share, m, share->numbers[i]);
	}
	return maps;
}

void share_close(const struct image *img, int *maps)
{
	for (size_t i = 0; i < img->maps.n; i++)
		close_fd(&maps[i]);
}

static int id_of(int fd, uint32_t *id)
{
	struct bpf_map_info info = {};
	uint32_t len = sizeof(info);
	int err = bpf_obj_get_info_by_fd(fd, &info, &len);

	*id = info.id;
	return err;
}

/* The numbers of @o's maps by the kernel's numbers of them. */
static int add_maps(const struct share *share, const struct objects *o,
		    json_t *maps)
{
	int err = 0;

	for (size_t i = 0; i < o->n_maps && !err; i++) {
		char name[16];
		uint32_t id;

		if (!share->numbers[i])
			continue;
		err = id_of(o->maps[i], &id);
		snprintf(name, sizeof(name), "%" PRIu32, id);
		if (!err)
			json_object_set_new(maps, name,
					    json_string(share->numbers[i]));
	}
	return err;
}

int share_write(const struct share *share, const struct state *st,
		const char *ifname, unsigned int gen, const struct objects *o)
{
	json_t *maps = json_object(), *json;
	int err = 0;

	if (share->image && share->image == o->image)
		err = add_maps(share, o, maps);
	json = json_pack("{s:s, s:o}", "key", print_bytes(share->a, share->key),
			 "maps", maps);
	if (!err)
		err = state_write_json(st, ifname, gen, STATE_MAPS, json);
	json_decref(json);
	return err;
}

/* JSON takes a while to read: behind a map's first change it need not be. */
static bool is_void(const struct state *st, const char *ifname,
		    unsigned int gen, const char *name)
{
	const char *member = arena_printf(st->a, "\"%s\"", name);
	char *text;
	size_t len;

	return !state_read_text(st, ifname, gen, STATE_MAPS, &text, &len) &&
	       !strstr(text, member);
}

int share_void(const struct state *st, const char *ifname, unsigned int gen,
	       int fd)
{
	json_t *json;
	char name[16];
	uint32_t id;
	int err = id_of(fd, &id);

	snprintf(name, sizeof(name), "%" PRIu32, id);
	if (err || is_void(st, ifname, gen, name))
		return err;
	json = state_read_json(st, ifname, gen, STATE_MAPS);
	/* Also for want of memory: without the file nothing is shared. */
	if (!json && unlink(state_text_path(st, ifname, gen, STATE_MAPS)) &&
	    errno != ENOENT)
		err = -errno;
	else if (!json_object_del(json_object_get(json, "maps"), name))
		err = state_write_json(st, ifname, gen, STATE_MAPS, json);
	json_decref(json);
	return err;
}
