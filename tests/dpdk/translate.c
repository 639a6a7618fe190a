// SPDX-License-Identifier: GPL-2.0-only
/*
 * translate.c - an image in the BPF that DPDK's librte_bpf takes
 */
#include "dpdk/translate.h"

#include "offload/insn.h"

#include <errno.h>

/*
 * Registers of the translation. Where ways meet they hold the same, as far as
 * the validator knows: R_ANSWER is 0, R_AT is R_MEMORY, and tests begin with
 * operands that nothing is known about. Those of calls are not used else.
 */
enum {
	R_ANSWER = BPF_REG_0,
	R_ARG = BPF_REG_1,
	R_DST = BPF_REG_1,
	R_SRC = BPF_REG_2,
	R_AT = BPF_REG_8,     /* where a load or a store goes */
	R_MEMORY = BPF_REG_9, /* where the memory starts */
};

/* The lower half of a register in memory. */
#define LOW_HALF (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0)

struct translator {
	struct arena *arena;
	const struct image *img;
	uint32_t size;
	struct dpdk_program *out;
	uint32_t *at; /* where each instruction's translation starts */
	uint32_t i;   /* the instruction */
	int error;    /* of what is refused first */
	const char *why;
};

static void refuse_with(struct translator *t, int error, const char *what)
{
	if (t->error)
		return;
	t->error = error;
	t->why = arena_printf(t->arena, "no translation: %u %s", t->i, what);
}

static void refuse(struct translator *t, const char *what)
{
	refuse_with(t, -EINVAL, what);
}

static void put(struct translator *t, struct bpf_insn insn)
{
	*(struct bpf_insn *)vec_push(t->arena, &t->out->insns) = insn;
}

static void put_reg(struct translator *t, uint8_t op, uint8_t dst, uint8_t src)
{
	put(t, (struct bpf_insn){ .code = BPF_ALU64 | op | BPF_X,
				  .dst_reg = dst,
				  .src_reg = src });
}

static void put_imm(struct translator *t, uint8_t op, uint8_t dst, int32_t imm)
{
	put(t, (struct bpf_insn){ .code = BPF_ALU64 | op | BPF_K,
				  .dst_reg = dst,
				  .imm = imm });
}

/* What the program has in @reg. */
static void put_fetch(struct translator *t, uint8_t to, uint8_t reg)
{
	put(t, (struct bpf_insn){ .code = BPF_LDX | BPF_MEM | BPF_DW,
				  .dst_reg = to,
				  .src_reg = R_MEMORY,
				  .off = 8 * reg });
}

/* The lower half of what the program has in @reg. */
static void put_fetch_low(struct translator *t, uint8_t to, uint8_t reg)
{
	put(t, (struct bpf_insn){ .code = BPF_LDX | BPF_MEM | BPF_W,
				  .dst_reg = to,
				  .src_reg = R_MEMORY,
				  .off = 8 * reg + LOW_HALF });
}

static void put_keep(struct translator *t, uint8_t reg, uint8_t from)
{
	put(t, (struct bpf_insn){ .code = BPF_STX | BPF_MEM | BPF_DW,
				  .dst_reg = R_MEMORY,
				  .src_reg = from,
				  .off = 8 * reg });
}

/* librte_bpf shifts with signs in 64 bits alone: the upper half does for them.
 */
static void put_low_arsh(struct translator *t, const struct bpf_insn *insn)
{
	put_fetch(t, R_DST, insn->dst_reg);
	put_imm(t, BPF_LSH, R_DST, 32);
	put_imm(t, BPF_ARSH, R_DST, 32 + insn->imm);
	put(t, (struct bpf_insn){ .code = BPF_ALU | BPF_MOV | BPF_X,
				  .dst_reg = R_DST,
				  .src_reg = R_DST });
	put_keep(t, insn->dst_reg, R_DST);
}

static void put_alu(struct translator *t, const struct bpf_insn *insn)
{
	struct bpf_insn alu = *insn;

	if (insn->code == (BPF_ALU | BPF_ARSH | BPF_K)) {
		put_low_arsh(t, insn);
		return;
	}
	put_fetch(t, R_DST, insn->dst_reg);
	alu.dst_reg = R_DST;
	if (BPF_SRC(insn->code) == BPF_X && BPF_OP(insn->code) != BPF_END) {
		put_fetch(t, R_SRC, insn->src_reg);
		alu.src_reg = R_SRC;
	}
	put(t, alu);
	put_keep(t, insn->dst_reg, R_DST);
}

/* Lets R_AT be where @off behind what the program has in @reg is. */
static void put_address(struct translator *t, uint8_t reg, int16_t off)
{
	put_fetch(t, R_SRC, reg);
	if (off)
		put_imm(t, BPF_ADD, R_SRC, off);
	put_imm(t, BPF_AND, R_SRC, t->size - 1);
	put_reg(t, BPF_ADD, R_AT, R_SRC);
}

static void put_load(struct translator *t, const struct bpf_insn *insn)
{
	if (BPF_MODE(insn->code) != BPF_MEM)
		refuse(t, "is a load of another kind");
	put_address(t, insn->src_reg, insn->off);
	put(t, (struct bpf_insn){
		       .code = insn->code, .dst_reg = R_DST, .src_reg = R_AT });
	put_reg(t, BPF_MOV, R_AT, R_MEMORY);
	put_keep(t, insn->dst_reg, R_DST);
}

static void put_store(struct translator *t, const struct bpf_insn *insn)
{
	if (BPF_MODE(insn->code) == BPF_ATOMIC && insn->imm != BPF_ADD)
		refuse(t, "is atomic, and no addition");
	put_address(t, insn->dst_reg, insn->off);
	put_fetch(t, R_DST, insn->src_reg);
	put(t, (struct bpf_insn){ .code = insn->code,
				  .dst_reg = R_AT,
				  .src_reg = R_DST,
				  .imm = insn->imm });
	put_reg(t, BPF_MOV, R_AT, R_MEMORY);
}

/* A number, or a map's, which is its index already. */
static void put_wide(struct translator *t, const struct bpf_insn *insn)
{
	if (!insn_is_wide(insn) ||
	    (insn->src_reg && insn->src_reg != BPF_PSEUDO_MAP_FD))
		refuse(t, "loads what has no number");
	put(t, (struct bpf_insn){ .code = insn->code,
				  .dst_reg = R_DST,
				  .imm = insn->imm });
	put(t, insn[1]);
	put_keep(t, insn->dst_reg, R_DST);
}

static void put_call(struct translator *t, const struct bpf_insn *insn)
{
	struct bpf_insn call = { .code = insn->code };

	if (!insn->src_reg && insn->imm == BPF_FUNC_map_lookup_elem)
		call.imm = DPDK_LOOKUP;
	else if (!insn->src_reg && insn->imm == BPF_FUNC_xdp_get_buff_len)
		call.imm = DPDK_BUFF_LEN;
	else if (!insn->src_reg && insn->imm == BPF_FUNC_ktime_get_coarse_ns)
		call.imm = DPDK_CLOCK;
	else
		refuse(t, "calls what is not there");
	put_reg(t, BPF_MOV, R_ARG, R_MEMORY);
	put(t, call);
	put_keep(t, BPF_REG_0, R_ANSWER);
	put_imm(t, BPF_MOV, R_ANSWER, 0);
}

static void put_exit(struct translator *t, const struct bpf_insn *insn)
{
	put_fetch(t, R_ANSWER, BPF_REG_0);
	put(t, *insn);
}

/* The operands of a test. */
static void put_operands(struct translator *t, const struct bpf_insn *insn)
{
	bool is_wide = BPF_CLASS(insn->code) == BPF_JMP;

	put_imm(t, BPF_MOV, R_DST, 0);
	put_imm(t, BPF_MOV, R_SRC, 0);
	(is_wide ? put_fetch : put_fetch_low)(t, R_DST, insn->dst_reg);
	if (BPF_SRC(insn->code) == BPF_X)
		(is_wide ? put_fetch : put_fetch_low)(t, R_SRC, insn->src_reg);
	else if (!is_wide) /* an immediate's sign would fill its upper half */
		put(t, (struct bpf_insn){ .code = BPF_ALU | BPF_MOV | BPF_K,
					  .dst_reg = R_SRC,
					  .imm = insn->imm });
	else
		put_imm(t, BPF_MOV, R_SRC, insn->imm);
}

static void put_test(struct translator *t, const struct bpf_insn *insn)
{
	uint8_t op = BPF_OP(insn->code);
	bool has_signs = op == BPF_JSGT || op == BPF_JSGE || op == BPF_JSLT ||
			 op == BPF_JSLE;

	if (has_signs && BPF_CLASS(insn->code) == BPF_JMP32)
		refuse(t, "compares 32 bits with their signs");
	put_operands(t, insn);
	put(t, (struct bpf_insn){ .code = BPF_JMP | op | BPF_X,
				  .dst_reg = R_DST,
				  .src_reg = R_SRC });
}

static void put_jump(struct translator *t, const struct bpf_insn *insn)
{
	if (insn->code == (BPF_JMP | BPF_CALL))
		put_call(t, insn);
	else if (insn->code == (BPF_JMP | BPF_EXIT))
		put_exit(t, insn);
	else if (insn->code == (BPF_JMP | BPF_JA))
		put(t, *insn);
	else
		put_test(t, insn);
}

static void put_none(struct translator *t, const struct bpf_insn *insn)
{
	(void)insn;
	refuse(t, "is of no class that programs here have");
}

static void (*const forms[8])(struct translator *, const struct bpf_insn *) = {
	[BPF_LD] = put_wide,	[BPF_LDX] = put_load,  [BPF_ST] = put_none,
	[BPF_STX] = put_store,	[BPF_ALU] = put_alu,   [BPF_JMP] = put_jump,
	[BPF_JMP32] = put_jump, [BPF_ALU64] = put_alu,
};

/* A jump is the last instruction of its translation. */
static void link_jump(struct translator *t, const struct bpf_insn *insn)
{
	uint32_t jump = t->at[t->i + 1] - 1;
	size_t target = t->i + 1 + insn->off;
	int64_t off;

	if (target >= t->img->insns.n) {
		refuse(t, "jumps out of the program");
		return;
	}
	off = (int64_t)t->at[target] - jump - 1;
	if (off < 0)
		refuse(t, "jumps back");
	else if (off > INT16_MAX)
		refuse_with(t, -E2BIG, "jumps too far");
	else
		t->out->insns.v[jump].off = off;
}

int dpdk_translate(struct arena *a, const struct image *img, uint32_t size,
		   struct dpdk_program *out, const char **why)
{
	size_t n = img->insns.n;
	struct translator t = {
		.arena = a,
		.img = img,
		.size = size,
		.out = out,
		.at = arena_calloc(a, n + 1, sizeof(*t.at)),
	};

	*out = (struct dpdk_program){};
	put_reg(&t, BPF_MOV, R_MEMORY, R_ARG);
	put_reg(&t, BPF_MOV, R_AT, R_MEMORY);
	put_imm(&t, BPF_MOV, R_ANSWER, 0);
	for (t.i = 0; t.i < n; t.i++) {
		const struct bpf_insn *insn = &img->insns.v[t.i];

		t.at[t.i] = out->insns.n;
		forms[BPF_CLASS(insn->code)](&t, insn);
		t.i += insn_is_wide(insn);
	}
	t.at[n] = out->insns.n;
	for (t.i = 0; t.i < n; t.i++) {
		const struct bpf_insn *insn = &img->insns.v[t.i];

		if (insn_is_jump(insn))
			link_jump(&t, insn);
		t.i += insn_is_wide(insn);
	}
	*why = t.why;
	return t.error;
}
