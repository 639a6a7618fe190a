/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * insns.h - programs written by hand, one macro an instruction
 *
 * LD_IMM and LD_MAP stand for two instructions each.
 */
#ifndef NICFW_TESTS_INSNS_H
#define NICFW_TESTS_INSNS_H

#include "offload/image.h"

#define INSN(c, d, s, o, i)                 \
	((struct bpf_insn){ .code = (c),    \
			    .dst_reg = (d), \
			    .src_reg = (s), \
			    .off = (o),     \
			    .imm = (i) })

#define ALU64_K(op, d, imm) INSN(BPF_ALU64 | (op) | BPF_K, d, 0, 0, imm)
#define ALU64_X(op, d, s)   INSN(BPF_ALU64 | (op) | BPF_X, d, s, 0, 0)
#define ALU32_K(op, d, imm) INSN(BPF_ALU | (op) | BPF_K, d, 0, 0, imm)
#define ALU32_X(op, d, s)   INSN(BPF_ALU | (op) | BPF_X, d, s, 0, 0)
#define MOV_K(d, imm)	    ALU64_K(BPF_MOV, d, imm)
#define MOV_X(d, s)	    ALU64_X(BPF_MOV, d, s)
#define TO_BE(d, bits)	    INSN(BPF_ALU | BPF_END | BPF_TO_BE, d, 0, 0, bits)

#define LOAD(size, d, s, off)	 INSN(BPF_LDX | BPF_MEM | (size), d, s, off, 0)
#define STORE(size, d, off, s)	 INSN(BPF_STX | BPF_MEM | (size), d, s, off, 0)
#define STORE_K(size, d, off, k) INSN(BPF_ST | BPF_MEM | (size), d, 0, off, k)
#define ADD_TO(size, d, off, s) \
	INSN(BPF_STX | BPF_ATOMIC | (size), d, s, off, BPF_ADD)

#define LD_IMM(d, v)                                             \
	INSN(BPF_LD | BPF_IMM | BPF_DW, d, 0, 0, (uint32_t)(v)), \
		INSN(0, 0, 0, 0, (uint64_t)(v) >> 32)
#define LD_MAP(d, map)                                                 \
	INSN(BPF_LD | BPF_IMM | BPF_DW, d, BPF_PSEUDO_MAP_FD, 0, map), \
		INSN(0, 0, 0, 0, 0)

#define IF_K(op, d, imm, off)	INSN(BPF_JMP | (op) | BPF_K, d, 0, off, imm)
#define IF_X(op, d, s, off)	INSN(BPF_JMP | (op) | BPF_X, d, s, off, 0)
#define IF32_K(op, d, imm, off) INSN(BPF_JMP32 | (op) | BPF_K, d, 0, off, imm)
#define IF32_X(op, d, s, off)	INSN(BPF_JMP32 | (op) | BPF_X, d, s, off, 0)
#define GOTO(off)		INSN(BPF_JMP | BPF_JA, 0, 0, off, 0)
#define CALL(helper)		INSN(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_##helper)
#define EXIT()			INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)

/* Adds an instruction of @rule to @img. */
static inline void add_insn(struct arena *a, struct image *img,
			    struct bpf_insn insn, uint32_t rule)
{
	*(struct bpf_insn *)vec_push(a, &img->insns) = insn;
	*(uint32_t *)vec_push(a, &img->rules) = rule;
}

/* An image in @a of @n instructions that belong to no rule. */
static inline struct image *make_image(struct arena *a,
				       const struct bpf_insn *insns, size_t n)
{
	struct image *img = arena_new_of(a, struct image);

	while (n--)
		add_insn(a, img, *insns++, PLAN_NO_RULE);
	return img;
}

/* The same of an array. */
#define make_image_of(a, insns) \
	make_image(a, insns, sizeof(insns) / sizeof((insns)[0]))

static inline void add_map(struct arena *a, struct image *img,
			   struct image_map map)
{
	*(struct image_map *)vec_push(a, &img->maps) = map;
}

/* The maps of most programs: 0 is the control map, 1 has @n counters. */
static inline void add_usual_maps(struct arena *a, struct image *img,
				  uint32_t n)
{
	add_map(a, img,
		(struct image_map){ .role = MAP_CONTROL,
				    .name = "control",
				    .type = BPF_MAP_TYPE_ARRAY,
				    .key_bytes = 4,
				    .value_bytes = 8,
				    .max_entries = 1 });
	add_map(a, img,
		(struct image_map){ .role = MAP_COUNTERS,
				    .name = "counters",
				    .type = BPF_MAP_TYPE_ARRAY,
				    .key_bytes = 4,
				    .value_bytes = 16,
				    .max_entries = n });
}

#endif
