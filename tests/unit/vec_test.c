// SPDX-License-Identifier: GPL-2.0-only
/*
 * vec_test.c - do vectors keep what they have where they move?
 */
#include "base/pages.h"
#include "base/vec.h"
#include "lib/fixture.h"
#include "lib/mapped.h"

#include <stdint.h>
#include <stdio.h>

#define N_ELEMENTS 2000000

static void a_large_vector_keeps_its_elements(void **state)
{
	struct fixture *f = *state;
	VEC(uint64_t) numbers = {};

	for (uint64_t i = 0; i < N_ELEMENTS; i++) {
		uint64_t *added = vec_push_large(f->arena, &numbers);

		assert_int_equal(*added, 0);
		*added = i;
		/* What others have in between is not what moves. */
		if (i % 1000 == 0)
			arena_alloc(f->arena, i % 70000);
	}
	for (uint64_t i = 0; i < N_ELEMENTS; i++)
		assert_int_equal(numbers.v[i], i);
}

struct large {
	uint64_t v[4];
};

/* Of 32 MB at last, the 16 MB before, and all before that, are gone. */
static void a_large_vector_leaves_nothing_behind(void **state)
{
	struct fixture *f = *state;
	VEC(struct large) all = {};
	long before;

	/* Of the tests before this one. */
	pages_return();
	before = mapped_mb();
	for (uint32_t i = 0; i < 1 << 20; i++)
		vec_push_large(f->arena, &all);
	assert_in_range(mapped_mb() - before, 32, 48);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_large_vector_keeps_its_elements),
		test(a_large_vector_leaves_nothing_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
