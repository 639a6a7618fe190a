// SPDX-License-Identifier: GPL-2.0-only
/*
 * elf_test.c - object files that libbpf, and so ip and bpftool, can load
 */
#include "lib/insns.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
	struct arena *arena;
	struct image *img;
	char folder[32];
	const char *path;
};

/* Looks counter 0 up, adds 1 to it, and drops. */
static const struct bpf_insn insns[] = {
	MOV_K(0, 0),
	STORE(BPF_W, 10, -4, 0),
	MOV_X(2, 10),
	ALU64_K(BPF_ADD, 2, -4),
	LD_MAP(1, 1),
	CALL(map_lookup_elem),
	IF_K(BPF_JEQ, 0, 0, 2),
	MOV_K(1, 1),
	ADD_TO(BPF_DW, 0, 0, 1),
	LD_MAP(1, 0),
	MOV_K(0, 1),
	EXIT(),
};

static int setup(void **state)
{
	struct arena *a = arena_new();
	struct fixture *f = arena_new_of(a, struct fixture);

	f->arena = a;
	strcpy(f->folder, "/tmp/nicfw-elf-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	f->path = arena_printf(a, "%s/image.o", f->folder);
	f->img = make_image_of(a, insns);
	add_usual_maps(a, f->img, 7);
	libbpf_set_print(NULL);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	unlink(f->path);
	assert_int_equal(rmdir(f->folder), 0);
	arena_free(f->arena);
	return 0;
}

static void keeps_maps_and_program(void **state)
{
	struct fixture *f = *state;
	struct bpf_object *obj;
	struct bpf_program *prog;
	struct bpf_map *map;

	assert_int_equal(image_write_elf(f->img, false, f->path), 0);
	obj = bpf_object__open(f->path);
	assert_non_null(obj);
	prog = bpf_object__find_program_by_name(obj, "nicfw");
	assert_non_null(prog);
	assert_string_equal(bpf_program__section_name(prog), "xdp");
	assert_int_equal(bpf_program__type(prog), BPF_PROG_TYPE_XDP);
	assert_int_equal(bpf_program__insn_cnt(prog),
			 sizeof(insns) / sizeof(insns[0]));
	map = bpf_object__find_map_by_name(obj, "counters");
	assert_non_null(map);
	assert_int_equal(bpf_map__type(map), BPF_MAP_TYPE_ARRAY);
	assert_int_equal(bpf_map__key_size(map), 4);
	assert_int_equal(bpf_map__value_size(map), 16);
	assert_int_equal(bpf_map__max_entries(map), 7);
	assert_non_null(bpf_object__find_map_by_name(obj, "control"));
	bpf_object__close(obj);
}

static void runs_in_the_kernel(void **state)
{
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = "0123456789abcdef",
		    .data_size_in = 16, .repeat = 3);
	struct fixture *f = *state;
	struct bpf_object *obj;
	__u64 counter[2];
	__u32 key = 0;
	int err;

	assert_int_equal(image_write_elf(f->img, false, f->path), 0);
	obj = bpf_object__open(f->path);
	assert_non_null(obj);
	err = bpf_object__load(obj);
	if (err == -EPERM) {
		print_message("# skipped: bpf() is not permitted\n");
		bpf_object__close(obj);
		skip();
	}
	assert_int_equal(err, 0);
	err = bpf_prog_test_run_opts(
		bpf_program__fd(bpf_object__find_program_by_name(obj, "nicfw")),
		&run);
	assert_int_equal(err, 0);
	assert_int_equal(run.retval, XDP_DROP);
	err = bpf_map_lookup_elem(
		bpf_object__find_map_fd_by_name(obj, "counters"), &key,
		counter);
	assert_int_equal(err, 0);
	assert_int_equal(counter[0], 3);
	bpf_object__close(obj);
}

static void writes_a_program_without_maps(void **state)
{
	struct fixture *f = *state;
	const struct bpf_insn pass[] = { MOV_K(0, XDP_PASS), EXIT() };
	struct bpf_object *obj;

	assert_int_equal(
		image_write_elf(make_image_of(f->arena, pass), false, f->path),
		0);
	obj = bpf_object__open(f->path);
	assert_non_null(obj);
	assert_non_null(bpf_object__find_program_by_name(obj, "nicfw"));
	bpf_object__close(obj);
}

static void refuses_a_map_that_has_to_be_filled(void **state)
{
	struct fixture *f = *state;
	static const uint8_t word[4];

	add_map(f->arena, f->img,
		(struct image_map){ .role = MAP_KEYS,
				    .name = "set",
				    .type = BPF_MAP_TYPE_HASH,
				    .key_bytes = 4,
				    .value_bytes = 4,
				    .max_entries = 1,
				    .n_entries = 1,
				    .keys = word,
				    .values = word });
	assert_int_equal(image_write_elf(f->img, false, f->path), -EINVAL);
	assert_int_equal(access(f->path, F_OK), -1);
	assert_int_equal(image_write_elf(f->img, true, f->path), 0);
	assert_int_equal(access(f->path, F_OK), 0);
}

static void refuses_a_tree_which_nobody_else_can_fill(void **state)
{
	struct fixture *f = *state;
	static const uint8_t tree[64];

	add_map(f->arena, f->img,
		(struct image_map){ .role = MAP_TREE,
				    .name = "tree",
				    .type = BPF_MAP_TYPE_ARRAY,
				    .key_bytes = 4,
				    .value_bytes = sizeof(tree),
				    .max_entries = 1,
				    .n_entries = 1,
				    .keys = tree,
				    .values = tree });
	assert_int_equal(image_write_elf(f->img, true, f->path), -EINVAL);
	assert_int_equal(access(f->path, F_OK), -1);
}

/* teardown's rmdir() fails where something was left. */
static void leaves_no_file_where_it_cannot_write(void **state)
{
	struct fixture *f = *state;
	const char *folder = arena_printf(f->arena, "%s/folder", f->folder);
	const char *nowhere = arena_printf(f->arena, "%s/none/x.o", f->folder);

	assert_int_equal(image_write_elf(f->img, false, nowhere), -ENOENT);
	assert_int_equal(mkdir(folder, 0755), 0);
	assert_int_equal(image_write_elf(f->img, false, folder), -EISDIR);
	assert_int_equal(rmdir(folder), 0);
}

/* A limit on a file's length stands for a disk that is full. */
static void leaves_no_file_where_the_disk_is_full(void **state)
{
	struct fixture *f = *state;
	struct rlimit before, small;

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = (struct rlimit){ .rlim_cur = 64, .rlim_max = before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_true(image_write_elf(f->img, false, f->path) < 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(access(f->path, F_OK), -1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keeps_maps_and_program),
		TEST(runs_in_the_kernel),
		TEST(writes_a_program_without_maps),
		TEST(refuses_a_map_that_has_to_be_filled),
		TEST(refuses_a_tree_which_nobody_else_can_fill),
		TEST(leaves_no_file_where_it_cannot_write),
		TEST(leaves_no_file_where_the_disk_is_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
