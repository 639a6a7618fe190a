// SPDX-License-Identifier: GPL-2.0-only
/*
 * line_diff_test.c - are the lines found in which two texts differ?
 */
#include "base/line_diff.h"
#include "lib/fixture.h"

static struct line_text text(const char *s)
{
	return (struct line_text){ s, strlen(s) };
}

/* The hunks as one line: "2: -b +x,y". */
static const char *print(struct arena *a, const struct line_diff *d)
{
	const struct line_hunk *h;
	const char *all = "";

	vec_for_each(h, &d->hunks)
		all = arena_printf(a, "%s%s%u-%u+%u", all, *all ? " " : "",
				   h->line, h->n_old, h->n_new);
	return all;
}

static void assert_diff(void **state, const char *old, const char *new,
			const char *expected)
{
	struct fixture *f = *state;
	struct line_diff d;

	assert_int_equal(line_diff(f->arena, text(old), text(new), &d), 0);
	assert_string_equal(print(f->arena, &d), expected);
}

static void lines_that_differ_are_found(void **state)
{
	assert_diff(state, "a\nb\nc\n", "a\nb\nc\n", "");
	assert_diff(state, "a\nb\nc\n", "a\nx\nc\n", "2-1+1");
	assert_diff(state, "a\nb\nc\n", "a\nc\n", "2-1+0");
	assert_diff(state, "a\nc\n", "a\nb\nc\n", "2-0+1");
	assert_diff(state, "a\nb\n", "x\na\nb\n", "1-0+1");
	assert_diff(state, "a\nb\n", "a\nb\nx\n", "3-0+1");
	assert_diff(state, "a\nb\n", "a\n", "2-1+0");
	assert_diff(state, "ab\nc\n", "aX\nc\n", "1-1+1");
	assert_diff(state, "", "a\n", "1-0+1");
	assert_diff(state, "a\nb\nc\nd\ne\n", "a\nx\nc\nd\ny\n", "2-1+1 5-1+1");
	assert_diff(state, "a\nb\nc\n", "a\nc\nx\n", "2-1+0 4-0+1");
}

static void a_newline_at_the_end_counts(void **state)
{
	assert_diff(state, "a\nb", "a\nb\n", "2-1+1");
	assert_diff(state, "a\nb", "a\nb\nc", "2-1+2");
}

static void texts_of_hunks_are_those_of_the_lines(void **state)
{
	struct fixture *f = *state;
	struct line_text line, left;
	struct line_diff d;

	assert_int_equal(line_diff(f->arena, text("a\nb\nc\n"),
				   text("a\nx\ny\nc\n"), &d),
			 0);
	assert_int_equal(d.hunks.n, 1);
	assert_memory_equal(d.hunks.v[0].old.s, "b\n", 2);
	assert_int_equal(d.hunks.v[0].old.len, 2);
	left = d.hunks.v[0].new;
	assert_true(line_take(&left, &line));
	assert_int_equal(line.len, 1);
	assert_memory_equal(line.s, "x", 1);
	assert_true(line_take(&left, &line));
	assert_memory_equal(line.s, "y", 1);
	assert_false(line_take(&left, &line));
}

static void many_lines_are_too_many(void **state)
{
	struct fixture *f = *state;
	char old[1000] = "", new[1000] = "";
	struct line_diff d;

	for (int i = 0; i < 100; i++) {
		sprintf(old + strlen(old), "a%d\n", i);
		sprintf(new + strlen(new), "b%d\n", i);
	}
	assert_int_equal(line_diff(f->arena, text(old), text(new), &d), -E2BIG);
}

/* What hunks say of the old text makes the new one. */
static void hunks_make_the_new_text(void **state)
{
	struct fixture *f = *state;
	unsigned int r = 7;

	for (int times = 0; times < 2000; times++) {
		char old[200] = "", new[200] = "", made[400] = "";
		struct line_diff d;
		const char *at = old;
		const struct line_hunk *h;

		for (int i = 0; i < 20; i++) {
			r = r * 1664525 + 1013904223;
			sprintf(old + strlen(old), "%u\n", r >> 28);
			if (r >> 20 & 7)
				strcat(new,
				       strrchr(old, '\n') - 1 - (r >> 28 > 9));
			if (!(r >> 16 & 7))
				sprintf(new + strlen(new), "%u\n", r >> 8 & 15);
		}
		assert_int_equal(line_diff(f->arena, text(old), text(new), &d),
				 0);
		vec_for_each(h, &d.hunks) {
			strncat(made, at, h->old.s - at);
			strncat(made, h->new.s, h->new.len);
			at = h->old.s + h->old.len;
		}
		strcat(made, at);
		assert_string_equal(made, new);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(lines_that_differ_are_found),
		test(a_newline_at_the_end_counts),
		test(texts_of_hunks_are_those_of_the_lines),
		test(many_lines_are_too_many),
		test(hunks_make_the_new_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
