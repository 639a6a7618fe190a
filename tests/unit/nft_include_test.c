// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_include_test.c - are files found that others include?
 */
#include "lib/nft_reading.h"

#include <unistd.h>

static void write_file(const char *dir, const char *name, const char *text)
{
	char path[200];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	out = fopen(path, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static void remove_file(const char *dir, const char *name)
{
	char path[200];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	unlink(path);
}

/* As nft 1.0.6 with -I: not beside the file, and a glob may find nothing. */
static void includes_are_looked_for_and_sorted(void **state)
{
	const char *dirs[] = { "/nowhere", NULL };
	const struct nft_options opts = { .include_dirs = dirs,
					  .n_include_dirs = 2 };
	char dir[] = "/tmp/nft_include_test.XXXXXX";
	struct fixture *f = *state;
	struct ruleset *rs = NULL;
	int err;

	assert_non_null(mkdtemp(dir));
	dirs[1] = dir;
	write_file(dir, "main.nft",
		   "include \"part*.inc\"\n"
		   "include \"none*.inc\"\ntable c");
	write_file(dir, "part2.inc", "table b");
	write_file(dir, "part1.inc", "table a { }");
	err = nft_parse_file(f->arena, f->diag,
			     arena_printf(f->arena, "%s/main.nft", dir), &opts,
			     &rs);
	remove_file(dir, "main.nft");
	remove_file(dir, "part1.inc");
	remove_file(dir, "part2.inc");
	rmdir(dir);
	assert_int_equal(err, 0);
	assert_int_equal(rs->tables.n, 3);
	assert_string_equal(rs->tables.v[0].name, "a");
	assert_string_equal(rs->tables.v[1].name, "b");
	assert_string_equal(rs->tables.v[2].name, "c");
	assert_non_null(strstr(rs->tables.v[1].loc.file, "/part2.inc"));
	assert_refused(f, "include \"part1.inc\"\n", 1, 9,
		       "cannot include part1.inc");
	assert_refused(f, "include \"./part1.inc\"\n", 1, 9,
		       "cannot include ./part1.inc");
	assert_int_equal(parse(f, "include \"./none*.inc\"\n"
				  "include \"/tmp/\"\n")
				 ->tables.n,
			 0);
}

static void a_file_that_is_not_there_is_an_error(void **state)
{
	struct fixture *f = *state;
	struct ruleset *rs;

	assert_int_equal(
		nft_parse_file(f->arena, f->diag, "not/there.nft", NULL, &rs),
		-ENOENT);
	assert_int_equal(f->diag->n_errors, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(includes_are_looked_for_and_sorted),
		test(a_file_that_is_not_there_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
