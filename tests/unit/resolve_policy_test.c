// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_policy_test.c - what tables, chains and sets come out as
 */
#include "lib/resolved.h"

static void assert_prints(const char *ruleset, const char *expected)
{
	struct resolved f;
	char *text;

	resolved_setup(&f);
	text = print(resolve(&f, ruleset));
	assert_string_equal(text, expected);
	free(text);
	arena_free(f.arena);
}

static void takes_what_a_base_chain_says(void **state)
{
	(void)state;
	assert_prints(
		"table netdev t {\n"
		"	chain a {\n"
		"		type filter hook ingress device \"eth0\" priority filter - 5; policy drop;\n"
		"		accept\n"
		"	}\n"
		"	chain b {\n"
		"		type filter hook ingress devices = { \"eth0\", \"eth1\" } priority 7;\n"
		"		jump c\n"
		"		goto c\n"
		"	}\n"
		"	chain c {\n"
		"		return\n"
		"	}\n"
		"}\n",
		"chain netdev t a type filter hook ingress eth0 priority -5 policy drop\n"
		"	0: accept\n"
		"		accept\n"
		"chain netdev t b type filter hook ingress eth0 eth1 priority 7 policy accept\n"
		"	1: jump c\n"
		"		jump c\n"
		"	2: goto c\n"
		"		goto c\n"
		"chain netdev t c\n"
		"	3: return\n"
		"		return\n");
}

/* Docker's rulesets have that; nft takes it since 1.0.9. */
static void takes_dstnat_at_output(void **state)
{
	(void)state;
	assert_prints(
		"table inet t {\n"
		"	chain a {\n"
		"		type nat hook output priority dstnat + 1;\n"
		"	}\n"
		"}\n",
		"chain inet t a type nat hook output priority -99 policy accept\n");
}

static void leaves_out_tables_that_do_nothing(void **state)
{
	(void)state;
	assert_prints(
		"table netdev off {\n"
		"	flags dormant\n"
		"	chain a {\n"
		"		type filter hook ingress device \"eth0\" priority 0;\n"
		"		ct state new drop\n"
		"	}\n"
		"}\n",
		"");
}

static void keeps_the_chains_of_two_tables_apart(void **state)
{
	(void)state;
	assert_prints("table netdev a {\n"
		      "	chain c {\n"
		      "		jump d\n"
		      "	}\n"
		      "	chain d {\n"
		      "	}\n"
		      "}\n"
		      "table netdev b {\n"
		      "	chain d {\n"
		      "		drop\n"
		      "	}\n"
		      "}\n",
		      "chain netdev a c\n"
		      "	0: jump d\n"
		      "		jump d\n"
		      "chain netdev a d\n"
		      "chain netdev b d\n"
		      "	1: drop\n"
		      "		drop\n");
}

static void reads_named_sets(void **state)
{
	(void)state;
	assert_prints(
		"table netdev t {\n"
		"	set exact {\n"
		"		type ipv4_addr\n"
		"		elements = { 10.0.0.2, 10.0.0.1, 10.0.0.2 }\n"
		"	}\n"
		"	set merged {\n"
		"		typeof tcp dport\n"
		"		flags constant,interval\n"
		"		auto-merge\n"
		"		elements = { 9, 1-5, 3-7, 8 }\n"
		"	}\n"
		"	set apart {\n"
		"		type inet_service\n"
		"		flags interval\n"
		"		elements = { 6-9, 1-5, 1-5 }\n"
		"	}\n"
		"	set boxes {\n"
		"		type ipv4_addr . inet_service\n"
		"		flags interval\n"
		"		elements = { 10.0.0.7 . 3, 10.0.0.0/8 . 1-5 }\n"
		"	}\n"
		"	map verdicts {\n"
		"		typeof ip saddr . tcp dport : verdict\n"
		"		elements = { 10.0.0.1 . 22 : jump c, * : drop }\n"
		"	}\n"
		"	chain c {\n"
		"		ip daddr != @exact drop\n"
		"	}\n"
		"	chain d {\n"
		"		ip daddr . udp sport vmap @verdicts\n"
		"	}\n"
		"}\n",
		"set exact { 10.0.0.1, 10.0.0.2 }\n"
		"set merged { 1-9 }\n"
		"set apart { 1-5, 6-9 }\n"
		"set boxes { 10.0.0.0-10.255.255.255 . 1-5, 10.0.0.7 . 3 }\n"
		"map verdicts { 10.0.0.1 . 22 : jump c, * : drop }\n"
		"chain netdev t c\n"
		"	0: ip daddr != @exact drop\n"
		"		meta protocol in { 0x0800 }\n"
		"		ip daddr not in @exact\n"
		"		drop\n"
		"chain netdev t d\n"
		"	1: ip daddr . udp sport vmap @verdicts\n"
		"		meta protocol in { 0x0800 }\n"
		"		meta l4proto in { 17 }\n"
		"		ip daddr . udp sport vmap @verdicts\n");
}

static void knows_which_sets_are_constant(void **state)
{
	struct policy *p;
	struct resolved f;

	(void)state;
	resolved_setup(&f);
	p = resolve(&f, "table netdev t {\n"
			"	set fixed {\n"
			"		type ipv4_addr\n"
			"		flags constant\n"
			"	}\n"
			"	set free {\n"
			"		type ipv4_addr\n"
			"	}\n"
			"	chain c {\n"
			"		th dport { 1, 2 }\n"
			"	}\n"
			"}\n");
	assert_int_equal(p->sets.n, 2);
	assert_true(p->sets.v[0]->is_constant);
	assert_false(p->sets.v[1]->is_constant);
	assert_true(p->chains.v[0].rules.v[0].stmts.v[0].set->is_constant);
	arena_free(f.arena);
}

/* Only what base chains call has to end; the kernel, too, looks no further. */
static void lets_chains_loop_that_nothing_calls(void **state)
{
	(void)state;
	assert_prints("table netdev t {\n"
		      "	chain c {\n"
		      "		jump c\n"
		      "	}\n"
		      "}\n",
		      "chain netdev t c\n"
		      "	0: jump c\n"
		      "		jump c\n");
}

static void needs_l4_for_what_lies_behind_the_network_header(void **state)
{
	static const struct {
		const char *rule;
		bool needs_l4;
	} rows[] = {
		{ "ip saddr 10.0.0.1 ether type ip", false },
		{ "vlan id 5 meta protocol ip meta length > 5", false },
		{ "th dport 5", true },
		{ "meta l4proto tcp", true },
		{ "exthdr hbh missing", true },
		{ "frag id 5", true },
		{ "ip saddr . tcp dport vmap { 10.0.0.1 . 5 : drop }", true },
	};
	struct resolved f;

	(void)state;
	resolved_setup(&f);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(policy_needs_l4(resolve(
					 &f, in_table(&f, rows[i].rule))),
				 rows[i].needs_l4);
	arena_free(f.arena);
}

static void sorts_a_large_set(void **state)
{
	const unsigned int n = 50000;
	const struct policy_set *set;
	struct resolved f;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	resolved_setup(&f);
	fputs("table netdev t {\n set s {\n type ipv4_addr\n elements = {",
	      out);
	/* 40503 is odd, so its multiples are all different (mod 2^32). */
	for (uint32_t i = 0, v = 0; i < n; i++, v += 40503u << 4 | 1)
		fprintf(out, "%s %u.%u.%u.%u", i ? "," : "", v >> 24,
			v >> 16 & 255, v >> 8 & 255, v & 255);
	fputs(" }\n }\n}\n", out);
	fclose(out);
	set = resolve(&f, text)->sets.v[0];
	assert_int_equal(set->elements.n, n);
	for (uint32_t i = 1; i < n; i++)
		assert_true(set->elements.v[i - 1].parts->hi <
			    set->elements.v[i].parts->lo);
	free(text);
	arena_free(f.arena);
}

/* However it was made: lowering asks of a range whether it is a prefix. */
static void ranges_are_as_iset_range_makes_them(void **state)
{
	const struct policy_chain *chain;
	const struct policy_rule *rule;
	const struct policy_stmt *s;
	struct resolved f;
	uint32_t n = 0;

	(void)state;
	resolved_setup(&f);
	chain = resolve(&f, in_table(&f, "tcp dport 0\n"
					 "tcp dport 31\n"
					 "tcp dport 65535\n"
					 "tcp dport != 0-7\n"
					 "tcp dport 1-8\n"
					 "tcp dport >= 0\n"
					 "tcp dport < 1024\n"
					 "ip saddr 0.1.0.0\n"
					 "ip saddr 10.0.0.0/8\n"
					 "ip6 saddr ::/0\n"
					 "ip6 saddr 8000::/1\n"
					 "ip6 saddr ::1\n"))
			->chains.v;
	vec_for_each(rule, &chain->rules) {
		s = &rule->stmts.v[rule->stmts.n - 1];
		while (s->kind != POLICY_MATCH)
			s--;
		if (s->is_range) {
			const struct iset *want = iset_range(
				f.arena, s->range->v->lo, s->range->v->hi);

			assert_true(iset_equal(s->range, want));
			assert_int_equal(s->range->n_open, want->n_open);
			n++;
		}
	}
	assert_int_equal(n, 12);
	arena_free(f.arena);
}

static const struct policy_set *set_of_rule(const struct policy *policy,
					    size_t rule)
{
	const struct policy_rule *r = &policy->chains.v[0].rules.v[rule];

	return r->stmts.v[r->stmts.n - 2].set;
}

/* Used for keys of one type; numbers mean another thing for each type. */
static void a_large_variable_is_one_set(void **state)
{
	const struct policy *policy;
	struct resolved f;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	fputs("define many = { 1", out);
	for (uint32_t i = 2; i <= 100; i++)
		fprintf(out, ", %u", 2 * i);
	fputs(" }\ntable netdev t {\n chain c {\n"
	      "tcp dport $many drop\n"
	      "tcp sport != $many drop\n"
	      "ip ttl $many drop\n"
	      "tcp dport { 3, $many } drop\n }\n}\n",
	      out);
	fclose(out);
	resolved_setup(&f);
	policy = resolve(&f, text);
	assert_ptr_equal(set_of_rule(policy, 0), set_of_rule(policy, 1));
	assert_int_equal(set_of_rule(policy, 0)->elements.n, 100);
	assert_int_equal(set_of_rule(policy, 0)->widths[0], 16);
	assert_ptr_not_equal(set_of_rule(policy, 0), set_of_rule(policy, 2));
	assert_int_equal(set_of_rule(policy, 2)->widths[0], 8);
	assert_int_equal(set_of_rule(policy, 3)->elements.n, 101);
	free(text);
	arena_free(f.arena);
}

/* More of them than are found again, in an order that repeats. */
static void each_match_has_the_range_that_is_written(void **state)
{
	static const uint32_t n = 40000;
	const struct policy_rule *rule;
	struct resolved f;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	fputs("table ip t {\n chain c {\n", out);
	for (uint32_t i = 0; i < n; i++)
		fprintf(out, "ip saddr %u ip daddr != 0.0.0.0-%u.0.0.0\n",
			i % 30000 * 7919, i % 256);
	fputs(" }\n}\n", out);
	fclose(out);
	resolved_setup(&f);
	rule = resolve(&f, text)->chains.v[0].rules.v;
	for (uint32_t i = 0; i < n; i++, rule++) {
		const struct policy_stmt *s = rule->stmts.v;

		assert_true(s[0].is_range && s[1].is_range);
		assert_true(s[0].range->v->lo == i % 30000 * 7919);
		assert_true(s[0].range->v->hi == i % 30000 * 7919);
		assert_true(s[1].range->v->lo == 0);
		assert_true(s[1].range->v->hi == i % 256 << 24);
	}
	free(text);
	arena_free(f.arena);
}

static void a_port_is_one_range_in_all_rules(void **state)
{
	const struct policy_rule *rules;
	struct resolved f;

	(void)state;
	resolved_setup(&f);
	rules = resolve(&f, "table netdev t {\n chain c {\n"
			    "tcp dport 22 drop\nudp sport 22 drop\n }\n}\n")
			->chains.v[0]
			.rules.v;
	assert_ptr_equal(rules[0].stmts.v[1].range, rules[1].stmts.v[1].range);
	arena_free(f.arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_a_base_chain_says),
		cmocka_unit_test(takes_dstnat_at_output),
		cmocka_unit_test(leaves_out_tables_that_do_nothing),
		cmocka_unit_test(keeps_the_chains_of_two_tables_apart),
		cmocka_unit_test(reads_named_sets),
		cmocka_unit_test(knows_which_sets_are_constant),
		cmocka_unit_test(lets_chains_loop_that_nothing_calls),
		cmocka_unit_test(
			needs_l4_for_what_lies_behind_the_network_header),
		cmocka_unit_test(sorts_a_large_set),
		cmocka_unit_test(ranges_are_as_iset_range_makes_them),
		cmocka_unit_test(a_large_variable_is_one_set),
		cmocka_unit_test(each_match_has_the_range_that_is_written),
		cmocka_unit_test(a_port_is_one_range_in_all_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
