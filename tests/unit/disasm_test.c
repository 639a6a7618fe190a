// SPDX-License-Identifier: GPL-2.0-only
/*
 * disasm_test.c - instructions read as bpftool writes them
 */
#include "lib/insns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* What image_print() writes; free it. */
static char *print(const struct image *img)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	image_print(img, out);
	fclose(out);
	return text;
}

static const struct {
	struct bpf_insn insns[2];
	const char *text;
} rows[] = {
	{ { MOV_K(0, 5) }, "r0 = 5" },
	{ { MOV_X(0, 1) }, "r0 = r1" },
	{ { ALU64_K(BPF_ADD, 2, -4) }, "r2 += -4" },
	{ { ALU64_X(BPF_SUB, 2, 3) }, "r2 -= r3" },
	{ { ALU32_K(BPF_AND, 1, 255) }, "w1 &= 255" },
	{ { ALU32_X(BPF_OR, 1, 2) }, "w1 |= w2" },
	{ { ALU64_K(BPF_LSH, 1, 8) }, "r1 <<= 8" },
	{ { ALU64_K(BPF_RSH, 1, 8) }, "r1 >>= 8" },
	{ { ALU64_K(BPF_ARSH, 1, 8) }, "r1 s>>= 8" },
	{ { ALU64_K(BPF_XOR, 1, 8) }, "r1 ^= 8" },
	{ { ALU64_K(BPF_MUL, 1, 8) }, "r1 *= 8" },
	{ { ALU64_K(BPF_DIV, 1, 8) }, "r1 /= 8" },
	{ { ALU64_K(BPF_MOD, 1, 8) }, "r1 %= 8" },
	{ { ALU64_K(BPF_NEG, 1, 0) }, "r1 = -r1" },
	{ { ALU32_K(BPF_NEG, 1, 0) }, "w1 = -w1" },
	{ { TO_BE(3, 16) }, "r3 = be16 r3" },
	{ { INSN(BPF_ALU | BPF_END, 3, 0, 0, 32) }, "r3 = le32 r3" },
	{ { LOAD(BPF_W, 0, 1, 4) }, "r0 = *(u32 *)(r1 +4)" },
	{ { LOAD(BPF_B, 0, 1, 0) }, "r0 = *(u8 *)(r1 +0)" },
	{ { LOAD(BPF_H, 0, 10, -2) }, "r0 = *(u16 *)(r10 -2)" },
	{ { STORE(BPF_DW, 10, -8, 1) }, "*(u64 *)(r10 -8) = r1" },
	{ { STORE_K(BPF_W, 10, -4, 7) }, "*(u32 *)(r10 -4) = 7" },
	{ { ADD_TO(BPF_DW, 0, 8, 1) }, "lock *(u64 *)(r0 +8) += r1" },
	{ { LD_IMM(1, 0x123456789aULL) }, "r1 = 0x123456789a" },
	{ { LD_MAP(1, 1) }, "r1 = map[counters]" },
	{ { LD_MAP(1, 9) }, "r1 = map[?]" },
	{ { IF32_K(BPF_JNE, 1, 0x800, 5) }, "if w1 != 0x800 goto +5" },
	{ { IF_X(BPF_JGT, 2, 3, -1) }, "if r2 > r3 goto -1" },
	{ { IF_K(BPF_JEQ, 1, 0, 1) }, "if r1 == 0 goto +1" },
	{ { IF_K(BPF_JSET, 1, 4, 1) }, "if r1 & 0x4 goto +1" },
	{ { IF_X(BPF_JGE, 1, 2, 1) }, "if r1 >= r2 goto +1" },
	{ { IF_X(BPF_JLT, 1, 2, 1) }, "if r1 < r2 goto +1" },
	{ { IF_X(BPF_JLE, 1, 2, 1) }, "if r1 <= r2 goto +1" },
	{ { IF_X(BPF_JSGT, 1, 2, 1) }, "if r1 s> r2 goto +1" },
	{ { IF_X(BPF_JSGE, 1, 2, 1) }, "if r1 s>= r2 goto +1" },
	{ { IF_X(BPF_JSLT, 1, 2, 1) }, "if r1 s< r2 goto +1" },
	{ { IF32_X(BPF_JSLE, 1, 2, 1) }, "if w1 s<= w2 goto +1" },
	{ { GOTO(3) }, "goto +3" },
	{ { CALL(map_lookup_elem) }, "call map_lookup_elem#1" },
	{ { INSN(BPF_JMP | BPF_CALL, 0, 0, 0, 99999) }, "call helper#99999" },
	{ { EXIT() }, "exit" },
	{ { INSN(BPF_ALU64 | BPF_MOV | BPF_X, 1, 2, 8, 0) },
	  "(bf) dst 1 src 2 off 8 imm 0" },
	{ { INSN(BPF_LD | BPF_ABS, 0, 0, 0, 1) },
	  "(20) dst 0 src 0 off 0 imm 1" },
};

static void prints_each_kind_of_instruction(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct image *img = make_image(a, rows[i].insns, 2);
		char *text;

		add_usual_maps(a, img, 1);
		text = print(img);
		*strchrnul(text, '\n') = '\0';
		assert_string_equal(text + strlen("    0: "), rows[i].text);
		free(text);
	}
	arena_free(a);
}

static void numbers_lines_and_names_rules(void **state)
{
	struct arena *a = arena_new();
	struct image *img = make_image(a, NULL, 0);
	const struct bpf_insn ld[] = { LD_IMM(1, 7) };
	char *text;

	(void)state;
	add_insn(a, img, ld[0], 3);
	add_insn(a, img, ld[1], 3);
	add_insn(a, img, EXIT(), PLAN_NO_RULE);
	text = print(img);
	assert_string_equal(
		text,
		"    0: r1 = 0x7                                 ; rule 3\n"
		"    2: exit\n");
	free(text);
	arena_free(a);
}

static void survives_every_opcode(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (unsigned int code = 0; code < 256; code++) {
		struct bpf_insn insn = INSN(code, 15, 15, -32768, INT32_MIN);
		char *text = print(make_image(a, &insn, 1));

		assert_true(strlen(text) > 7);
		free(text);
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_each_kind_of_instruction),
		cmocka_unit_test(numbers_lines_and_names_rules),
		cmocka_unit_test(survives_every_opcode),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
