// SPDX-License-Identifier: GPL-2.0-only
/*
 * errors_test.c - does each wrong ruleset get the messages that it asks for?
 *
 * A file in tests/corpus/errors starts with what it expects, a line for each
 * error, and must get these and no others:
 *
 *	# expect: LINE:COL: part of the message
 *
 * Files are read in their directory, so that messages name them without it.
 * Files whose name starts with "_" are there to be included by others.
 */
#include "lang/nft_parse.h"
#include "policy/resolve.h"

#include <errno.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define DIR    "tests/corpus/errors"
#define FILES  "[!_]*.nft"
#define PREFIX "# expect: "

struct expected {
	unsigned int line;
	unsigned int col;
	const char *text;
	bool is_met;
};

struct expectations {
	VEC(struct expected) v;
};

static void read_expectations(struct arena *a, const char *path,
			      struct expectations *out)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0;
	struct expected *e;
	int text_at;

	assert_non_null(f);
	while (getline(&line, &cap, f) > 0 &&
	       !strncmp(line, PREFIX, strlen(PREFIX))) {
		char *text = line + strlen(PREFIX);

		e = vec_push(a, &out->v);
		text[strcspn(text, "\n")] = '\0';
		text_at = 0;
		if (sscanf(text, "%u:%u: %n", &e->line, &e->col, &text_at) !=
			    2 ||
		    !text_at || !text[text_at])
			fail_msg("%s: write \"%sLINE:COL: TEXT\"", path,
				 PREFIX);
		e->text = arena_strdup(a, text + text_at);
	}
	free(line);
	fclose(f);
	if (!out->v.n)
		fail_msg("%s: no line starts with \"%s\"", path, PREFIX);
}

static bool meets(const struct diag_msg *msg, struct expectations *expected)
{
	struct expected *e;

	vec_for_each(e, &expected->v) {
		if (!e->is_met && e->line == msg->loc.line &&
		    e->col == msg->loc.col && strstr(msg->text, e->text)) {
			e->is_met = true;
			return true;
		}
	}
	return false;
}

/* How many messages are missing, or were not asked for. */
static size_t judge(const struct diag *diag, struct expectations *expected)
{
	const struct diag_msg *msg;
	const struct expected *e;
	size_t n_wrong = 0;

	vec_for_each(msg, &diag->msgs) {
		if (msg->level != DIAG_ERROR || meets(msg, expected))
			continue;
		print_message("# not expected: %u:%u: %s\n", msg->loc.line,
			      msg->loc.col, msg->text);
		n_wrong++;
	}
	vec_for_each(e, &expected->v) {
		if (e->is_met)
			continue;
		print_message("# missing: %u:%u: %s\n", e->line, e->col,
			      e->text);
		n_wrong++;
	}
	return n_wrong;
}

static void gets_its_errors(void **state)
{
	const char *path = *state;
	struct arena *a = arena_new();
	struct diag *diag = diag_new(a);
	struct expectations expected = {};
	struct ruleset *rs;
	struct policy *policy;
	size_t n_wrong;
	int err;

	read_expectations(a, path, &expected);
	err = nft_parse_file(a, diag, path, NULL, &rs);
	if (!err)
		err = resolve_ruleset(a, diag, rs, &policy);
	n_wrong = judge(diag, &expected);
	arena_free(a);
	assert_int_equal(err, -EINVAL);
	assert_int_equal(n_wrong, 0);
}

int main(void)
{
	struct CMUnitTest *tests;
	glob_t files;
	int failed;

	if (chdir(DIR) || glob(FILES, 0, NULL, &files)) {
		fprintf(stderr, "no %s in " DIR ": run this in the root\n",
			FILES);
		return 1;
	}
	tests = calloc(files.gl_pathc, sizeof(*tests));
	for (size_t i = 0; i < files.gl_pathc; i++) {
		tests[i].name = files.gl_pathv[i];
		tests[i].test_func = gets_its_errors;
		tests[i].initial_state = files.gl_pathv[i];
	}
	failed = _cmocka_run_group_tests("errors", tests, files.gl_pathc, NULL,
					 NULL);
	free(tests);
	globfree(&files);
	return failed;
}
