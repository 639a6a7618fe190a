// SPDX-License-Identifier: GPL-2.0-only
/*
 * cost_zext.c - which 32-bit results are read as 64 bits
 *
 * The kernel's verifier marks an instruction that gives 32 bits if on some way
 * a later one reads all 64 of its register (kernel/bpf/verifier.c,
 * check_reg_arg, mark_insn_zext). Programs here jump forward only, so one pass
 * from the end knows what is read behind each instruction.
 */
#include "offload/cost_parts.h"

#define REG(n) (1U << (n))

/* verifier.c, is_reg64, for operands and results of arithmetic. */
static bool is_wide_alu(const struct bpf_insn *insn)
{
	return BPF_CLASS(insn->code) == BPF_ALU64 ||
	       (BPF_OP(insn->code) == BPF_END && insn->imm == 64);
}

static uint32_t read_by_alu(const struct bpf_insn *insn)
{
	uint32_t regs = 0;

	if (!is_wide_alu(insn))
		return 0;
	if (BPF_OP(insn->code) != BPF_MOV)
		regs |= REG(insn->dst_reg);
	if (BPF_SRC(insn->code) == BPF_X && BPF_OP(insn->code) != BPF_END)
		regs |= REG(insn->src_reg);
	return regs;
}

static uint32_t read_by_jump(const struct bpf_insn *insn)
{
	uint32_t regs = REG(insn->dst_reg);

	if (BPF_CLASS(insn->code) == BPF_JMP32 ||
	    insn->code == (BPF_JMP | BPF_JA))
		return 0;
	if (insn->code == (BPF_JMP | BPF_EXIT))
		return REG(BPF_REG_0);
	if (insn->code == (BPF_JMP | BPF_CALL))
		return REG(BPF_REG_1) | REG(BPF_REG_2);
	if (BPF_SRC(insn->code) == BPF_X)
		regs |= REG(insn->src_reg);
	return regs;
}

/* Registers of which all 64 bits are read; addresses always are. */
static uint32_t read_wide(const struct bpf_insn *insn)
{
	switch (BPF_CLASS(insn->code)) {
	case BPF_ALU:
	case BPF_ALU64:
		return read_by_alu(insn);
	case BPF_JMP:
	case BPF_JMP32:
		return read_by_jump(insn);
	case BPF_LDX:
		return REG(insn->src_reg);
	case BPF_STX:
		return REG(insn->dst_reg) |
		       (BPF_SIZE(insn->code) == BPF_DW ? REG(insn->src_reg)
						       : 0);
	default:
		return 0;
	}
}

/* Registers that get a new value. */
static uint32_t written(const struct bpf_insn *insn)
{
	if (insn->code == (BPF_JMP | BPF_CALL))
		return REG(BPF_REG_6) - 1;
	if (insn_is_alu(insn) || BPF_CLASS(insn->code) == BPF_LDX ||
	    BPF_CLASS(insn->code) == BPF_LD)
		return REG(insn->dst_reg);
	return 0;
}

static bool gives_32_bits(const struct bpf_insn *insn)
{
	if (BPF_CLASS(insn->code) == BPF_LDX)
		return BPF_SIZE(insn->code) != BPF_DW;
	return BPF_CLASS(insn->code) == BPF_ALU && !is_wide_alu(insn);
}

bool *cost_find_zext(struct arena *a, const struct image *img)
{
	size_t n = img->insns.n;
	/* Registers of which 64 bits are read from here on. */
	uint16_t *read = arena_calloc(a, n + 1, sizeof(*read));
	bool *zext = arena_calloc(a, n + 1, sizeof(*zext));

	for (size_t i = n; i-- > 0;) {
		const struct bpf_insn *insn = &img->insns.v[i];
		size_t target = i + 1 + insn->off;
		uint32_t later = read[i + 1];

		if (insn->code == (BPF_JMP | BPF_JA) ||
		    insn->code == (BPF_JMP | BPF_EXIT))
			later = 0;
		if (insn_is_jump(insn) && insn->off >= 0 && target < n)
			later |= read[target];
		zext[i] = gives_32_bits(insn) && later & REG(insn->dst_reg);
		read[i] = (later & ~written(insn)) | read_wide(insn);
	}
	return zext;
}
