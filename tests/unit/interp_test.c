// SPDX-License-Identifier: GPL-2.0-only
/*
 * interp_test.c - the interpreter does what the kernel does, and no harm
 */
#include "lib/insns.h"
#include "offload/interp.h"
#include "offload/interp_mem.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define R0  BPF_REG_0
#define R1  BPF_REG_1
#define R2  BPF_REG_2
#define R3  BPF_REG_3
#define R6  BPF_REG_6
#define R10 BPF_REG_10

static const uint8_t frame[64] = { 1, 2, 3, 4, 5, 6, 7, 8, [63] = 99 };

static const char *why;

/* The answer of @n instructions to frame, with 4 counters and a hash. */
static int answer(const struct bpf_insn *insns, size_t n)
{
	static const uint8_t keys[] = { 1, 1, 1, 1, 2, 2, 2, 2, 1, 1, 1, 1 };
	static const uint8_t values[] = { 7, 0, 0, 0, 8, 0, 0, 0, 9, 0, 0, 0 };
	struct arena *a = arena_new();
	struct image *img = make_image(a, insns, n);
	struct interp *it;
	int ret;

	add_usual_maps(a, img, 4);
	add_map(a, img,
		(struct image_map){ .role = MAP_KEYS,
				    .type = BPF_MAP_TYPE_HASH,
				    .key_bytes = 4,
				    .value_bytes = 4,
				    .max_entries = 16,
				    .n_entries = 3,
				    .keys = keys,
				    .values = values });
	it = interp_new(img);
	ret = interp_run(it, frame, sizeof(frame), &why);
	if (ret < 0)
		print_message("# %s\n", why);
	interp_free(it);
	arena_free(a);
	return ret;
}

#define ANSWER(...)                                               \
	answer((const struct bpf_insn[]){ __VA_ARGS__ },          \
	       sizeof((const struct bpf_insn[]){ __VA_ARGS__ }) / \
		       sizeof(struct bpf_insn))

#define PACKET_TO(r) LOAD(BPF_W, r, R1, 0)

static void answers_what_r0_holds(void **state)
{
	(void)state;
	assert_int_equal(ANSWER(MOV_K(R0, XDP_PASS), EXIT()), XDP_PASS);
	assert_int_equal(ANSWER(LD_IMM(R0, 0x500000001), EXIT()), XDP_DROP);
	assert_int_equal(ANSWER(MOV_K(R0, -1), EXIT()), -EINVAL);
}

static void reads_the_packet_up_to_its_end(void **state)
{
	(void)state;
	assert_int_equal(ANSWER(PACKET_TO(R2), LOAD(BPF_B, R0, R2, 63), EXIT()),
			 99);
	assert_int_equal(ANSWER(PACKET_TO(R2), LOAD(BPF_H, R0, R2, 1), EXIT()),
			 0x0302);
	assert_int_equal(ANSWER(PACKET_TO(R2), LOAD(BPF_B, R0, R2, 64), EXIT()),
			 -EFAULT);
	assert_int_equal(ANSWER(PACKET_TO(R2), LOAD(BPF_H, R0, R2, 63), EXIT()),
			 -EFAULT);
	assert_int_equal(ANSWER(PACKET_TO(R2), LOAD(BPF_B, R0, R2, -1), EXIT()),
			 -EFAULT);
}

static void gives_the_packets_end_and_length(void **state)
{
	(void)state;
	assert_int_equal(ANSWER(LOAD(BPF_W, R0, R1, 4), LOAD(BPF_W, R2, R1, 0),
				ALU64_X(BPF_SUB, R0, R2), EXIT()),
			 64);
	assert_int_equal(ANSWER(CALL(xdp_get_buff_len), EXIT()), 64);
}

static void refuses_other_words_of_the_context(void **state)
{
	(void)state;
	assert_int_equal(ANSWER(LOAD(BPF_W, R0, R1, 8), EXIT()), -EFAULT);
	assert_int_equal(ANSWER(LOAD(BPF_DW, R0, R1, 0), EXIT()), -EFAULT);
	assert_int_equal(ANSWER(LOAD(BPF_W, R0, R1, -4), EXIT()), -EFAULT);
	assert_int_equal(ANSWER(MOV_K(R0, 1), STORE(BPF_W, R1, 0, R0), EXIT()),
			 -EFAULT);
}

static void refuses_what_was_never_written(void **state)
{
	(void)state;
	assert_int_equal(ANSWER(EXIT()), -EFAULT);
	assert_int_equal(ANSWER(MOV_X(R0, R3), EXIT()), -EFAULT);
	assert_int_equal(ANSWER(LOAD(BPF_W, R0, R10, -4), EXIT()), -EFAULT);
	assert_int_equal(ANSWER(MOV_K(R0, 1), STORE(BPF_H, R10, -4, R0),
				LOAD(BPF_W, R0, R10, -4), EXIT()),
			 -EFAULT);
	assert_int_equal(ANSWER(MOV_K(R2, 0), CALL(xdp_get_buff_len),
				MOV_X(R0, R2), EXIT()),
			 -EFAULT);
}

static void keeps_to_the_stack(void **state)
{
	(void)state;
	assert_int_equal(ANSWER(MOV_K(R0, 5), STORE(BPF_DW, R10, -512, R0),
				LOAD(BPF_DW, R0, R10, -512), EXIT()),
			 5);
	assert_int_equal(ANSWER(STORE(BPF_DW, R10, -520, R1), EXIT()), -EFAULT);
	assert_int_equal(ANSWER(STORE(BPF_DW, R10, 0, R1), EXIT()), -EFAULT);
	assert_int_equal(ANSWER(STORE(BPF_W, R10, -6, R1), EXIT()), -EFAULT);
	assert_int_equal(ANSWER(MOV_K(R10, 0), EXIT()), -EINVAL);
}

static void refuses_what_is_no_memory(void **state)
{
	(void)state;
	assert_int_equal(ANSWER(MOV_K(R2, 0), LOAD(BPF_W, R0, R2, 0), EXIT()),
			 -EFAULT);
	assert_int_equal(ANSWER(LD_MAP(R2, 1), LOAD(BPF_W, R0, R2, 0), EXIT()),
			 -EFAULT);
	assert_int_equal(ANSWER(PACKET_TO(R2), STORE(BPF_B, R2, 0, R2), EXIT()),
			 -EFAULT);
	assert_int_equal(ANSWER(LD_MAP(R2, 3), EXIT()), -EINVAL);
	assert_int_equal(ANSWER(MOV_X(R2, R10), CALL(map_lookup_elem), EXIT()),
			 -EFAULT);
}

/* r0 = the value of @map for the word @key, or NULL */
#define LOOK_UP(map, key)                                          \
	MOV_K(R2, key), STORE(BPF_W, R10, -4, R2), MOV_X(R2, R10), \
		ALU64_K(BPF_ADD, R2, -4), LD_MAP(R1, map),         \
		CALL(map_lookup_elem)

static void looks_keys_up(void **state)
{
	(void)state;
	assert_int_equal(
		ANSWER(LOOK_UP(2, 0x02020202), LOAD(BPF_W, R0, R0, 0), EXIT()),
		8);
	assert_int_equal(ANSWER(LOOK_UP(2, 0x03030303), EXIT()), 0);
}

static void takes_the_last_of_equal_keys(void **state)
{
	(void)state;
	assert_int_equal(
		ANSWER(LOOK_UP(2, 0x01010101), LOAD(BPF_W, R0, R0, 0), EXIT()),
		9);
}

static void keeps_to_one_map_value(void **state)
{
	(void)state;
	assert_int_equal(ANSWER(LOOK_UP(1, 3), LOAD(BPF_DW, R0, R0, 8), EXIT()),
			 0);
	assert_int_equal(ANSWER(LOOK_UP(1, 4), EXIT()), 0);
	assert_int_equal(ANSWER(LOOK_UP(1, 0), LOAD(BPF_W, R0, R0, 16), EXIT()),
			 -EFAULT);
	assert_int_equal(ANSWER(LOOK_UP(1, 1), LOAD(BPF_W, R0, R0, -4), EXIT()),
			 -EFAULT);
}

/* As large as the profiles let maps and trees be. */
static void tells_the_elements_of_large_maps_apart(void **state)
{
	const uint64_t n = 134217728, most = 1 << 23;

	(void)state;
	assert_true(interp_mem_address(REGION_VALUES, 0, n - 1) + most <=
		    interp_mem_address(REGION_VALUES, 1, 0));
	assert_true(interp_mem_address(REGION_VALUES, 0, 0) + most <=
		    interp_mem_address(REGION_VALUES, 0, 1));
}

static void stops_a_program_that_does_not_end(void **state)
{
	(void)state;
	assert_int_equal(ANSWER(GOTO(-1)), -ELOOP);
	assert_int_equal(ANSWER(MOV_K(R0, 1)), -EFAULT);
	assert_int_equal(ANSWER(GOTO(5), EXIT()), -EFAULT);
	assert_int_equal(ANSWER(GOTO(-2), EXIT()), -EFAULT);
}

static void refuses_instructions_it_does_not_know(void **state)
{
	(void)state;
	const struct bpf_insn mov_sign_extended =
		INSN(BPF_ALU64 | BPF_MOV | BPF_X, R0, R1, 8, 0);
	const struct bpf_insn load_sign_extended =
		INSN(BPF_LDX | 0x80 | BPF_W, R0, R10, -8, 0);
	const struct bpf_insn fetch = INSN(BPF_STX | BPF_ATOMIC | BPF_DW, R10,
					   R1, -8, BPF_ADD | BPF_FETCH);

	assert_int_equal(ANSWER(mov_sign_extended, EXIT()), -EINVAL);
	assert_int_equal(ANSWER(STORE(BPF_DW, R10, -8, R1), fetch, EXIT()),
			 -EINVAL);
	assert_int_equal(ANSWER(STORE_K(BPF_W, R10, -4, 1), EXIT()), -EINVAL);
	assert_int_equal(ANSWER(CALL(get_prandom_u32), EXIT()), -EINVAL);
	assert_int_equal(ANSWER(load_sign_extended, EXIT()), -EINVAL);
}

static void counts_in_the_counters_map(void **state)
{
	const struct bpf_insn insns[] = {
		LOOK_UP(1, 2),	     IF_K(BPF_JEQ, R0, 0, 4),
		MOV_K(R2, 1),	     ADD_TO(BPF_DW, R0, 0, R2),
		MOV_K(R2, 60),	     ADD_TO(BPF_DW, R0, 8, R2),
		MOV_K(R0, XDP_PASS), EXIT(),
	};
	struct arena *a = arena_new();
	struct image *img = make_image_of(a, insns);
	struct interp *it;

	(void)state;
	add_usual_maps(a, img, 4);
	it = interp_new(img);
	for (int i = 0; i < 3; i++)
		assert_int_equal(interp_run(it, frame, 64, &why), XDP_PASS);
	assert_int_equal(interp_counters(it)[2].packets, 3);
	assert_int_equal(interp_counters(it)[2].bytes, 180);
	assert_int_equal(interp_counters(it)[1].packets, 0);
	interp_free(it);
	arena_free(a);
}

static void lets_tests_write_the_control_word(void **state)
{
	const struct bpf_insn insns[] = {
		LOOK_UP(0, 0),		 LOAD(BPF_W, R2, R0, 0),
		LOAD(BPF_W, R0, R0, 4),	 ALU64_K(BPF_LSH, R0, 4),
		ALU64_X(BPF_OR, R0, R2), EXIT(),
	};
	struct arena *a = arena_new();
	struct image *img = make_image_of(a, insns);
	struct interp *it;

	(void)state;
	add_usual_maps(a, img, 1);
	it = interp_new(img);
	assert_int_equal(interp_run(it, frame, 64, &why), 0x01);
	interp_set_control(it, (struct nicfw_control){ 0, 1 });
	assert_int_equal(interp_run(it, frame, 64, &why), 0x10);
	interp_free(it);
	arena_free(a);
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* Small, large and odd numbers, each often enough. */
static int32_t random_imm(uint32_t *seed)
{
	static const int32_t odd[] = { 0,   1,	       -1,    INT32_MIN,
				       255, INT32_MAX, 65536, -65536 };
	uint32_t r = next_random(seed);

	if (r & 1)
		return odd[r / 2 % 8];
	return (int32_t)(next_random(seed) << 16 | next_random(seed) % 65536);
}

static struct bpf_insn random_alu(uint32_t *seed)
{
	static const uint8_t ops[] = { BPF_ADD, BPF_SUB, BPF_MUL, BPF_DIV,
				       BPF_OR,	BPF_AND, BPF_LSH, BPF_RSH,
				       BPF_NEG, BPF_MOD, BPF_XOR, BPF_MOV,
				       BPF_ARSH };
	uint8_t op = ops[next_random(seed) % sizeof(ops)];
	uint8_t class = next_random(seed) & 1 ? BPF_ALU : BPF_ALU64;
	uint8_t dst = next_random(seed) % 5, src = next_random(seed) % 5;
	int32_t imm = random_imm(seed);

	if (next_random(seed) % 12 == 0)
		return TO_BE(dst, 16 << next_random(seed) % 3);
	if (op == BPF_NEG)
		return INSN(class | op, dst, 0, 0, 0);
	if (next_random(seed) & 1)
		return INSN(class | op | BPF_X, dst, src, 0, 0);
	if (op == BPF_LSH || op == BPF_RSH || op == BPF_ARSH)
		imm &= 31;
	if ((op == BPF_DIV || op == BPF_MOD) && !imm)
		imm = 3; /* the verifier refuses a constant 0 */
	return INSN(class | op | BPF_K, dst, 0, 0, imm);
}

static struct bpf_insn random_jump(uint32_t *seed, uint32_t room)
{
	static const uint8_t ops[] = { BPF_JEQ,	 BPF_JNE,  BPF_JGT,  BPF_JGE,
				       BPF_JLT,	 BPF_JLE,  BPF_JSET, BPF_JSGT,
				       BPF_JSGE, BPF_JSLT, BPF_JSLE };
	uint8_t op = ops[next_random(seed) % sizeof(ops)];
	uint8_t class = next_random(seed) & 1 ? BPF_JMP : BPF_JMP32;
	uint8_t dst = next_random(seed) % 5, src = next_random(seed) % 5;
	int16_t off = next_random(seed) % room;

	if (next_random(seed) & 1)
		return INSN(class | op | BPF_X, dst, src, off, 0);
	return INSN(class | op | BPF_K, dst, 0, off, random_imm(seed));
}

/* Arithmetic and jumps on r0-r4, which end as 31 bits in r0. */
static struct image *random_image(struct arena *a, uint32_t seed)
{
	struct image *img = make_image(a, NULL, 0);
	const uint32_t n = 24;

	for (uint8_t reg = R0; reg < 5; reg++) {
		uint64_t v = (uint64_t)random_imm(&seed) << 32 ^
			     random_imm(&seed);
		const struct bpf_insn ld[] = { LD_IMM(reg, v) };

		add_insn(a, img, ld[0], PLAN_NO_RULE);
		add_insn(a, img, ld[1], PLAN_NO_RULE);
	}
	for (uint32_t i = 0; i < n; i++)
		add_insn(a, img,
			 next_random(&seed) % 4 ? random_alu(&seed)
						: random_jump(&seed, n - i),
			 PLAN_NO_RULE);
	for (uint8_t reg = R1; reg < 5; reg++)
		add_insn(a, img, ALU64_X(BPF_XOR, R0, reg), PLAN_NO_RULE);
	add_insn(a, img, MOV_X(R1, R0), PLAN_NO_RULE);
	add_insn(a, img, ALU64_K(BPF_RSH, R1, 32), PLAN_NO_RULE);
	add_insn(a, img, ALU64_X(BPF_XOR, R0, R1), PLAN_NO_RULE);
	add_insn(a, img, ALU64_K(BPF_AND, R0, INT32_MAX), PLAN_NO_RULE);
	add_insn(a, img, EXIT(), PLAN_NO_RULE);
	return img;
}

/* The kernel's answer; -errno where it would not take the program. */
static int kernel_run(const struct image *img)
{
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = frame,
		    .data_size_in = sizeof(frame), .repeat = 1);
	int fd = bpf_prog_load(BPF_PROG_TYPE_XDP, "random", "GPL", img->insns.v,
			       img->insns.n, NULL);
	int ret;

	if (fd < 0)
		return fd;
	ret = bpf_prog_test_run_opts(fd, &run);
	close(fd);
	return ret ?: (int)run.retval;
}

static void gives_the_kernels_answer_to_random_programs(void **state)
{
	const uint32_t n_programs = 400;
	uint32_t n_loaded = 0;

	(void)state;
	for (uint32_t seed = 1; seed <= n_programs; seed++) {
		struct arena *a = arena_new();
		struct image *img = random_image(a, seed);
		struct interp *it = interp_new(img);
		int kernel = kernel_run(img);
		int ours = interp_run(it, frame, sizeof(frame), &why);

		if (kernel == -EPERM) {
			print_message("# skipped: bpf() is not permitted\n");
			interp_free(it);
			arena_free(a);
			skip();
		}
		if (kernel >= 0 && kernel != ours)
			fail_msg("seed %u: kernel %#x, interp %#x", seed,
				 kernel, ours);
		n_loaded += kernel >= 0;
		interp_free(it);
		arena_free(a);
	}
	print_message("# seeds 1-%u, %u taken by the kernel\n", n_programs,
		      n_loaded);
	assert_true(n_loaded > n_programs / 2);
}

static void counts_what_runs(void **state)
{
	const struct bpf_insn insns[] = {
		LD_IMM(R0, XDP_PASS),	PACKET_TO(R2),
		LOAD(BPF_B, R3, R2, 0), IF_K(BPF_JEQ, R3, 1, 1),
		MOV_K(R0, XDP_DROP),	EXIT(),
	};
	const uint64_t wanted[] = { 2, 0, 2, 2, 2, 0, 2 };
	uint64_t runs[7] = {};
	struct arena *a = arena_new();
	struct interp *it = interp_new(make_image_of(a, insns));

	for (int i = 0; i < 4; i++) {
		interp_count_runs(it, i < 2 ? runs : NULL);
		assert_int_equal(interp_run(it, frame, sizeof(frame), &why),
				 XDP_PASS);
	}
	assert_memory_equal(runs, wanted, sizeof(wanted));
	interp_free(it);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_what_r0_holds),
		cmocka_unit_test(reads_the_packet_up_to_its_end),
		cmocka_unit_test(gives_the_packets_end_and_length),
		cmocka_unit_test(refuses_other_words_of_the_context),
		cmocka_unit_test(refuses_what_was_never_written),
		cmocka_unit_test(keeps_to_the_stack),
		cmocka_unit_test(refuses_what_is_no_memory),
		cmocka_unit_test(looks_keys_up),
		cmocka_unit_test(takes_the_last_of_equal_keys),
		cmocka_unit_test(keeps_to_one_map_value),
		cmocka_unit_test(tells_the_elements_of_large_maps_apart),
		cmocka_unit_test(stops_a_program_that_does_not_end),
		cmocka_unit_test(refuses_instructions_it_does_not_know),
		cmocka_unit_test(counts_in_the_counters_map),
		cmocka_unit_test(lets_tests_write_the_control_word),
		cmocka_unit_test(gives_the_kernels_answer_to_random_programs),
		cmocka_unit_test(counts_what_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
