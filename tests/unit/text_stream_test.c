// SPDX-License-Identifier: GPL-2.0-only
/*
 * text_stream_test.c - texts that one stream prints
 */
#include "base/text_stream.h"

#include "lib/fixture.h"

static void a_text_is_what_was_printed_since_its_start(void **state)
{
	struct fixture *f = *state;
	struct arena *a = f->arena;
	struct text_stream s = {};
	const char *first, *second, *third;

	fputs("a long text", text_stream_start(&s));
	first = text_stream_take(&s, a);
	fputs("short", text_stream_start(&s));
	second = text_stream_take(&s, a);
	text_stream_start(&s);
	third = text_stream_take(&s, a);
	assert_string_equal(first, "a long text");
	assert_string_equal(second, "short");
	assert_string_equal(third, "");
	text_stream_free(&s);
}

static void a_stream_that_never_printed_is_freed(void **state)
{
	struct text_stream s = {};

	(void)state;
	text_stream_free(&s);
	assert_null(s.out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_text_is_what_was_printed_since_its_start),
		test(a_stream_that_never_printed_is_freed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
