// SPDX-License-Identifier: GPL-2.0-only
/*
 * cost_memory.c - the words of what reaches memory
 *
 * Functions named in comments are those of drivers/net/ethernet/netronome/nfp/
 * bpf/jit.c in Linux 6.1.
 */
#include "offload/cost_parts.h"

/* An operand of a command that is part of it (nfp_asm.h, RE_REG_IMM_MAX). */
#define MAX_SHORT_OPERAND 0x7f

/* mem_op_stack: the lowest bytes of the frame are reached without a base. */
#define NEAR_BYTES 64
/* wrp_lmem_load, wrp_lmem_store: less than a word only in so many of them. */
#define SHORT_NEAR_BYTES 32
/* mem_op_stack: what one base reaches. */
#define BASE_BYTES 32
/* The base in a register, its way into the NIC's, and 3 words to wait. */
#define BASE_WORDS 5

/* map_call_stack_common: there and back, and 3 words to wait. */
#define FAR_KEY_WORDS 5

/* mem_ldx_data_init_pktcache: longer reads need their length told. */
#define SHORT_WINDOW_BYTES 32

/* re_load_imm_any */
static uint32_t short_operand_words(uint32_t v)
{
	return v <= MAX_SHORT_OPERAND ? 0 : cost_constant_words(v);
}

/* map_call_stack_common */
uint32_t cost_lookup(const struct costed *c)
{
	bool is_far = c->frame_bytes + c->state->regs[BPF_REG_2].off;

	return 3 + (is_far ? FAR_KEY_WORDS : 0);
}

/* Words of a number, of which one that is shorter takes one as well. */
static uint32_t data_words(const struct bpf_insn *insn)
{
	return insn_bytes(insn) == 8 ? 2 : 1;
}

/* mem_ldx_data_init_pktcache, mem_ldx_data_from_pktcache */
static uint32_t packet_load(const struct costed *c)
{
	const struct cost_window *w = c->window;
	int32_t bytes = insn_bytes(c->insn);
	int32_t skew = (uint8_t)(c->insn->off - w->start) % 4;
	uint32_t words = data_words(c->insn);

	if (skew && skew + bytes > 4)
		words *= 2;
	if (w->is_first)
		words += short_operand_words(w->start) + 1 +
			 (w->end - w->start > SHORT_WINDOW_BYTES);
	return words;
}

/* mem_op_stack, of what lies within one of the stack's words, or of two. */
static uint32_t stack_words(const struct costed *c, const struct flow_reg *base,
			    uint32_t short_words)
{
	int32_t bytes = insn_bytes(c->insn);
	int32_t start = c->frame_bytes + base->off + c->insn->off;
	int32_t end = start + bytes;
	int32_t step = 4;

	if (end <= NEAR_BYTES) {
		if (bytes < 4 && start >= SHORT_NEAR_BYTES)
			return short_words;
		return data_words(c->insn);
	}
	if (start / BASE_BYTES == (end - 1) / BASE_BYTES)
		step = BASE_BYTES;
	return BASE_WORDS + cost_operand_words(start / step * step) +
	       data_words(c->insn);
}

/*
 * wrp_lmem_load. Far from the frame's start the word that clears the other half
 * takes the place of one that waits.
 */
static uint32_t stack_load(const struct costed *c, const struct flow_reg *base)
{
	int32_t end =
		c->frame_bytes + base->off + c->insn->off + insn_bytes(c->insn);

	return stack_words(c, base, 2) + (end <= NEAR_BYTES && c->zext);
}

/* mem_ldx_emem */
static uint32_t value_load(const struct costed *c)
{
	uint32_t words = 1 + data_words(c->insn) + c->zext;

	if (c->insn->off)
		words += short_operand_words(c->insn->off) + 2;
	return words;
}

uint32_t cost_load(const struct costed *c)
{
	const struct flow_reg *base = &c->state->regs[c->insn->src_reg];

	switch (base->kind) {
	case FLOW_CTX:
		return 2; /* mem_ldx_xdp */
	case FLOW_STACK:
		return stack_load(c, base);
	case FLOW_VALUE:
		return value_load(c);
	default:
		return packet_load(c) + c->zext;
	}
}

/* wrp_lmem_store: a part of a far word is put into a copy of it. */
uint32_t cost_store(const struct costed *c)
{
	return stack_words(c, &c->state->regs[c->insn->dst_reg], 3);
}

/* mem_xadd: both ways of adding where the addend may have 16 bits or more. */
uint32_t cost_atomic_add(const struct costed *c)
{
	bool is_small = c->state->regs[c->insn->src_reg].kind == FLOW_SMALL;
	uint32_t words = 3;

	if (c->insn->off)
		words += cost_operand_words(c->insn->off) + 2;
	if (!is_small)
		words += 5 + data_words(c->insn) + 1;
	return words;
}
