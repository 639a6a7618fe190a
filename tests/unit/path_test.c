// SPDX-License-Identifier: GPL-2.0-only
/*
 * path_test.c - which base chains are on a frame's path, for whom
 */
#include "lib/resolved.h"

#include "policy/path.h"

static const char rules[] =
	"table netdev taker {\n"
	"	chain c {\n"
	"		type filter hook ingress device \"eth0\" priority 0; policy accept;\n"
	"		fwd to \"eth1\"\n"
	"	}\n"
	"}\n"
	"table inet dropper {\n"
	"	chain c {\n"
	"		type filter hook input priority -10; policy drop;\n"
	"	}\n"
	"}\n"
	"table inet named {\n"
	"	chain c {\n"
	"		type filter hook input priority 0; policy drop;\n"
	"	}\n"
	"}\n";

static const char *const tables[] = { "named" };

/* The stop of @table's chain; NULL: it is not on the path. */
static const struct stop *find(const struct path *path, const char *table)
{
	const struct stop *stop;

	vec_for_each(stop, &path->stops) {
		if (stop->chain && !strcmp(stop->chain->table->name, table))
			return stop;
	}
	return NULL;
}

static struct path find_path(struct resolved *f, size_t n_tables)
{
	static const struct host_facts host = {};
	const struct place_wishes wishes = { .tables = tables,
					     .n_tables = n_tables };
	const struct device dev = { .name = "eth0",
				    .facts = &host,
				    .wishes = &wishes };
	struct path path;

	path_find(f->arena, resolve(f, rules), &dev, &path);
	return path;
}

static void all_tables_drop_where_none_is_named(void **state)
{
	struct resolved f;
	struct path path;

	resolved_setup(&f);
	path = find_path(&f, 0);
	assert_non_null(find(&path, "dropper"));
	assert_null(find(&path, "dropper")->why_unsure);
	assert_null(find(&path, "taker")->why_unsure);
	arena_free(f.arena);
}

static void tables_that_are_not_named_act_but_drop_nothing(void **state)
{
	struct resolved f;
	struct path path;

	resolved_setup(&f);
	path = find_path(&f, 1);
	assert_null(find(&path, "dropper"));
	assert_non_null(find(&path, "taker"));
	assert_non_null(find(&path, "taker")->why_unsure);
	assert_null(find(&path, "named")->why_unsure);
	arena_free(f.arena);
}

/*
 * Where input and forward have a chain of one family each, no drop of either is
 * sure of frames of one family: such a frame meets one of both hooks' chains.
 */
static void frames_of_one_family_have_no_stops_of_the_others(void **state)
{
	static const char text[] =
		"table ip four { chain c {\n"
		"type filter hook input priority 0; policy drop;\n}\n}\n"
		"table ip6 six { chain c {\n"
		"type filter hook forward priority 0; policy drop;\n}\n}\n";
	static const struct host_facts router = { .forwards4 = true,
						  .forwards6 = true };
	static const struct device dev = { .name = "eth0", .facts = &router };
	const struct stop *stop;
	struct resolved f;
	struct path path;

	resolved_setup(&f);
	path_find(f.arena, resolve(&f, text), &dev, &path);
	vec_for_each(stop, &path.stops)
		assert_true(!stop->chain || stop->view.frames == FRAMES_WHOLE);
	assert_int_equal(2, path.aside.n);
	vec_for_each(stop, &path.aside)
		assert_int_equal(stop->view.frames,
				 strcmp(stop->chain->table->name, "four")
					 ? FRAMES_ODD6
					 : FRAMES_ODD4);
	arena_free(f.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_tables_drop_where_none_is_named),
		cmocka_unit_test(
			tables_that_are_not_named_act_but_drop_nothing),
		cmocka_unit_test(
			frames_of_one_family_have_no_stops_of_the_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
