// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen_alu.c - random arithmetic that the nfp driver translates
 */
#include "nfp/gen.h"

static uint8_t alu_class(struct gen *g)
{
	return rng_one_in(&g->rng, 2) ? BPF_ALU64 : BPF_ALU;
}

static bool is_wide(uint8_t class)
{
	return class == BPF_ALU64;
}

static void gen_simple(struct gen *g)
{
	static const uint8_t ops[] = { BPF_MOV, BPF_ADD, BPF_SUB, BPF_AND,
				       BPF_OR,	BPF_XOR, BPF_ADD, BPF_SUB };
	uint8_t op = rng_pick(&g->rng, ops), class = alu_class(g);
	uint8_t dst = gen_scalar(g), src = gen_scalar(g);
	int32_t imm = gen_imm(g);

	if (rng_one_in(&g->rng, 2)) {
		GEN(g, INSN(class | op | BPF_X, dst, src, 0, 0));
		return;
	}
	/* known.c, neg-int-min */
	if (is_wide(class) && (op == BPF_ADD || op == BPF_SUB) &&
	    imm == INT32_MIN)
		imm++;
	GEN(g, INSN(class | op | BPF_K, dst, 0, 0, imm));
}

static void gen_neg(struct gen *g)
{
	GEN(g, INSN(alu_class(g) | BPF_NEG, gen_scalar(g), 0, 0, 0));
}

static void gen_swap(struct gen *g)
{
	static const int32_t bits[] = { 16, 32, 64 };

	GEN(g, TO_BE(gen_scalar(g), rng_pick(&g->rng, bits)));
}

static void gen_load_imm(struct gen *g)
{
	uint64_t v = rng_next(&g->rng);

	if (rng_one_in(&g->rng, 3))
		v >>= rng_below(&g->rng, 64);
	GEN(g, LD_IMM(gen_scalar(g), v));
}

static void gen_shift_k(struct gen *g)
{
	static const uint8_t ops[] = { BPF_LSH, BPF_RSH, BPF_ARSH };
	uint8_t op = rng_pick(&g->rng, ops), class = alu_class(g);
	uint32_t amount = rng_below(&g->rng, is_wide(class) ? 64 : 32);

	GEN(g, INSN(class | op | BPF_K, gen_scalar(g), 0, 0, amount));
}

/*
 * By a register whose bounds make the JIT choose each of its ways: below 32,
 * from 32 on, either. The amount is never 0 (known.c, shift-by-0) and below
 * 64 (known.c, shift-sign and shift-beyond-63).
 */
static void gen_shift_x(struct gen *g)
{
	static const uint8_t ops[] = { BPF_LSH, BPF_RSH, BPF_ARSH };
	uint8_t op = rng_pick(&g->rng, ops), class = alu_class(g);
	uint8_t dst = gen_scalar(g), src = gen_scalar(g);
	unsigned int way = rng_below(&g->rng, 4);

	if (src == dst)
		return;
	if (!is_wide(class))
		way = 0;
	gen_unknown(g, src);
	if (way == 3) /* a constant, though in a register */
		GEN(g, MOV_K(src, rng_between(&g->rng, 1, 63)));
	else
		GEN(g, ALU64_K(BPF_AND, src, way == 2 ? 63 : 31),
		    ALU64_K(BPF_OR, src, way == 1 ? 33 : 1));
	GEN(g, INSN(class | op | BPF_X, dst, src, 0, 0));
}

/*
 * The driver multiplies numbers of 32 bits only, and takes a shorter way for
 * 16. The upper half of what is multiplied is zeroed before (known.c,
 * mul-upper-half, and div-upper-half for divisions).
 */
static void gen_mul(struct gen *g)
{
	uint8_t class = alu_class(g);
	uint8_t dst = gen_scalar(g), src = gen_scalar(g);

	gen_unknown(g, dst);
	gen_unknown(g, src);
	GEN(g, ALU32_X(BPF_MOV, dst, dst), ALU32_X(BPF_MOV, src, src));
	if (rng_one_in(&g->rng, 2))
		GEN(g, ALU64_K(BPF_AND, dst, 0xffff));
	if (rng_one_in(&g->rng, 2))
		GEN(g, INSN(class | BPF_MUL | BPF_X, dst, src, 0, 0));
	else
		GEN(g, INSN(class | BPF_MUL | BPF_K, dst, 0, 0,
			    gen_imm(g) & INT32_MAX));
}

/*
 * Whether the driver shifts a quotient by 0: by how much it does is what is
 * left of the reciprocal's exponent when the reciprocal of 32 bits or a few
 * more is halved for as long as it is exact enough.
 */
static bool is_shifted_by_0(uint32_t divisor, unsigned int bits)
{
	unsigned int left = divisor > 1 ? 32 - __builtin_clz(divisor - 1) : 0;
	u128 one = (u128)1 << (32 + left);
	u128 low = one / divisor;
	u128 high = (one + ((u128)1 << (32 + left - bits))) / divisor;

	for (; left && low / 2 < high / 2; left--) {
		low /= 2;
		high /= 2;
	}
	return left == (high > UINT32_MAX ? 1 : 0);
}

/* known.c, div-by-1 and div-shift-0 */
static bool is_wrong_divisor(uint32_t divisor)
{
	if (divisor & (divisor - 1))
		return is_shifted_by_0(divisor, 32) ||
		       is_shifted_by_0(divisor >> __builtin_ctz(divisor),
				       32 - __builtin_ctz(divisor));
	return divisor < 2;
}

/* By a constant of 32 bits. */
static void gen_div(struct gen *g)
{
	uint8_t class = alu_class(g);
	uint8_t dst = gen_scalar(g), src = gen_scalar(g);
	int32_t imm = gen_imm(g) & INT32_MAX;

	if (is_wrong_divisor(imm) || src == dst)
		return;
	GEN(g, ALU32_X(BPF_MOV, dst, dst));
	if (rng_one_in(&g->rng, 2))
		GEN(g, MOV_K(src, imm),
		    INSN(class | BPF_DIV | BPF_X, dst, src, 0, 0));
	else
		GEN(g, INSN(class | BPF_DIV | BPF_K, dst, 0, 0, imm));
}

void gen_alu(struct gen *g)
{
	static void (*const kinds[])(struct gen *) = {
		gen_simple,  gen_simple,  gen_simple,	gen_simple,
		gen_neg,     gen_swap,	  gen_load_imm, gen_shift_k,
		gen_shift_x, gen_shift_x, gen_mul,	gen_div,
	};

	rng_pick(&g->rng, kinds)(g);
}
