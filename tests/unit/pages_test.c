// SPDX-License-Identifier: GPL-2.0-only
/*
 * pages_test.c - is memory that was given back as good as new?
 */
#include "base/pages.h"
#include "lib/fixture.h"
#include "lib/mapped.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool is_zeroed(const char *at, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (at[i])
			return false;
	return true;
}

static void what_was_given_back_is_zeroed_for_the_next(void **state)
{
	char *first = pages_new(3 * PAGES_SIZE), *second;

	(void)state;
	assert_int_equal((uintptr_t)first % PAGES_SIZE, 0);
	assert_true(is_zeroed(first, 3 * PAGES_SIZE));
	memset(first, 1, 3 * PAGES_SIZE);
	pages_free(first, 3 * PAGES_SIZE);
	second = pages_new(2 * PAGES_SIZE + 1);
	assert_ptr_equal(second, first);
	assert_true(is_zeroed(second, 3 * PAGES_SIZE));
	pages_free(second, 2 * PAGES_SIZE + 1);
	pages_return();
}

/* Whatever their order: the middle one last, first, or between the others. */
static void parts_that_touch_are_one_again(void **state)
{
	static const size_t orders[][3] = { { 0, 2, 1 },
					    { 1, 0, 2 },
					    { 2, 1, 0 } };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char *all = pages_new(3 * PAGES_SIZE);

		for (size_t k = 0; k < 3; k++)
			pages_free(all + orders[i][k] * PAGES_SIZE, PAGES_SIZE);
		assert_ptr_equal(pages_new(3 * PAGES_SIZE), all);
		pages_free(all, 3 * PAGES_SIZE);
		pages_return();
	}
}

static void too_short_a_run_is_not_taken(void **state)
{
	char *all = pages_new(3 * PAGES_SIZE), *other;

	(void)state;
	pages_free(all, PAGES_SIZE);
	other = pages_new(2 * PAGES_SIZE);
	assert_true(other + PAGES_SIZE <= all || other >= all + 3 * PAGES_SIZE);
	pages_free(other, 2 * PAGES_SIZE);
	pages_free(all + PAGES_SIZE, 2 * PAGES_SIZE);
	pages_return();
}

/* Of runs of 2 MB, 16 in all, as many go as are mapped anew. */
static void a_process_is_no_larger_for_what_it_gave_back(void **state)
{
	char *all = pages_new(16 * PAGES_SIZE), *other;
	long before;

	(void)state;
	for (size_t i = 0; i < 16; i += 2)
		pages_free(all + i * PAGES_SIZE, PAGES_SIZE);
	before = mapped_mb();
	other = pages_new(5 * PAGES_SIZE);
	assert_true(mapped_mb() <= before);
	other = pages_grow(other, 5 * PAGES_SIZE, 8 * PAGES_SIZE);
	assert_true(mapped_mb() <= before);
	pages_free(other, 8 * PAGES_SIZE);
	for (size_t i = 1; i < 16; i += 2)
		pages_free(all + i * PAGES_SIZE, PAGES_SIZE);
	pages_return();
}

/* True if these bytes are of one mapping. */
static bool is_of_one(const char *at, size_t size)
{
	FILE *in = fopen("/proc/self/maps", "re");
	unsigned long start, end;
	bool is_one = false;

	assert_non_null(in);
	while (!is_one && fscanf(in, "%lx-%lx%*[^\n]", &start, &end) == 2)
		is_one = start <= (uintptr_t)at && (uintptr_t)at + size <= end;
	fclose(in);
	return is_one;
}

/* As kernels before 6.17 have it: what it moves is of one mapping. */
void *mremap(void *from, size_t size, size_t new_size, int flags, ...)
{
	va_list ap;
	void *to;

	va_start(ap, flags);
	to = va_arg(ap, void *);
	va_end(ap);
	if (!is_of_one(from, size)) {
		errno = EFAULT;
		return MAP_FAILED;
	}
	return (void *)syscall(SYS_mremap, from, size, new_size, flags, to);
}

static void check_grown(char *data)
{
	data[0] = 'a';
	data[PAGES_SIZE - 1] = 'b';
	data = pages_grow(data, PAGES_SIZE, 3 * PAGES_SIZE);
	assert_non_null(data);
	assert_int_equal(data[0], 'a');
	assert_int_equal(data[PAGES_SIZE - 1], 'b');
	assert_true(is_zeroed(data + 1, PAGES_SIZE - 2));
	assert_true(is_zeroed(data + PAGES_SIZE, 2 * PAGES_SIZE));
	memset(data, 1, 3 * PAGES_SIZE);
	pages_free(data, 3 * PAGES_SIZE);
}

/* First into pages of the kernel, then into those that were given back. */
static void what_grows_keeps_its_bytes(void **state)
{
	(void)state;
	check_grown(pages_new(PAGES_SIZE));
	check_grown(pages_new(PAGES_SIZE));
	pages_return();
}

/* Its bytes are of several mappings then; and the last one has small pages. */
static void what_has_grown_can_grow_again(void **state)
{
	size_t size = PAGES_SIZE + 1;
	char *data = pages_new(size);

	(void)state;
	data[0] = 'a';
	data[size - 1] = 'b';
	for (int i = 0; i < 4; i++) {
		const size_t last = size - 1;

		size = size * 2 + 1;
		data = pages_grow(data, last + 1, size);
		assert_non_null(data);
		assert_int_equal(data[0], 'a');
		assert_int_equal(data[last], 'b');
		assert_true(is_zeroed(data + last + 1, size - last - 1));
		data[size - 1] = 'b';
	}
	pages_free(data, size);
	pages_return();
}

/* No run is long enough; and the process is to have no more than it has. */
static void what_was_given_back_makes_room(void **state)
{
	struct rlimit before, limit;
	char *all = pages_new(64 * PAGES_SIZE), *data;

	(void)state;
	for (size_t i = 0; i < 64; i += 4)
		pages_free(all + i * PAGES_SIZE, 3 * PAGES_SIZE);
	assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
	limit = before;
	limit.rlim_cur = (rlim_t)mapped_mb() * 1024 * 1024 + PAGES_SIZE;
	assert_int_equal(setrlimit(RLIMIT_AS, &limit), 0);
	data = pages_new(8 * PAGES_SIZE);
	assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
	assert_non_null(data);
	pages_free(data, 8 * PAGES_SIZE);
	for (size_t i = 3; i < 64; i += 4)
		pages_free(all + i * PAGES_SIZE, PAGES_SIZE);
	pages_return();
}

/* More runs than there is room for: some are the kernel's at once. */
static void any_number_can_be_given_back(void **state)
{
	const size_t n = 1000;
	char *all = pages_new(2 * n * PAGES_SIZE);
	const long before = mapped_mb();

	(void)state;
	for (size_t i = 0; i < n; i++)
		pages_free(all + (i * 7 % n * 2 + 1) * PAGES_SIZE, PAGES_SIZE);
	assert_true(before - mapped_mb() >= 1000);
	for (size_t i = 0; i < n; i++) {
		memset(all + i * 2 * PAGES_SIZE, 1, 1);
		pages_free(all + i * 2 * PAGES_SIZE, PAGES_SIZE);
	}
	pages_return();
}

static void what_nobody_uses_can_be_the_kernels_again(void **state)
{
	const long before = mapped_mb();
	char *data = pages_new(50 * PAGES_SIZE);

	(void)state;
	assert_in_range(mapped_mb() - before, 100, 104);
	pages_free(data, 50 * PAGES_SIZE);
	assert_in_range(mapped_mb() - before, 100, 104);
	pages_return();
	assert_in_range(mapped_mb() - before, 0, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_given_back_is_zeroed_for_the_next),
		cmocka_unit_test(parts_that_touch_are_one_again),
		cmocka_unit_test(too_short_a_run_is_not_taken),
		cmocka_unit_test(a_process_is_no_larger_for_what_it_gave_back),
		cmocka_unit_test(what_grows_keeps_its_bytes),
		cmocka_unit_test(what_has_grown_can_grow_again),
		cmocka_unit_test(what_was_given_back_makes_room),
		cmocka_unit_test(any_number_can_be_given_back),
		cmocka_unit_test(what_nobody_uses_can_be_the_kernels_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
