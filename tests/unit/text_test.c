// SPDX-License-Identifier: GPL-2.0-only
/*
 * text_test.c - texts that are made piece by piece
 */
#include "base/text.h"

#include "lib/fixture.h"

#include <stdlib.h>

static void a_text_is_what_was_put_since_the_last_was_taken(void **state)
{
	struct fixture *f = *state;
	struct arena *a = f->arena;
	struct text t = {};
	const char *first, *second, *third;

	text_put(&t, "a long");
	text_put(&t, "");
	text_printf(&t, " %s %d", "text", 1);
	first = text_take(&t, a);
	text_put(&t, "short");
	second = text_take(&t, a);
	third = text_take(&t, a);
	assert_string_equal(first, "a long text 1");
	assert_string_equal(second, "short");
	assert_string_equal(third, "");
	text_free(&t);
}

static void a_text_that_was_never_put_is_empty(void **state)
{
	struct fixture *f = *state;
	struct text t = {};

	text_put(&t, "");
	assert_string_equal(text_take(&t, f->arena), "");
	text_free(&t);
	text_free(&t);
	assert_null(t.v);
}

/* Puts a piece of each length up to 446. */
static void put_many(struct text *t)
{
	char piece[447];

	for (size_t n = 1; n < sizeof(piece); n++) {
		memset(piece, 'a' + n % 26, n);
		piece[n] = '\0';
		if (n % 2)
			text_put(t, piece);
		else
			text_printf(t, "%s", piece);
	}
}

static void a_file_gets_what_a_text_without_one_has(void **state)
{
	struct fixture *f = *state;
	struct text grown = {}, t = {};
	const char *expected;
	char *got = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&got, &len);

	put_many(&grown);
	expected = text_take(&grown, f->arena);
	text_free(&grown);
	t.to = out;
	put_many(&t);
	assert_true(t.cap < strlen(expected));
	text_free(&t);
	fclose(out);
	assert_int_equal(len, 446 * 447 / 2);
	assert_string_equal(got, expected);
	free(got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_text_is_what_was_put_since_the_last_was_taken),
		test(a_text_that_was_never_put_is_empty),
		test(a_file_gets_what_a_text_without_one_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
