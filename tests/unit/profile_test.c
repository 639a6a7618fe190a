// SPDX-License-Identifier: GPL-2.0-only
/*
 * profile_test.c - the shipped profiles are read, and wrong ones refused
 */
#include "offload/profile.h"

#include <errno.h>
#include <linux/bpf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
	struct arena *arena;
	struct diag *diag;
	char *text; /* of agilio-cx.conf */
};

static const char *profiles_dir(void)
{
	return getenv("NICFW_PROFILES") ?: "nic-profiles";
}

static int setup(void **state)
{
	static struct fixture f;
	struct arena *a = arena_new();
	FILE *in = fopen(arena_printf(a, "%s/agilio-cx.conf", profiles_dir()),
			 "r");

	setenv("NICFW_PROFILES", profiles_dir(), 0);
	assert_non_null(in);
	f.arena = a;
	f.diag = diag_new(a);
	f.text = arena_alloc(a, 65536);
	assert_true(fread(f.text, 1, 65535, in) > 0);
	fclose(in);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	arena_free(f->arena);
	return 0;
}

/* Reads @text as a file of its own. */
static int read_text(struct fixture *f, const char *text, struct profile **out)
{
	char path[] = "/tmp/nicfw-profile-XXXXXX";
	int fd = mkstemp(path);
	int err;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	err = profile_read(f->arena, f->diag, path, out);
	unlink(path);
	return err;
}

/* agilio-cx.conf with the first @from in it replaced by @to. */
static char *edit(struct fixture *f, const char *from, const char *to)
{
	const char *at = strstr(f->text, from);

	assert_non_null(at);
	return arena_printf(f->arena, "%.*s%s%s", (int)(at - f->text), f->text,
			    to, at + strlen(from));
}

static void reads_every_shipped_profile(void **state)
{
	static const struct {
		const char *name;
		enum profile_stage stage;
		enum profile_unit unit;
		bool has_percpu;
	} rows[] = {
		{ "agilio-cx", STAGE_OFFLOAD, UNIT_NFP, false },
		{ "netdevsim", STAGE_OFFLOAD, UNIT_BPF, false },
		{ "driver", STAGE_DRIVER, UNIT_BPF, true },
		{ "generic", STAGE_GENERIC, UNIT_BPF, true },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct profile *p;
		int err = profile_find(f->arena, f->diag, rows[i].name, &p);

		diag_print(f->diag, stderr);
		assert_int_equal(err, 0);
		assert_string_equal(p->name, rows[i].name);
		assert_int_equal(p->stage, rows[i].stage);
		assert_int_equal(p->unit, rows[i].unit);
		assert_int_equal(p->percpu_counters, rows[i].has_percpu);
		assert_int_equal(p->map_types >> BPF_MAP_TYPE_PERCPU_ARRAY & 1,
				 rows[i].has_percpu);
		assert_int_equal(p->sources.n, 18);
		assert_true(profile_has_helper(p, BPF_FUNC_map_lookup_elem));
	}
}

static void keeps_the_figures_of_the_nic(void **state)
{
	struct fixture *f = *state;
	struct profile *p;

	assert_int_equal(profile_find(f->arena, f->diag, "agilio-cx", &p), 0);
	assert_int_equal(p->drivers.n, 1);
	assert_string_equal(p->drivers.v[0], "nfp");
	assert_int_equal(p->max_insns, 2800);
	assert_int_equal(p->map_types,
			 1 << BPF_MAP_TYPE_ARRAY | 1 << BPF_MAP_TYPE_HASH);
	assert_int_equal(p->max_element_bytes, 64);
	assert_int_equal(p->max_entries, 3072000);
	assert_int_equal(p->reach.ext_headers, 8);
	assert_int_equal(p->reach.ext_bytes, 1024);
	assert_false(p->frags);
	assert_false(profile_has_helper(p, BPF_FUNC_xdp_get_buff_len));
	assert_false(profile_has_helper(p, 100000));
	assert_string_equal(p->sources.v[0].figure, "max_insns");
	assert_true(p->sources.v[0].third_party);
	assert_non_null(strstr(p->sources.v[0].source, "mizar"));
}

static void refuses_a_wrong_profile_with_its_line(void **state)
{
	static const struct {
		const char *from;
		const char *to;
		const char *message;
	} rows[] = {
		{ "max_insns:", "max_isns:", "no figure 'max_isns'" },
		{ "stage = \"offload\";", "", "figure 'stage' is missing" },
		{ "stage = \"offload\"", "stage = \"nic\"",
		  "stage does not know 'nic'" },
		{ "stage = \"offload\"", "stage = 3", "a name in quotes" },
		{ "title = \"Netronome", "title = 3; #", "a text in quotes" },
		{ "value = 2800", "value = 0", "0 is out of range" },
		{ "value = 2800", "value = -5", "-5 is out of range" },
		{ "value = 2800", "value = 5000000000L", "is out of range" },
		{ "value = 2800", "value = \"x\"", "a whole number" },
		{ "value = 2800", "worth = 2800", "max_insns has no value" },
		{ "value = 2800;", "value = 2800; worth = 1;", "no 'worth'" },
		{ "value = false", "value = 0", "true or false" },
		{ "third_party = true", "third_party = 1", "true or false" },
		{ "value = [ \"array\", \"hash\" ]", "value = \"array\"",
		  "an array of names" },
		{ "\"hash\"", "\"trie\"", "map_types does not know 'trie'" },
		{ "\"map_lookup_elem\"", "\"map_lookup\"",
		  "helpers does not know 'map_lookup'" },
		{ "drivers = [ \"nfp\" ]", "drivers = \"nfp\"",
		  "an array of names" },
		{ "drivers = [ \"nfp\" ]", "drivers = [ 1 ]",
		  "a text in quotes" },
		{ "max_insns: {\n", "max_insns: 3; x: {\n", "a group" },
		{ "value = 2800", "value 2800", "syntax error" },
		{ "unit = ", "@include \"x\"\nunit = ", "@include" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct profile *p = NULL;
		const struct diag_msg *m;

		f->diag = diag_new(f->arena);
		assert_int_equal(
			read_text(f, edit(f, rows[i].from, rows[i].to), &p),
			-EINVAL);
		assert_null(p);
		m = &f->diag->msgs.v[0];
		if (!strstr(m->text, rows[i].message))
			fail_msg("'%s' without '%s'", m->text, rows[i].message);
	}
}

static void names_the_line_of_an_error(void **state)
{
	struct fixture *f = *state;
	struct profile *p;

	assert_int_equal(read_text(f, "name = \"x\";\n\nwrong = 1;\n", &p),
			 -EINVAL);
	assert_int_equal(f->diag->msgs.v[0].loc.line, 3);
}

static void refuses_a_figure_without_a_source(void **state)
{
	struct fixture *f = *state;
	struct profile *p;

	assert_int_equal(read_text(f, "max_insns: { value = 5; };", &p),
			 -EINVAL);
	assert_non_null(strstr(f->diag->msgs.v[0].text, "its source"));
}

static void refuses_what_cannot_be_read(void **state)
{
	struct fixture *f = *state;
	struct profile *p;

	assert_int_equal(profile_find(f->arena, f->diag, "none", &p), -ENOENT);
	assert_int_equal(profile_find(f->arena, f->diag, "/", &p), -EISDIR);
	assert_int_equal(profile_find(f->arena, f->diag, "/dev/zero", &p),
			 -EINVAL);
	assert_int_equal(f->diag->n_errors, 3);
}

static void knows_the_names_of_helpers(void **state)
{
	(void)state;
	assert_string_equal(profile_helper_name(1), "map_lookup_elem");
	assert_string_equal(profile_helper_name(188), "xdp_get_buff_len");
	assert_null(profile_helper_name(1000000));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_every_shipped_profile),
		TEST(keeps_the_figures_of_the_nic),
		TEST(refuses_a_wrong_profile_with_its_line),
		TEST(names_the_line_of_an_error),
		TEST(refuses_a_figure_without_a_source),
		TEST(refuses_what_cannot_be_read),
		TEST(knows_the_names_of_helpers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
