// SPDX-License-Identifier: GPL-2.0-only
/*
 * text_index_test.c - is a text found among many, as often as it is there?
 */
#include "base/text_index.h"
#include "lib/fixture.h"

static void texts_are_found_where_they_are_first(void **state)
{
	static const char *const texts[] = { "a", "b", "", "a", "b" };
	struct fixture *f = *state;
	struct text_index index = text_index_of(f->arena, texts, 5);

	assert_int_equal(text_index_find(&index, "a"), 0);
	assert_int_equal(text_index_find(&index, "a"), 0);
	assert_int_equal(text_index_find(&index, "b"), 1);
	assert_int_equal(text_index_find(&index, ""), 2);
	assert_int_equal(text_index_find(&index, "c"), TEXT_INDEX_NONE);
}

static void texts_that_are_alike_are_taken_in_order(void **state)
{
	static const char *const texts[] = { "a", "b", "a", "a" };
	struct fixture *f = *state;
	struct text_index index = text_index_of(f->arena, texts, 4);

	assert_int_equal(text_index_take(&index, "a"), 0);
	assert_int_equal(text_index_take(&index, "a"), 2);
	assert_int_equal(text_index_take(&index, "b"), 1);
	assert_int_equal(text_index_take(&index, "b"), TEXT_INDEX_NONE);
	assert_int_equal(text_index_find(&index, "a"), 3);
}

static void nothing_is_found_in_nothing(void **state)
{
	struct fixture *f = *state;
	struct text_index index = text_index_of(f->arena, NULL, 0);

	assert_int_equal(text_index_find(&index, ""), TEXT_INDEX_NONE);
	assert_int_equal(text_index_take(&index, ""), TEXT_INDEX_NONE);
}

static void many_are_all_found(void **state)
{
	enum { N = 1000 };
	struct fixture *f = *state;
	const char *texts[N];
	struct text_index index;

	for (int i = 0; i < N; i++)
		texts[i] = arena_printf(f->arena, "%d", i);
	index = text_index_of(f->arena, texts, N);
	for (int i = N; i-- > 0;)
		assert_int_equal(text_index_take(&index, texts[i]), i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(texts_are_found_where_they_are_first),
		test(texts_that_are_alike_are_taken_in_order),
		test(nothing_is_found_in_nothing),
		test(many_are_all_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
