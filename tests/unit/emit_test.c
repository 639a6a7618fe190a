// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit_test.c - do programs do what their plans say?
 *
 * Plans are written by hand. Each program runs in the interpreter and, where
 * it may be loaded, in the kernel; both have to give the same answer.
 */
#include "lib/loaded.h"
#include "offload/interp.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FRAME_BYTES 60
#define NO_RULE	    .rule = PLAN_NO_RULE

static const struct profile nic = {
	.name = "nic",
	.stage = STAGE_OFFLOAD,
	.ext_headers = 2,
};

static const struct profile host = {
	.name = "host",
	.stage = STAGE_DRIVER,
	.ext_headers = 32,
	.percpu_counters = true,
	.frags = true,
};

/* 14 bytes of Ethernet, not IP, then 0x10, 0x11, 0x12 ... */
static uint8_t frame[FRAME_BYTES];

struct program {
	struct arena *arena;
	struct plan plan;
	struct image *img;
	struct interp *interp;
	struct loaded loaded;
	bool is_loaded;
};

static int setup(void **state)
{
	struct program *p = calloc(1, sizeof(*p));

	p->arena = arena_new();
	*state = p;
	memset(frame, 0, 12);
	frame[12] = 0x88;
	frame[13] = 0xb5;
	for (unsigned int i = 14; i < FRAME_BYTES; i++)
		frame[i] = 2 + i;
	return 0;
}

static void close_program(struct program *p)
{
	interp_free(p->interp);
	if (p->is_loaded)
		loaded_close(&p->loaded);
	p->interp = NULL;
	p->is_loaded = false;
}

static int teardown(void **state)
{
	struct program *p = *state;

	close_program(p);
	arena_free(p->arena);
	free(p);
	return 0;
}

static uint16_t add_value(struct program *p, enum plan_base base,
			  uint16_t bit_off, uint16_t width)
{
	return plan_add_value(p->arena, &p->plan,
			      (struct plan_value){ base, bit_off, width });
}

static uint16_t add_constant(struct program *p, uint16_t width, u128 constant)
{
	return plan_add_value(p->arena, &p->plan,
			      (struct plan_value){ .base = PLAN_CONST,
						   .width = width,
						   .constant = constant });
}

static struct plan_node *add_node(struct program *p, struct plan_node node)
{
	struct plan_node *added = vec_push(p->arena, &p->plan.nodes);

	*added = node;
	return added;
}

static void add_verdict(struct program *p, enum plan_verdict verdict,
			uint32_t counter)
{
	add_node(p, (struct plan_node){ .op = PLAN_VERDICT,
					NO_RULE,
					.verdict = verdict,
					.counter = counter });
	if (counter != PLAN_NO_COUNTER && counter >= p->plan.n_counters)
		p->plan.n_counters = counter + 1;
}

/* What every program of a restricted target keeps to. */
static void assert_subset(const struct image *img)
{
	for (size_t i = 0; i < img->insns.n; i++) {
		struct bpf_insn insn = img->insns.v[i];
		int class = BPF_CLASS(insn.code);

		assert_true(class != BPF_ST);
		if (class == BPF_JMP || class == BPF_JMP32)
			assert_true(insn.off >= 0);
		if (class != BPF_ALU && class != BPF_ALU64)
			continue;
		assert_true(BPF_OP(insn.code) != BPF_MOD && insn.off == 0);
		assert_true(BPF_OP(insn.code) != BPF_END ||
			    BPF_SRC(insn.code) == BPF_TO_BE);
	}
}

static void emit_for(struct program *p, const struct profile *profile,
		     struct image_options opts)
{
	const char *why = "";
	int err;

	close_program(p);
	err = image_emit(p->arena, &p->plan, profile, &opts, &p->img);
	assert_int_equal(err, 0);
	assert_int_equal(p->img->insns.n, p->img->rules.n);
	assert_subset(p->img);
	p->interp = interp_new(p->img);
	err = loaded_open(p->arena, p->img, &p->loaded, &why);
	if (err && err != -EPERM)
		fail_msg("not loaded (%d): %s", err, why);
	if (err)
		print_message("# the kernel was not asked: no permission\n");
	p->is_loaded = !err;
}

static int run(struct program *p, const uint8_t *bytes, size_t len)
{
	const char *why = "";
	int answer = interp_run(p->interp, bytes, len, &why);

	if (answer < 0)
		print_message("# %s\n", why);
	if (p->is_loaded && len >= 14)
		assert_int_equal(loaded_run(&p->loaded, bytes, len), answer);
	return answer;
}

static int answer(struct program *p)
{
	return run(p, frame, sizeof(frame));
}

static uint64_t packets(struct program *p, uint32_t counter)
{
	uint64_t *kernel;

	if (p->is_loaded) {
		kernel = arena_calloc(p->arena, p->loaded.n_counters, 8);
		loaded_read_packets(&p->loaded, kernel);
		assert_int_equal(kernel[counter],
				 interp_counters(p->interp)[counter].packets);
	}
	return interp_counters(p->interp)[counter].packets;
}

static bool holds(enum plan_op op, u128 v, u128 imm)
{
	return op == PLAN_EQ ? v == imm : op == PLAN_LT ? v < imm : v & imm;
}

static u128 random_u128(void)
{
	u128 v = 0;

	for (int i = 0; i < 5; i++)
		v = v << 31 | random();
	return v;
}

/* The bits of the frame's network header. */
static u128 bits_of(unsigned int bit, unsigned int width)
{
	u128 v = 0;

	for (; width--; bit++)
		v = v << 1 | (frame[14 + bit / 8] >> (7 - bit % 8) & 1);
	return v;
}

/* A test that is nearly true or nearly false, counted in @counter if it is. */
static bool add_random_test(struct program *p, uint32_t counter)
{
	unsigned int bit = random() % 64, width = 1 + random() % 128;
	enum plan_op op =
		(enum plan_op[]){ PLAN_EQ, PLAN_LT, PLAN_ANY }[random() % 3];
	u128 mask = random_u128() & u128_max(width);
	uint32_t at = p->plan.nodes.n;

	if (random() % 2 || !mask)
		mask = u128_max(width);

	u128 v = bits_of(bit, width) & mask, imm = v;

	if (random() % 2)
		imm ^= (u128)1 << random() % width;
	if (op == PLAN_ANY)
		imm = (u128)1 << random() % width |
		      (random() % 2 ? (u128)1 << random() % width : 0);
	add_node(p,
		 (struct plan_node){
			 .op = op,
			 NO_RULE,
			 .part = { add_value(p, PLAN_NET, bit, width), mask },
			 .imm = imm,
			 .yes = random() % 2 ? at + 1 : at + 2,
			 .no = at + 3 });
	p->plan.nodes.v[at].no -= p->plan.nodes.v[at].yes == at + 1 ? 1 : 2;

	bool counts = holds(op, v, imm) == (p->plan.nodes.v[at].yes == at + 1);

	add_node(p, (struct plan_node){ .op = PLAN_COUNT,
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
		add_verdict(p, PLAN_ACCEPT, PLAN_NO_COUNTER);
		emit_for(p, seed % 2 ? &nic : &host, (struct image_options){});
		assert_int_equal(answer(p), XDP_PASS);
		for (uint32_t i = 0; i < 20; i++) {
			if (packets(p, i) != expected[i])
				fail_msg("seed %u, test %u", seed, i);
		}
	}
}

static void folds_tests_of_constants(void **state)
{
	struct program *p = *state;
	uint16_t name = add_constant(p, 128, (u128)0xabcd << 64 | 5);

	add_node(p, (struct plan_node){ .op = PLAN_EQ,
					NO_RULE,
					.part = { name, ~(u128)0 },
					.imm = (u128)0xabcd << 64 | 5,
					.yes = 1,
					.no = 2 });
	add_verdict(p, PLAN_DROP, PLAN_NO_COUNTER);
	add_verdict(p, PLAN_ACCEPT, PLAN_NO_COUNTER);
	emit_for(p, &nic, (struct image_options){});
	assert_int_equal(answer(p), XDP_DROP);

	size_t n = p->img->insns.n;

	p->plan.nodes.v[0].imm = 5;
	emit_for(p, &nic, (struct image_options){});
	assert_int_equal(answer(p), XDP_PASS);
	assert_in_range(p->img->insns.n, n - 2, n);
}

/* A map of 2 keys: a part of 48 bits under a mask, one of 16, a constant. */
static void add_map(struct program *p, bool ranked, const uint32_t *values)
{
	static const uint8_t base[] = { 0x10, 0x11, 0x00, 0x13, 0x14, 0x15,
					0x20, 0x21, 0x00, 0x00, 0x07, 0x09 };
	struct plan_map *m = vec_push(p->arena, &p->plan.maps);
	struct plan_part parts[] = {
		{ add_value(p, PLAN_NET, 0, 48), 0xffff00ffffff },
		{ add_value(p, PLAN_NET, 128, 16), 0xffff },
		{ add_constant(p, 32, 0x0709), 0xffffffff },
	};

	*m = (struct plan_map){ .name = "a set/with a long name",
				.ranked = ranked,
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
	m->keys[16 + 11] = 0x22;
	m->values = arena_memdup(p->arena, values, ranked ? 16 : 8);
}

static void looks_keys_up(void **state)
{
	struct program *p = *state;
	const struct plan_case cases[] = { { 5, 1 }, { 6, 2 } };

	add_map(p, false, (uint32_t[]){ 6, 7 });
	struct plan_node *n = add_node(
		p, (struct plan_node){ .op = PLAN_LOOKUP, NO_RULE, .no = 3 });
	for (int i = 0; i < 2; i++)
		*(struct plan_case *)vec_push(p->arena, &n->cases) = cases[i];
	for (int i = 0; i < 3; i++)
		add_verdict(p, PLAN_ACCEPT, i);
	emit_for(p, &host, (struct image_options){});
	assert_string_equal(p->img->maps.v[2].name, "a_set_with_a_lo");
	answer(p);
	assert_int_equal(packets(p, 1), 1);
	frame[14 + 2] = 99;
	answer(p);
	assert_int_equal(packets(p, 1), 2);
	frame[14 + 17] = 0x22;
	answer(p);
	assert_int_equal(packets(p, 2), 1);
	frame[14 + 17] = 0x23;
	answer(p);
	assert_int_equal(packets(p, 2), 2);
}

static void picks_the_lowest_rank(void **state)
{
	struct program *p = *state;

	add_map(p, true, (uint32_t[]){ 2, PLAN_DROP, 1, PLAN_PUNT });
	add_map(p, true, (uint32_t[]){ 1, PLAN_ACCEPT, 4, PLAN_ACCEPT });
	add_map(p, true, (uint32_t[]){ 3, PLAN_DROP, 0, PLAN_DROP });
	for (uint32_t i = 0; i < 3; i++)
		add_node(p, (struct plan_node){ .op = PLAN_BEST,
						NO_RULE,
						.map = i,
						.yes = i + 1 });
	add_node(p, (struct plan_node){ .op = PLAN_PICK, NO_RULE, .no = 4 });
	add_verdict(p, PLAN_DROP, 5);
	emit_for(p, &nic, (struct image_options){});
	assert_int_equal(answer(p), XDP_PASS);
	assert_int_equal(packets(p, 1), 1);
	frame[14 + 17] = 0x22;
	assert_int_equal(answer(p), XDP_DROP);
	assert_int_equal(packets(p, 0), 1);
	frame[14 + 17] = 0x23;
	assert_int_equal(answer(p), XDP_DROP);
	assert_int_equal(packets(p, 5), 1);
}

static void counts_bytes_from_the_network_header(void **state)
{
	struct program *p = *state;

	add_verdict(p, PLAN_ACCEPT, 2);
	emit_for(p, &nic, (struct image_options){});
	answer(p);
	assert_int_equal(interp_counters(p->interp)[2].bytes, 46);
	frame[12] = 0x81;
	frame[13] = 0;
	answer(p);
	assert_int_equal(interp_counters(p->interp)[2].bytes, 46 + 42);
	assert_int_equal(packets(p, 2), 2);
}

static void assert_answers(struct program *p, struct image_options opts,
			   int drop, int punt)
{
	emit_for(p, &nic, opts);
	frame[14] = 1;
	assert_int_equal(answer(p), drop);
	frame[14] = 0;
	assert_int_equal(answer(p), punt);
	assert_int_equal(packets(p, 0), 1);
	assert_int_equal(packets(p, 1), 1);
}

static void answers_as_its_options_say(void **state)
{
	struct program *p = *state;

	add_node(p, (struct plan_node){
			    .op = PLAN_EQ,
			    NO_RULE,
			    .part = { add_value(p, PLAN_NET, 0, 8), 0xff },
			    .imm = 1,
			    .yes = 1,
			    .no = 2 });
	add_verdict(p, PLAN_DROP, 0);
	add_verdict(p, PLAN_PUNT, 1);
	assert_answers(p, (struct image_options){}, XDP_DROP, XDP_PASS);
	assert_answers(p, (struct image_options){ .last_stage = true },
		       XDP_DROP, XDP_DROP);
	assert_answers(p, (struct image_options){ .shadow = true }, XDP_PASS,
		       XDP_PASS);
	assert_answers(
		p, (struct image_options){ .shadow = true, .last_stage = true },
		XDP_PASS, XDP_PASS);
}

static void passes_what_it_must_not_judge(void **state)
{
	struct program *p = *state;

	add_verdict(p, PLAN_DROP, PLAN_NO_COUNTER);
	emit_for(p, &nic, (struct image_options){});
	assert_int_equal(answer(p), XDP_DROP);
	assert_int_equal(run(p, frame, 14), XDP_DROP);
	assert_int_equal(run(p, frame, 13), XDP_PASS);
	close_program(p);
	p->interp = interp_new(p->img);
	interp_set_control(p->interp, (struct nicfw_control){ .ready = 0 });
	assert_int_equal(answer(p), XDP_PASS);
	interp_set_control(p->interp, (struct nicfw_control){ 1, 1 });
	assert_int_equal(answer(p), XDP_PASS);
	interp_set_control(p->interp, (struct nicfw_control){ 1, 0 });
	assert_int_equal(answer(p), XDP_DROP);
}

/* A list of @n rules: `value == i` ends with a counter of its own. */
static void add_list(struct program *p, uint32_t n)
{
	uint16_t value = add_value(p, PLAN_NET, 16, 16);

	for (uint32_t i = 0; i < n; i++)
		add_node(p, (struct plan_node){ .op = PLAN_EQ,
						.rule = i,
						.part = { value, 0xffff },
						.imm = i,
						.yes = n + 1 + i,
						.no = i + 1 });
	add_verdict(p, PLAN_ACCEPT, PLAN_NO_COUNTER);
	for (uint32_t i = 0; i < n; i++) {
		add_verdict(p, PLAN_DROP, i);
		p->plan.nodes.v[n + 1 + i].rule = i;
	}
}

static void assert_list(struct program *p, uint32_t n)
{
	for (uint32_t i = 0; i < n; i += n - 1) {
		frame[16] = i >> 8;
		frame[17] = i;
		assert_int_equal(answer(p), XDP_DROP);
		assert_int_equal(interp_counters(p->interp)[i].packets, 1);
	}
	frame[16] = 0xff;
	assert_int_equal(answer(p), XDP_PASS);
}

static void emits_thousands_of_rules(void **state)
{
	struct program *p = *state;

	add_list(p, 1500);
	emit_for(p, &nic, (struct image_options){});
	assert_list(p, 1500);
}

static void jumps_further_than_16_bits(void **state)
{
	struct program *p = *state;

	add_list(p, 20000);
	emit_for(p, &host, (struct image_options){});
	assert_in_range(p->img->insns.n, 4 * 20000, 8 * 20000);
	assert_list(p, 20000);
}

static void tells_the_rule_of_each_instruction(void **state)
{
	struct program *p = *state;
	uint32_t last = 0;

	add_list(p, 3);
	emit_for(p, &nic, (struct image_options){});
	assert_int_equal(p->img->rules.v[0], PLAN_NO_RULE);
	for (size_t i = 0; i < p->img->insns.n; i++) {
		if (p->img->rules.v[i] != PLAN_NO_RULE)
			last = p->img->rules.v[i];
	}
	assert_int_equal(last, 2);
	assert_int_equal(p->img->rules.v[p->img->insns.n - 1], PLAN_NO_RULE);
}

static void refuses_more_stack_than_there_is(void **state)
{
	struct program *p = *state;

	for (uint32_t i = 0; i < 130; i++)
		add_node(p,
			 (struct plan_node){
				 .op = PLAN_EQ,
				 NO_RULE,
				 .part = { add_value(p, PLAN_NET, i, 32), 1 },
				 .imm = 1,
				 .yes = i + 1,
				 .no = i + 1 });
	add_verdict(p, PLAN_DROP, PLAN_NO_COUNTER);
	assert_int_equal(image_emit(p->arena, &p->plan, &nic, NULL, &p->img),
			 -E2BIG);
	assert_null(p->img);
}

/* The kernel splits frames of more than a page, for programs that allow it. */
static void counts_all_buffers_of_a_frame(void **state)
{
	struct program *p = *state;
	static uint8_t jumbo[9000];

	add_verdict(p, PLAN_DROP, 0);
	emit_for(p, &nic, (struct image_options){ .frags = true });
	assert_false(p->img->has_frags);
	p->plan.nodes.n = 0;
	add_node(p, (struct plan_node){
			    .op = PLAN_EQ,
			    NO_RULE,
			    .part = { add_value(p, PLAN_AVAIL, PLAN_NET, 32),
				      UINT32_MAX },
			    .imm = 9000 - 14,
			    .yes = 1,
			    .no = 2 });
	add_verdict(p, PLAN_DROP, 0);
	add_verdict(p, PLAN_ACCEPT, 0);
	emit_for(p, &host, (struct image_options){ .frags = true });
	assert_true(p->img->has_frags);
	if (!p->is_loaded)
		skip();
	assert_int_equal(loaded_run(&p->loaded, jumbo, 9000), XDP_DROP);
	assert_int_equal(loaded_run(&p->loaded, jumbo, 8999), XDP_PASS);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(tests_values_of_any_width),
		TEST(folds_tests_of_constants),
		TEST(looks_keys_up),
		TEST(picks_the_lowest_rank),
		TEST(counts_bytes_from_the_network_header),
		TEST(answers_as_its_options_say),
		TEST(passes_what_it_must_not_judge),
		TEST(emits_thousands_of_rules),
		TEST(jumps_further_than_16_bits),
		TEST(tells_the_rule_of_each_instruction),
		TEST(refuses_more_stack_than_there_is),
		TEST(counts_all_buffers_of_a_frame),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
