// SPDX-License-Identifier: GPL-2.0-only
/*
 * share_test.c - which maps a new generation takes over
 *
 * Needs the right to make maps; without it each test is skipped.
 */
#include "load/share.h"
#include "lib/fixture.h"
#include "lib/insns.h"

#include <bpf/bpf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define N_KEYS 3
#define IFNAME "eth0"

static uint8_t keys[N_KEYS * 4], values[N_KEYS * 4], tree[64];

/* The folder that state is kept in meanwhile. */
static char run[] = "/tmp/nicfw-share-XXXXXX";

static struct state state_in(struct arena *a)
{
	return (struct state){ .a = a, .run = run, .pins = run, .lock = -1 };
}

/* A control map, a hash of N_KEYS keys, and a tree. */
static struct image *image_of_maps(struct arena *a)
{
	struct image *img = arena_new_of(a, struct image);

	for (int i = 0; i < N_KEYS; i++) {
		keys[4 * i] = i;
		values[4 * i] = 9 - i;
	}
	memset(tree, 7, sizeof(tree));
	*vec_push(a, &img->maps) = (struct image_map){
		.role = MAP_CONTROL,
		.name = "control",
		.type = BPF_MAP_TYPE_ARRAY,
		.key_bytes = 4,
		.value_bytes = sizeof(struct nicfw_control),
		.max_entries = 1,
	};
	*vec_push(a, &img->maps) = (struct image_map){
		.role = MAP_KEYS,
		.name = "keys",
		.type = BPF_MAP_TYPE_HASH,
		.key_bytes = 4,
		.value_bytes = 4,
		.max_entries = N_KEYS,
		.n_entries = N_KEYS,
		.keys = arena_memdup(a, keys, sizeof(keys)),
		.values = arena_memdup(a, values, sizeof(values)),
	};
	*vec_push(a, &img->maps) = (struct image_map){
		.role = MAP_TREE,
		.name = "tree",
		.type = BPF_MAP_TYPE_ARRAY,
		.key_bytes = 4,
		.value_bytes = sizeof(tree),
		.max_entries = 1,
		.n_entries = 1,
		.values = arena_memdup(a, tree, sizeof(tree)),
	};
	add_insn(a, img, MOV_K(0, 2), PLAN_NO_RULE);
	add_insn(a, img, EXIT(), PLAN_NO_RULE);
	return img;
}

static uint32_t id_of(int fd)
{
	struct bpf_map_info info = {};
	uint32_t len = sizeof(info);

	assert_int_equal(bpf_obj_get_info_by_fd(fd, &info, &len), 0);
	return info.id;
}

/* Generation @gen with @img, as a load makes it. */
static void load(struct fixture *f, const struct image *img, unsigned int gen,
		 struct objects *o)
{
	const struct nicfw_control control = { .ready = 1 };
	const struct state st = state_in(f->arena);
	struct refusal refusal;
	struct share share;
	int *given, err;

	share_read(&st, IFNAME, gen - 1, &share);
	given = share_open(&share, img);
	err = objects_load(f->arena, img, NULL, control, given, o, &refusal);
	share_close(img, given);
	if (err == -EPERM)
		skip();
	if (err)
		fail_msg("%s", refusal.why);
	assert_int_equal(share_write(&share, &st, IFNAME, gen, o), 0);
}

/* True where map @i of a load of @next after one of @img is the same. */
static bool is_shared(struct fixture *f, const struct image *img,
		      const struct image *next, size_t i)
{
	struct objects old, new;
	const char *why;
	bool is_same;

	load(f, img, 1, &old);
	load(f, next, 2, &new);
	assert_int_equal(objects_verify(f->arena, &new, &why), 0);
	is_same = id_of(old.maps[i]) == id_of(new.maps[i]);
	objects_close(&old);
	/* What is shared is the new one's as well. */
	assert_int_equal(objects_verify(f->arena, &new, &why), 0);
	objects_close(&new);
	return is_same;
}

static void maps_that_are_the_same_are_shared(void **state)
{
	struct fixture *f = *state;
	struct image *img = image_of_maps(f->arena),
		     *next = image_of_maps(f->arena);

	assert_true(is_shared(f, img, next, 1));
	assert_true(is_shared(f, img, next, 2));
	/* Whether a program is ready or bypassed is its own matter. */
	assert_false(is_shared(f, img, next, 0));
}

static void maps_that_differ_are_made(void **state)
{
	struct fixture *f = *state;
	struct image *img = image_of_maps(f->arena),
		     *next = image_of_maps(f->arena);
	struct image_map *hash = &next->maps.v[1], *cut = &next->maps.v[2];

	((uint8_t *)hash->values)[4] ^= 1;
	assert_false(is_shared(f, img, next, 1));
	((uint8_t *)hash->values)[4] ^= 1;
	((uint8_t *)hash->keys)[4] ^= 16;
	assert_false(is_shared(f, img, next, 1));
	((uint8_t *)hash->keys)[4] ^= 16;
	hash->n_entries--;
	assert_false(is_shared(f, img, next, 1));
	hash->n_entries++;
	hash->max_entries++;
	assert_false(is_shared(f, img, next, 1));
	hash->max_entries--;
	assert_true(is_shared(f, img, next, 1));
	((uint8_t *)cut->values)[63] ^= 1;
	assert_false(is_shared(f, img, next, 2));
	assert_true(is_shared(f, img, next, 1));
}

static void a_map_that_is_to_change_is_not_shared(void **state)
{
	struct fixture *f = *state;
	const struct state st = state_in(f->arena);
	struct image *img = image_of_maps(f->arena);
	struct objects old, new;

	load(f, img, 1, &old);
	assert_int_equal(share_void(&st, IFNAME, 1, old.maps[1]), 0);
	assert_int_equal(share_void(&st, IFNAME, 1, old.maps[1]), 0);
	load(f, image_of_maps(f->arena), 2, &new);
	assert_int_not_equal(id_of(old.maps[1]), id_of(new.maps[1]));
	assert_int_equal(id_of(old.maps[2]), id_of(new.maps[2]));
	objects_close(&old);
	objects_close(&new);
}

/* Two sets may have the same elements, until one of them changes. */
static void maps_that_are_alike_stay_two(void **state)
{
	struct fixture *f = *state;
	struct image *img = image_of_maps(f->arena);
	struct objects old, new;

	*vec_push(f->arena, &img->maps) = img->maps.v[1];
	load(f, img, 1, &old);
	load(f, img, 2, &new);
	assert_int_equal(id_of(old.maps[1]) + id_of(old.maps[3]),
			 id_of(new.maps[1]) + id_of(new.maps[3]));
	assert_int_not_equal(id_of(new.maps[1]), id_of(new.maps[3]));
	objects_close(&old);
	objects_close(&new);
}

/* Whoever did that, and said nothing. */
static void a_map_that_does_not_hold_it_is_not_shared(void **state)
{
	struct fixture *f = *state;
	struct image *img = image_of_maps(f->arena);
	uint32_t last = N_KEYS - 1;
	struct objects old, new;

	load(f, img, 1, &old);
	assert_int_equal(bpf_map_delete_elem(old.maps[1], &last), 0);
	load(f, image_of_maps(f->arena), 2, &new);
	assert_int_not_equal(id_of(old.maps[1]), id_of(new.maps[1]));
	objects_close(&old);
	objects_close(&new);
}

static void where_nothing_is_known_nothing_is_shared(void **state)
{
	struct fixture *f = *state;
	struct state st = state_in(f->arena);
	struct image *img = image_of_maps(f->arena);
	struct objects old, new;
	json_t *broken = json_pack("{s:s}", "key", "abc");

	load(f, img, 1, &old);
	state_remove_texts(&st, IFNAME, 1);
	load(f, image_of_maps(f->arena), 2, &new);
	assert_int_not_equal(id_of(old.maps[1]), id_of(new.maps[1]));
	objects_close(&new);
	assert_int_equal(state_write_json(&st, IFNAME, 1, STATE_MAPS, broken),
			 0);
	load(f, image_of_maps(f->arena), 2, &new);
	assert_int_not_equal(id_of(old.maps[1]), id_of(new.maps[1]));
	objects_close(&new);
	objects_close(&old);
	json_decref(broken);
}

static int make_run(void **state)
{
	return mkdtemp(run) ? 0 : -1;
}

static int remove_run(void **state)
{
	struct arena *a = arena_new();
	struct state st = state_in(a);

	state_remove_texts(&st, IFNAME, 1);
	state_remove_texts(&st, IFNAME, 2);
	rmdir(arena_printf(a, "%s/%s", run, IFNAME));
	arena_free(a);
	return rmdir(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(maps_that_are_the_same_are_shared),
		test(maps_that_differ_are_made),
		test(a_map_that_is_to_change_is_not_shared),
		test(maps_that_are_alike_stay_two),
		test(a_map_that_does_not_hold_it_is_not_shared),
		test(where_nothing_is_known_nothing_is_shared),
	};

	return cmocka_run_group_tests(tests, make_run, remove_run);
}
