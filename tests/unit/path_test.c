// SPDX-License-Identifier: GPL-2.0-only
/*
 * path_test.c - which base chains are on a frame's path, for whom
 */
#include "lib/resolved.h"
#include "lib/rng.h"

#include "policy/path_host.h"
#include "policy/path_order.h"

#include <stdio.h>
#include <stdlib.h>

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

#define N_TWINS 60

/* Base chains at few hooks and priorities; every third acts. */
static const struct policy *many_chains(struct resolved *f, uint64_t seed)
{
	static const char *const hooks[] = { "prerouting", "input", "forward" };
	struct rng r = { seed };
	const struct policy *policy;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	for (uint32_t i = 0; i < N_TWINS; i++) {
		const uint32_t hook = rng_below(&r, 3);
		const bool is_nat = hook < 2 && rng_one_in(&r, 4);

		fprintf(out,
			"table inet t%u { chain c {\n"
			"type %s hook %s priority %u; policy accept;\n"
			"ip saddr 10.0.0.%u %s\n}\n}\n",
			i, is_nat ? "nat" : "filter", hooks[hook],
			rng_below(&r, 12), i,
			rng_one_in(&r, 3) ? "log" : "drop");
	}
	fclose(out);
	policy = resolve(f, text);
	free(text);
	return policy;
}

/* As the kernel orders them: of one place the later one first. */
static bool runs_first(const struct policy_chain *a,
		       const struct policy_chain *b)
{
	if (a->at != b->at)
		return a->at < b->at;
	if (path_priority(a) != path_priority(b))
		return path_priority(a) < path_priority(b);
	return a->priority != b->priority ? a->priority < b->priority : a > b;
}

static bool has_acting_twin(const struct policy *policy,
			    const struct path *path,
			    const struct policy_chain *chain)
{
	const struct policy_chain *const *other;

	vec_for_each(other, &path->chains) {
		if (*other != chain && (*other)->at == chain->at &&
		    path_priority(*other) == path_priority(chain) &&
		    path_acts(policy, *other, &path->wishes))
			return true;
	}
	return false;
}

/* What is found at once of all chains is what each pair of them says. */
static void chains_of_one_priority_are_told_as_pairs_are(void **state)
{
	static const struct host_facts host = {};
	static const struct device dev = { .name = "eth0", .facts = &host };

	for (uint64_t seed = 1; seed <= 20; seed++) {
		const struct policy *policy;
		const struct stop *stop;
		const bool *has;
		struct resolved f;
		struct path path;
		size_t n = 0;

		resolved_setup(&f);
		policy = many_chains(&f, seed);
		path_find(f.arena, policy, &dev, &path);
		has = path_acting_twins(f.arena, policy, &path);
		for (size_t i = 0; i < path.chains.n; i++) {
			const struct policy_chain *chain = path.chains.v[i];

			assert_int_equal(has[chain - policy->chains.v],
					 has_acting_twin(policy, &path, chain));
			n += has[chain - policy->chains.v];
			if (i)
				assert_true(runs_first(path.chains.v[i - 1],
						       chain));
		}
		assert_in_range(n, 1, path.chains.n - 1);
		vec_for_each(stop, &path.stops)
			assert_true(!stop->chain ||
				    stop->chain->type == CHAIN_NAT ||
				    has[stop->chain - policy->chains.v] ==
					    (stop->why_unsure != NULL));
		arena_free(f.arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_tables_drop_where_none_is_named),
		cmocka_unit_test(
			tables_that_are_not_named_act_but_drop_nothing),
		cmocka_unit_test(
			frames_of_one_family_have_no_stops_of_the_others),
		cmocka_unit_test(chains_of_one_priority_are_told_as_pairs_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
