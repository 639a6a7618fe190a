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

#endif
