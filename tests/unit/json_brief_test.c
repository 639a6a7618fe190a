// SPDX-License-Identifier: GPL-2.0-only
/*
 * json_brief_test.c - is what is passed over the long part, and nothing else?
 */
#include "load/json_brief.h"

#include "lib/fixture.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What is read of @text, as text, with "rows" passed over; "": nothing. */
static const char *brief(struct fixture *f, const char *text)
{
	char path[] = "/tmp/json_brief.XXXXXX";
	int fd = mkstemp(path);
	json_t *json;
	char *out;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	json = json_brief_load(path, "rows");
	unlink(path);
	out = json ? json_dumps(json, JSON_COMPACT) : strdup("");
	json_decref(json);
	text = arena_strdup(f->arena, out);
	free(out);
	return text;
}

static void arrays_of_that_name_are_empty(void **state)
{
	assert_string_equal(
		brief(*state, "{ \"a\": [1], \"rows\" :\n[ {\"b\": [\"]\"]}, "
			      "[], \"\\\"]\" ], \"c\": {\"rows\": [2]} }"),
		"{\"a\":[1],\"rows\":[],\"c\":{\"rows\":[]}}");
}

static void what_only_looks_so_stays(void **state)
{
	static const char *const texts[] = {
		"{\"a\":\"rows\",\"b\":[1]}",
		"{\"a\":[\"rows\",[1]]}",
		"{\"a\":\"\\\"rows\\\": [1]\",\"b\":[\"\\\\\",[2]]}",
		"{\"rowsandmoreofthem\":[1],\"ro\":[2]}",
		"{\"rows\":null}",
		"{\"rows\":{\"a\":[1]}}",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_string_equal(brief(*state, texts[i]), texts[i]);
}

static void what_is_cut_short_is_nothing(void **state)
{
	assert_string_equal(brief(*state, "{\"rows\": [1, 2"), "");
	assert_string_equal(brief(*state, "{\"rows\": [\"]"), "");
	assert_string_equal(brief(*state, ""), "");
	assert_null(json_brief_load("/nowhere", "rows"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(arrays_of_that_name_are_empty),
		test(what_only_looks_so_stays),
		test(what_is_cut_short_is_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
