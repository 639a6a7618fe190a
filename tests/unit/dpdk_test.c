// SPDX-License-Identifier: GPL-2.0-only
/*
 * dpdk_test.c - a translation does in librte_bpf what the program does
 *
 * Each operation and each comparison, of operands whose upper halves, signs and
 * orders differ: programs of the corpus have few of them.
 */
#include "dpdk/dpdk.h"
#include "lib/insns.h"
#include "offload/interp.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define R0  BPF_REG_0
#define R1  BPF_REG_1
#define R2  BPF_REG_2
#define R6  BPF_REG_6
#define R7  BPF_REG_7
#define R8  BPF_REG_8
#define R10 BPF_REG_10

static const uint64_t numbers[] = {
	0,
	1,
	31,
	0x7fffffff,
	0x80000000,
	0xfffffffe,
	0x100000000,
	0x100000001,
	0x7fffffffffffffff,
	0x8000000000000000,
	0xffffffff80000000,
	0xffffffffffffffff,
};

#define N_NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

static const uint8_t frame[64] = { 1, 2, 3, 4, 5, 6, 7, 8, [63] = 99 };

/* The program @insns, and behind it: counter 0 gets what register 6 holds. */
static struct image *make_program(struct arena *a, const struct bpf_insn *insns,
				  size_t n)
{
	const struct bpf_insn tail[] = {
		STORE(BPF_DW, R10, -16, R6),
		MOV_K(R1, 0),
		STORE(BPF_W, R10, -4, R1),
		LD_MAP(R1, 1),
		MOV_X(R2, R10),
		ALU64_K(BPF_ADD, R2, -4),
		CALL(map_lookup_elem),
		IF_K(BPF_JEQ, R0, 0, 2),
		LOAD(BPF_DW, R1, R10, -16),
		ADD_TO(BPF_DW, R0, 0, R1),
		MOV_K(R0, XDP_DROP),
		EXIT(),
	};
	struct image *img = make_image(a, insns, n);

	for (size_t i = 0; i < sizeof(tail) / sizeof(tail[0]); i++)
		add_insn(a, img, tail[i], PLAN_NO_RULE);
	add_usual_maps(a, img, 2);
	return img;
}

static void skip_without_dpdk(void)
{
	struct arena *a = arena_new();
	const struct bpf_insn none[] = { MOV_K(R6, 0) };
	const char *why = "";
	struct dpdk *d = NULL;
	int err = dpdk_new(a, make_program(a, none, 1), false, &d, &why);

	if (err)
		print_message("# %s\n", why);
	else
		dpdk_free(d);
	arena_free(a);
	if (err == -ENOTSUP)
		skip();
}

/* Where there is no JIT, that way is not gone. Runs it twice, and holds what is
 * counted against the interpreter's. */
static void check_way(struct arena *a, const struct image *img, bool by_jit)
{
	struct interp *it = interp_new(img);
	const char *why = "";
	struct dpdk *d;
	int err = dpdk_new(a, img, by_jit, &d, &why);

	if (err && err != -ENOTSUP)
		fail_msg("%s", why);
	for (int i = 0; i < 2 && !err; i++) {
		assert_int_equal(interp_run(it, frame, sizeof(frame), &why),
				 XDP_DROP);
		assert_int_equal(dpdk_run(d, frame, sizeof(frame), &why),
				 XDP_DROP);
	}
	if (!err) {
		assert_int_equal(dpdk_counters(d)->packets,
				 interp_counters(it)->packets);
		dpdk_free(d);
	}
	interp_free(it);
}

static void check(const struct bpf_insn *insns, size_t n)
{
	struct arena *a = arena_new();
	const struct image *img = make_program(a, insns, n);

	check_way(a, img, false);
	check_way(a, img, true);
	arena_free(a);
}

#define CHECK(...)                                               \
	check((const struct bpf_insn[]){ __VA_ARGS__ },          \
	      sizeof((const struct bpf_insn[]){ __VA_ARGS__ }) / \
		      sizeof(struct bpf_insn))

static bool is_shift(uint8_t op)
{
	return op == BPF_LSH || op == BPF_RSH || op == BPF_ARSH;
}

static void check_operation(uint8_t op, uint64_t x, uint64_t y)
{
	int32_t imm = (int32_t)y;

	if (is_shift(op)) {
		y &= 31;
		imm = (int32_t)y;
	}
	CHECK(LD_IMM(R6, x), LD_IMM(R7, y), ALU64_X(op, R6, R7));
	CHECK(LD_IMM(R6, x), ALU64_K(op, R6, imm));
	CHECK(LD_IMM(R6, x), ALU32_K(op, R6, imm));
	/* librte_bpf has no ARSH of 32 bits. */
	if (op != BPF_ARSH)
		CHECK(LD_IMM(R6, x), LD_IMM(R7, y), ALU32_X(op, R6, R7));
}

static void reckons_as_the_interpreter_does(void **state)
{
	static const uint8_t ops[] = { BPF_MOV, BPF_ADD, BPF_SUB, BPF_MUL,
				       BPF_AND, BPF_OR,	 BPF_XOR, BPF_LSH,
				       BPF_RSH, BPF_ARSH };

	skip_without_dpdk();
	for (size_t i = 0; i < sizeof(ops); i++) {
		for (size_t x = 0; x < N_NUMBERS; x++) {
			for (size_t y = 0; y < N_NUMBERS; y++)
				check_operation(ops[i], numbers[x], numbers[y]);
		}
	}
}

static void turns_bytes_and_signs_as_the_interpreter_does(void **state)
{
	skip_without_dpdk();
	for (size_t x = 0; x < N_NUMBERS; x++) {
		CHECK(LD_IMM(R6, numbers[x]), TO_BE(R6, 16));
		CHECK(LD_IMM(R6, numbers[x]), TO_BE(R6, 32));
		CHECK(LD_IMM(R6, numbers[x]), TO_BE(R6, 64));
		CHECK(LD_IMM(R6, numbers[x]), ALU64_K(BPF_NEG, R6, 0));
		CHECK(LD_IMM(R6, numbers[x]), ALU32_K(BPF_NEG, R6, 0));
	}
}

#define NOT_TAKEN MOV_K(R8, 7), MOV_X(R6, R8)

static void check_test(uint8_t op, bool has_signs, uint64_t x, uint64_t y)
{
	int32_t imm = (int32_t)y;

	CHECK(LD_IMM(R6, x), LD_IMM(R7, y), MOV_K(R8, 1), IF_X(op, R6, R7, 1),
	      NOT_TAKEN);
	CHECK(LD_IMM(R6, x), MOV_K(R8, 1), IF_K(op, R6, imm, 1), NOT_TAKEN);
	if (has_signs)
		return;
	CHECK(LD_IMM(R6, x), LD_IMM(R7, y), MOV_K(R8, 1), IF32_X(op, R6, R7, 1),
	      NOT_TAKEN);
	CHECK(LD_IMM(R6, x), MOV_K(R8, 1), IF32_K(op, R6, imm, 1), NOT_TAKEN);
}

static void compares_as_the_interpreter_does(void **state)
{
	static const uint8_t ops[] = { BPF_JEQ,	 BPF_JNE,  BPF_JGT,  BPF_JGE,
				       BPF_JLT,	 BPF_JLE,  BPF_JSET, BPF_JSGT,
				       BPF_JSGE, BPF_JSLT, BPF_JSLE };

	skip_without_dpdk();
	for (size_t i = 0; i < sizeof(ops); i++) {
		for (size_t x = 0; x < N_NUMBERS; x++) {
			for (size_t y = 0; y < N_NUMBERS; y++)
				check_test(ops[i], i > 6, numbers[x],
					   numbers[y]);
		}
	}
}

static void loads_and_stores_as_the_interpreter_does(void **state)
{
	skip_without_dpdk();
	CHECK(LOAD(BPF_W, R2, R1, 0), LOAD(BPF_W, R6, R1, 4),
	      ALU64_X(BPF_SUB, R6, R2));
	CHECK(LOAD(BPF_W, R2, R1, 0), LOAD(BPF_B, R6, R2, 63));
	CHECK(LOAD(BPF_W, R2, R1, 0), LOAD(BPF_H, R6, R2, 1));
	CHECK(LOAD(BPF_W, R2, R1, 0), LOAD(BPF_W, R6, R2, 3));
	CHECK(LOAD(BPF_W, R2, R1, 0), ALU64_K(BPF_ADD, R2, 9),
	      LOAD(BPF_DW, R6, R2, -9));
	CHECK(LD_IMM(R2, 0x8182838485868788), STORE(BPF_DW, R10, -32, R2),
	      STORE(BPF_H, R10, -30, R2), STORE(BPF_B, R10, -25, R2),
	      STORE(BPF_W, R10, -24, R2), LOAD(BPF_DW, R6, R10, -32));
	CHECK(MOV_K(R2, -1), STORE(BPF_DW, R10, -32, R2), MOV_K(R2, 2),
	      ADD_TO(BPF_W, R10, -32, R2), LOAD(BPF_DW, R6, R10, -32));
}

static void measures_the_frame(void **state)
{
	skip_without_dpdk();
	CHECK(CALL(xdp_get_buff_len), MOV_X(R6, R0));
}

static void refuse(const struct bpf_insn *insns, size_t n, const char *reason)
{
	struct arena *a = arena_new();
	const struct image *img = make_program(a, insns, n);
	const char *why = "";
	struct dpdk *d;
	int err = dpdk_new(a, img, false, &d, &why);

	assert_int_equal(err, -EINVAL);
	if (!strstr(why, reason))
		fail_msg("'%s' and not '%s'", why, reason);
	arena_free(a);
}

#define REFUSE(reason, ...)                                       \
	refuse((const struct bpf_insn[]){ __VA_ARGS__ },          \
	       sizeof((const struct bpf_insn[]){ __VA_ARGS__ }) / \
		       sizeof(struct bpf_insn),                   \
	       reason)

static void says_what_has_no_translation(void **state)
{
	skip_without_dpdk();
	REFUSE("no translation: 1 compares 32 bits with their signs",
	       MOV_K(R6, 0), IF32_K(BPF_JSGT, R6, 0, 0));
	REFUSE("no translation: 0 calls what is not there",
	       CALL(get_prandom_u32));
	REFUSE("no translation: 0 is of no class", STORE_K(BPF_W, R10, -4, 0));
	REFUSE("no translation: 0 jumps back", GOTO(-1));
}

static void tells_what_is_too_long_from_what_is_wrong(void **state)
{
	enum { N = 12000 };
	struct bpf_insn *insns;
	struct arena *a;
	const char *why = "";
	struct dpdk *d;

	skip_without_dpdk();
	a = arena_new();
	insns = arena_calloc(a, N, sizeof(*insns));
	for (int i = 0; i < N; i++)
		insns[i] = MOV_K(R6, 1);
	insns[1] = IF_K(BPF_JEQ, R6, 1, N - 2);
	assert_int_equal(dpdk_new(a, make_program(a, insns, N), true, &d, &why),
			 -E2BIG);
	assert_string_equal(why, "no translation: 1 jumps too far");
	arena_free(a);
}

static void says_what_librte_bpf_refuses(void **state)
{
	skip_without_dpdk();
	/* ARSH of 32 bits */
	REFUSE("librte_bpf refuses it", MOV_K(R6, 0), MOV_K(R7, 1),
	       ALU32_X(BPF_ARSH, R6, R7));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reckons_as_the_interpreter_does),
		cmocka_unit_test(turns_bytes_and_signs_as_the_interpreter_does),
		cmocka_unit_test(compares_as_the_interpreter_does),
		cmocka_unit_test(loads_and_stores_as_the_interpreter_does),
		cmocka_unit_test(measures_the_frame),
		cmocka_unit_test(says_what_has_no_translation),
		cmocka_unit_test(tells_what_is_too_long_from_what_is_wrong),
		cmocka_unit_test(says_what_librte_bpf_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
