// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_form.c - what the kernel's verifier refuses of an instruction's looks
 *
 * Functions named are those of kernel/bpf/verifier.c in Linux 6.1.
 */
#include "offload/check_form.h"

#include "offload/insn.h"

#include <stddef.h>

/* check_alu_op, do_check: what an instruction does not use has to be 0. */
static bool has_leftovers(const struct bpf_insn *insn)
{
	uint8_t class = BPF_CLASS(insn->code), op = BPF_OP(insn->code);
	bool is_reg = BPF_SRC(insn->code) == BPF_X;

	switch (class) {
	case BPF_ALU:
	case BPF_ALU64:
		if (op == BPF_END)
			return insn->src_reg || insn->off;
		if (op == BPF_NEG)
			return is_reg || insn->src_reg || insn->off ||
			       insn->imm;
		return insn->off || (is_reg ? insn->imm : insn->src_reg);
	case BPF_JMP:
	case BPF_JMP32:
		if (op == BPF_JA)
			return insn->imm || insn->src_reg || insn->dst_reg;
		if (op == BPF_EXIT)
			return insn->imm || insn->src_reg || insn->dst_reg ||
			       is_reg;
		if (op == BPF_CALL)
			return insn->off || insn->src_reg || insn->dst_reg;
		return is_reg ? insn->imm : insn->src_reg;
	case BPF_LD:
		return insn->off || insn[1].off || insn[1].dst_reg ||
		       insn[1].src_reg || (insn->src_reg && insn[1].imm);
	case BPF_STX:
		return BPF_MODE(insn->code) == BPF_MEM && insn->imm;
	default:
		return insn->imm;
	}
}

/* check_alu_op: shifts of more than there is. */
static bool is_shift_too_far(const struct bpf_insn *insn)
{
	uint8_t op = BPF_OP(insn->code);
	int32_t width = BPF_CLASS(insn->code) == BPF_ALU64 ? 64 : 32;

	return (op == BPF_LSH || op == BPF_RSH || op == BPF_ARSH) &&
	       BPF_SRC(insn->code) == BPF_K &&
	       (insn->imm < 0 || insn->imm >= width);
}

const char *check_form(const struct bpf_insn *insn)
{
	if (has_leftovers(insn))
		return "has something in a field that it does not use";
	if (insn_is_alu(insn) && is_shift_too_far(insn))
		return "shifts by more than there are bits";
	return NULL;
}
