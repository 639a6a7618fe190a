// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_flow.c - what the registers point to, instruction by instruction
 */
#include "offload/check_flow.h"

struct flow {
	struct arena *arena;
	const struct image *img;
	struct flow_state **at; /* what jumps bring, by target; NULL: none */
	struct flow_state now;
	bool is_reached; /* now holds a state */
	uint32_t last;	 /* the instruction entered last; UINT32_MAX: none */
};

/* No instruction made it: what two others were joined to before @i. */
static uint32_t joined_id(uint32_t i, int reg)
{
	return UINT32_MAX - (i * 16 + reg);
}

static void join_reg(struct flow_reg *to, const struct flow_reg *from,
		     uint32_t id)
{
	bool is_same = to->id == from->id && to->off == from->off &&
		       !from->is_variable;

	if (to->kind == FLOW_SMALL && from->kind == FLOW_SMALL)
		return;
	if (!flow_is_pointer(to) || !flow_is_pointer(from))
		*to = (struct flow_reg){ FLOW_OTHER };
	else if (to->kind != from->kind)
		*to = (struct flow_reg){ FLOW_MIXED };
	else if (to->kind == FLOW_PACKET && !is_same)
		*to = (struct flow_reg){ FLOW_PACKET, .id = id };
	else if (to->id != from->id)
		*to = (struct flow_reg){ FLOW_OTHER };
	else if (!is_same)
		to->is_variable = true;
}

/* Joins the states of two ways to instruction @i. */
static void join(struct flow_state *to, const struct flow_state *from,
		 uint32_t i)
{
	for (int reg = 0; reg <= BPF_REG_10; reg++)
		join_reg(&to->regs[reg], &from->regs[reg], joined_id(i, reg));
}

static void bring(struct flow *f, int64_t target)
{
	struct flow_state **at;

	if (target <= f->last || target >= (int64_t)f->img->insns.n)
		return;
	at = &f->at[target];
	if (*at) {
		join(*at, &f->now, target);
		return;
	}
	*at = arena_memdup(f->arena, &f->now, sizeof(f->now));
	(*at)->is_target = true;
}

static struct flow_reg add_constant(struct flow_reg reg, int64_t n)
{
	int64_t off = reg.off + n;

	if (!flow_is_pointer(&reg))
		return (struct flow_reg){ FLOW_OTHER };
	if (off > INT16_MAX || off < INT16_MIN)
		reg.is_variable = true; /* no pointer goes so far */
	else
		reg.off = off;
	return reg;
}

/* The sum of a pointer and a number that is not known. */
static struct flow_reg add_variable(struct flow_reg reg, uint32_t i)
{
	if (reg.kind == FLOW_PACKET)
		return (struct flow_reg){ FLOW_PACKET, .id = i };
	reg.is_variable = true;
	return reg;
}

static struct flow_reg add_regs(struct flow_reg a, struct flow_reg b,
				uint32_t i)
{
	if (flow_is_pointer(&a) && !flow_is_pointer(&b))
		return add_variable(a, i);
	if (!flow_is_pointer(&a) && flow_is_pointer(&b))
		return add_variable(b, i);
	return (struct flow_reg){ FLOW_OTHER };
}

static struct flow_reg number(bool is_small)
{
	return (struct flow_reg){ is_small ? FLOW_SMALL : FLOW_OTHER };
}

static struct flow_reg after_alu(const struct flow *f,
				 const struct bpf_insn *insn)
{
	const struct flow_reg *dst = &f->now.regs[insn->dst_reg];
	const struct flow_reg *src = &f->now.regs[insn->src_reg];

	switch (insn->code) {
	case BPF_ALU64 | BPF_MOV | BPF_X:
		return *src;
	case BPF_ALU64 | BPF_ADD | BPF_X:
		return add_regs(*dst, *src, f->last);
	case BPF_ALU64 | BPF_ADD | BPF_K:
		return add_constant(*dst, insn->imm);
	case BPF_ALU64 | BPF_SUB | BPF_K:
		return add_constant(*dst, -(int64_t)insn->imm);
	case BPF_ALU64 | BPF_MOV | BPF_K:
	case BPF_ALU64 | BPF_AND | BPF_K:
	case BPF_ALU | BPF_MOV | BPF_K:
	case BPF_ALU | BPF_AND | BPF_K:
		return number((uint32_t)insn->imm <= UINT16_MAX);
	default:
		return number(false);
	}
}

static struct flow_reg after_load(const struct flow *f,
				  const struct bpf_insn *insn)
{
	if (f->now.regs[insn->src_reg].kind == FLOW_CTX &&
	    insn->off == offsetof(struct xdp_md, data))
		return (struct flow_reg){ FLOW_PACKET };
	return number(BPF_SIZE(insn->code) == BPF_B ||
		      BPF_SIZE(insn->code) == BPF_H);
}

static void call(struct flow *f, const struct bpf_insn *insn)
{
	struct flow_reg *regs = f->now.regs;
	struct flow_reg answer = { FLOW_OTHER };

	if (insn->imm == BPF_FUNC_map_lookup_elem &&
	    regs[BPF_REG_1].kind == FLOW_MAP)
		answer = (struct flow_reg){ FLOW_VALUE,
					    .id = regs[BPF_REG_1].id };
	memset(regs, 0, BPF_REG_6 * sizeof(*regs));
	regs[BPF_REG_0] = answer;
}

static void leave_jump(struct flow *f, const struct bpf_insn *insn)
{
	if (insn->code == (BPF_JMP | BPF_CALL)) {
		call(f, insn);
		return;
	}
	if (insn_is_jump(insn))
		bring(f, (int64_t)f->last + 1 + insn->off);
	if (insn->code == (BPF_JMP | BPF_JA) ||
	    insn->code == (BPF_JMP | BPF_EXIT))
		f->is_reached = false;
}

static void leave(struct flow *f)
{
	const struct bpf_insn *insn = &f->img->insns.v[f->last];
	struct flow_reg *dst = &f->now.regs[insn->dst_reg];

	if (insn->dst_reg > BPF_REG_10 || insn->src_reg > BPF_REG_10)
		return;
	switch (BPF_CLASS(insn->code)) {
	case BPF_ALU64:
	case BPF_ALU:
		*dst = after_alu(f, insn);
		break;
	case BPF_LDX:
		*dst = after_load(f, insn);
		break;
	case BPF_LD:
		*dst = (struct flow_reg){ FLOW_OTHER };
		if (insn->src_reg == BPF_PSEUDO_MAP_FD)
			*dst = (struct flow_reg){ FLOW_MAP, .id = insn->imm };
		break;
	case BPF_JMP:
	case BPF_JMP32:
		leave_jump(f, insn);
		break;
	}
}

struct flow *flow_new(struct arena *a, const struct image *img)
{
	struct flow *f = arena_new_of(a, struct flow);

	f->arena = a;
	f->img = img;
	f->at = arena_calloc(a, img->insns.n + 1, sizeof(struct flow_state *));
	f->now.regs[BPF_REG_1].kind = FLOW_CTX;
	f->now.regs[BPF_REG_10].kind = FLOW_STACK;
	f->is_reached = true;
	f->last = UINT32_MAX;
	return f;
}

const struct flow_state *flow_enter(struct flow *f, uint32_t i)
{
	if (f->last != UINT32_MAX && f->is_reached)
		leave(f);
	f->last = i;
	f->now.is_target = false;
	if (!f->at[i])
		return f->is_reached ? &f->now : NULL;
	if (f->is_reached)
		join(f->at[i], &f->now, i);
	f->now = *f->at[i];
	f->is_reached = true;
	return &f->now;
}
