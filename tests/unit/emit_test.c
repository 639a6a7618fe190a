// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit_test.c - does each operation do what a plan means by it?
 */
#include "lib/program.h"

static bool holds(enum plan_op op, u128 v, u128 imm)
{
	return op == PLAN_EQ ? v == imm : v < imm;
}

static u128 random_u128(void)
{
	u128 v = 0;

	for (int i = 0; i < 5; i++)
		v = v << 31 | random();
	return v;
}

/* The bits of the frame's network header. */
static u128 bits_of(const struct program *p, unsigned int bit,
		    unsigned int width)
{
	u128 v = 0;

	for (; width--; bit++)
		v = v << 1 | (p->frame[14 + bit / 8] >> (7 - bit % 8) & 1);
	return v;
}

/* A test that is nearly true or nearly false, counted in @counter if it is. */
static bool add_random_test(struct program *p, uint32_t counter)
{
	unsigned int bit = random() % 64, width = 1 + random() % 128;
	enum plan_op op = (enum plan_op[]){ PLAN_EQ, PLAN_LT }[random() % 2];
	u128 mask = random_u128() & u128_max(width);
	uint32_t at = p->plan.nodes.n;

	if (random() % 2 || !mask)
		mask = u128_max(width);

	u128 v = bits_of(p, bit, width) & mask, imm = v;

	if (random() % 2)
		imm ^= (u128)1 << random() % width;
	if (random() % 3 == 0) {
		/* Is a bit of a few, or of one, set? */
		mask = (u128)1 << random() % width |
		       (random() % 2 ? (u128)1 << random() % width : 0);
		imm = random() % 2 ? mask : op == PLAN_LT;
		v = bits_of(p, bit, width) & mask;
	}
	program_add_node(
		p, (struct plan_node){
			   .op = op,
			   NO_RULE,
			   .part = { program_add_value(p, PLAN_NET, bit, width),
				     mask },
			   .imm = imm,
			   .yes = random() % 2 ? at + 1 : at + 2,
			   .no = at + 3 });
	p->plan.nodes.v[at].no -= p->plan.nodes.v[at].yes == at + 1 ? 1 : 2;

	bool counts = holds(op, v, imm) == (p->plan.nodes.v[at].yes == at + 1);

	program_add_node(p, (struct plan_node){ .op = PLAN_COUNT,
						NO_RULE,
						.counter = counter,
						.yes = at + 2 });
	return counts;
}

static void tests_values_of_any_width(void **state)
{
	struct program *p = *state;
	bool expected[20];

	for (unsigned int seed = 0; seed < 100; seed++) {
		srandom(seed);
		p->plan = (struct plan){ .n_counters = 20 };
		for (uint32_t i = 0; i < 20; i++)
			expected[i] = add_random_test(p, i);
		program_add_verdict(p, PLAN_ACCEPT, PLAN_NO_COUNTER);
		program_emit(p, seed % 2 ? &nic : &host,
			     (struct image_options){});
		assert_int_equal(program_answer(p), XDP_PASS);
		for (uint32_t i = 0; i < 20; i++) {
			if (program_packets(p, i) != expected[i])
				fail_msg("seed %u, test %u", seed, i);
		}
	}
}

static void folds_tests_of_constants(void **state)
{
	struct program *p = *state;
	uint16_t name = program_add_constant(p, 128, (u128)0xabcd << 64 | 5);

	program_add_node(p, (struct plan_node){ .op = PLAN_EQ,
						NO_RULE,
						.part = { name, ~(u128)0 },
						.imm = (u128)0xabcd << 64 | 5,
						.yes = 1,
						.no = 2 });
	program_add_verdict(p, PLAN_DROP, PLAN_NO_COUNTER);
	program_add_verdict(p, PLAN_ACCEPT, PLAN_NO_COUNTER);
	program_emit(p, &nic, (struct image_options){});
	assert_int_equal(program_answer(p), XDP_DROP);

	size_t n = p->img->insns.n;

	p->plan.nodes.v[0].imm = 5;
	program_emit(p, &nic, (struct image_options){});
	assert_int_equal(program_answer(p), XDP_PASS);
	assert_in_range(p->img->insns.n, n - 2, n);
}

/* A map of 2 keys: a part of 48 bits under a mask, one of 16, a constant. */
static void add_map(struct program *p, enum plan_map_kind kind,
		    const uint32_t *values)
{
	static const uint8_t base[] = { 0x10, 0x11, 0x00, 0x13, 0x14, 0x15,
					0x20, 0x21, 0x00, 0x00, 0x07, 0x09 };
	struct plan_map *m = vec_push(p->arena, &p->plan.maps);
	struct plan_part parts[] = {
		{ program_add_value(p, PLAN_NET, 0, 48), 0xffff00ffffff },
		{ program_add_value(p, PLAN_NET, 128, 16), 0xffff },
		{ program_add_constant(p, 32, 0x0709), 0xffffffff },
	};

	*m = (struct plan_map){ .name = "a set/with a long name",
				.kind = kind,
				.max_entries = 2,
				.n_entries = 2 };
	for (int i = 0; i < 3; i++)
		*(struct plan_part *)vec_push(p->arena, &m->parts) = parts[i];
	assert_int_equal(plan_map_key_bytes(&p->plan, m), 16);
	m->keys = arena_alloc(p->arena, 32);
	plan_put_part(m->keys, 48, u128_from_bytes(base, 6));
	plan_put_part(m->keys + 8, 16, u128_from_bytes(base + 6, 2));
	plan_put_part(m->keys + 12, 32, u128_from_bytes(base + 8, 4));
	memcpy(m->keys + 16, m->keys, 16);
	plan_put_part(m->keys + 16 + 8, 16, 0x2022);
	m->values = arena_memdup(p->arena, values,
				 kind == PLAN_MAP_RANKED ? 16 : 8);
}

static void looks_keys_up(void **state)
{
	struct program *p = *state;
	const struct plan_case cases[] = { { 5, 1 }, { 6, 2 } };

	add_map(p, PLAN_MAP_ANSWERS, (uint32_t[]){ 6, 7 });
	struct plan_node *n = program_add_node(
		p, (struct plan_node){ .op = PLAN_LOOKUP, NO_RULE, .no = 3 });
	for (int i = 0; i < 2; i++)
		*(struct plan_case *)vec_push(p->arena, &n->cases) = cases[i];
	for (int i = 0; i < 3; i++)
		program_add_verdict(p, PLAN_ACCEPT, i);
	program_emit(p, &host, (struct image_options){});
	assert_string_equal(p->img->maps.v[2].name, "a_set_with_a_lo");
	program_answer(p);
	assert_int_equal(program_packets(p, 1), 1);
	p->frame[14 + 2] = 99;
	program_answer(p);
	assert_int_equal(program_packets(p, 1), 2);
	p->frame[14 + 17] = 0x22;
	program_answer(p);
	assert_int_equal(program_packets(p, 2), 1);
	p->frame[14 + 17] = 0x23;
	program_answer(p);
	assert_int_equal(program_packets(p, 2), 2);
}

/* Three sets of the same keys: only their own answers lead to the drop. */
static void sets_share_a_map_where_a_nic_has_few(void **state)
{
	struct program *p = *state;
	struct profile few = nic;

	for (uint32_t i = 0; i < 3; i++) {
		struct plan_node *n = program_add_node(
			p, (struct plan_node){ .op = PLAN_LOOKUP,
					       NO_RULE,
					       .map = i,
					       .no = 4 });

		add_map(p, PLAN_MAP_ANSWERS, (uint32_t[]){ 6 + i, 9 });
		*(struct plan_case *)vec_push(p->arena, &n->cases) =
			(struct plan_case){ 6 + i, i + 1 };
	}
	program_add_verdict(p, PLAN_DROP, PLAN_NO_COUNTER);
	program_add_verdict(p, PLAN_ACCEPT, PLAN_NO_COUNTER);
	for (few.max_maps = 4; few.max_maps > 2; few.max_maps--) {
		p->frame[14 + 17] = 0x21;
		program_emit(p, &few, (struct image_options){});
		assert_int_equal(p->img->maps.n, few.max_maps == 4 ? 4 : 2);
		assert_int_equal(program_answer(p), XDP_DROP);
		p->frame[14 + 17] = 0x22;
		assert_int_equal(program_answer(p), XDP_PASS);
	}
	assert_int_equal(p->img->maps.v[1].n_entries, 6);
	assert_int_equal(p->img->maps.v[1].key_bytes, 20);
	/* One that is too long for the NIC with its tag stays alone. */
	few.max_key_bytes = 19;
	program_emit(p, &few, (struct image_options){});
	assert_int_equal(p->img->maps.n, 4);
}

static void picks_the_lowest_rank(void **state)
{
	struct program *p = *state;

	const uint32_t values[][4] = {
		{ 2, plan_outcome(PLAN_DROP, 2), 1,
		  plan_outcome(PLAN_PUNT, 1) },
		{ 1, plan_outcome(PLAN_ACCEPT, 1), 4,
		  plan_outcome(PLAN_ACCEPT, 4) },
		{ 3, plan_outcome(PLAN_DROP, 3), 0,
		  plan_outcome(PLAN_DROP, 0) },
	};

	for (int i = 0; i < 3; i++)
		add_map(p, PLAN_MAP_RANKED, values[i]);
	for (uint32_t i = 0; i < 3; i++)
		program_add_node(p, (struct plan_node){ .op = PLAN_BEST,
							NO_RULE,
							.map = i,
							.yes = i + 1 });
	program_add_node(
		p, (struct plan_node){ .op = PLAN_PICK, NO_RULE, .no = 4 });
	program_add_verdict(p, PLAN_DROP, 5);
	program_emit(p, &nic, (struct image_options){});
	assert_int_equal(program_answer(p), XDP_PASS);
	assert_int_equal(program_packets(p, 1), 1);
	p->frame[14 + 17] = 0x22;
	assert_int_equal(program_answer(p), XDP_DROP);
	assert_int_equal(program_packets(p, 0), 1);
	p->frame[14 + 17] = 0x23;
	assert_int_equal(program_answer(p), XDP_DROP);
	assert_int_equal(program_packets(p, 5), 1);
}

/* Keeps @kept, then takes what is accepted to a drop. */
static void answer_taken(struct program *p, enum plan_verdict kept, int answer,
			 uint32_t counter)
{
	p->plan.nodes.n = 0;
	program_add_node(p, (struct plan_node){ .op = PLAN_KEEP,
						NO_RULE,
						.rank = 3,
						.verdict = kept,
						.counter = 1,
						.yes = 1 });
	program_add_node(p, (struct plan_node){ .op = PLAN_TAKE,
						NO_RULE,
						.verdict = PLAN_ACCEPT,
						.yes = 2,
						.no = 3 });
	program_add_node(
		p, (struct plan_node){ .op = PLAN_PICK, NO_RULE, .no = 3 });
	program_add_verdict(p, PLAN_DROP, 2);
	program_emit(p, &nic, (struct image_options){ .last_stage = true });
	assert_int_equal(program_answer(p), answer);
	for (uint32_t i = 0; i < 3; i++)
		assert_int_equal(program_packets(p, i), i == 1 || i == counter);
}

static void takes_one_verdict_on_and_ends_with_others(void **state)
{
	struct program *p = *state;

	p->plan.n_counters = 3;
	answer_taken(p, PLAN_ACCEPT, XDP_DROP, 2);
	answer_taken(p, PLAN_DROP, XDP_DROP, 1);
	answer_taken(p, PLAN_PUNT, XDP_DROP, 1);
}

static struct plan_vector random_vector(void)
{
	struct plan_vector v = {};

	for (int i = 0; i < PLAN_LANES; i++) {
		if (random() % 2)
			v.lanes[i] = (uint64_t)random_u128() &
				     (uint64_t)random_u128() >> random() % 64;
	}
	return v;
}

static void asks_a_vector_for_bits(void **state)
{
	struct program *p = *state;
	uint32_t n_lanes;

	for (unsigned int seed = 0; seed < 40; seed++) {
		struct plan_vector v[] = { random_vector(), random_vector() };
		bool has = false;

		n_lanes = 1 + random() % PLAN_LANES;
		for (uint32_t i = 0; i < n_lanes; i++)
			has |= (v[0].lanes[i] & v[1].lanes[i]) != 0;
		p->plan.nodes.n = 0;
		for (uint32_t i = 0; i < 2; i++)
			program_add_node(
				p, (struct plan_node){ .op = i ? PLAN_HAS
							       : PLAN_START,
						       NO_RULE,
						       .n_lanes = n_lanes,
						       .vector = &v[i],
						       .yes = i + 1,
						       .no = 3 });
		program_add_verdict(p, PLAN_DROP, PLAN_NO_COUNTER);
		program_add_verdict(p, PLAN_ACCEPT, PLAN_NO_COUNTER);
		program_emit(p, &nic, (struct image_options){});
		assert_int_equal(program_answer(p), has ? XDP_DROP : XDP_PASS);
	}
}

/* A mask of more than 32 bits takes the register that tests keep a word in. */
static void reads_a_word_again_behind_a_wide_mask(void **state)
{
	static const struct plan_vector wide = { { 0x123456789abcdef0 } };
	struct program *p = *state;
	struct plan_node test = {
		.op = PLAN_EQ,
		NO_RULE,
		.part = { program_add_value(p, PLAN_NET, 0, 32), UINT32_MAX },
		.imm = 0x10111213,
		.yes = 2,
		.no = 2,
	};
	struct plan_node node = { .op = PLAN_START,
				  NO_RULE,
				  .n_lanes = 1,
				  .vector = &wide,
				  .yes = 1 };

	program_add_node(p, node);
	program_add_node(p, test);
	node.op = PLAN_MASK;
	node.yes = 3;
	program_add_node(p, node);
	test.yes = 4;
	test.no = 5;
	program_add_node(p, test);
	program_add_verdict(p, PLAN_DROP, PLAN_NO_COUNTER);
	program_add_verdict(p, PLAN_ACCEPT, PLAN_NO_COUNTER);
	program_emit(p, &nic, (struct image_options){});
	assert_int_equal(program_answer(p), XDP_DROP);
}

static void counts_bytes_from_the_network_header(void **state)
{
	struct program *p = *state;

	program_add_verdict(p, PLAN_ACCEPT, 2);
	program_emit(p, &nic, (struct image_options){});
	program_answer(p);
	assert_int_equal(interp_counters(p->interp)[2].bytes, 46);
	p->frame[12] = 0x81;
	p->frame[13] = 0;
	program_answer(p);
	assert_int_equal(interp_counters(p->interp)[2].bytes, 46 + 42);
	assert_int_equal(program_packets(p, 2), 2);
}

/* In a program with as many as that, where processors have their own. */
static void assert_counts_last_of(struct program *p, uint32_t n, uint32_t more)
{
	program_add_node(
		p,
		(struct plan_node){
			.op = PLAN_EQ,
			NO_RULE,
			.part = { program_add_value(p, PLAN_NET, 0, 8), 0xff },
			.imm = 1,
			.yes = 1,
			.no = 2 });
	program_add_verdict(p, PLAN_DROP, n - 1);
	program_add_verdict(p, PLAN_ACCEPT, 0);
	program_emit(p, &host, (struct image_options){});
	assert_int_equal(p->img->maps.v[1].max_entries, more);
	for (uint32_t i = 0; i < 3; i++) {
		p->frame[14] = i != 2;
		assert_int_equal(program_answer(p),
				 i != 2 ? XDP_DROP : XDP_PASS);
	}
	for (uint32_t i = 0; i < n; i++)
		assert_int_equal(program_packets(p, i), i == n - 1 ? 2 : !i);
	p->plan.nodes.n = 0;
}

static void counts_in_each_of_many_counters(void **state)
{
	struct program *p = *state;

	assert_counts_last_of(p, NICFW_COUNTERS_OF_VALUE,
			      NICFW_COUNTERS_OF_VALUE);
	assert_counts_last_of(p, NICFW_COUNTERS_OF_VALUE + 1, 2);
	assert_counts_last_of(p, 2 * NICFW_COUNTERS_OF_VALUE, 2);
	assert_counts_last_of(p, 3 * NICFW_COUNTERS_OF_VALUE - 1, 3);
}

static void assert_answers(struct program *p, struct image_options opts,
			   int drop, int punt)
{
	program_emit(p, &nic, opts);
	p->frame[14] = 1;
	assert_int_equal(program_answer(p), drop);
	p->frame[14] = 0;
	assert_int_equal(program_answer(p), punt);
	assert_int_equal(program_packets(p, 0), 1);
	assert_int_equal(program_packets(p, 1), 1);
}

static void answers_as_its_options_say(void **state)
{
	struct program *p = *state;

	program_add_node(
		p,
		(struct plan_node){
			.op = PLAN_EQ,
			NO_RULE,
			.part = { program_add_value(p, PLAN_NET, 0, 8), 0xff },
			.imm = 1,
			.yes = 1,
			.no = 2 });
	program_add_verdict(p, PLAN_DROP, 0);
	program_add_verdict(p, PLAN_PUNT, 1);
	assert_answers(p, (struct image_options){}, XDP_DROP, XDP_PASS);
	assert_answers(p, (struct image_options){ .last_stage = true },
		       XDP_DROP, XDP_DROP);
	assert_answers(p, (struct image_options){ .shadow = true }, XDP_PASS,
		       XDP_PASS);
	assert_answers(
		p, (struct image_options){ .shadow = true, .last_stage = true },
		XDP_PASS, XDP_PASS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PROGRAM_TEST(tests_values_of_any_width),
		PROGRAM_TEST(folds_tests_of_constants),
		PROGRAM_TEST(looks_keys_up),
		PROGRAM_TEST(sets_share_a_map_where_a_nic_has_few),
		PROGRAM_TEST(picks_the_lowest_rank),
		PROGRAM_TEST(takes_one_verdict_on_and_ends_with_others),
		PROGRAM_TEST(asks_a_vector_for_bits),
		PROGRAM_TEST(reads_a_word_again_behind_a_wide_mask),
		PROGRAM_TEST(counts_bytes_from_the_network_header),
		PROGRAM_TEST(counts_in_each_of_many_counters),
		PROGRAM_TEST(answers_as_its_options_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
