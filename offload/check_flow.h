/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check_flow.h - what the registers point to, instruction by instruction
 *
 * A walk in the program's order, which for a program that jumps forward only
 * sees every way to an instruction before the instruction. It knows less than
 * the kernel's verifier: what it does not know is FLOW_OTHER, and no message
 * may come from that. A pointer that was kept on the stack is FLOW_OTHER too.
 */
#ifndef NICFW_CHECK_FLOW_H
#define NICFW_CHECK_FLOW_H

#include "offload/image.h"
#include "offload/insn.h"

enum flow_kind {
	FLOW_OTHER, /* a number, or not known */
	FLOW_SMALL, /* a number of 16 bits at most */
	FLOW_MIXED, /* one pointer on one way, another one on another way */
	FLOW_CTX,
	FLOW_PACKET,
	FLOW_STACK,
	FLOW_MAP,
	FLOW_VALUE, /* of a map, or NULL */
};

struct flow_reg {
	enum flow_kind kind;
	/* MAP, VALUE: the map. PACKET: which start @off is counted from. */
	uint32_t id;
	int32_t off;
	bool is_variable; /* STACK, VALUE: off is not all of the offset */
};

struct flow_state {
	struct flow_reg regs[BPF_REG_10 + 1];
	bool is_target; /* some jump leads here */
};

struct flow;

static inline bool flow_is_pointer(const struct flow_reg *reg)
{
	return reg->kind > FLOW_SMALL;
}

/* Both last as long as @a. */
struct flow *flow_new(struct arena *a, const struct image *img);

/*
 * The state before instruction @i; NULL if no way leads there. To be called
 * for 0, 1, 2, ... without the second halves of 64-bit immediates. It stands
 * until the next call.
 */
const struct flow_state *flow_enter(struct flow *f, uint32_t i);

#endif
