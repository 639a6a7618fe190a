// SPDX-License-Identifier: GPL-2.0-only
/*
 * lint_test.c - rules that do nothing, by what is said of them
 */
#include "lib/resolved.h"
#include "lint_report.h"

#include <time.h>

struct fixture {
	struct resolved rules;
	struct lint_report report;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	resolved_setup(&f->rules);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	arena_free(f->rules.arena);
	free(f);
	return 0;
}

/* All that is said of @text, a line each: "LINE: TEXT". */
static const char *lint(struct fixture *f, const char *text)
{
	const struct policy *p = resolve(&f->rules, text);
	const struct lint_finding *l;
	const char *all = "";

	lint_policy(f->rules.arena, p, &f->report);
	vec_for_each(l, &f->report.findings)
		all = arena_printf(f->rules.arena, "%s%s: %s\n", all,
				   lint_place(f->rules.arena, l),
				   lint_text(f->rules.arena, l, 0));
	return all;
}

/* The rules stand from line 4 on, in a chain of policy accept. */
static void says(void **state, const char *rules, const char *expected)
{
	struct fixture *f = *state;
	const char *text = arena_printf(
		f->rules.arena,
		"table inet t {\nchain c {\ntype filter hook input priority 0\n%s\n}\n}\n",
		rules);

	assert_string_equal(lint(f, text), expected);
}

static void says_nothing_of_rules_that_all_decide_something(void **state)
{
	says(state,
	     "tcp dport 22 accept\n"
	     "tcp dport 22-23 drop\n"
	     "ip saddr 10.0.0.0/8 counter accept\n"
	     "ip saddr 10.0.0.0/7 drop",
	     "");
}

static void finds_a_rule_that_one_before_it_shadows(void **state)
{
	says(state,
	     "ip saddr 10.0.0.0/8 drop\n"
	     "tcp dport 1 drop\n"
	     "ip saddr 10.1.0.0/16 tcp dport 22 counter accept",
	     "t.nft:6: warning: shadowed by t.nft:4, e.g. 'ip src=10.1.0.0 / tcp dport=22'\n");
}

static void the_packet_may_be_another_rules(void **state)
{
	says(state,
	     "tcp dport 22 counter accept\n"
	     "ip saddr 10.0.0.0/8 drop\n"
	     "ip saddr 10.1.0.0/16 tcp dport 20-22 tcp sport 9 counter accept",
	     "t.nft:6: warning: shadowed by t.nft:5, e.g. 'ip src=10.1.0.0 / tcp sport=9 dport=20'\n");
	says(state,
	     "tcp dport 80 counter accept\n"
	     "ip saddr 10.0.0.0/8 drop\n"
	     "ip saddr 10.1.0.0/16 counter accept",
	     "t.nft:6: warning: shadowed by t.nft:5, e.g. 'ip src=10.1.0.0 / tcp', which t.nft:4 decides\n");
}

static void finds_a_rule_that_several_shadow_together(void **state)
{
	says(state,
	     "tcp dport 0-100 drop\n"
	     "tcp dport 101-65535 drop\n"
	     "tcp dport 90-110 counter accept",
	     "t.nft:6: warning: shadowed by t.nft:4, t.nft:5 together, e.g. 'ip / tcp dport=90', which t.nft:4 decides\n");
}

static void finds_a_rule_that_does_what_was_done(void **state)
{
	says(state,
	     "tcp dport { 22, 80 } drop\n"
	     "tcp dport 22 counter drop",
	     "t.nft:5: note: redundant: behind t.nft:4, which does the same, e.g. 'ip / tcp dport=22'\n");
}

static void finds_a_rule_that_what_follows_makes_redundant(void **state)
{
	says(state,
	     "tcp dport 22 drop\n"
	     "udp dport 53 counter accept\n"
	     "meta l4proto tcp drop\n"
	     "ip saddr 10.0.0.1 accept",
	     "t.nft:4: note: redundant: without it t.nft:6 does the same, e.g. 'ip / tcp dport=22'\n"
	     "t.nft:7: note: redundant: without it the chain's policy does the same, e.g. 'ip / tcp', which t.nft:6 decides\n");
}

static void a_rule_that_counts_is_not_redundant(void **state)
{
	says(state, "ip saddr 10.0.0.1 counter accept", "");
}

static void a_rule_in_between_keeps_one_from_being_redundant(void **state)
{
	says(state,
	     "tcp dport 22 drop\n"
	     "ip saddr 10.0.0.1 counter accept\n"
	     "meta l4proto tcp drop",
	     "");
}

static void finds_rules_behind_one_that_takes_all(void **state)
{
	says(state,
	     "meta nfproto { ipv4, ipv6 } drop\n"
	     "tcp dport 22 accept",
	     "t.nft:5: warning: never reached: behind t.nft:4, which takes all, e.g. 'ip / tcp dport=22'\n");
}

static void finds_a_rule_that_contradicts_itself(void **state)
{
	says(state,
	     "ip saddr 10.0.0.1 ip saddr 10.0.0.2 drop\n"
	     "tcp flags & syn == syn tcp flags & (syn | ack) == ack drop\n"
	     "ip frag-off & 0x1fff != 0 tcp dport 22 drop",
	     "t.nft:4: warning: contradictory: no ip saddr fits all its matches\n"
	     "t.nft:5: warning: contradictory: no tcp flags fits all its matches\n"
	     "t.nft:6: warning: contradictory: no ip frag-off fits all its matches\n");
}

static void what_only_the_host_knows_shadows_nothing(void **state)
{
	says(state,
	     "ct state established accept\n"
	     "ip saddr 10.0.0.1 limit rate 1/second drop\n"
	     "ip saddr 10.0.0.1 drop\n"
	     "ip saddr 10.0.0.1 ct state new counter accept",
	     "t.nft:7: warning: shadowed by t.nft:6, e.g. 'ip / tcp'\n");
}

static void a_set_that_may_change_shadows_only_itself(void **state)
{
	const char *text =
		"table inet t {\n"
		"set s { type ipv4_addr; elements = { 10.0.0.1 }\n}\n"
		"chain c {\ntype filter hook input priority 0\n"
		"ip saddr @s drop\n"
		"ip saddr 10.0.0.1 counter accept\n"
		"ip saddr @s tcp dport 22 counter accept\n"
		"}\n}\n";

	assert_string_equal(
		lint(*state, text),
		"t.nft:8: warning: shadowed by t.nft:6, e.g. 'ip / tcp dport=22'\n");
}

static void looks_into_chains_that_are_called(void **state)
{
	const char *text = "table inet t {\n"
			   "chain unused {\ntcp dport 1 drop\n}\n"
			   "chain sane {\n"
			   "ip saddr 127.0.0.0/8 drop\n"
			   "ip saddr 192.0.2.1 tcp dport 8 return\n"
			   "tcp dport 8 drop\n"
			   "}\n"
			   "chain tcp_only {\n"
			   "udp dport 53 accept\n"
			   "ip saddr 10.0.0.1 counter accept\n"
			   "}\n"
			   "chain c {\ntype filter hook input priority 0\n"
			   "ip saddr 10.0.0.0/8 drop\n"
			   "jump sane\n"
			   "ip saddr 127.0.0.1 counter accept\n"
			   "tcp dport 8 counter accept\n"
			   "meta l4proto tcp jump tcp_only\n"
			   "}\n}\n";

	assert_string_equal(
		lint(*state, text),
		"t.nft:2: warning: chain unused is never reached: 1 rule\n"
		"t.nft:11: warning: never reached: no packet in this chain has such a meta l4proto\n"
		"t.nft:12: warning: shadowed by t.nft:16, e.g. 'ip / tcp'\n"
		"t.nft:18: warning: shadowed by t.nft:6, e.g. 'ip src=127.0.0.1 / tcp'\n");
}

static void chains_that_only_dead_rules_call_are_never_reached(void **state)
{
	const char *text = "table inet t {\n"
			   "chain a {\ntcp dport 1 drop\n}\n"
			   "chain c {\ntype filter hook input priority 0\n"
			   "drop\n"
			   "jump a\n"
			   "}\n}\n";

	assert_string_equal(
		lint(*state, text),
		"t.nft:2: warning: chain a is never reached: 1 rule\n"
		"t.nft:8: warning: never reached: behind t.nft:7, which takes all, e.g. 'ip / tcp'\n");
}

/* The kernel refuses only a loop that a base chain gets to. */
static void chains_in_a_loop_that_nobody_calls_are_never_reached(void **state)
{
	assert_string_equal(
		lint(*state, "table ip t {\n"
			     "chain a {\n"
			     "ip daddr 10.0.0.1 accept\n"
			     "jump a\n"
			     "}\n"
			     "chain b {\n"
			     "ip daddr 10.0.0.2 accept\n"
			     "jump c\n"
			     "}\n"
			     "chain c {\n"
			     "ip daddr 10.0.0.3 drop\n"
			     "goto b\n"
			     "}\n"
			     "chain in {\n"
			     "type filter hook input priority 0\n"
			     "}\n"
			     "}\n"),
		"t.nft:2: warning: chain a is never reached: 2 rules\n"
		"t.nft:6: warning: chain b is never reached: 2 rules\n"
		"t.nft:10: warning: chain c is never reached: 2 rules\n");
}

static void witnesses_have_all_that_is_asked_for(void **state)
{
	const char *text =
		"table netdev t {\nchain c {\n"
		"type filter hook ingress device eth0 priority 0\n"
		"meta protocol != arp drop\n"
		"vlan id 7 vlan pcp 3 ip6 saddr fe80::1 counter accept\n"
		"exthdr frag exists frag more-fragments 1 counter accept\n"
		"meta pkttype broadcast ip dscp cs1 udp length 900 counter accept\n"
		"ip frag-off & 0x2000 != 0 ip protocol 99 counter accept\n"
		"ip protocol 99 th dport 22 counter accept\n"
		"ether type 0x9000 counter accept\n"
		"}\n}\n";

	assert_string_equal(
		lint(*state, text),
		"t.nft:5: warning: shadowed by t.nft:4, e.g. 'vlan pcp=3 id=7 / ip6 src=fe80::1 / tcp'\n"
		"t.nft:6: warning: shadowed by t.nft:4, e.g. 'ip6 / frag more=1 / tcp'\n"
		"t.nft:7: warning: shadowed by t.nft:4, e.g. 'eth dst=ff:ff:ff:ff:ff:ff / ip dscp=0x08 / udp / raw 892'\n"
		"t.nft:8: warning: shadowed by t.nft:4, e.g. 'ip mf=1 proto=99 / raw 46'\n"
		"t.nft:9: warning: shadowed by t.nft:4, e.g. 'ip proto=99 / hex 0000001600000000000000000000000000000000'\n"
		"t.nft:10: warning: shadowed by t.nft:4, e.g. 'eth type=0x9000 / raw 46'\n");
}

/* ---- Many rules ---- */

#define N_MANY 160000

static double cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Sources of /32 in tens of thousands, some of them twice. */
static const char *many_rules(struct arena *a)
{
	char *text = arena_alloc(a, N_MANY * 64ul);
	size_t n = sprintf(
		text,
		"table netdev t {\nchain c {\ntype filter hook ingress device eth0 priority 0\n");

	for (uint32_t i = 0; i < N_MANY; i++)
		n += sprintf(text + n, "ip saddr 10.%u.%u.%u tcp dport %u %s\n",
			     i / 2 >> 16, i / 2 >> 8 & 255, i / 2 & 255,
			     i % 1000 ? 22 + i % 2 : 22,
			     i % 3 ? "drop" : "counter accept");
	strcpy(text + n, "}\n}\n");
	return text;
}

/* A sanitizer takes five times as long; the bound is for what users run. */
static void many_rules_take_near_to_linear_time(void **state)
{
	struct fixture *f = *state;
	const struct policy *p = resolve(&f->rules, many_rules(f->rules.arena));
	const double start = cpu_seconds();

	lint_policy(f->rules.arena, p, &f->report);
	print_message("# %.1f s of CPU\n", cpu_seconds() - start);
	assert_true(cpu_seconds() - start < 60);
	assert_int_equal(f->report.n_unsure, 0);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(says_nothing_of_rules_that_all_decide_something),
		TEST(finds_a_rule_that_one_before_it_shadows),
		TEST(the_packet_may_be_another_rules),
		TEST(finds_a_rule_that_several_shadow_together),
		TEST(finds_a_rule_that_does_what_was_done),
		TEST(finds_a_rule_that_what_follows_makes_redundant),
		TEST(a_rule_that_counts_is_not_redundant),
		TEST(a_rule_in_between_keeps_one_from_being_redundant),
		TEST(finds_rules_behind_one_that_takes_all),
		TEST(finds_a_rule_that_contradicts_itself),
		TEST(what_only_the_host_knows_shadows_nothing),
		TEST(a_set_that_may_change_shadows_only_itself),
		TEST(looks_into_chains_that_are_called),
		TEST(chains_that_only_dead_rules_call_are_never_reached),
		TEST(chains_in_a_loop_that_nobody_calls_are_never_reached),
		TEST(witnesses_have_all_that_is_asked_for),
		TEST(many_rules_take_near_to_linear_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
