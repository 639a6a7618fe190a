// SPDX-License-Identifier: GPL-2.0-only
/*
 * term_test.c - colours are for terminals, and for those who want them
 */
#include "base/term.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* The far end of a pseudo terminal. */
static FILE *open_terminal(int *near)
{
	*near = posix_openpt(O_RDWR | O_NOCTTY);
	assert_true(*near >= 0);
	assert_int_equal(grantpt(*near), 0);
	assert_int_equal(unlockpt(*near), 0);
	return fopen(ptsname(*near), "w");
}

static void a_terminal_has_colours_unless_the_user_says_no(void **state)
{
	static const struct {
		const char *term, *no_color;
		bool has_colours;
	} rows[] = {
		{ "xterm", NULL, true }, { "xterm", "", true },
		{ "xterm", "1", false }, { "dumb", NULL, false },
		{ "", NULL, false },
	};
	int near;
	FILE *out = open_terminal(&near);

	assert_non_null(out);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		setenv("TERM", rows[i].term, 1);
		if (rows[i].no_color)
			setenv("NO_COLOR", rows[i].no_color, 1);
		else
			unsetenv("NO_COLOR");
		assert_int_equal(term_has_colours(out), rows[i].has_colours);
	}
	unsetenv("TERM");
	assert_false(term_has_colours(out));
	fclose(out);
	close(near);
}

static void a_file_has_none(void **state)
{
	FILE *out = tmpfile();

	assert_non_null(out);
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	assert_false(term_has_colours(out));
	fclose(out);
}

static void a_style_is_put_around_the_text(void **state)
{
	struct arena *a = arena_new();

	assert_string_equal(term_text(a, true, TERM_BAD, "x"),
			    "\033[31mx\033[m");
	assert_string_equal(term_text(a, true, TERM_PLAIN, "x"), "x");
	assert_string_equal(term_text(a, true, TERM_BAD, ""), "");
	for (enum term_style s = 0; s < N_TERM_STYLES; s++)
		assert_string_equal(term_text(a, false, s, "x"), "x");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_terminal_has_colours_unless_the_user_says_no),
		cmocka_unit_test(a_file_has_none),
		cmocka_unit_test(a_style_is_put_around_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
