/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cost_parts.h - what the words of an instruction depend on beside itself
 */
#ifndef NICFW_COST_PARTS_H
#define NICFW_COST_PARTS_H

#include "offload/check_flow.h"

/* cost.c */

/* wrp_immed: the words that bring a constant into a register. */
uint32_t cost_constant_words(uint32_t v);

/* ur_load_imm_any: none where an operand holds the constant. */
uint32_t cost_operand_words(uint32_t v);

/* cost_zext.c */

/*
 * For each instruction: does it give 32 bits of which all 64 are read later?
 * Then the JIT makes a word that clears the others (jit.c, wrp_zext).
 */
bool *cost_find_zext(struct arena *a, const struct image *img);

/* cost_window.c */

/* What one command reads of the packet for the loads that follow. */
struct cost_window {
	bool is_first; /* the load that reads it */
	int16_t start; /* bytes from the register that it is read by */
	int16_t end;
};

/* For each instruction the window that it loads from, of packet loads. */
struct cost_window *cost_find_windows(struct arena *a, const struct image *img);

/* One instruction, and what its words depend on. */
struct costed {
	const struct bpf_insn *insn;
	const struct flow_state *state;
	const struct cost_window *window;
	int32_t frame_bytes; /* of the stack, in whole words */
	bool zext;	     /* what it gives is read as 64 bits */
};

/* cost_memory.c: the words of a lookup, a load, a store and an addition */

uint32_t cost_lookup(const struct costed *c);
uint32_t cost_load(const struct costed *c);
uint32_t cost_store(const struct costed *c);
uint32_t cost_atomic_add(const struct costed *c);

#endif
