// SPDX-License-Identifier: GPL-2.0-only
/*
 * facts_test.c - what a fact of the host changes, and of which rules
 */
#include "lib/resolved.h"
#include "policy/depends.h"

static struct resolved f;

static int setup(void **state)
{
	resolved_setup(&f);
	return 0;
}

static int teardown(void **state)
{
	arena_free(f.arena);
	return 0;
}

/* Rules 0 to 3, of which each hook has another. */
static const char front[] =
	"table netdev n { chain c {\n"
	"type filter hook ingress device eth0 priority 0; policy accept;\n"
	"ip saddr 192.0.2.1 drop\n"
	"}\n}\n"
	"table ip t { chain p {\n"
	"type filter hook prerouting priority 0; policy accept;\n"
	"ip daddr 192.0.2.2 ip protocol tcp drop\n"
	"}\n"
	"chain i {\n"
	"type filter hook input priority 0; policy accept;\n"
	"meta l4proto tcp drop\n"
	"}\n"
	"chain f {\n"
	"type filter hook forward priority 0; policy accept;\n"
	"meta l4proto tcp drop\n"
	"}\n}\n";

static const char complete[] =
	"table netdev n { chain c {\n"
	"type filter hook ingress device eth0 priority 0; policy accept;\n"
	"ip saddr 192.0.2.1 drop\n"
	"}\n}\n";

static void find_path(const char *text, const struct host_facts *facts,
		      const struct place_wishes *wishes, struct path *out)
{
	const struct device dev = {
		.name = "eth0", .ifindex = 2, .facts = facts, .wishes = wishes
	};

	path_find(f.arena, resolve(&f, text), &dev, out);
}

/* "0123": the rules that depend on @fact, and "i" of chain i's policy. */
static const char *dependents_of(const char *text, struct host_facts facts,
				 enum host_fact fact)
{
	const struct device dev = { .name = "eth0",
				    .ifindex = 2,
				    .facts = &facts };
	struct dependents all[N_HOST_FACTS];
	const struct policy_chain *const *chain;
	const struct dependent_run *run;
	struct profile *driver;
	const char *ids = "";

	assert_int_equal(0, profile_find(f.arena, f.diag, "driver", &driver));
	depends_find(f.arena, resolve(&f, text), &dev, driver, all);
	vec_for_each(run, &all[fact].runs)
		for (uint32_t id = run->first->id; id <= run->last->id; id++)
			ids = arena_printf(f.arena, "%s%u", ids, id);
	vec_for_each(chain, &all[fact].policies)
		ids = arena_printf(f.arena, "%s%s", ids, (*chain)->name);
	return ids;
}

static void each_row_is_about_a_member_of_its_own(void **state)
{
	for (enum host_fact i = 0; i < N_HOST_FACTS; i++) {
		struct host_facts facts = {};

		*fact_of(&facts, i) = true;
		for (enum host_fact k = 0; k < N_HOST_FACTS; k++)
			assert_int_equal(i == k, *fact_of(&facts, k));
		assert_non_null(fact_rows[i].name);
		assert_true(*fact_rows[i].is && *fact_rows[i].then &&
			    *fact_rows[i].source);
	}
}

static void rules_depend_on_facts_of_their_hooks(void **state)
{
	static const struct {
		enum host_fact fact;
		const char *rules;
	} rows[] = {
		{ FACT_FORWARDS4, "23" },     { FACT_FORWARDS6, "23" },
		{ FACT_HAS_NAT, "1" },	      { FACT_HAS_IPVS, "2" },
		{ FACT_TAKES_ROUTES, "12" },  { FACT_HAS_LEGACY, "12" },
		{ FACT_HAS_XDP, "012" },      { FACT_HAS_TC, "012" },
		{ FACT_IS_PORT, "12" },	      { FACT_HIDES_TAGS, "12" },
		{ FACT_HAS_FLOWTABLE, "12" }, { FACT_HAS_XFRM, "0" },
		{ FACT_HAS_TAPS, "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(rows[i].rules,
				    dependents_of(front, (struct host_facts){},
						  rows[i].fact));
}

static void a_gate_concerns_rules_of_frames_that_it_keeps(void **state)
{
	static const struct {
		const char *rules; /* of input */
		const char *ipsec, *routes;
	} rows[] = {
		{ "tcp dport 22 drop\n", "", "0" },
		{ "meta l4proto { tcp, icmp } drop\n", "", "0" },
		{ "udp dport 4500 drop\n", "0", "0" },
		{ "ip protocol esp drop\n", "0", "0" },
		{ "ip protocol != esp drop\n", "0", "0" },
		{ "ip6 saddr fe80::1 drop\n", "0", "" },
		{ "ip6 nexthdr tcp drop\n", "", "" },
		{ "ip hdrlength 5 drop\n", "0", "" },
		{ "ip saddr 192.0.2.1 accept\n", "", "" },
		{ "ip saddr 192.0.2.1 ct mark 1 drop\n", "", "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *text = arena_printf(
			f.arena,
			"table inet t { chain i {\n"
			"type filter hook input priority 0; policy accept;\n"
			"%s}\n}\n",
			rows[i].rules);
		struct host_facts facts = {};

		for (int k = 0; k < 2; k++) {
			assert_string_equal(
				rows[i].ipsec,
				dependents_of(text, facts, FACT_HAS_XFRM));
			assert_string_equal(
				rows[i].routes,
				dependents_of(text, facts, FACT_TAKES_ROUTES));
			facts.has_xfrm = facts.takes_routes = true;
		}
	}
}

static void a_policy_depends_on_facts_as_rules_do(void **state)
{
	static const char text[] =
		"table inet t { chain i {\n"
		"type filter hook input priority 0; policy drop;\n"
		"ct state established accept\n"
		"ip saddr 192.0.2.1 log drop\n"
		"}\n}\n";
	static const char sure[] =
		"table inet t { chain i {\n"
		"type filter hook input priority 0; policy drop;\n"
		"}\n}\n";

	for (enum host_fact i = 0; i < N_HOST_FACTS; i++) {
		const char *expected =
			i == FACT_HAS_NAT || i == FACT_HAS_TAPS ? "" : "i";

		assert_string_equal(
			expected,
			dependents_of(sure, (struct host_facts){}, i));
	}
	assert_string_equal(
		"", dependents_of(text, (struct host_facts){}, FACT_HAS_XFRM));
}

static void nothing_of_a_complete_load_depends_on_the_host(void **state)
{
	const struct host_facts all = { .forwards4 = true,
					.has_nat = true,
					.has_tc = true,
					.has_xdp = true,
					.has_xfrm = true,
					.has_flowtable = true };
	struct path path;

	for (enum host_fact i = 0; i < N_HOST_FACTS; i++)
		assert_string_equal(
			"", dependents_of(complete, (struct host_facts){}, i));
	find_path(complete, &all, NULL, &path);
	assert_null(path.why_front);
	assert_int_equal(1, path.stops.n);
	assert_null(path.stops.v[0].why_unsure);
}

static void a_port_makes_a_front_of_what_it_does_not_meet(void **state)
{
	static const char input[] =
		"table ip t { chain i {\n"
		"type filter hook input priority 0; policy drop;\n}\n}\n";
	const struct host_facts port = { .is_port = true };
	struct path path;

	find_path(input, &port, NULL, &path);
	assert_non_null(path.why_front);
	assert_int_equal(0, path.stops.n);
	assert_int_equal(1, path.left.n);
}

static void a_wish_outdoes_tc(void **state)
{
	const struct place_wishes wishes = { .assume_tc_passes = true };
	const struct host_facts tc = { .has_tc = true };
	const struct stop *stop;
	struct path path;
	size_t n_unsure = 0;

	find_path(front, &tc, &wishes, &path);
	vec_for_each(stop, &path.stops)
		n_unsure += stop->why_unsure != NULL;
	assert_int_equal(0, n_unsure);
	find_path(front, &tc, NULL, &path);
	vec_for_each(stop, &path.stops)
		n_unsure += stop->why_unsure != NULL;
	assert_int_not_equal(0, n_unsure);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			each_row_is_about_a_member_of_its_own, setup, teardown),
		cmocka_unit_test_setup_teardown(
			rules_depend_on_facts_of_their_hooks, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_gate_concerns_rules_of_frames_that_it_keeps, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_policy_depends_on_facts_as_rules_do, setup, teardown),
		cmocka_unit_test_setup_teardown(
			nothing_of_a_complete_load_depends_on_the_host, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_port_makes_a_front_of_what_it_does_not_meet, setup,
			teardown),
		cmocka_unit_test_setup_teardown(a_wish_outdoes_tc, setup,
						teardown),
	};

	setenv("NICFW_PROFILES", "nic-profiles", 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
