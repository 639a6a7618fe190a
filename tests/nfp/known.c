// SPDX-License-Identifier: GPL-2.0-only
/*
 * known.c - programs that the nfp driver's JIT translates wrongly
 */
#include "nfp/known.h"

#define R0  BPF_REG_0
#define R1  BPF_REG_1
#define R2  BPF_REG_2
#define R3  BPF_REG_3
#define R4  BPF_REG_4
#define R5  BPF_REG_5
#define R7  BPF_REG_7
#define R8  BPF_REG_8
#define R10 BPF_REG_10

/* nfp_bpf_opt_neg_add_sub: -INT_MIN is INT_MIN, and not its opposite. */
static void neg_int_min(struct gen *g)
{
	GEN(g, LD_IMM(R0, 0x500000000), ALU64_K(BPF_ADD, R0, INT32_MIN));
}

static void compare_int_min(struct gen *g)
{
	GEN(g, LOAD(BPF_DW, R2, R7, 0), MOV_K(R0, 1),
	    IF_K(BPF_JGE, R2, INT32_MIN, 1), MOV_K(R0, 2));
}

/* The same in 32 bits, where only signed comparisons are wrong. */
static void compare32_int_min(struct gen *g)
{
	GEN(g, LOAD(BPF_W, R2, R7, 0), MOV_K(R0, 1),
	    IF32_K(BPF_JSLT, R2, INT32_MIN, 1), MOV_K(R0, 2));
}

/* A number that the verifier does not know, else it would be a constant. */
static void load_byte(struct gen *g, uint8_t reg)
{
	GEN(g, LOAD(BPF_B, reg, R7, 0));
}

/* ashr_reg64_lt32_high: the sign is that of the number ORed to the amount. */
static void shift_sign(struct gen *g)
{
	load_byte(g, R2);
	GEN(g, ALU64_K(BPF_AND, R2, 1), ALU64_K(BPF_LSH, R2, 31),
	    ALU64_K(BPF_OR, R2, 4), LD_IMM(R0, 0x1122334455667788),
	    ALU64_X(BPF_ARSH, R0, R2));
}

/* shl_reg64: an amount that is never below 32 need not be so modulo 64. */
static void shift_beyond_63(struct gen *g)
{
	load_byte(g, R2);
	GEN(g, ALU64_K(BPF_AND, R2, 7), ALU64_K(BPF_OR, R2, 64 + 8),
	    LD_IMM(R0, 0x1122334455667788), ALU64_X(BPF_LSH, R0, R2));
}

/* shl_reg64_lt32_high: a double shift by 32 - 0. */
static void shift_by_0(struct gen *g)
{
	load_byte(g, R2);
	GEN(g, ALU64_K(BPF_AND, R2, 1), MOV_X(R3, R2), ALU64_K(BPF_XOR, R3, 1),
	    ALU64_X(BPF_AND, R3, R2), LD_IMM(R0, 0x1122334455667788),
	    ALU64_X(BPF_LSH, R0, R3));
}

/* wrp_div_imm: a shift by 0 is one by a register. */
static void div_by_1(struct gen *g)
{
	load_byte(g, R0);
	GEN(g, INSN(BPF_ALU64 | BPF_DIV | BPF_K, R0, 0, 0, 1));
}

/* The same behind the multiplication with the reciprocal. */
static void div_shift_0(struct gen *g)
{
	GEN(g, LOAD(BPF_W, R0, R7, 0),
	    INSN(BPF_ALU64 | BPF_DIV | BPF_K, R0, 0, 0, 0x7fff0000));
}

/* A number whose upper half is not 0, as the driver leaves zeroing out. */
static void load_without_upper_half(struct gen *g)
{
	GEN(g, LD_IMM(R0, -1ULL));
	load_byte(g, R0);
}

/* wrp_mul_u16 leaves the upper half as it was. */
static void mul_upper_half(struct gen *g)
{
	load_without_upper_half(g);
	GEN(g, ALU32_K(BPF_MUL, R0, 3), LD_IMM(R2, 1ULL << 40),
	    ALU64_X(BPF_ADD, R0, R2));
}

/* wrp_div_imm, too. */
static void div_upper_half(struct gen *g)
{
	load_without_upper_half(g);
	GEN(g, INSN(BPF_ALU | BPF_DIV | BPF_K, R0, 0, 0, 3),
	    LD_IMM(R2, 1ULL << 40), ALU64_X(BPF_ADD, R0, R2));
}

/* nfp_cpp_memcpy: the register gets the first word, and not the last one. */
static void copy_of_words(struct gen *g)
{
	GEN(g, LOAD(BPF_W, R0, R7, 0), STORE(BPF_W, R7, 8, R0),
	    LOAD(BPF_W, R0, R7, 4), STORE(BPF_W, R7, 12, R0));
}

/* nfp_bpf_opt_ldst_gather: a copy that goes back lengthens one that went on. */
static void copy_back(struct gen *g)
{
	static const int offs[] = { 1, 2, 1 };

	for (int i = 0; i < 3; i++)
		GEN(g, LOAD(BPF_B, R0, R7, offs[i]),
		    STORE(BPF_B, R7, offs[i] + 8, R0));
}

/* So many tests that the verifier begins to remember states. */
static void test_bytes(struct gen *g)
{
	load_byte(g, R2);
	for (int i = 1; i < 5; i++)
		GEN(g, LOAD(BPF_B, R3, R7, i), IF_K(BPF_JNE, R3, i, 1),
		    ALU64_K(BPF_XOR, R2, i));
}

/*
 * nfp_bpf_check_alu: bounds are those of the ways that the verifier follows,
 * and it follows no way on which a number differs that decides nothing. Here
 * it sees a shift by 7 only, so that it is one by a constant.
 */
static void bounds_by_pruning(struct gen *g)
{
	test_bytes(g);
	GEN(g, LD_IMM(R0, 0x1122334455667788), MOV_K(R3, 4),
	    IF_K(BPF_JGT, R2, 0x7f, 1), MOV_K(R3, 7), ALU64_X(BPF_LSH, R0, R3));
}

/*
 * nfp_bpf_opt_pkt_cache: the same of what is added to a packet's pointer. Here
 * it sees 0 last, so that two loads by different registers become one.
 */
static void window_by_pruning(struct gen *g)
{
	test_bytes(g);
	GEN(g, ALU64_K(BPF_AND, R2, 3), MOV_X(R4, R7), ALU64_X(BPF_ADD, R4, R2),
	    MOV_X(R5, R4), ALU64_K(BPF_ADD, R5, 8), IF_X(BPF_JGT, R5, R8, 8),
	    IF_K(BPF_JEQ, R2, 0, 2), MOV_X(R5, R4), GOTO(1), MOV_X(R5, R7),
	    LOAD(BPF_B, R0, R7, 4), LOAD(BPF_B, R3, R5, 5),
	    ALU64_K(BPF_LSH, R3, 8), ALU64_X(BPF_OR, R0, R3));
}

static const struct {
	const char *name;
	void (*emit)(struct gen *g);
} rows[] = {
	{ "neg-int-min", neg_int_min },
	{ "compare-int-min", compare_int_min },
	{ "compare32-int-min", compare32_int_min },
	{ "shift-sign", shift_sign },
	{ "shift-beyond-63", shift_beyond_63 },
	{ "shift-by-0", shift_by_0 },
	{ "div-by-1", div_by_1 },
	{ "div-shift-0", div_shift_0 },
	{ "mul-upper-half", mul_upper_half },
	{ "div-upper-half", div_upper_half },
	{ "copy-of-words", copy_of_words },
	{ "copy-back", copy_back },
	{ "bounds-by-pruning", bounds_by_pruning },
	{ "window-by-pruning", window_by_pruning },
};

const size_t n_known = sizeof(rows) / sizeof(rows[0]);

/* What is in r0 is added to the array, where it shows. */
void known_case(struct arena *a, size_t i, struct nfp_case *out)
{
	struct gen g = { .arena = a, .rng = { .state = i }, .key_bytes = 4 };

	*out = (struct nfp_case){ .name = rows[i].name, .known = rows[i].name };
	g.img = out->img = arena_new_of(a, struct image);
	gen_maps(&g);
	GEN(&g, LOAD(BPF_W, R7, R1, 0), LOAD(BPF_W, R8, R1, 4), MOV_X(R2, R7),
	    ALU64_K(BPF_ADD, R2, 24), MOV_K(R0, 0), IF_X(BPF_JLE, R2, R8, 1),
	    EXIT());
	rows[i].emit(&g);
	GEN(&g, MOV_X(BPF_REG_9, R0), MOV_K(R2, 0), STORE(BPF_W, R10, -4, R2),
	    LD_MAP(R1, GEN_ARRAY), MOV_X(R2, R10), ALU64_K(BPF_ADD, R2, -4),
	    CALL(map_lookup_elem), IF_K(BPF_JEQ, R0, 0, 1),
	    ADD_TO(BPF_DW, R0, GEN_ARRAY_READ, BPF_REG_9), MOV_K(R0, XDP_PASS),
	    EXIT());
	gen_packets(&g, out, 8);
}
