// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit_image_test.c - programs as a whole: when they judge, how large they get
 */
#include "lib/program.h"
#include "offload/insn.h"

static void passes_what_it_must_not_judge(void **state)
{
	struct program *p = *state;

	program_add_verdict(p, PLAN_DROP, PLAN_NO_COUNTER);
	program_emit(p, &nic, (struct image_options){});
	assert_int_equal(program_answer(p), XDP_DROP);
	assert_int_equal(program_run(p, p->frame, 14), XDP_DROP);
	assert_int_equal(program_run(p, p->frame, 13), XDP_PASS);
	program_close(p);
	p->interp = interp_new(p->img);
	interp_set_control(p->interp, (struct nicfw_control){ .ready = 0 });
	assert_int_equal(program_answer(p), XDP_PASS);
	interp_set_control(p->interp, (struct nicfw_control){ 1, 1 });
	assert_int_equal(program_answer(p), XDP_PASS);
	interp_set_control(p->interp, (struct nicfw_control){ 1, 0 });
	assert_int_equal(program_answer(p), XDP_DROP);
}

/* A list of @n rules: `value == i` ends with a counter of its own. */
static void add_list(struct program *p, uint32_t n)
{
	uint16_t value = program_add_value(p, PLAN_NET, 16, 16);

	for (uint32_t i = 0; i < n; i++)
		program_add_node(p,
				 (struct plan_node){ .op = PLAN_EQ,
						     .rule = i,
						     .part = { value, 0xffff },
						     .imm = i,
						     .yes = n + 1 + i,
						     .no = i + 1 });
	program_add_verdict(p, PLAN_ACCEPT, PLAN_NO_COUNTER);
	for (uint32_t i = 0; i < n; i++) {
		program_add_verdict(p, PLAN_DROP, i);
		p->plan.nodes.v[n + 1 + i].rule = i;
	}
}

static void assert_list(struct program *p, uint32_t n)
{
	for (uint32_t i = 0; i < n; i += n - 1) {
		p->frame[16] = i >> 8;
		p->frame[17] = i;
		assert_int_equal(program_answer(p), XDP_DROP);
		assert_int_equal(interp_counters(p->interp)[i].packets, 1);
	}
	p->frame[16] = 0xff;
	assert_int_equal(program_answer(p), XDP_PASS);
}

static void emits_thousands_of_rules(void **state)
{
	struct program *p = *state;

	add_list(p, 1500);
	program_emit(p, &nic, (struct image_options){});
	assert_list(p, 1500);
}

static void jumps_further_than_16_bits(void **state)
{
	struct program *p = *state;

	add_list(p, 20000);
	program_emit(p, &host, (struct image_options){});
	assert_in_range(p->img->insns.n, 4 * 20000, 11 * 20000);
	assert_list(p, 20000);
}

/*
 * What the kernel makes of @insn where it hides constants (kernel/bpf/core.c,
 * bpf_jit_blind_insn), and of a counter's lookup (arraymap.c). What has no
 * constant may be two on processors that do not clear the upper half.
 */
static size_t n_patched(const struct bpf_insn *insn)
{
	const bool is_short = !insn_is_jump(insn) &&
			      BPF_CLASS(insn->code) != BPF_STX;

	switch (insn->code) {
	case 0:
		return 3;
	case BPF_LD | BPF_IMM | BPF_DW:
		return 4;
	case BPF_JMP | BPF_CALL:
		return 20;
	case BPF_JMP | BPF_JA:
	case BPF_JMP | BPF_EXIT:
		return 1;
	default:
		return (BPF_CLASS(insn->code) != BPF_LDX &&
					BPF_CLASS(insn->code) != BPF_STX &&
					BPF_SRC(insn->code) == BPF_K
				? 3
				: 1) +
		       (is_short && BPF_CLASS(insn->code) != BPF_ALU64);
	}
}

/* Holds each jump against the most that the kernel can say. */
static void assert_reach(const struct image *img)
{
	size_t *places = calloc(img->insns.n + 1, sizeof(*places));

	for (size_t i = 0; i < img->insns.n; i++)
		places[i + 1] = places[i] + n_patched(&img->insns.v[i]);
	for (size_t i = 0; i < img->insns.n; i++) {
		const struct bpf_insn *insn = &img->insns.v[i];

		if (insn_is_jump(insn))
			assert_in_range(places[i + 1 + insn->off] -
						places[i + 1],
					0, INT16_MAX - 500);
	}
	free(places);
}

/* From a program of which no jump is far to one that needs an island. */
static void leaves_jumps_room_for_what_the_kernel_puts_in(void **state)
{
	struct program *p = *state;

	for (uint32_t n = 2000; n <= 8000; n += 1000) {
		p->plan.nodes.n = 0;
		p->plan.values.n = 0;
		add_list(p, n);
		program_emit(p, &host, (struct image_options){});
		assert_reach(p->img);
	}
}

/* One test jumps over @n nodes that count. */
static void add_counts(struct program *p, uint32_t n)
{
	const uint16_t value = program_add_value(p, PLAN_NET, 16, 16);

	p->plan.n_counters = 1;
	program_add_node(p, (struct plan_node){ .op = PLAN_EQ,
						.rule = PLAN_NO_RULE,
						.part = { value, 0xffff },
						.imm = 7,
						.yes = 1,
						.no = n + 1 });
	for (uint32_t i = 0; i < n; i++)
		program_add_node(p, (struct plan_node){ .op = PLAN_COUNT,
							.rule = i,
							.yes = i + 2 });
	program_add_verdict(p, PLAN_DROP, PLAN_NO_COUNTER);
}

/* The kernel writes a lookup out, so jumps over many get much longer. */
static void leaves_jumps_over_lookups_more_room(void **state)
{
	struct program *p = *state;

	for (uint32_t n = 400; n <= 2000; n += 400) {
		p->plan.nodes.n = 0;
		p->plan.values.n = 0;
		add_counts(p, n);
		program_emit(p, &host, (struct image_options){});
		assert_reach(p->img);
	}
}

/* More jumps wait than an island that all can reach has room for. */
static void more_jumps_than_islands_have_room_for_are_refused(void **state)
{
	struct program *p = *state;

	add_list(p, 40000);
	assert_int_equal(image_emit(p->arena, &p->plan, &host, NULL, &p->img),
			 -E2BIG);
}

static void tells_the_rule_of_each_instruction(void **state)
{
	struct program *p = *state;
	uint32_t last = 0;

	add_list(p, 3);
	program_emit(p, &nic, (struct image_options){});
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
		program_add_node(
			p,
			(struct plan_node){
				.op = PLAN_EQ,
				NO_RULE,
				.part = { program_add_value(p, PLAN_NET, i, 32),
					  1 },
				.imm = 1,
				.yes = i + 1,
				.no = i + 1 });
	program_add_verdict(p, PLAN_DROP, PLAN_NO_COUNTER);
	assert_int_equal(image_emit(p->arena, &p->plan, &nic, NULL, &p->img),
			 -E2BIG);
	assert_null(p->img);
}

/* The kernel splits frames of more than a page, for programs that allow it. */
static void counts_all_buffers_of_a_frame(void **state)
{
	struct program *p = *state;
	static uint8_t jumbo[9000];

	program_add_verdict(p, PLAN_DROP, 0);
	program_emit(p, &nic, (struct image_options){ .frags = true });
	assert_false(p->img->has_frags);
	p->plan.nodes.n = 0;
	program_add_node(p, (struct plan_node){
				    .op = PLAN_EQ,
				    NO_RULE,
				    .part = { program_add_value(p, PLAN_AVAIL,
								PLAN_NET, 32),
					      UINT32_MAX },
				    .imm = 9000 - 14,
				    .yes = 1,
				    .no = 2 });
	program_add_verdict(p, PLAN_DROP, 0);
	program_add_verdict(p, PLAN_ACCEPT, 0);
	program_emit(p, &host, (struct image_options){ .frags = true });
	assert_true(p->img->has_frags);
	if (!p->is_loaded)
		skip();
	assert_int_equal(loaded_run(&p->loaded, jumbo, 9000), XDP_DROP);
	assert_int_equal(loaded_run(&p->loaded, jumbo, 8999), XDP_PASS);
}

/* An IPv6 frame whose ports are behind @n options headers of 2,048 bytes. */
static size_t put_long_walk(uint8_t *bytes, unsigned int n)
{
	uint8_t *next = bytes + 14 + 6;
	uint8_t *at = bytes + 14 + 40;
	uint16_t payload = n * 2048 + 8;

	memset(bytes, 0, 14 + 40);
	bytes[12] = 0x86;
	bytes[13] = 0xdd;
	bytes[14] = 0x60;
	bytes[14 + 4] = payload >> 8;
	bytes[14 + 5] = payload & 0xff;
	for (; n; n--, at += 2048) {
		*next = 60;
		next = at;
		at[1] = 255;
	}
	*next = 17;
	at[3] = 53;
	return at + 8 - bytes;
}

static void punts_what_is_behind_the_first_buffer(void **state)
{
	struct program *p = *state;
	static uint8_t jumbo[9000];

	program_add_node(
		p, (struct plan_node){
			   .op = PLAN_EQ,
			   NO_RULE,
			   .part = { program_add_value(p, PLAN_TRANS, 16, 16),
				     UINT16_MAX },
			   .imm = 53,
			   .yes = 1,
			   .no = 1 });
	program_add_verdict(p, PLAN_ACCEPT, 0);
	p->plan.needs_l4 = true;
	program_emit(
		p, &host,
		(struct image_options){ .frags = true, .last_stage = true });
	if (!p->is_loaded)
		skip();

	size_t len = put_long_walk(jumbo, 1);

	assert_int_equal(loaded_run(&p->loaded, jumbo, len), XDP_PASS);
	assert_int_equal(loaded_run(&p->loaded, jumbo, 9000), XDP_PASS);
	len = put_long_walk(jumbo, 2);
	assert_int_equal(loaded_run(&p->loaded, jumbo, len), XDP_DROP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PROGRAM_TEST(passes_what_it_must_not_judge),
		PROGRAM_TEST(emits_thousands_of_rules),
		PROGRAM_TEST(jumps_further_than_16_bits),
		PROGRAM_TEST(leaves_jumps_room_for_what_the_kernel_puts_in),
		PROGRAM_TEST(leaves_jumps_over_lookups_more_room),
		PROGRAM_TEST(more_jumps_than_islands_have_room_for_are_refused),
		PROGRAM_TEST(tells_the_rule_of_each_instruction),
		PROGRAM_TEST(refuses_more_stack_than_there_is),
		PROGRAM_TEST(counts_all_buffers_of_a_frame),
		PROGRAM_TEST(punts_what_is_behind_the_first_buffer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
