// SPDX-License-Identifier: GPL-2.0-only
/*
 * cost.c - how many words an nfp's JIT makes of a program, to the word
 *
 * One row an instruction, named after the function of drivers/net/ethernet/
 * netronome/nfp/bpf/jit.c (Linux 6.1) that translates it. Functions named in
 * comments are of that file.
 */
#include "offload/cost.h"

#include "offload/cost_parts.h"

/* nfp_intro 2, nfp_outro_xdp 13, and 8 words that the NIC reads ahead. */
#define FRAME_WORDS 23

/* Those of them that run: 3 of nfp_outro_xdp are for what is aborted. */
#define FRAME_WORDS_RUN 12

/* An operand that is part of a word (nfp_asm.h, UR_REG_IMM_MAX). */
#define MAX_OPERAND 0xff

typedef uint32_t words_fn(const struct costed *c);

/* pack_immed, of @v or of ~@v: one word loads it. */
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

/* wrp_immed */
uint32_t cost_constant_words(uint32_t v)
{
	return is_packable(v) ? 1 : 2;
}

/* ur_load_imm_any: nothing where the operand holds it. */
uint32_t cost_operand_words(uint32_t v)
{
	return v <= MAX_OPERAND ? 0 : cost_constant_words(v);
}

static uint32_t low_half(const struct bpf_insn *insn)
{
	return insn->imm;
}

/* Constants are extended by their sign. */
static uint32_t high_half(const struct bpf_insn *insn)
{
	return insn->imm < 0 ? UINT32_MAX : 0;
}

/*
 * nfp_bpf_opt_neg_add_sub: the constants of these are negated, and what is done
 * with them turned round, where they are negative.
 */
static struct bpf_insn turned(const struct bpf_insn *insn)
{
	struct bpf_insn copy = *insn;

	if (copy.imm < 0)
		copy.imm = -(uint32_t)copy.imm;
	return copy;
}

/* wrp_alu_imm: one half of an operation with a constant. */
static uint32_t half_words(uint8_t op, uint32_t imm)
{
	if (op == BPF_AND && (!imm || !~imm))
		return !imm;
	if ((op == BPF_OR || op == BPF_XOR) && (!imm || !~imm))
		return !!imm;
	return cost_operand_words(imm) + 1;
}

static uint32_t logic64_imm(const struct costed *c)
{
	uint8_t op = BPF_OP(c->insn->code);

	return half_words(op, low_half(c->insn)) +
	       half_words(op, high_half(c->insn));
}

static uint32_t logic32_imm(const struct costed *c)
{
	return half_words(BPF_OP(c->insn->code), low_half(c->insn)) + c->zext;
}

static uint32_t sum64_imm(const struct costed *c)
{
	struct bpf_insn insn = turned(c->insn);

	return cost_operand_words(low_half(&insn)) + 1 +
	       cost_operand_words(high_half(&insn)) + 1;
}

static uint32_t sum32_imm(const struct costed *c)
{
	struct bpf_insn insn = turned(c->insn);

	return cost_operand_words(low_half(&insn)) + 1 + c->zext;
}

static uint32_t alu64_reg(const struct costed *c)
{
	(void)c;
	return 2;
}

static uint32_t alu32_reg(const struct costed *c)
{
	return 1 + c->zext;
}

/* mov_reg64; the frame pointer is worked out. */
static uint32_t mov64_reg(const struct costed *c)
{
	if (c->insn->src_reg != BPF_REG_10)
		return 2;
	return cost_operand_words(c->frame_bytes) + 2;
}

static uint32_t mov64_imm(const struct costed *c)
{
	return cost_constant_words(low_half(c->insn)) +
	       cost_constant_words(high_half(c->insn));
}

/* mov_reg, which clears the other half always. */
static uint32_t mov32_reg(const struct costed *c)
{
	(void)c;
	return 2;
}

static uint32_t mov32_imm(const struct costed *c)
{
	return cost_constant_words(low_half(c->insn)) + 1;
}

static uint32_t shift64_imm(const struct costed *c)
{
	return c->insn->imm ? 2 : 0;
}

static uint32_t shift32_imm(const struct costed *c)
{
	return (c->insn->imm ? 1 : 0) + c->zext;
}

static uint32_t ashift64_imm(const struct costed *c)
{
	if (!c->insn->imm)
		return 0;
	return c->insn->imm == 32 ? 2 : 3;
}

static uint32_t ashift32_imm(const struct costed *c)
{
	return (c->insn->imm ? 2 : 0) + c->zext;
}

static uint32_t swap(const struct costed *c)
{
	return c->insn->imm == 64 ? 5 : 3;
}

/* imm_ld8_part2; a map's number has 16 bits, and 0 above. */
static uint32_t load_constant(const struct costed *c)
{
	uint32_t low = c->insn[0].imm, high = c->insn[1].imm;

	if (c->insn->src_reg == BPF_PSEUDO_MAP_FD)
		return 2;
	return cost_constant_words(low) +
	       (low == high ? 1 : cost_constant_words(high));
}

static uint32_t jump(const struct costed *c)
{
	return c->insn->off ? 1 : 0; /* the kernel takes out those to here */
}

static uint32_t one_word(const struct costed *c)
{
	(void)c;
	return 1;
}

static uint32_t equal64_imm(const struct costed *c)
{
	uint32_t low = low_half(c->insn), high = high_half(c->insn);

	return (low ? cost_operand_words(low) + 1 : 0) +
	       (high ? cost_operand_words(high) + 1 : 0) + 2;
}

static uint32_t unequal64_imm(const struct costed *c)
{
	if (!c->insn->imm)
		return 2;
	return cost_operand_words(low_half(c->insn)) + 2 +
	       cost_operand_words(high_half(c->insn)) + 2;
}

/* jeq32_imm, jne_imm, jset_imm */
static uint32_t test32_imm(const struct costed *c)
{
	return cost_operand_words(low_half(c->insn)) + 2;
}

static uint32_t bits64_imm(const struct costed *c)
{
	return test32_imm(c) + (high_half(c->insn) ? 1 : 0);
}

static uint32_t test64_reg(const struct costed *c)
{
	(void)c;
	return 4;
}

static uint32_t test32_reg(const struct costed *c)
{
	(void)c;
	return 2;
}

/* cmp_imm of what nfp_bpf_opt_neg_add_sub has turned. */
static uint32_t compare64_imm(const struct costed *c)
{
	return cost_operand_words(low_half(c->insn)) +
	       cost_operand_words(high_half(c->insn)) + 3;
}

static uint32_t turned64_imm(const struct costed *c)
{
	struct bpf_insn insn = turned(c->insn);

	return cost_operand_words(low_half(&insn)) +
	       cost_operand_words(high_half(&insn)) + 3;
}

static uint32_t turned32_imm(const struct costed *c)
{
	struct bpf_insn insn = turned(c->insn);

	return cost_operand_words(low_half(&insn)) + 2;
}

static uint32_t compare64_reg(const struct costed *c)
{
	(void)c;
	return 3;
}

#define MEMORY(how, fn)                                                   \
	[(how) | BPF_B] = fn, [(how) | BPF_H] = fn, [(how) | BPF_W] = fn, \
		 [(how) | BPF_DW] = fn

#define BOTH(op, wide, narrow) \
	[BPF_ALU64 | (op)] = wide, [BPF_ALU | (op)] = narrow

#define TEST(op, wide, narrow) \
	[BPF_JMP | (op)] = wide, [BPF_JMP32 | (op)] = narrow

/* By opcode; NULL: the emitter makes none. */
static words_fn *const forms[256] = {
	BOTH(BPF_ADD | BPF_K, sum64_imm, sum32_imm),
	BOTH(BPF_ADD | BPF_X, alu64_reg, alu32_reg),
	BOTH(BPF_SUB | BPF_K, sum64_imm, sum32_imm),
	BOTH(BPF_SUB | BPF_X, alu64_reg, alu32_reg),
	BOTH(BPF_AND | BPF_K, logic64_imm, logic32_imm),
	BOTH(BPF_AND | BPF_X, alu64_reg, alu32_reg),
	BOTH(BPF_OR | BPF_K, logic64_imm, logic32_imm),
	BOTH(BPF_OR | BPF_X, alu64_reg, alu32_reg),
	BOTH(BPF_XOR | BPF_K, logic64_imm, logic32_imm),
	BOTH(BPF_XOR | BPF_X, alu64_reg, alu32_reg),
	BOTH(BPF_MOV | BPF_K, mov64_imm, mov32_imm),
	BOTH(BPF_MOV | BPF_X, mov64_reg, mov32_reg),
	BOTH(BPF_LSH | BPF_K, shift64_imm, shift32_imm),
	BOTH(BPF_RSH | BPF_K, shift64_imm, shift32_imm),
	BOTH(BPF_ARSH | BPF_K, ashift64_imm, ashift32_imm),
	BOTH(BPF_NEG, alu64_reg, alu32_reg),
	[BPF_ALU | BPF_END | BPF_TO_BE] = swap,

	[BPF_JMP | BPF_JA] = jump,
	[BPF_JMP | BPF_EXIT] = one_word,
	[BPF_JMP | BPF_CALL] = cost_lookup,
	TEST(BPF_JEQ | BPF_K, equal64_imm, test32_imm),
	TEST(BPF_JEQ | BPF_X, test64_reg, test32_reg),
	TEST(BPF_JNE | BPF_K, unequal64_imm, test32_imm),
	TEST(BPF_JNE | BPF_X, test64_reg, test32_reg),
	TEST(BPF_JSET | BPF_K, bits64_imm, test32_imm),
	TEST(BPF_JSET | BPF_X, test64_reg, test32_reg),
	TEST(BPF_JGT | BPF_K, compare64_imm, test32_imm),
	TEST(BPF_JGT | BPF_X, compare64_reg, test32_reg),
	TEST(BPF_JGE | BPF_K, turned64_imm, turned32_imm),
	TEST(BPF_JGE | BPF_X, compare64_reg, test32_reg),
	TEST(BPF_JLT | BPF_K, turned64_imm, turned32_imm),
	TEST(BPF_JLT | BPF_X, compare64_reg, test32_reg),
	TEST(BPF_JLE | BPF_K, compare64_imm, test32_imm),
	TEST(BPF_JLE | BPF_X, compare64_reg, test32_reg),
	TEST(BPF_JSGT | BPF_K, compare64_imm, test32_imm),
	TEST(BPF_JSGT | BPF_X, compare64_reg, test32_reg),
	TEST(BPF_JSGE | BPF_K, turned64_imm, turned32_imm),
	TEST(BPF_JSGE | BPF_X, compare64_reg, test32_reg),
	TEST(BPF_JSLT | BPF_K, turned64_imm, turned32_imm),
	TEST(BPF_JSLT | BPF_X, compare64_reg, test32_reg),
	TEST(BPF_JSLE | BPF_K, compare64_imm, test32_imm),
	TEST(BPF_JSLE | BPF_X, compare64_reg, test32_reg),

	[BPF_LD | BPF_IMM | BPF_DW] = load_constant,
	MEMORY(BPF_LDX | BPF_MEM, cost_load),
	MEMORY(BPF_STX | BPF_MEM, cost_store),
	[BPF_STX | BPF_ATOMIC | BPF_W] = cost_atomic_add,
	[BPF_STX | BPF_ATOMIC | BPF_DW] = cost_atomic_add,
};

/* nfp_bpf_opt_reg_init: a program's start that keeps the context costs none. */
static bool is_kept_context(const struct image *img, uint32_t i)
{
	const struct bpf_insn *insn = &img->insns.v[i];

	return i == 0 && insn->code == (BPF_ALU64 | BPF_MOV | BPF_X) &&
	       insn->dst_reg == BPF_REG_6 && insn->src_reg == BPF_REG_1;
}

uint32_t cost_nfp(struct arena *a, const struct image *img,
		  uint32_t stack_bytes, uint32_t *each)
{
	const struct cost_window *windows = cost_find_windows(a, img);
	const bool *zext = cost_find_zext(a, img);
	struct flow *flow = flow_new(a, img);
	/* verifier.c, grow_stack_state */
	int32_t frame_bytes = (stack_bytes + 7) / 8 * 8;
	uint32_t total = FRAME_WORDS;

	for (uint32_t i = 0; i < img->insns.n; i++) {
		struct costed c = { .insn = &img->insns.v[i],
				    .state = flow_enter(flow, i),
				    .window = &windows[i],
				    .frame_bytes = frame_bytes,
				    .zext = zext[i] };
		words_fn *form = forms[c.insn->code];
		uint32_t words = 0;

		if (c.state && form && !cost_refuses(c.insn, c.state) &&
		    !is_kept_context(img, i))
			words = form(&c);
		if (each)
			each[i] = words;
		total += words;
		i += insn_is_wide(c.insn);
	}
	return total;
}

uint32_t cost_nfp_run(const struct image *img, const uint32_t *each,
		      const uint64_t *runs)
{
	uint32_t words = FRAME_WORDS_RUN;

	for (uint32_t i = 0; i < img->insns.n; i++)
		words += each[i] * (uint32_t)runs[i];
	return words;
}

static const char *refuses_memory(const struct bpf_insn *insn,
				  const struct flow_reg *base)
{
	int32_t bytes = insn_bytes(insn);

	if (base->kind == FLOW_OTHER || base->kind == FLOW_SMALL ||
	    base->kind == FLOW_MIXED || base->kind == FLOW_MAP)
		return "reaches memory by a register of which it is not known where it points";
	if (base->kind == FLOW_STACK &&
	    (base->off + insn->off) % (bytes < 4 ? bytes : 4))
		return "reaches the stack across two words";
	if (base->kind == FLOW_PACKET && BPF_CLASS(insn->code) == BPF_STX)
		return "writes into the packet";
	return NULL;
}

const char *cost_refuses(const struct bpf_insn *insn,
			 const struct flow_state *state)
{
	if (insn->dst_reg > BPF_REG_10 || insn->src_reg > BPF_REG_10)
		return "uses a register that does not exist";
	if (!forms[insn->code])
		return "is no instruction that is made here";
	switch (BPF_CLASS(insn->code)) {
	case BPF_LDX:
		return refuses_memory(insn, &state->regs[insn->src_reg]);
	case BPF_STX:
		return refuses_memory(insn, &state->regs[insn->dst_reg]);
	default:
		return NULL;
	}
}
