// SPDX-License-Identifier: GPL-2.0-only
/*
 * long_text_test.c - a text of many megabytes that is printed
 */
#include "base/long_text.h"

#include "lib/fixture.h"

#define N_LINES 100000

static void a_long_text_is_all_that_was_printed(void **state)
{
	struct long_text t = {};
	FILE *out = long_text_open(&t);
	const char *at;

	(void)state;
	for (unsigned int i = 0; i < N_LINES; i++)
		fprintf(out, "%06u\n", i);
	long_text_close(&t, out);
	assert_int_equal(t.len, 7 * N_LINES);
	assert_int_equal(strlen(t.s), t.len);
	at = t.s;
	for (unsigned int i = 0; i < N_LINES; i++, at += 7)
		assert_int_equal(strtoul(at, NULL, 10), i);
	long_text_free(&t);
	assert_null(t.s);
}

static void nothing_printed_is_an_empty_text(void **state)
{
	struct long_text t = {};

	(void)state;
	long_text_close(&t, long_text_open(&t));
	assert_string_equal(t.s, "");
	assert_int_equal(t.len, 0);
	long_text_free(&t);
	long_text_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_long_text_is_all_that_was_printed),
		test(nothing_printed_is_an_empty_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
