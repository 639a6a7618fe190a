// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_insn.c - what may be wrong with one instruction
 *
 * Functions named without a file are those of drivers/net/ethernet/netronome/
 * nfp/bpf/ in Linux 6.1.
 */
#include "offload/check_insn.h"

#include "offload/check_isa.h"
#include "offload/cost.h"

#include <limits.h>

static const struct flow_reg *reg_of(const struct check_insn *c,
				     unsigned int reg)
{
	static const struct flow_reg other;

	if (!c->state || reg > BPF_REG_10)
		return &other;
	return &c->state->regs[reg];
}

static bool is_load(const struct bpf_insn *insn)
{
	return BPF_CLASS(insn->code) == BPF_LDX;
}

static bool is_store(const struct bpf_insn *insn)
{
	return BPF_CLASS(insn->code) == BPF_STX ||
	       BPF_CLASS(insn->code) == BPF_ST;
}

static bool is_atomic(const struct bpf_insn *insn)
{
	return BPF_CLASS(insn->code) == BPF_STX &&
	       BPF_MODE(insn->code) == BPF_ATOMIC;
}

static bool is_call(const struct bpf_insn *insn)
{
	return insn->code == (BPF_JMP | BPF_CALL);
}

/* The address that the instruction reads or writes at. */
static const struct flow_reg *base_of(const struct check_insn *c)
{
	if (is_load(c->insn))
		return reg_of(c, c->insn->src_reg);
	if (is_store(c->insn))
		return reg_of(c, c->insn->dst_reg);
	return reg_of(c, UINT_MAX);
}

static const char *check_opcode(struct check_insn *c)
{
	const struct isa_row *row = &check_isa[c->insn->code];
	const char *why = c->profile->unit == UNIT_NFP ? row->nfp : row->bpf;

	if (!row->is_known)
		return arena_printf(c->arena,
				    "has the code 0x%02x, no BPF instruction",
				    c->insn->code);
	return why ? arena_printf(c->arena, "needs %s", why) : NULL;
}

static const char *check_reached(struct check_insn *c)
{
	return c->state ? NULL : "is never reached, which the kernel refuses";
}

/* Operands that say nothing in cpu v3: v4 gives them a meaning. */
static const char *check_operands(struct check_insn *c)
{
	const struct bpf_insn *insn = c->insn;
	uint8_t class = BPF_CLASS(insn->code);
	bool is_alu = class == BPF_ALU || class == BPF_ALU64;

	if (insn->dst_reg > BPF_REG_10 || insn->src_reg > BPF_REG_10)
		return "uses a register that does not exist";
	if (is_alu && insn->off)
		return "needs a signed move or division of cpu v4, which kernels before 6.6 do not know and the NIC's driver mistakes";
	if (is_alu && BPF_OP(insn->code) == BPF_END && insn->imm != 16 &&
	    insn->imm != 32 && insn->imm != 64)
		return "swaps neither 16, 32 nor 64 bits";
	return NULL;
}

static const char *check_atomic(struct check_insn *c)
{
	if (!is_atomic(c->insn) || c->insn->imm == BPF_ADD)
		return NULL;
	if (c->insn->imm == (BPF_ADD | BPF_FETCH))
		return "needs an atomic addition that gives the old value, which a NIC does not have";
	return "needs an atomic operation other than addition, which a NIC does not have";
}

/* jit.c, nfp_bpf_replace_map_ptrs, knows PSEUDO_MAP_FD alone. */
static const char *check_wide(struct check_insn *c)
{
	const struct bpf_insn *insn = c->insn;

	if (!insn_is_wide(insn))
		return NULL;
	if (c->i + 1 == c->img->insns.n || insn[1].code)
		return "has a 64-bit constant that is cut in half";
	if (!insn->src_reg)
		return NULL;
	if (insn->src_reg == BPF_PSEUDO_MAP_IDX)
		return "names a map by its index, which the NIC's driver takes for another map";
	if (insn->src_reg != BPF_PSEUDO_MAP_FD)
		return "needs the address of something that is no map";
	if ((uint32_t)insn->imm >= c->img->maps.n)
		return arena_printf(c->arena, "uses map %d, which is not there",
				    insn->imm);
	return NULL;
}

static const char *check_call(struct check_insn *c)
{
	const char *name = profile_helper_name(c->insn->imm);

	if (!is_call(c->insn))
		return NULL;
	if (c->insn->src_reg)
		return "calls a function that is no helper";
	if (profile_has_helper(c->profile, c->insn->imm))
		return NULL;
	if (!name)
		name = arena_printf(c->arena, "%d", c->insn->imm);
	return arena_printf(c->arena, "needs %sthe helper %s, which %s",
			    c->insn->imm == BPF_FUNC_ktime_get_coarse_ns
				    ? "a clock for timeouts, "
				    : "",
			    name,
			    c->profile->stage == STAGE_OFFLOAD
				    ? "this NIC's firmware does not offer"
				    : "this profile does not have");
}

static const char *check_jump(struct check_insn *c)
{
	int64_t target = (int64_t)c->i + 1 + c->insn->off;

	if (!insn_is_jump(c->insn))
		return NULL;
	if (c->insn->off < 0)
		return "jumps backwards";
	if (target >= (int64_t)c->img->insns.n)
		return "jumps out of the program";
	/* The second half of a 64-bit constant has no code. */
	if (!c->img->insns.v[target].code)
		return "jumps into the middle of a 64-bit constant";
	return NULL;
}

/*
 * jit.c, nfp_bpf_opt_neg_add_sub, turns these round by negating the constant,
 * which for the least one gives the same one again.
 */
static const char *check_least_constant(struct check_insn *c)
{
	static const uint8_t codes[] = {
		BPF_ALU64 | BPF_ADD | BPF_K, BPF_ALU64 | BPF_SUB | BPF_K,
		BPF_JMP | BPF_JGE | BPF_K,   BPF_JMP | BPF_JLT | BPF_K,
		BPF_JMP | BPF_JSGE | BPF_K,  BPF_JMP | BPF_JSLT | BPF_K,
	};

	if (c->insn->imm == INT32_MIN &&
	    memchr(codes, c->insn->code, sizeof(codes)))
		return "has the constant -2147483648 in 64 bits, which the NIC's driver mistakes";
	return NULL;
}

/* jit.c, mem_ldx_xdp; verifier.c, nfp_bpf_check_store. */
static const char *check_context(struct check_insn *c)
{
	const struct bpf_insn *insn = c->insn;

	if (base_of(c)->kind != FLOW_CTX)
		return NULL;
	if (is_store(insn))
		return "writes into the packet's context";
	if (insn_bytes(insn) != sizeof(__u32) ||
	    (insn->off != offsetof(struct xdp_md, data) &&
	     insn->off != offsetof(struct xdp_md, data_end)))
		return "reads of the packet's context other words than its start and end, which are all a NIC has";
	return NULL;
}

/* verifier.c, nfp_bpf_check_ptr and nfp_bpf_check_stack_access. */
static const char *check_pointer(struct check_insn *c)
{
	const struct flow_reg *base = base_of(c);

	if (base->kind == FLOW_MIXED)
		return "reaches two kinds of memory with one instruction";
	if ((base->kind == FLOW_STACK || base->kind == FLOW_VALUE) &&
	    base->is_variable)
		return "reaches the stack or a map value at an offset that is not constant";
	if (base->kind == FLOW_VALUE && is_store(c->insn) &&
	    !is_atomic(c->insn))
		return "writes a map value, which a NIC does only by adding";
	if (is_atomic(c->insn) && base->kind != FLOW_VALUE &&
	    flow_is_pointer(base))
		return "adds atomically where there is no map value";
	return NULL;
}

/* verifier.c, nfp_bpf_stack_arg_ok. */
static const char *check_key(struct check_insn *c)
{
	const struct flow_reg *key = reg_of(c, BPF_REG_2);

	if (!is_call(c->insn) || c->insn->imm != BPF_FUNC_map_lookup_elem ||
	    !c->state)
		return NULL;
	if (key->kind != FLOW_STACK)
		return "looks a key up that is not on the stack";
	if (key->is_variable)
		return "looks a key up at an offset of the stack that is not constant";
	if (key->off % 4)
		return arena_printf(
			c->arena,
			"looks a key up at %d of the stack, no multiple of 4",
			key->off);
	return NULL;
}

/* verifier.c, nfp_bpf_map_mark_used: for as long as the map lives. */
static const char *check_uses(struct check_insn *c)
{
	const struct flow_reg *base = base_of(c);
	int32_t start = base->off + c->insn->off;
	int32_t end = start + insn_bytes(c->insn);
	const struct image_map *map;
	bool is_both = false;

	if (base->kind != FLOW_VALUE || base->id >= c->img->maps.n)
		return NULL;
	map = &c->img->maps.v[base->id];
	if (start < 0 || (uint32_t)end > map->value_bytes)
		return NULL;
	for (int32_t word = start / 4; word <= (end - 1) / 4; word++) {
		uint8_t *use = &c->uses[base->id][word];

		*use |= is_atomic(c->insn) ? CHECK_ADDED : 0;
		*use |= is_load(c->insn) ? CHECK_READ : 0;
		is_both |= *use == (CHECK_READ | CHECK_ADDED);
	}
	if (!is_both)
		return NULL;
	return arena_printf(
		c->arena,
		"reads and adds to the same word of map %s, and a NIC does only one of both",
		map->name);
}

/* Of what the emitter does not make, the words are not known. */
static const char *check_words_known(struct check_insn *c)
{
	const char *why = c->state ? cost_refuses(c->insn, c->state) : NULL;

	if (!why || check_isa[c->insn->code].nfp)
		return NULL;
	return arena_printf(c->arena, "makes this not an image of ours: it %s",
			    why);
}

enum scope {
	EVERYWHERE,
	ON_A_NIC,
	ON_AN_NFP,
};

static const struct {
	enum scope scope;
	check_insn_fn *check;
} checks[] = {
	{ EVERYWHERE, check_opcode },	  { EVERYWHERE, check_reached },
	{ EVERYWHERE, check_operands },	  { ON_AN_NFP, check_atomic },
	{ EVERYWHERE, check_wide },	  { EVERYWHERE, check_call },
	{ EVERYWHERE, check_jump },	  { ON_AN_NFP, check_least_constant },
	{ ON_A_NIC, check_context },	  { ON_AN_NFP, check_pointer },
	{ ON_AN_NFP, check_key },	  { ON_AN_NFP, check_uses },
	{ ON_AN_NFP, check_words_known },
};

static bool applies(enum scope scope, const struct profile *profile)
{
	return scope == EVERYWHERE ||
	       (scope == ON_A_NIC && profile->stage == STAGE_OFFLOAD) ||
	       (scope == ON_AN_NFP && profile->unit == UNIT_NFP);
}

check_insn_fn *check_insn_next(const struct profile *profile, size_t *row)
{
	while (*row < sizeof(checks) / sizeof(checks[0])) {
		size_t i = (*row)++;

		if (applies(checks[i].scope, profile))
			return checks[i].check;
	}
	return NULL;
}

uint32_t check_insn_stack(const struct check_insn *c)
{
	const struct flow_reg *reg = base_of(c);
	int32_t off = reg->off + c->insn->off;

	if (is_call(c->insn)) {
		reg = reg_of(c, BPF_REG_2);
		off = reg->off;
	}
	return reg->kind == FLOW_STACK && off < 0 ? -off : 0;
}
