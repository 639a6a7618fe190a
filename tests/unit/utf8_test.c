// SPDX-License-Identifier: GPL-2.0-only
/*
 * utf8_test.c - is text of any origin shown as text?
 */
#include "base/utf8.h"
#include "lib/fixture.h"

#include <jansson.h>

static void assert_shown(struct fixture *f, const char *text,
			 const char *expected)
{
	assert_string_equal(utf8_text(f->arena, text), expected);
}

static void text_stays_as_it_is(void **state)
{
	struct fixture *f = *state;
	const char *texts[] = { "", "web, \"a b\"\t~", "caf\xc3\xa9",
				"\xe2\x82\xac", "\xf0\x9f\x94\xa5" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_ptr_equal(utf8_text(f->arena, texts[i]), texts[i]);
}

static void bytes_that_are_no_character_are_numbers(void **state)
{
	assert_shown(*state, "caf\xe9!", "caf\\xe9!");
	assert_shown(*state, "\xed\xa0\x80", "\\xed\\xa0\\x80");
	assert_shown(*state, "\xc0\xaf", "\\xc0\\xaf");
}

/* Among them the two ways to begin a command to a terminal. */
static void control_characters_are_numbers(void **state)
{
	assert_shown(*state, "a\x1b[2Jb", "a\\x1b[2Jb");
	assert_shown(*state,
		     "a\xc2\x9b"
		     "2Jb",
		     "a\\xc2\\x9b2Jb");
	assert_shown(*state, "a\nb\r\b\x7f", "a\\x0ab\\x0d\\x08\\x7f");
	assert_shown(*state, "\xc2\xa0", "\xc2\xa0");
}

static void encoding_alone_says_what_is_utf8(void **state)
{
	(void)state;
	assert_true(utf8_is_valid("a\n\x1b\xc2\x9b\x7f\xc3\xa9"));
	assert_false(utf8_is_valid("caf\xe9"));
	assert_false(utf8_is_valid("\xc2"));
}

/* Read again, it is what it was. */
static void json_has_it_as_a_string(void **state)
{
	const char text[] = "in \"a\\b\" \t\xc3\xa9";
	char *again = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&again, &len);
	json_t *json;

	(void)state;
	utf8_print_json(text, out);
	fclose(out);
	json = json_loads(again, JSON_DECODE_ANY, NULL);
	assert_string_equal(json_string_value(json), text);
	json_decref(json);
	free(again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(text_stays_as_it_is),
		test(bytes_that_are_no_character_are_numbers),
		test(control_characters_are_numbers),
		test(encoding_alone_says_what_is_utf8),
		test(json_has_it_as_a_string),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
