// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench_rules_test.c - do rulesets say the same in everybody's words?
 *
 * What they say in nft's and in iptables' words, nicfw's readers and the oracle
 * are asked about, and held against linear search.
 */
#include "bench/rules/rules_draft.h"
#include "lang/ipt_parse.h"
#include "lang/nft_parse.h"
#include "lib/bench_rules.h"
#include "policy/eval.h"
#include "policy/resolve.h"

#include <string.h>

/* What none of the drops depends on: a host without IPsec, conntrack, ... */
static const struct host_facts no_facts;
static const struct reach reach = { 32, 61440 };
static const struct device eth0 = {
	.name = "eth0",
	.ifindex = 1,
	.mac = { 2, 0, 0, 0, 0, 2 },
	.facts = &no_facts,
};

static bool lies_in(const struct rules_box *in, const struct rules_box *out)
{
	return in->saddr_len >= out->saddr_len &&
	       in->daddr_len >= out->daddr_len &&
	       (in->saddr & rules_mask(out->saddr_len)) == out->saddr &&
	       (in->daddr & rules_mask(out->daddr_len)) == out->daddr &&
	       in->sport[0] >= out->sport[0] && in->sport[1] <= out->sport[1] &&
	       in->dport[0] >= out->dport[0] && in->dport[1] <= out->dport[1] &&
	       (!out->proto || in->proto == out->proto);
}

static void no_rule_lies_in_one_before_it(void **state)
{
	struct fixture *f = *state;
	const struct rules *rules;

	for_each_rules(f->arena, rules) for (size_t i = 0; i < rules->n;
					     i++) for (size_t k = 0; k < i; k++)
		assert_false(lies_in(&rules->boxes[i], &rules->boxes[k]));
}

static void rules_are_sound(void **state)
{
	struct fixture *f = *state;
	const struct rules *rules;

	for_each_rules(f->arena, rules)
	{
		bool drops_all = rules->family == RULES_BLOCKLIST;

		assert_int_equal(rules->accept, drops_all);
		for (size_t i = 0; i < rules->n; i++) {
			const struct rules_box *box = &rules->boxes[i];
			bool has_ports = box->proto == 6 || box->proto == 17;

			assert_int_equal(box->accept, !drops_all && i % 2);
			assert_int_equal(
				box->saddr & ~rules_mask(box->saddr_len), 0);
			assert_int_equal(
				box->daddr & ~rules_mask(box->daddr_len), 0);
			assert_true(box->sport[0] <= box->sport[1]);
			assert_true(box->dport[0] <= box->dport[1]);
			assert_true(has_ports ||
				    (box->sport[1] - box->sport[0] == 65535 &&
				     box->dport[1] - box->dport[0] == 65535));
		}
	}
}

/* Each switch between them costs iptables-legacy-restore. */
static void exact_rules_have_two_protocols_or_one(void **state)
{
	struct fixture *f = *state;
	const struct rules *rules = make(f->arena, RULES_EXACT, 1, 300);
	const struct rules *of_tcp = make(f->arena, RULES_EXACT_TCP, 1, 300);
	size_t n_tcp = 0;

	for (size_t i = 0; i < rules->n; i++) {
		n_tcp += rules->boxes[i].proto == 6;
		assert_int_equal(of_tcp->boxes[i].proto, 6);
		assert_int_equal(of_tcp->boxes[i].saddr_len, 32);
	}
	assert_true(n_tcp > 150 && n_tcp < 250);
}

/* Not more than six and /0; see rules_prefix.c. */
static void few_prefixes_lie_in_each_other(void **state)
{
	struct fixture *f = *state;
	const struct rules *rules = make(f->arena, RULES_PREFIX, 5, 20000);
	bool has_length[256][33] = { 0 };
	size_t n_most = 0;

	for (size_t i = 0; i < rules->n; i++) {
		const struct rules_box *box = &rules->boxes[i];

		has_length[box->saddr >> 24][box->saddr_len] = true;
	}
	for (size_t net = 0; net < 256; net++) {
		size_t n = 0;

		for (size_t len = 0; len <= 32; len++)
			n += has_length[net][len];
		assert_in_range(n, 0, 6);
		if (n > n_most)
			n_most = n;
	}
	assert_in_range(n_most, 3, 6);
}

static const struct policy *read_text(struct fixture *f, char *text, size_t len)
{
	struct ruleset *rs = NULL;
	struct policy *policy = NULL;
	int err = ipt_is_dump(text, len) ? ipt_parse(f->arena, f->diag, "t",
						     text, len, NULL, &rs)
					 : nft_parse(f->arena, f->diag, "t",
						     text, len, NULL, &rs);

	if (err || resolve_ruleset(f->arena, f->diag, rs, &policy)) {
		diag_print(f->diag, stderr);
		fail_msg("refused: %.300s", text);
	}
	return policy;
}

/* DHCP goes past the IP hooks: a client reads it from a packet socket. */
static bool may_be_dhcp(const struct rules_tuple *t)
{
	return t->proto == 17 && (t->dport == 67 || t->dport == 68);
}

/*
 * In a front the oracle is sure of drops alone, and of IPv6 not of all: GRO may
 * change what ip6 nexthdr says. A rule a line: then the rule that decides has
 * to be the same, too.
 */
static void assert_oracle_agrees(struct fixture *f, const struct rules *rules,
				 const struct policy *policy)
{
	struct trace trace = draw(f->arena, rules, TRACE_CORNER);
	struct path walk = { 0 };
	bool is_unsure, is_rule_a_line;

	path_find(f->arena, policy, &eth0, &walk);
	is_unsure = walk.why_front && rules->boxes[0].is_v6;
	is_rule_a_line = policy->n_rules == rules->n && rules->n > 1 &&
			 !is_unsure;
	for (size_t i = 0; i < trace.n; i++) {
		const struct trace_frame *frame = &trace.frames[i];
		struct eval_result result;

		eval_frame(policy, &walk, &eth0, reach, frame->bytes,
			   frame->len, NULL, &result);
		if (walk.why_front && may_be_dhcp(&frame->tuple))
			continue;
		if (is_unsure)
			assert_false(result.verdict == PLAN_DROP &&
				     frame->accept);
		else if (walk.why_front)
			assert_int_equal(result.verdict == PLAN_DROP,
					 !frame->accept);
		else
			assert_int_equal(result.verdict, frame->accept
								 ? PLAN_ACCEPT
								 : PLAN_DROP);
		if (!is_rule_a_line || result.verdict != PLAN_DROP)
			continue;
		assert_int_equal(result.rule ? result.rule->id : rules->n,
				 frame->rule);
	}
}

struct text {
	char *s;
	size_t len;
};

static FILE *open_text(struct text *text)
{
	FILE *out = open_memstream(&text->s, &text->len);

	assert_non_null(out);
	return out;
}

static void check_text(struct fixture *f, const struct rules *rules,
		       const struct text *text)
{
	assert_oracle_agrees(f, rules, read_text(f, text->s, text->len));
	free(text->s);
}

static void nft_text_means_the_same(void **state)
{
	struct fixture *f = *state;
	const struct rules *rules;

	for_each_rules(f->arena, rules) for (enum rules_hook hook = 0;
					     hook < N_RULES_HOOKS; hook++)
	{
		struct text text;
		FILE *out = open_text(&text);

		rules_print_nft(rules, hook, "eth0", out);
		fclose(out);
		check_text(f, rules, &text);
	}
}

static bool has_sets(const struct rules *rules)
{
	return rules_are_exact(rules->family) ||
	       rules->family == RULES_BLOCKLIST;
}

static void nft_sets_mean_the_same(void **state)
{
	struct fixture *f = *state;
	const struct rules *rules;

	for_each_rules(f->arena, rules) for (enum rules_hook hook = 0;
					     hook < N_RULES_HOOKS; hook++)
	{
		struct text text;
		FILE *out = open_text(&text);
		int err = rules_print_nft_set(rules, hook, "eth0", out);

		fclose(out);
		assert_int_equal(err, has_sets(rules) ? 0 : -ENOTSUP);
		assert_int_equal(!text.len, !has_sets(rules));
		if (has_sets(rules))
			check_text(f, rules, &text);
		else
			free(text.s);
	}
}

static void dumps_of_iptables_mean_the_same(void **state)
{
	struct fixture *f = *state;
	const struct rules *rules;

	for_each_rules(f->arena, rules) for (enum rules_hook hook = RULES_RAW;
					     hook < N_RULES_HOOKS; hook++)
	{
		const bool is_v6 = rules->boxes[0].is_v6;
		struct text text;
		FILE *out = open_text(&text);
		int err = rules_print_iptables(rules, hook, out);

		fclose(out);
		assert_int_equal(err, is_v6 ? -ENOTSUP : 0);
		assert_int_equal(!text.len, is_v6);
		if (is_v6)
			free(text.s);
		else
			check_text(f, rules, &text);
	}
}

static void sets_of_ipset_mean_the_same(void **state)
{
	struct fixture *f = *state;
	const struct rules *rules;

	for_each_rules(f->arena, rules) for (enum rules_hook hook = RULES_RAW;
					     hook < N_RULES_HOOKS; hook++)
	{
		struct text text;
		FILE *out = open_text(&text);
		int err = rules_print_ipset(rules, hook, out, out);

		fclose(out);
		assert_int_equal(err, has_sets(rules) ? 0 : -ENOTSUP);
		assert_int_equal(!text.len, !has_sets(rules));
		if (has_sets(rules))
			check_text(f, rules, &text);
		else
			free(text.s);
	}
}

static void what_a_family_has_not_is_refused(void **state)
{
	struct fixture *f = *state;
	struct rules rules = { .n = 77 };

	assert_int_equal(rules_make(f->arena, RULES_ACL, 1, 0, &rules),
			 -EINVAL);
	assert_int_equal(rules.n, 77);
	rules = *make(f->arena, RULES_ACL, 1, 3);
	assert_int_equal(rules_print_iptables(&rules, RULES_INGRESS, stdout),
			 -ENOTSUP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(no_rule_lies_in_one_before_it),
		test(rules_are_sound),
		test(exact_rules_have_two_protocols_or_one),
		test(few_prefixes_lie_in_each_other),
		test(nft_text_means_the_same),
		test(nft_sets_mean_the_same),
		test(dumps_of_iptables_mean_the_same),
		test(sets_of_ipset_mean_the_same),
		test(what_a_family_has_not_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
