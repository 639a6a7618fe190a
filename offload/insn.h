/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * insn.h - what an instruction says of itself
 */
#ifndef NICFW_INSN_H
#define NICFW_INSN_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>

/* The bytes that a load or a store moves: 1, 2, 4 or 8. */
static inline int32_t insn_bytes(const struct bpf_insn *insn)
{
	static const uint8_t bytes[] = {
		[BPF_W >> 3] = 4,
		[BPF_H >> 3] = 2,
		[BPF_B >> 3] = 1,
		[BPF_DW >> 3] = 8,
	};

	return bytes[BPF_SIZE(insn->code) >> 3];
}

/* True if it reckons, in 64 or 32 bits. */
static inline bool insn_is_alu(const struct bpf_insn *insn)
{
	return BPF_CLASS(insn->code) == BPF_ALU ||
	       BPF_CLASS(insn->code) == BPF_ALU64;
}

/* True if it jumps, whether always or not. */
static inline bool insn_is_jump(const struct bpf_insn *insn)
{
	const uint8_t op = BPF_OP(insn->code);

	if (BPF_CLASS(insn->code) == BPF_JMP32)
		return true;
	return BPF_CLASS(insn->code) == BPF_JMP && op != BPF_CALL &&
	       op != BPF_EXIT;
}

/* True for the first of the two instructions of a 64-bit immediate. */
static inline bool insn_is_wide(const struct bpf_insn *insn)
{
	return insn->code == (BPF_LD | BPF_IMM | BPF_DW);
}

#endif
