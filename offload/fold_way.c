// SPDX-License-Identifier: GPL-2.0-only
/*
 * fold_way.c - what is known on one way through a program
 */
#include "offload/fold_way.h"

#define N_BITS (WAY_STACK_BYTES / 4 / 64)

/* What the verifier remembers numbers by (BPF_REG_SIZE). */
#define SLOT_BYTES 8

static uint32_t bit(int reg)
{
	return 1U << reg;
}

static bool is_on_stack(const struct bpf_insn *insn, int base)
{
	return base == BPF_REG_10 && insn->off < 0 &&
	       insn->off >= -WAY_STACK_BYTES;
}

static bool has_word(const struct way_words *w, int off)
{
	unsigned int i = (off + WAY_STACK_BYTES) / 4;

	return w->bits[i / 64] >> i % 64 & 1;
}

static void set_word(struct way_words *w, int off, bool is_set)
{
	unsigned int i = (off + WAY_STACK_BYTES) / 4;

	w->bits[i / 64] &= ~(1ULL << i % 64);
	w->bits[i / 64] |= (uint64_t)is_set << i % 64;
}

void way_mark_loaded(struct way_words *loaded, const struct bpf_insn *insn)
{
	if (BPF_CLASS(insn->code) != BPF_LDX ||
	    !is_on_stack(insn, insn->src_reg))
		return;
	for (int at = 0; at < insn_bytes(insn); at += 4)
		set_word(loaded, insn->off + at, true);
}

static struct number get(const struct way *w, int reg)
{
	return reg < WAY_REGS && w->known & bit(reg) ? w->regs[reg]
						     : number_any();
}

static void set(struct way *w, int reg, struct number n)
{
	if (reg >= WAY_REGS)
		return;
	w->known &= ~bit(reg);
	if (number_is_any(&n))
		return;
	w->known |= bit(reg);
	w->regs[reg] = n;
}

/* The number of so many bytes at @off of the stack; NULL: none is known. */
static const struct way_spill *find_spill(const struct way *w, int off,
					  int bytes)
{
	const struct way_spill *s = w->spills;

	while (s && (s->off != off || s->bytes != bytes))
		s = s->next;
	return s;
}

bool way_covers(const struct way *a, const struct way *b)
{
	const struct way_spill *s, *other;

	if (a->known & ~b->known)
		return false;
	for (size_t i = 0; i < N_BITS; i++) {
		if (a->zero.bits[i] & ~b->zero.bits[i])
			return false;
	}
	for (int reg = 0; reg < WAY_REGS; reg++) {
		if (a->known & bit(reg) &&
		    !number_covers(&a->regs[reg], &b->regs[reg]))
			return false;
	}
	for (s = a->spills; s; s = s->next) {
		other = find_spill(b, s->off, s->bytes);
		if (!other || !number_covers(&s->n, &other->n))
			return false;
	}
	return true;
}

static const struct way_spill *list(struct arena *a, struct way_spill s,
				    const struct way_spill *next)
{
	s.next = next;
	return number_is_any(&s.n) ? next : arena_memdup(a, &s, sizeof(s));
}

/* What @to and @from both remember of the stack. */
static const struct way_spill *
join_spills(struct arena *a, const struct way *to, const struct way *from)
{
	const struct way_spill *joined = NULL, *s, *other;

	for (s = to->spills; s; s = s->next) {
		struct way_spill both = *s;

		other = find_spill(from, s->off, s->bytes);
		if (!other)
			continue;
		both.n = number_join(&s->n, &other->n);
		joined = list(a, both, joined);
	}
	return joined;
}

void way_join(struct arena *a, struct way *to, const struct way *from)
{
	for (int reg = 0; reg < WAY_REGS; reg++) {
		struct number x = get(to, reg), y = get(from, reg);

		set(to, reg, number_join(&x, &y));
	}
	for (size_t i = 0; i < N_BITS; i++)
		to->zero.bits[i] &= from->zero.bits[i];
	to->spills = join_spills(a, to, from);
}

static bool has_src(const struct bpf_insn *insn)
{
	return BPF_SRC(insn->code) == BPF_X && BPF_OP(insn->code) != BPF_END;
}

static struct number operand(const struct way *w, const struct bpf_insn *insn)
{
	if (has_src(insn))
		return get(w, insn->src_reg);
	return number_constant((int64_t)insn->imm);
}

static void run_alu(struct way *w, const struct bpf_insn *insn)
{
	struct number a = get(w, insn->dst_reg), b = operand(w, insn);
	uint8_t op = BPF_OP(insn->code);

	/* Of these the verifier knows nothing afterwards. */
	if (op == BPF_END || op == BPF_NEG)
		set(w, insn->dst_reg, number_any());
	else
		set(w, insn->dst_reg,
		    number_after(op, BPF_CLASS(insn->code) == BPF_ALU64, &a,
				 &b));
}

/* The lowest bytes of a number, as the stack gives them back. */
static struct number lowest(const struct number *n, int bytes)
{
	struct number mask = number_of_bytes(bytes);

	mask = number_constant(mask.max);
	return number_after(BPF_AND, bytes > 4, n, &mask);
}

/* check_stack_read_fixed_off */
static struct number loaded_number(const struct way *w,
				   const struct bpf_insn *insn)
{
	int bytes = insn_bytes(insn), zeroes = 0;
	const struct way_spill *s;

	if (!is_on_stack(insn, insn->src_reg))
		return number_of_bytes(bytes);
	s = find_spill(w, insn->off, bytes);
	if (s)
		return lowest(&s->n, bytes);
	for (int at = 0; at < bytes; at += 4)
		zeroes += 4 * has_word(&w->zero, insn->off + at);
	return zeroes >= bytes ? number_constant(0) : number_of_bytes(bytes);
}

/* Without what is remembered of the slot of @off. */
static const struct way_spill *forget(struct arena *a,
				      const struct way_spill *spills, int off)
{
	const struct way_spill *kept = NULL;
	bool is_there = false;

	for (const struct way_spill *s = spills; s; s = s->next)
		is_there |= s->off == off;
	if (!is_there)
		return spills;
	for (const struct way_spill *s = spills; s; s = s->next) {
		if (s->off != off)
			kept = list(a, *s, kept);
	}
	return kept;
}

/*
 * check_stack_write_fixed_off: a number with bounds is remembered if it starts
 * a slot, until anything is stored to the slot, and zeroes are wherever they
 * are.
 */
static void run_store(struct arena *a, struct way *w,
		      const struct bpf_insn *insn,
		      const struct way_words *loaded)
{
	struct number n = get(w, insn->src_reg);
	int bytes = insn_bytes(insn), off = insn->off;
	int slot = off & -SLOT_BYTES;
	bool is_zero = n.min == n.max && !n.min;
	bool is_kept = off == slot && !number_is_any(&n) && !is_zero;

	if (!is_on_stack(insn, insn->dst_reg))
		return;
	w->spills = forget(a, w->spills, slot);
	if (is_kept) {
		set_word(&w->zero, slot, false);
		set_word(&w->zero, slot + 4, false);
		if (has_word(loaded, off))
			w->spills = list(a,
					 (struct way_spill){ .off = off,
							     .bytes = bytes,
							     .n = n },
					 w->spills);
		return;
	}
	for (int at = 0; at < bytes; at += 4) {
		bool is_whole = bytes >= 4 || has_word(&w->zero, off);

		set_word(&w->zero, off + at,
			 is_zero && is_whole && has_word(loaded, off + at));
	}
}

static struct number wide_constant(const struct bpf_insn *insn)
{
	if (insn->src_reg)
		return number_any();
	return number_constant((uint64_t)(uint32_t)insn[1].imm << 32 |
			       (uint32_t)insn[0].imm);
}

void way_run(struct arena *a, struct way *w, const struct bpf_insn *insn,
	     const struct way_words *loaded)
{
	switch (BPF_CLASS(insn->code)) {
	case BPF_ALU:
	case BPF_ALU64:
		run_alu(w, insn);
		break;
	case BPF_LDX:
		set(w, insn->dst_reg, loaded_number(w, insn));
		break;
	case BPF_STX:
		run_store(a, w, insn, loaded);
		break;
	case BPF_LD:
		set(w, insn->dst_reg, wide_constant(insn));
		break;
	case BPF_JMP:
		if (insn->code == (BPF_JMP | BPF_CALL))
			w->known &= ~(bit(BPF_REG_6) - 1);
		break;
	}
}

static bool is_wide(const struct bpf_insn *insn)
{
	return BPF_CLASS(insn->code) == BPF_JMP;
}

/* True if a test of @insn's width finds in @n one number only, in *@v. */
static bool is_one(const struct bpf_insn *insn, const struct number *n,
		   uint64_t *v)
{
	*v = is_wide(insn) ? n->min : n->min32;
	return is_wide(insn) ? n->min == n->max : n->min32 == n->max32;
}

int way_test(const struct way *w, const struct bpf_insn *insn)
{
	struct number a = get(w, insn->dst_reg), b = operand(w, insn);
	uint64_t v;

	if (!is_one(insn, &b, &v))
		return -1;
	return number_test(BPF_OP(insn->code), is_wide(insn), &a, v);
}

/* The comparison that holds with the operands changed over. */
static uint8_t changed_over(uint8_t op)
{
	switch (op) {
	case BPF_JGT:
		return BPF_JLT;
	case BPF_JLT:
		return BPF_JGT;
	case BPF_JGE:
		return BPF_JLE;
	case BPF_JLE:
		return BPF_JGE;
	default:
		return op;
	}
}

struct way way_refined(const struct way *w, const struct bpf_insn *insn,
		       bool holds)
{
	struct number a = get(w, insn->dst_reg), b = operand(w, insn);
	bool wide = is_wide(insn);
	uint8_t op = BPF_OP(insn->code);
	struct way out = *w;
	uint64_t v;

	if (is_one(insn, &b, &v))
		set(&out, insn->dst_reg,
		    number_refined(op, wide, &a, v, holds));
	else if (is_one(insn, &a, &v))
		set(&out, insn->src_reg,
		    number_refined(changed_over(op), wide, &b, v, holds));
	return out;
}
