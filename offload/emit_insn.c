// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit_insn.c - instructions, labels, and jumps that stay in reach
 */
#include "offload/emit.h"

#include "offload/insn.h"

#include <errno.h>

/*
 * An island is placed when a jump has waited for this many instructions, as the
 * kernel will have them. What is emitted between two calls of emit_islands()
 * has to be shorter than what is left to EMIT_REACH then: the most is the way
 * down a tree, TREE_MAX_DEPTH steps behind a key of all words (emit_search.c).
 */
#define ISLAND_AFTER (EMIT_REACH - 4000)

/*
 * What a call grows to, which looks a key up in an array per CPU, the longest
 * that is written out: 10 instructions, of which 5 have a constant and 3 write
 * 32 bits (kernel/bpf/arraymap.c, percpu_array_map_gen_lookup).
 */
#define GROWN_CALL 24

/* What a constant costs that is hidden (core.c, bpf_jit_blind_insn). */
#define GROWN_BLIND 2

/* The halves of a load of 64 bits, an address among them; the second has no
   code. */
#define GROWN_IMM64   4
#define GROWN_IMM64_2 3

static bool has_constant(const struct bpf_insn *insn)
{
	switch (BPF_CLASS(insn->code)) {
	case BPF_ALU:
	case BPF_ALU64:
		return BPF_SRC(insn->code) == BPF_K &&
		       BPF_OP(insn->code) != BPF_NEG &&
		       BPF_OP(insn->code) != BPF_END;
	case BPF_JMP:
	case BPF_JMP32:
		return BPF_SRC(insn->code) == BPF_K &&
		       BPF_OP(insn->code) != BPF_JA &&
		       BPF_OP(insn->code) != BPF_EXIT;
	default:
		return BPF_CLASS(insn->code) == BPF_ST;
	}
}

/* True if the upper half of a register may have to be cleared behind @insn. */
static bool writes_half(const struct bpf_insn *insn)
{
	return BPF_CLASS(insn->code) == BPF_ALU ||
	       (BPF_CLASS(insn->code) == BPF_LDX &&
		BPF_SIZE(insn->code) != BPF_DW);
}

/*
 * Constants are hidden where net.core.bpf_jit_harden is 2, from root as well;
 * upper halves are cleared for processors that do not by themselves
 * (verifier.c, opt_subreg_zext_lo32_rnd_hi32).
 */
uint32_t emit_grown(const struct bpf_insn *insn)
{
	if (insn->code == (BPF_JMP | BPF_CALL))
		return GROWN_CALL;
	if (insn_is_wide(insn))
		return GROWN_IMM64;
	if (insn->code == 0)
		return GROWN_IMM64_2;
	return 1 + (has_constant(insn) ? GROWN_BLIND : 0) + writes_half(insn);
}

static void emit_insn(struct emitter *e, struct bpf_insn insn)
{
	struct bpf_insn *added = vec_push(e->arena, &e->img->insns);
	uint32_t *rule = vec_push(e->arena, &e->img->rules);

	*added = insn;
	*rule = e->rule;
	e->place += emit_grown(&insn);
}

static void emit_imm(struct emitter *e, int code, int dst, uint32_t imm)
{
	emit_insn(e, (struct bpf_insn){ .code = code,
					.dst_reg = dst,
					.imm = (int32_t)imm });
}

static void emit_reg(struct emitter *e, int code, int dst, int src)
{
	emit_insn(e, (struct bpf_insn){
			     .code = code, .dst_reg = dst, .src_reg = src });
}

void emit_alu(struct emitter *e, int op, int dst, int32_t imm)
{
	emit_imm(e, BPF_ALU64 | op | BPF_K, dst, imm);
}

void emit_alu_reg(struct emitter *e, int op, int dst, int src)
{
	emit_reg(e, BPF_ALU64 | op | BPF_X, dst, src);
}

void emit_alu32(struct emitter *e, int op, int dst, uint32_t imm)
{
	emit_imm(e, BPF_ALU | op | BPF_K, dst, imm);
}

void emit_alu32_reg(struct emitter *e, int op, int dst, int src)
{
	emit_reg(e, BPF_ALU | op | BPF_X, dst, src);
}

void emit_imm64(struct emitter *e, int dst, uint64_t imm)
{
	emit_imm(e, BPF_LD | BPF_IMM | BPF_DW, dst, (uint32_t)imm);
	emit_imm(e, 0, 0, imm >> 32);
	if (dst == R_WORD)
		e->held = HELD_NOTHING;
}

void emit_alu_imm64(struct emitter *e, int op, int dst, uint64_t imm)
{
	if ((int64_t)imm == (int32_t)imm) {
		emit_alu(e, op, dst, (int32_t)imm);
		return;
	}
	emit_imm64(e, BPF_REG_1, imm);
	emit_alu_reg(e, op, dst, BPF_REG_1);
}

void emit_to_be(struct emitter *e, int reg, int bits)
{
	emit_imm(e, BPF_ALU | BPF_END | BPF_TO_BE, reg, bits);
}

void emit_load(struct emitter *e, int size, int dst, int src, int off)
{
	emit_insn(e, (struct bpf_insn){ .code = BPF_LDX | BPF_MEM | size,
					.dst_reg = dst,
					.src_reg = src,
					.off = off });
}

void emit_store(struct emitter *e, int size, int dst, int off, int src)
{
	emit_insn(e, (struct bpf_insn){ .code = BPF_STX | BPF_MEM | size,
					.dst_reg = dst,
					.src_reg = src,
					.off = off });
}

void emit_atomic_add(struct emitter *e, int dst, int off, int src)
{
	emit_insn(e, (struct bpf_insn){ .code = BPF_STX | BPF_ATOMIC | BPF_DW,
					.dst_reg = dst,
					.src_reg = src,
					.off = off,
					.imm = BPF_ADD });
}

void emit_load_map(struct emitter *e, int dst, uint32_t map)
{
	emit_insn(e, (struct bpf_insn){ .code = BPF_LD | BPF_IMM | BPF_DW,
					.dst_reg = dst,
					.src_reg = BPF_PSEUDO_MAP_FD,
					.imm = map });
	emit_insn(e, (struct bpf_insn){});
}

void emit_call(struct emitter *e, int helper)
{
	emit_imm(e, BPF_JMP | BPF_CALL, 0, helper);
}

void emit_exit(struct emitter *e)
{
	emit_imm(e, BPF_JMP | BPF_EXIT, 0, 0);
}

int emit_label_new(struct emitter *e)
{
	struct label *label = vec_push(e->arena, &e->labels);

	label->fixups = -1;
	return e->labels.n - 1;
}

/* How far the next instruction is from @f's, as the kernel will have them. */
static uint32_t distance(const struct emitter *e, const struct fixup *f)
{
	return e->place - f->place;
}

/* Lets every jump that waits for @label go to the next instruction. */
static void patch_fixups(struct emitter *e, int label)
{
	int32_t i = e->labels.v[label].fixups;

	while (i >= 0) {
		struct fixup *f = &e->fixups.v[i];

		if (distance(e, f) > EMIT_REACH)
			e->error = -E2BIG;
		e->img->insns.v[f->insn].off = e->img->insns.n - f->insn - 1;
		f->label = -1;
		i = f->next;
	}
	e->labels.v[label].fixups = -1;
}

void emit_label(struct emitter *e, int label)
{
	patch_fixups(e, label);
}

bool emit_label_is_used(const struct emitter *e, int label)
{
	return e->labels.v[label].is_used;
}

static void emit_to_label(struct emitter *e, struct bpf_insn insn, int label)
{
	struct fixup *f = vec_push(e->arena, &e->fixups);
	struct label *l = &e->labels.v[label];

	f->insn = e->img->insns.n;
	f->place = e->place;
	f->label = label;
	f->next = l->fixups;
	l->fixups = e->fixups.n - 1;
	l->is_used = true;
	emit_insn(e, insn);
}

void emit_goto(struct emitter *e, int label)
{
	emit_to_label(e, (struct bpf_insn){ .code = BPF_JMP | BPF_JA }, label);
}

void emit_jump32(struct emitter *e, int op, int dst, uint32_t imm, int label)
{
	emit_to_label(e,
		      (struct bpf_insn){ .code = BPF_JMP32 | op | BPF_K,
					 .dst_reg = dst,
					 .imm = (int32_t)imm },
		      label);
}

void emit_jump32_reg(struct emitter *e, int op, int dst, int src, int label)
{
	emit_to_label(e,
		      (struct bpf_insn){ .code = BPF_JMP32 | op | BPF_X,
					 .dst_reg = dst,
					 .src_reg = src },
		      label);
}

void emit_jump(struct emitter *e, int op, int dst, int32_t imm, int label)
{
	emit_to_label(e,
		      (struct bpf_insn){ .code = BPF_JMP | op | BPF_K,
					 .dst_reg = dst,
					 .imm = imm },
		      label);
}

void emit_jump_reg(struct emitter *e, int op, int dst, int src, int label)
{
	emit_to_label(e,
		      (struct bpf_insn){ .code = BPF_JMP | op | BPF_X,
					 .dst_reg = dst,
					 .src_reg = src },
		      label);
}

/*
 * The label of the jump that waits for longest, or -1 if none of the first @n
 * waits for more than @age.
 */
static int oldest_label(struct emitter *e, size_t n, uint32_t age)
{
	while (e->first_fixup < n && e->fixups.v[e->first_fixup].label < 0)
		e->first_fixup++;
	if (e->first_fixup >= n)
		return -1;

	const struct fixup *f = &e->fixups.v[e->first_fixup];

	return distance(e, f) > age ? f->label : -1;
}

/*
 * What waits for half as long goes on from the same island: programs come by
 * fewer then. One whose own jumps are old behind it would be followed by others
 * without end.
 */
void emit_islands(struct emitter *e)
{
	const size_t n = e->fixups.n;
	int label = oldest_label(e, n, ISLAND_AFTER);

	if (label < 0)
		return;

	int over = emit_label_new(e);

	emit_goto(e, over);
	for (; label >= 0; label = oldest_label(e, n, ISLAND_AFTER / 2)) {
		patch_fixups(e, label);
		emit_goto(e, label);
	}
	emit_label(e, over);
	if (oldest_label(e, e->fixups.n, ISLAND_AFTER) >= 0)
		e->error = -E2BIG;
}
