// SPDX-License-Identifier: GPL-2.0-only
/*
 * cost.c - how many words an nfp's JIT makes of a program: an estimate
 *
 * The numbers were counted in the output of drivers/net/ethernet/netronome/
 * nfp/bpf/jit.c of Linux 6.1; the function that makes the words is named where
 * they are more than a row of check_isa.
 */
#include "offload/cost.h"

#include "offload/check_flow.h"
#include "offload/check_isa.h"

/* nfp_intro 2, nfp_outro_xdp 13, and 8 words that the NIC reads ahead. */
#define FRAME_WORDS 23

/* nfp_bpf_opt_pkt_cache: one read fetches so much of the packet. */
#define WINDOW_BYTES	   64
#define SHORT_WINDOW_BYTES 32
#define NEAR_BYTES	   127

/*
 * mem_op_stack: what lies farther from the frame's lowest address needs a base
 * of its own.
 */
#define STACK_NEAR_BYTES 64
#define FAR_STACK_WORDS	 5

/* map_call_stack_common: so does a key that is not at the lowest address. */
#define FAR_KEY_WORDS 5

#define CTX_LOAD_WORDS	 2
#define VALUE_LOAD_WORDS 2 /* beside a word or two to take it over */
#define ADD_OFFSET_WORDS 2
#define ADD_WIDE_WORDS	 10 /* an addend that may have more than 16 bits */
#define BE64_WORDS	 5

struct cost {
	uint32_t words;
	int32_t frame_bytes; /* of the stack */
	/* The part of the packet that is in the NIC's registers. */
	bool has_window;
	uint32_t window_id; /* of the register that it was read by */
	int32_t window_off;
	int32_t window_start;
	int32_t window_end;
};

/* True if a register is loaded with @v in one word (jit.c, pack_immed). */
static bool is_packable(uint32_t v)
{
	for (int shift = 0; shift <= 16; shift += 8) {
		if (!(v & ~(0xffffU << shift)))
			return true;
		if (!(~v & ~(0xffffU << shift)))
			return true;
	}
	return false;
}

/* True if the JIT negates a negative constant (nfp_bpf_opt_neg_add_sub). */
static bool is_turned(const struct bpf_insn *insn)
{
	uint8_t op = BPF_OP(insn->code);

	if (!flow_is_jump(insn))
		return op == BPF_ADD || op == BPF_SUB;
	return op == BPF_JGE || op == BPF_JSGE || op == BPF_JLT ||
	       op == BPF_JSLT;
}

/* Words to bring the constant into a register, where it is no operand. */
static uint32_t immediate_words(const struct bpf_insn *insn)
{
	uint32_t imm = insn->imm;

	if (insn->imm < 0 && is_turned(insn))
		imm = -imm;
	if (imm <= 0xff)
		return 0;
	return is_packable(imm) ? 1 : 2;
}

static uint32_t alu_words(const struct bpf_insn *insn)
{
	uint32_t words = check_isa[insn->code].words;
	uint8_t op = BPF_OP(insn->code);

	if (op == BPF_END)
		return insn->imm == 64 ? BE64_WORDS : words;
	if (BPF_SRC(insn->code) == BPF_X || op == BPF_NEG || op == BPF_LSH ||
	    op == BPF_RSH || op == BPF_ARSH)
		return words;
	if (op == BPF_MOV) /* its one word is the load of the immediate */
		return words + !is_packable(insn->imm);
	return words + immediate_words(insn);
}

static uint32_t jump_words(const struct bpf_insn *insn)
{
	uint32_t words = check_isa[insn->code].words;
	uint8_t op = BPF_OP(insn->code);

	if (insn->code == (BPF_JMP | BPF_JA) && !insn->off)
		return 0; /* the kernel removes it */
	if (!flow_is_jump(insn) || op == BPF_JA || BPF_SRC(insn->code) == BPF_X)
		return words;
	if (!insn->imm && (op == BPF_JEQ || op == BPF_JNE))
		return 2; /* both halves in one test */
	return words + immediate_words(insn);
}

static int32_t bytes_of(uint8_t code)
{
	static const uint8_t bytes[] = {
		[BPF_W >> 3] = 4,
		[BPF_H >> 3] = 2,
		[BPF_B >> 3] = 1,
		[BPF_DW >> 3] = 8,
	};

	return bytes[BPF_SIZE(code) >> 3];
}

static bool is_long(const struct cost *cost)
{
	return cost->window_end - cost->window_start > SHORT_WINDOW_BYTES;
}

/* True if the window is open and can take bytes @start to @end in. */
static bool widen_window(struct cost *cost, const struct flow_reg *reg,
			 int32_t start, int32_t end)
{
	if (!cost->has_window || cost->window_id != reg->id ||
	    cost->window_off != reg->off)
		return false;
	if (start > cost->window_start)
		start = cost->window_start;
	if (end < cost->window_end)
		end = cost->window_end;
	if (end - start > WINDOW_BYTES)
		return false;
	cost->window_start = start;
	cost->window_end = end;
	return true;
}

/* A word that lies across two of the NIC's registers. */
static bool is_odd(const struct cost *cost, int32_t start, int32_t end)
{
	int32_t skew = (start - cost->window_start) % 4;

	return skew && skew + end - start > 4;
}

static uint32_t packet_words(struct cost *cost, const struct bpf_insn *insn,
			     const struct flow_reg *reg)
{
	uint32_t words = check_isa[insn->code].words;
	int32_t start = insn->off;
	int32_t end = start + bytes_of(insn->code);
	bool was_long = is_long(cost);

	if (!widen_window(cost, reg, start, end)) {
		cost->has_window = true;
		cost->window_id = reg->id;
		cost->window_off = reg->off;
		cost->window_start = start;
		cost->window_end = end;
		was_long = false;
		words += 1 + (start > NEAR_BYTES);
	}
	if (is_odd(cost, start, end))
		words += check_isa[insn->code].words;
	return words + (is_long(cost) && !was_long);
}

static uint32_t stack_words(const struct cost *cost,
			    const struct bpf_insn *insn,
			    const struct flow_reg *reg)
{
	uint32_t words = check_isa[insn->code].words;
	int32_t start = cost->frame_bytes + reg->off + insn->off;

	if (start + bytes_of(insn->code) > STACK_NEAR_BYTES)
		words += FAR_STACK_WORDS;
	return words;
}

static uint32_t load_words(struct cost *cost, const struct bpf_insn *insn,
			   const struct flow_state *state)
{
	const struct flow_reg *reg = &state->regs[insn->src_reg];

	switch (reg->kind) {
	case FLOW_CTX:
		cost->has_window = false;
		return CTX_LOAD_WORDS;
	case FLOW_STACK:
		cost->has_window = false;
		return stack_words(cost, insn, reg);
	case FLOW_VALUE:
		cost->has_window = false;
		return VALUE_LOAD_WORDS + check_isa[insn->code].words;
	default:
		return packet_words(cost, insn, reg);
	}
}

static uint32_t store_words(const struct cost *cost,
			    const struct bpf_insn *insn,
			    const struct flow_state *state)
{
	uint32_t words = check_isa[insn->code].words;

	if (BPF_MODE(insn->code) != BPF_ATOMIC)
		return stack_words(cost, insn, &state->regs[insn->dst_reg]);
	if (state->regs[insn->src_reg].kind != FLOW_SMALL)
		return words + ADD_WIDE_WORDS;
	return words + (insn->off ? ADD_OFFSET_WORDS : 0);
}

static uint32_t call_words(const struct cost *cost, const struct bpf_insn *insn,
			   const struct flow_state *state)
{
	uint32_t words = check_isa[insn->code].words;

	if (cost->frame_bytes + state->regs[BPF_REG_2].off)
		words += FAR_KEY_WORDS;
	return words;
}

static uint32_t insn_words(struct cost *cost, const struct bpf_insn *insn,
			   const struct flow_state *state)
{
	switch (BPF_CLASS(insn->code)) {
	case BPF_ALU:
	case BPF_ALU64:
		return alu_words(insn);
	case BPF_JMP:
	case BPF_JMP32:
		if (insn->code != (BPF_JMP | BPF_CALL))
			return jump_words(insn);
		cost->has_window = false;
		return call_words(cost, insn, state);
	case BPF_LDX:
		return load_words(cost, insn, state);
	case BPF_STX:
		return store_words(cost, insn, state);
	case BPF_LD:
		if (insn->src_reg == BPF_PSEUDO_MAP_FD)
			return check_isa[insn->code].words;
		return check_isa[insn->code].words + !is_packable(insn[0].imm) +
		       !is_packable(insn[1].imm);
	default:
		return check_isa[insn->code].words;
	}
}

static struct cost start_cost(uint32_t stack_bytes)
{
	return (struct cost){
		.words = FRAME_WORDS,
		.frame_bytes = (stack_bytes + 3) / 4 * 4,
	};
}

uint32_t cost_nfp(struct arena *a, const struct image *img,
		  uint32_t stack_bytes)
{
	struct flow *flow = flow_new(a, img);
	struct cost cost = start_cost(stack_bytes);

	for (uint32_t i = 0; i < img->insns.n; i++) {
		const struct bpf_insn *insn = &img->insns.v[i];
		const struct flow_state *state = flow_enter(flow, i);

		if (state && insn->dst_reg <= BPF_REG_10 &&
		    insn->src_reg <= BPF_REG_10) {
			if (state->is_target)
				cost.has_window = false;
			cost.words += insn_words(&cost, insn, state);
		}
		i += flow_is_wide(insn);
	}
	return cost.words;
}
