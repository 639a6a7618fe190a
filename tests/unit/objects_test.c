// SPDX-License-Identifier: GPL-2.0-only
/*
 * objects_test.c - images in the kernel, and what it says of bad ones
 *
 * Needs the right to load programs; without it each test is skipped.
 */
#include "lib/insns.h"
#include "load/objects.h"

#include <setjmp.h>
#include <stdarg.h>
#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>

#include <cmocka.h>

#define N_KEYS 3

static struct arena *a;

static int setup(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static void add_exit(struct image *img)
{
	add_insn(a, img, MOV_K(0, 2), PLAN_NO_RULE);
	add_insn(a, img, EXIT(), PLAN_NO_RULE);
}

/* A control map, and a hash of N_KEYS keys with a value each. */
static void add_maps(struct image *img)
{
	static const uint8_t keys[N_KEYS * 4] = { 1, 0, 0, 0, 2, 0,
						  0, 0, 3, 0, 0, 0 };
	static const uint8_t values[N_KEYS * 4] = { 9, 0, 0, 0, 8, 0,
						    0, 0, 7, 0, 0, 0 };

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
		.keys = keys,
		.values = values,
	};
}

static void load(const struct image *img, struct objects *o)
{
	struct nicfw_control control = { .ready = 1 };
	struct refusal refusal;
	int err = objects_load(a, img, NULL, control, NULL, o, &refusal);

	if (err == -EPERM)
		skip();
	if (err)
		fail_msg("%s", refusal.why);
}

static void fills_maps_and_reads_them_back(void **state)
{
	struct image img = { .has_frags = true };
	uint32_t key = 3, value, id;
	const char *why = NULL;
	struct objects o;

	(void)state;
	add_maps(&img);
	add_exit(&img);
	load(&img, &o);
	assert_int_equal(o.n_maps, 2);
	assert_int_equal(objects_prog_id(o.prog, &id), 0);
	assert_int_equal(id, o.prog_id);
	assert_int_equal(bpf_map_lookup_elem(o.maps[1], &key, &value), 0);
	assert_int_equal(value, 7);
	assert_int_equal(objects_verify(a, &o, &why), 0);
	objects_close(&o);
	assert_int_equal(o.prog, -1);
}

static void notices_what_is_not_as_it_was_written(void **state)
{
	struct nicfw_control control = {};
	uint32_t key = 3, first = 0;
	struct image img = {};
	const char *why = NULL;
	struct objects o;

	(void)state;
	add_maps(&img);
	add_exit(&img);
	load(&img, &o);
	bpf_map_delete_elem(o.maps[1], &key);
	assert_int_equal(objects_verify(a, &o, &why), -EIO);
	assert_string_equal(why, "map keys does not hold what was written");
	bpf_map_update_elem(o.maps[0], &first, &control, BPF_ANY);
	assert_int_equal(objects_verify(a, &o, &why), -EIO);
	assert_string_equal(why, "map control does not hold what was written");
	objects_close(&o);
}

static void picks_the_line_of_the_verifier_that_tells(void **state)
{
	struct nicfw_control control = { .ready = 1 };
	struct refusal refusal;
	struct image img = {};
	struct objects o;
	int err;

	(void)state;
	/* No field of the context is there. */
	add_insn(a, &img, LOAD(BPF_W, 0, 1, 1000), PLAN_NO_RULE);
	add_exit(&img);
	err = objects_load(a, &img, NULL, control, NULL, &o, &refusal);
	if (err == -EPERM)
		skip();
	assert_true(err < 0);
	assert_non_null(strstr(refusal.why, "invalid bpf_context access"));
	assert_null(strchr(refusal.why, '\n'));
	assert_non_null(strstr(refusal.log, "processed"));
}

/* For index 0 the kernel would make objects of the host. */
static void a_nic_without_an_index_is_not_the_host(void **state)
{
	struct nicfw_control control = { .ready = 1 };
	const struct nic nic = { .name = "gone0" };
	struct refusal refusal;
	struct image img = {};
	struct objects o;

	(void)state;
	add_exit(&img);
	assert_int_equal(
		objects_load(a, &img, &nic, control, NULL, &o, &refusal),
		-ENODEV);
	assert_string_equal(refusal.why, "program: the device is gone");
}

static void a_device_that_is_not_there_takes_no_map(void **state)
{
	const struct nic nic = { .name = "gone0", .ifindex = INT32_MAX };
	struct nicfw_control control = { .ready = 1 };
	struct refusal refusal;
	struct image img = {};
	struct objects o;
	int err;

	(void)state;
	add_maps(&img);
	add_exit(&img);
	err = objects_load(a, &img, &nic, control, NULL, &o, &refusal);
	if (err == -EPERM)
		skip();
	assert_true(err < 0);
	assert_string_equal(refusal.why,
			    "map control of 1 entries: the device is gone");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(fills_maps_and_reads_them_back),
		TEST(notices_what_is_not_as_it_was_written),
		TEST(picks_the_line_of_the_verifier_that_tells),
		TEST(a_nic_without_an_index_is_not_the_host),
		TEST(a_device_that_is_not_there_takes_no_map),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
