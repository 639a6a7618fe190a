// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench_trace_test.c - are frames that rulesets are measured with what they
 * say?
 *
 * Verdicts are held against linear search, bytes against the RFCs.
 */
#include "bench/rules/rules_draft.h"
#include "bench/rules/rules_index.h"
#include "bench/rules/rules_text.h"
#include "lib/bench_rules.h"

static void the_same_seed_makes_the_same_rules_and_frames(void **state)
{
	struct fixture *f = *state;
	const struct rules *rules;

	for_each_rules(f->arena, rules)
	{
		const struct rules *again =
			make(f->arena, rules->family, 7 + size_, rules->n);
		const struct rules *other =
			make(f->arena, rules->family, 99, rules->n);
		struct trace x = draw(f->arena, rules, TRACE_CORNER);
		struct trace y = draw(f->arena, again, TRACE_CORNER);
		size_t len = rules->n * sizeof(*rules->boxes);

		assert_memory_equal(rules->boxes, again->boxes, len);
		assert_memory_not_equal(rules->boxes, other->boxes, len);
		assert_memory_equal(x.frames, y.frames,
				    x.n * sizeof(*x.frames));
	}
}

static void the_index_finds_what_linear_search_does(void **state)
{
	struct fixture *f = *state;
	struct rng r = { 11 };
	const struct rules *rules;

	for_each_rules(f->arena, rules)
	{
		struct rules_index *index = rules_index_new(f->arena, rules);
		struct trace trace = draw(f->arena, rules, TRACE_CORNER);

		for (size_t i = 0; i < trace.n; i++) {
			struct rules_tuple t = trace.frames[i].tuple;

			if (rng_one_in(&r, 2))
				t.daddr = trace.frames[rng_below(&r, N_FRAMES)]
						  .tuple.daddr;
			assert_int_equal(rules_index_match(index, &t),
					 rules_match(rules, &t));
		}
	}
}

static uint32_t read_number(const uint8_t *bytes, size_t len)
{
	uint32_t number = 0;

	while (len--)
		number = number << 8 | *bytes++;
	return number;
}

/* The one's complement sum of @len bytes and @more. */
static uint32_t sum_up(const uint8_t *bytes, size_t len, uint32_t more)
{
	for (size_t i = 0; i < len; i += 2)
		more += read_number(bytes + i, 2);
	while (more > 0xffff)
		more = (more & 0xffff) + (more >> 16);
	return more;
}

static void assert_header_is_of_ipv4(const struct trace_frame *f)
{
	const uint8_t *ip = f->bytes + 14;
	const struct rules_tuple *t = &f->tuple;

	assert_int_equal(f->len, 64);
	assert_int_equal(read_number(f->bytes + 12, 2), 0x0800);
	assert_int_equal(ip[0], 0x45);
	assert_int_equal(read_number(ip + 2, 2), 50);
	assert_int_equal(ip[9], t->proto);
	assert_int_equal(read_number(ip + 12, 4), t->saddr);
	assert_int_equal(read_number(ip + 16, 4), t->daddr);
	assert_int_equal(sum_up(ip, 20, 0), 0xffff);
	if (t->proto == 1)
		assert_int_equal(sum_up(ip + 20, 30, 0), 0xffff);
}

static void assert_header_is_of_ipv6(const struct trace_frame *f)
{
	const struct in6_addr saddr = rules_addr6(f->tuple.saddr, 32);
	const struct in6_addr daddr = rules_addr6(f->tuple.daddr, 32);
	const uint8_t *ip = f->bytes + 14;
	const bool is_icmp = f->tuple.proto == 1;

	assert_int_equal(f->len, 88);
	assert_int_equal(read_number(f->bytes + 12, 2), 0x86dd);
	assert_int_equal(read_number(ip, 4), 0x60000000);
	assert_int_equal(read_number(ip + 4, 2), 34);
	assert_int_equal(ip[6], is_icmp ? 58 : f->tuple.proto);
	assert_memory_equal(ip + 8, &saddr, 16);
	assert_memory_equal(ip + 24, &daddr, 16);
	if (is_icmp)
		assert_int_equal(sum_up(ip + 8, 66, 34 + 58), 0xffff);
}

static void assert_frame_is_of_tuple(const struct trace_frame *f, bool is_v6)
{
	const uint8_t *ip = f->bytes + 14, *l4 = ip + (is_v6 ? 40 : 20);
	const uint32_t len = is_v6 ? 34 : 30, addrs_len = is_v6 ? 32 : 8;
	const struct rules_tuple *t = &f->tuple;
	uint32_t pseudo = t->proto + len + sum_up(l4 - addrs_len, addrs_len, 0);

	assert_memory_equal(f->bytes, dmac, 6);
	assert_memory_equal(f->bytes + 6, smac, 6);
	if (is_v6)
		assert_header_is_of_ipv6(f);
	else
		assert_header_is_of_ipv4(f);
	if (t->proto != 6 && t->proto != 17)
		return;
	assert_int_equal(read_number(l4, 2), t->sport);
	assert_int_equal(read_number(l4 + 2, 2), t->dport);
	assert_int_equal(sum_up(l4, len, pseudo), 0xffff);
	if (t->proto == 17)
		assert_int_equal(read_number(l4 + 4, 2), len);
	else
		assert_int_equal(l4[12] >> 4, 5);
}

static bool is_to_drop(enum trace_kind kind)
{
	return kind == TRACE_FIRST || kind == TRACE_LAST ||
	       kind == TRACE_SPREAD || kind == TRACE_ZIPF;
}

static void assert_frame_is_of_kind(const struct rules *rules,
				    enum trace_kind kind,
				    const struct trace_frame *frame)
{
	size_t rule = rules_match(rules, &frame->tuple);
	bool is_in_rule = rule < rules->n;
	bool accept = is_in_rule ? rules->boxes[rule].accept : rules->accept;

	assert_int_equal(frame->rule, rule);
	assert_int_equal(frame->accept, accept);
	if (kind == TRACE_MISS)
		assert_false(is_in_rule);
	if (is_to_drop(kind))
		assert_true(is_in_rule && !accept);
	if (kind == TRACE_ACCEPT)
		assert_true(is_in_rule && accept);
}

static void frames_have_right_bytes_and_verdicts(void **state)
{
	struct fixture *f = *state;
	const struct rules *rules;

	for_each_rules(f->arena, rules) for (enum trace_kind kind = 0;
					     kind < N_TRACE_KINDS; kind++)
	{
		bool has_any = kind != TRACE_ACCEPT ||
			       (rules->n > 1 && !rules->accept);
		struct trace trace = { 0 };

		if (has_any)
			trace = draw(f->arena, rules, kind);
		else
			assert_int_equal(trace_make(f->arena, rules, kind, 1, 1,
						    smac, smac, &trace),
					 -ENOENT);
		for (size_t i = 0; i < trace.n; i++) {
			assert_frame_is_of_kind(rules, kind, &trace.frames[i]);
			assert_frame_is_of_tuple(&trace.frames[i],
						 rules->boxes[0].is_v6);
		}
	}
}

/* How many frames of @trace each rule decides. */
static uint32_t *count_rules(struct arena *a, const struct rules *rules,
			     const struct trace *trace)
{
	uint32_t *n = arena_calloc(a, rules->n + 1, sizeof(*n));

	for (size_t i = 0; i < trace->n; i++)
		n[trace->frames[i].rule]++;
	return n;
}

static void frames_are_shared_out_as_their_kind_says(void **state)
{
	struct fixture *f = *state;
	const struct rules *rules = make(f->arena, RULES_EXACT, 1, 300);
	struct trace first = draw(f->arena, rules, TRACE_FIRST);
	struct trace last = draw(f->arena, rules, TRACE_LAST);
	struct trace spread = draw(f->arena, rules, TRACE_SPREAD);
	struct trace zipf = draw(f->arena, rules, TRACE_ZIPF);
	uint32_t *n_spread = count_rules(f->arena, rules, &spread);
	uint32_t *n_zipf = count_rules(f->arena, rules, &zipf);
	uint32_t most = 0;

	assert_int_equal(count_rules(f->arena, rules, &first)[0], N_FRAMES);
	assert_int_equal(count_rules(f->arena, rules, &last)[298], N_FRAMES);
	for (size_t i = 0; i < rules->n; i++) {
		assert_int_equal(n_spread[i], i % 2 ? 0 : N_FRAMES / 150);
		if (n_zipf[i] > most)
			most = n_zipf[i];
	}
	/* The most frequent of 150 has 1 in H(150), which is 5.59. */
	assert_in_range(most, N_FRAMES / 8, N_FRAMES / 4);
}

/* Then frames are no echo of the rules. */
static void rules_and_frames_may_have_one_seed(void **state)
{
	struct fixture *f = *state;
	const struct rules *rules = make(f->arena, RULES_BLOCKLIST, 3, 100000);

	draw(f->arena, rules, TRACE_MISS);
}

static void frames_that_there_are_not_are_refused(void **state)
{
	struct fixture *f = *state;
	struct rules rules = *make(f->arena, RULES_ACL, 1, 3);

	/* Rules for all frames leave none that are in no rule. */
	rules.boxes[1] = rules_any;
	assert_int_equal(trace_make(f->arena, &rules, TRACE_MISS, 1, 1, smac,
				    smac, &(struct trace){ 0 }),
			 -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(the_same_seed_makes_the_same_rules_and_frames),
		test(the_index_finds_what_linear_search_does),
		test(frames_have_right_bytes_and_verdicts),
		test(frames_are_shared_out_as_their_kind_says),
		test(rules_and_frames_may_have_one_seed),
		test(frames_that_there_are_not_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
