// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory_test.c - what maps take of memory, and who says what there is
 *
 * Sizes are held against what the kernel says of real maps, which needs the
 * right to make some. What there is, is read from a folder that stands for the
 * root.
 */
#include "base/fd.h"
#include "load/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <bpf/bpf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include <cmocka.h>

struct fixture {
	struct arena *arena;
	char root[sizeof("/tmp/nicfw-memory-XXXXXX")];
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->arena = arena_new();
	strcpy(f->root, "/tmp/nicfw-memory-XXXXXX");
	if (!mkdtemp(f->root))
		return -1;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	int err = system(arena_printf(f->arena, "rm -r %s", f->root));

	arena_free(f->arena);
	free(f);
	return err;
}

/* ---- Sizes ---- */

static const struct image_map maps[] = {
	{ MAP_CONTROL, "control", BPF_MAP_TYPE_ARRAY, 4, 8, 1 },
	{ MAP_COUNTERS, "counters", BPF_MAP_TYPE_ARRAY, 4, 16, 20000 },
	{ MAP_COUNTERS, "each", BPF_MAP_TYPE_PERCPU_ARRAY, 4, 16, 1 },
	{ MAP_COUNTERS, "each", BPF_MAP_TYPE_PERCPU_ARRAY, 4, 16, 3000 },
	{ MAP_SCRATCH, "scratch", BPF_MAP_TYPE_PERCPU_ARRAY, 4, 64, 1 },
	{ MAP_TREE, "tree", BPF_MAP_TYPE_ARRAY, 4, 4100, 1 },
	{ MAP_TREE, "tree", BPF_MAP_TYPE_ARRAY, 4, 1000000, 1 },
	{ MAP_KEYS, "keys", BPF_MAP_TYPE_HASH, 4, 4, 1 },
	{ MAP_KEYS, "keys", BPF_MAP_TYPE_HASH, 12, 8, 33 },
	{ MAP_KEYS, "keys", BPF_MAP_TYPE_HASH, 20, 4, 5000 },
	{ MAP_KEYS, "keys", BPF_MAP_TYPE_HASH, 36, 8, 70000 },
};

/* What the kernel says that a map takes. */
static uint64_t said_of(int fd)
{
	char path[64], line[128];
	uint64_t bytes = 0;
	FILE *in;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	in = fopen(path, "r");
	assert_non_null(in);
	while (fgets(line, sizeof(line), in))
		sscanf(line, "memlock: %" SCNu64, &bytes);
	fclose(in);
	return bytes;
}

/*
 * From 5.11 to 6.3 kernels said no more than keys and values
 * (kernel/bpf/syscall.c, bpf_map_memory_footprint).
 */
static bool kernel_counts_values_only(void)
{
	unsigned int major = 0, minor = 0;
	struct utsname u;

	uname(&u);
	sscanf(u.release, "%u.%u", &major, &minor);
	return (major == 5 && minor >= 11) || (major == 6 && minor < 4);
}

/*
 * The kernel does not say what kmalloc() rounds up, nor whose memory each part
 * of a per-CPU area is: both at most double what it says.
 */
static void maps_take_what_the_kernel_says(void **state)
{
	const struct memory_host host = memory_this_host();

	(void)state;
	for (size_t i = 0; i < sizeof(maps) / sizeof(*maps); i++) {
		const struct image_map *m = &maps[i];
		LIBBPF_OPTS(bpf_map_create_opts, opts,
			    .map_flags = m->role == MAP_TREE ? BPF_F_MMAPABLE
							     : 0);
		_cleanup_(close_fd) int fd =
			bpf_map_create(m->type, m->name, m->key_bytes,
				       m->value_bytes, m->max_entries, &opts);
		uint64_t bytes = memory_of_map(m, &host), said;

		if (fd == -EPERM)
			skip();
		assert_true(fd >= 0);
		said = said_of(fd);
		assert_true(said);
		if (bytes < said)
			fail_msg("map %zu: %" PRIu64 " of %" PRIu64, i, bytes,
				 said);
		if (!kernel_counts_values_only() &&
		    bytes > 2 * said + 4 * host.page_bytes)
			fail_msg("map %zu: %" PRIu64 " of %" PRIu64, i, bytes,
				 said);
	}
}

/* Of areas that are made of pages, nothing is rounded up but the last one. */
static void large_maps_take_hardly_more_than_the_kernel_says(void **state)
{
	const struct memory_host host = { 2, 4096 };

	(void)state;
	/* 2^17 buckets of 16 bytes, and 70002 elements of 48 + 40 + 8. */
	assert_in_range(memory_of_map(&maps[10], &host), 2097152 + 6720192,
			2097152 + 6720192 + 4096 + 2048);
	/* A page for the map itself. */
	assert_int_equal(memory_of_map(&maps[6], &host), 4096 + 1003520);
}

static void more_cpus_take_more_for_counters(void **state)
{
	const struct memory_host few = { 2, 4096 }, many = { 128, 4096 };

	(void)state;
	assert_int_equal(memory_of_map(&maps[3], &many) -
				 memory_of_map(&maps[3], &few),
			 126 * 16 * 3000);
	assert_int_equal(memory_of_map(&maps[1], &many),
			 memory_of_map(&maps[1], &few));
}

static void an_image_is_its_maps_and_its_program(void **state)
{
	const struct memory_host host = { 2, 4096 };
	struct fixture *f = *state;
	struct image img = {};

	for (size_t i = 0; i < 1000; i++)
		vec_push(f->arena, &img.insns);
	*vec_push(f->arena, &img.maps) = maps[10];
	*vec_push(f->arena, &img.maps) = maps[3];
	assert_int_equal(memory_of_image(&img, &host),
			 memory_of_map(&maps[10], &host) +
				 memory_of_map(&maps[3], &host) +
				 memory_of_program(1000, &host));
	assert_in_range(memory_of_program(1000, &host), 8000, 24576);
}

/* ---- Room ---- */

/* Writes @text to root/@path; its folders are made. */
static void put(struct fixture *f, const char *path, const char *text)
{
	char *whole = arena_printf(f->arena, "%s%s", f->root, path);
	char *dir = arena_strndup(f->arena, whole, strrchr(whole, '/') - whole);
	FILE *out;

	assert_int_equal(system(arena_printf(f->arena, "mkdir -p %s", dir)), 0);
	out = fopen(whole, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static void expect_room(struct fixture *f, uint64_t left, const char *who)
{
	struct memory_room room;

	memory_read_room(f->arena, f->root, &room);
	assert_non_null(room.who);
	assert_string_equal(room.who, who);
	assert_int_equal(room.left, left);
}

static void a_machine_without_proc_limits_nothing(void **state)
{
	struct fixture *f = *state;
	struct memory_room room;

	memory_read_room(f->arena, f->root, &room);
	assert_null(room.who);
	assert_null(memory_no_room(f->arena, UINT64_MAX, &room));
}

static void the_machine_has_what_is_available(void **state)
{
	struct fixture *f = *state;

	put(f, "/proc/meminfo",
	    "MemTotal:  9000 kB\nMemFree: 1 kB\nMemAvailable:   300 kB\n");
	expect_room(f, 300 * 1024, "the machine has");
}

static void put_cgroup2(struct fixture *f, const char *dir, const char *max,
			const char *used, const char *stat)
{
	const char *at = arena_printf(f->arena, "/sys/fs/cgroup%s", dir);

	put(f, arena_printf(f->arena, "%s/memory.max", at), max);
	put(f, arena_printf(f->arena, "%s/memory.current", at), used);
	put(f, arena_printf(f->arena, "%s/memory.stat", at), stat);
}

static void put_mounts(struct fixture *f, const char *cgroup,
		       const char *mountinfo)
{
	put(f, "/proc/sys/kernel/osrelease", "5.11.0-rc1\n");
	put(f, "/proc/meminfo", "MemAvailable: 4000 kB\n");
	put(f, "/proc/self/cgroup", cgroup);
	put(f, "/proc/self/mountinfo", mountinfo);
}

static const char mounts2[] =
	"22 1 0:21 / /proc rw shared:9 - proc proc rw\n"
	"30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw\n";

static void each_cgroup_above_may_be_the_tightest(void **state)
{
	struct fixture *f = *state;

	put_mounts(f, "0::/a/b\n", mounts2);
	put_cgroup2(f, "/a/b", "max\n", "1000\n", "");
	expect_room(f, 4096000, "the machine has");
	put_cgroup2(f, "/a", "900000\n", "100000\n", "anon 5\n");
	expect_room(f, 800000, "cgroup /a has");
	put_cgroup2(f, "/a/b", "500000\n", "1000\n", "");
	expect_room(f, 499000, "cgroup /a/b has");
	put_cgroup2(f, "/a/b", "500000\n", "600000\n", "");
	expect_room(f, 0, "cgroup /a/b has");
}

static void cached_files_are_given_up_first(void **state)
{
	struct fixture *f = *state;

	put_mounts(f, "0::/a\n", mounts2);
	put_cgroup2(
		f, "/a", "900000\n", "800000\n",
		"anon 5\nfile 700000\nshmem 1\ninactive_file 100000\nactive_file 200000\n");
	expect_room(f, 400000, "cgroup /a has");
}

static void cgroups_of_version_1_are_read(void **state)
{
	struct fixture *f = *state;

	put_mounts(
		f, "9:cpu:/other\n4:hugetlb,memory:/docker/x\n0::/\n",
		"33 1 0:30 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n"
		"32 1 0:29 /docker /sys/fs/cgroup/memory rw - cgroup cgroup rw,hugetlb,memory\n");
	put(f, "/sys/fs/cgroup/memory/x/memory.limit_in_bytes", "700000\n");
	put(f, "/sys/fs/cgroup/memory/x/memory.usage_in_bytes", "100000\n");
	put(f, "/sys/fs/cgroup/memory/x/memory.stat",
	    "inactive_file 7\ntotal_inactive_file 50000\n");
	put(f, "/sys/fs/cgroup/memory/memory.limit_in_bytes",
	    "9223372036854771712\n");
	put(f, "/sys/fs/cgroup/memory/memory.usage_in_bytes", "1\n");
	expect_room(f, 650000, "cgroup /x has");
}

/* What is mounted is another's, or above where this process may look. */
static void cgroups_that_cannot_be_seen_limit_nothing(void **state)
{
	struct fixture *f = *state;

	put_mounts(f, "0::/../a\n", mounts2);
	put_cgroup2(f, "/a", "1\n", "1\n", "");
	put_cgroup2(f, "", "1\n", "1\n", "");
	expect_room(f, 4096000, "the machine has");
	put_mounts(f, "0::/ab\n",
		   "30 23 0:26 /a /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
	expect_room(f, 4096000, "the machine has");
}

static void kernels_before_5_11_ask_for_locked_memory_instead(void **state)
{
	struct fixture *f = *state;

	put_mounts(f, "0::/a\n", mounts2);
	put_cgroup2(f, "/a", "1\n", "1\n", "");
	put(f, "/proc/sys/kernel/osrelease", "5.10.0-28-amd64\n");
	put(f, "/proc/self/limits",
	    "Limit Soft Hard Units\n"
	    "Max locked memory         65536                65536                bytes     \n");
	expect_room(
		f, 65536,
		"the limit on locked memory (ulimit -l), which only root may raise, has");
	put(f, "/proc/self/limits",
	    "Max locked memory         unlimited            unlimited            bytes     \n");
	expect_room(f, 4096000, "the machine has");
}

static void what_does_not_fit_is_told_with_figures(void **state)
{
	const struct memory_room room = { 3299999, "cgroup /a has" };
	const struct memory_room little = { 2999, "the machine has" };
	struct fixture *f = *state;

	assert_null(memory_no_room(f->arena, 3299999, &room));
	assert_string_equal(
		memory_no_room(f->arena, 12340001, &room),
		"maps and program need 12.4 MB, and cgroup /a has 3.2 MB left");
	assert_string_equal(
		memory_no_room(f->arena, 3000, &little),
		"maps and program need 3 kB, and the machine has 2 kB left");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(maps_take_what_the_kernel_says),
		TEST(large_maps_take_hardly_more_than_the_kernel_says),
		TEST(more_cpus_take_more_for_counters),
		TEST(an_image_is_its_maps_and_its_program),
		TEST(a_machine_without_proc_limits_nothing),
		TEST(the_machine_has_what_is_available),
		TEST(each_cgroup_above_may_be_the_tightest),
		TEST(cached_files_are_given_up_first),
		TEST(cgroups_of_version_1_are_read),
		TEST(cgroups_that_cannot_be_seen_limit_nothing),
		TEST(kernels_before_5_11_ask_for_locked_memory_instead),
		TEST(what_does_not_fit_is_told_with_figures),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
