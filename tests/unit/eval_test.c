// SPDX-License-Identifier: GPL-2.0-only
/*
 * eval_test.c - eval_frame() runs rules as semantics.md has it
 *
 * What fields and headers mean is frame_test's and the corpus' matter; here it
 * is the way from rule to rule. Every frame is the same, its policies differ.
 */
#include "lang/nft_parse.h"
#include "policy/eval.h"
#include "policy/resolve.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* UDP over IPv4 from port 1000 to port 53. */
static const uint8_t frame[] = {
	2,    0,   0, 0,  0,  2, 2, 0, 0,  0,  0, 1, 8, 0, /* Ethernet */
	0x45, 0,   0, 28, 0,  0, 0, 0, 64, 17, 0, 0,	   /* IPv4 */
	10,   0,   0, 1,  10, 0, 0, 2,			   /* its addresses */
	3,    232, 0, 53, 0,  8, 0, 0,			   /* UDP */
};

static const struct reach reach = { 32, 61440 };

static const struct device eth0 = {
	.name = "eth0",
	.ifindex = 1,
	.mac = { 2, 0, 0, 0, 0, 2 },
};

struct fixture {
	struct arena *arena;
	struct policy *policy;
	uint64_t hits[16];
	struct eval_result result;
};

#define BASE "type filter hook ingress device \"eth0\" priority "

/* Evaluates the chains of a table of family netdev. */
static void eval(struct fixture *f, const char *chains)
{
	char *text =
		arena_printf(f->arena, "table netdev t {\n%s\n}\n", chains);
	struct diag *diag = diag_new(f->arena);
	struct ruleset *rs;

	memset(f->hits, 0, sizeof(f->hits));
	if (nft_parse(f->arena, diag, "test", text, strlen(text), NULL, &rs) ||
	    resolve_ruleset(f->arena, diag, rs, &f->policy)) {
		diag_print(diag, stderr);
		fail();
	}
	assert_in_range(f->policy->n_rules, 0, 16);
	eval_frame(f->policy, NULL, &eth0, reach, frame, sizeof(frame), f->hits,
		   &f->result);
}

static void assert_decides(const struct fixture *f, enum plan_verdict verdict,
			   const char *comment)
{
	assert_int_equal(f->result.verdict, verdict);
	assert_non_null(f->result.chain);
	if (!comment) {
		assert_null(f->result.rule);
		return;
	}
	assert_non_null(f->result.rule);
	assert_string_equal(f->result.rule->comment, comment);
}

static void the_first_rule_that_matches_decides(void **state)
{
	struct fixture *f = *state;

	eval(f, "chain c {\n" BASE "0\n"
		"udp dport 54 drop comment \"a\"\n"
		"udp dport 53 accept comment \"b\"\n"
		"udp dport 53 drop comment \"c\"\n}");
	assert_decides(f, PLAN_ACCEPT, "b");
}

static void the_policy_answers_where_no_rule_does(void **state)
{
	struct fixture *f = *state;

	eval(f, "chain c {\n" BASE "0; policy drop\n"
		"udp dport 54 accept\n}");
	assert_decides(f, PLAN_DROP, NULL);
	eval(f, "chain c {\n" BASE "0; policy drop\n"
		"return\n"
		"udp dport 53 accept\n}");
	assert_decides(f, PLAN_DROP, NULL);
}

static void a_jump_comes_back_to_the_next_rule(void **state)
{
	struct fixture *f = *state;

	eval(f, "chain u {\nudp dport 54 drop\n}\n"
		"chain c {\n" BASE "0\n"
		"jump u\n"
		"udp dport 53 drop comment \"behind\"\n}");
	assert_decides(f, PLAN_DROP, "behind");
}

static void a_goto_comes_back_to_the_callers_caller(void **state)
{
	struct fixture *f = *state;

	eval(f, "chain v {\nudp dport 54 drop\n}\n"
		"chain u {\n"
		"goto v\n"
		"drop comment \"behind goto\"\n}\n"
		"chain c {\n" BASE "0\n"
		"jump u\n"
		"drop comment \"behind jump\"\n}");
	assert_decides(f, PLAN_DROP, "behind jump");
	eval(f, "chain v {\nudp dport 54 accept\n}\n"
		"chain c {\n" BASE "0; policy drop\n"
		"goto v\n"
		"accept comment \"behind goto\"\n}");
	assert_decides(f, PLAN_DROP, NULL);
}

static void a_map_without_an_element_ends_the_rule(void **state)
{
	struct fixture *f = *state;

	eval(f, "chain c {\n" BASE "0\n"
		"udp dport vmap { 54 : accept } drop comment \"same rule\"\n"
		"drop comment \"next rule\"\n}");
	assert_decides(f, PLAN_DROP, "next rule");
	eval(f, "chain c {\n" BASE "0\n"
		"udp dport vmap { 53 : continue } drop comment \"same rule\"\n"
		"drop comment \"next rule\"\n}");
	assert_decides(f, PLAN_DROP, "same rule");
}

static void a_map_falls_back_to_its_catch_all(void **state)
{
	struct fixture *f = *state;

	eval(f, "chain c {\n" BASE "0\n"
		"udp dport vmap { 54 : accept, * : drop } comment \"map\"\n}");
	assert_decides(f, PLAN_DROP, "map");
}

static void a_field_that_is_not_there_matches_nothing(void **state)
{
	struct fixture *f = *state;

	eval(f, "chain c {\n" BASE "0\n"
		"frag id != 5 drop comment \"negated\"\n"
		"ip6 saddr != ::1 drop comment \"other protocol\"\n"
		"udp checksum != 5 drop comment \"there\"\n}");
	assert_decides(f, PLAN_DROP, "there");
}

static void base_chains_run_by_priority_until_one_drops(void **state)
{
	struct fixture *f = *state;

	eval(f, "chain late {\n" BASE "5\n"
		"accept comment \"late\"\n}\n"
		"chain early {\n" BASE "-5\n"
		"accept comment \"early\"\n}\n");
	assert_decides(f, PLAN_ACCEPT, "late");
	eval(f, "chain late {\n" BASE "5\n"
		"drop comment \"late\"\n}\n"
		"chain early {\n" BASE "-5\n"
		"drop comment \"early\"\n}\n");
	assert_decides(f, PLAN_DROP, "early");
	eval(f, "chain one {\n" BASE "0\n"
		"drop comment \"one\"\n}\n"
		"chain two {\n" BASE "0\n"
		"drop comment \"two\"\n}\n");
	assert_decides(f, PLAN_DROP, "two");
}

static void no_chain_of_the_device_accepts_for_nobody(void **state)
{
	struct fixture *f = *state;

	eval(f, "chain c {\n"
		"type filter hook ingress device \"eth1\" priority 0\n"
		"drop\n}");
	assert_int_equal(f->result.verdict, PLAN_ACCEPT);
	assert_null(f->result.chain);
	assert_null(f->result.rule);
}

static void counts_who_decides_and_who_reaches_a_counter(void **state)
{
	struct fixture *f = *state;

	eval(f, "chain c {\n" BASE "0\n"
		"counter udp dport 54 drop\n"
		"udp dport 54 counter drop\n"
		"udp dport 53 counter\n"
		"udp sport 1000\n"
		"udp sport 1000 accept\n"
		"drop\n}");
	assert_int_equal(f->hits[0], 1);
	assert_int_equal(f->hits[1], 0);
	assert_int_equal(f->hits[2], 1);
	assert_int_equal(f->hits[3], 0);
	assert_int_equal(f->hits[4], 1);
	assert_int_equal(f->hits[5], 0);
}

static int set_up(void **state)
{
	static struct fixture f;

	f.arena = arena_new();
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	arena_free(f->arena);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_first_rule_that_matches_decides),
		TEST(the_policy_answers_where_no_rule_does),
		TEST(a_jump_comes_back_to_the_next_rule),
		TEST(a_goto_comes_back_to_the_callers_caller),
		TEST(a_map_without_an_element_ends_the_rule),
		TEST(a_map_falls_back_to_its_catch_all),
		TEST(a_field_that_is_not_there_matches_nothing),
		TEST(base_chains_run_by_priority_until_one_drops),
		TEST(no_chain_of_the_device_accepts_for_nobody),
		TEST(counts_who_decides_and_who_reaches_a_counter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
