// SPDX-License-Identifier: GPL-2.0-only
/*
 * fold.c - takes out tests of which the outcome is known
 *
 * The kernel's verifier follows each way with what it knows of the numbers
 * there, and takes out what no way reaches (kernel/bpf/verifier.c,
 * opt_remove_dead_code). What it would take out is not to count as a NIC's
 * words, so it is taken out here first, by knowing at least as much: at each
 * instruction stands the set of all that ways to it know.
 */
#include "offload/emit.h"

#include "offload/check_flow.h"
#include "offload/number.h"

#define N_REGS BPF_REG_10

/*
 * So many different states are told apart; what comes beyond is joined to one
 * of them, and some test may stay in that the verifier sees through.
 */
#define MAX_STATES 32

/* No longer program fits a NIC: the words of one are counted in 16 bits. */
#define MAX_INSNS UINT16_MAX

/* Words of the stack, a bit each, the one at the lowest address first. */
#define STACK_BYTES 512

#define N_BITS (STACK_BYTES / 4 / 64)

struct words {
	uint64_t bits[N_BITS];
};

/* What one way knows; of registers that are not in @known nothing. */
struct facts {
	uint32_t known;
	struct number regs[N_REGS];
	struct words zero; /* stored from a register that is 0 */
};

struct facts_set {
	VEC(struct facts) v;
};

/* The ways that were found from a jump. */
enum { GOES_ON = 1, JUMPS = 2 };

struct fold {
	struct arena *arena;
	struct image *img;
	uint16_t *live;	       /* registers that are read from there on */
	struct facts_set **at; /* what jumps bring, by target */
	uint8_t *ways;
	struct facts_set now;
	struct words loaded; /* by some instruction */
};

static uint32_t bit(int reg)
{
	return 1U << reg;
}

static bool is_class_alu(const struct bpf_insn *insn)
{
	return BPF_CLASS(insn->code) == BPF_ALU ||
	       BPF_CLASS(insn->code) == BPF_ALU64;
}

static bool has_src(const struct bpf_insn *insn)
{
	return BPF_SRC(insn->code) == BPF_X && BPF_OP(insn->code) != BPF_END;
}

static uint32_t regs_read(const struct bpf_insn *insn)
{
	uint32_t both = bit(insn->dst_reg);

	if (has_src(insn))
		both |= bit(insn->src_reg);
	switch (BPF_CLASS(insn->code)) {
	case BPF_ALU:
	case BPF_ALU64:
		return BPF_OP(insn->code) == BPF_MOV
			       ? both & ~bit(insn->dst_reg)
			       : both;
	case BPF_JMP:
	case BPF_JMP32:
		if (insn->code == (BPF_JMP | BPF_CALL))
			return bit(BPF_REG_1) | bit(BPF_REG_2);
		if (insn->code == (BPF_JMP | BPF_EXIT))
			return bit(BPF_REG_0);
		return insn->code == (BPF_JMP | BPF_JA) ? 0 : both;
	case BPF_LDX:
		return bit(insn->src_reg);
	case BPF_STX:
		return bit(insn->dst_reg) | bit(insn->src_reg);
	default:
		return 0;
	}
}

static uint32_t regs_written(const struct bpf_insn *insn)
{
	if (insn->code == (BPF_JMP | BPF_CALL))
		return bit(BPF_REG_6) - 1;
	if (is_class_alu(insn) || BPF_CLASS(insn->code) == BPF_LDX ||
	    BPF_CLASS(insn->code) == BPF_LD)
		return bit(insn->dst_reg);
	return 0;
}

static void find_live(struct fold *f)
{
	for (size_t i = f->img->insns.n; i-- > 0;) {
		const struct bpf_insn *insn = &f->img->insns.v[i];
		uint32_t later = f->live[i + 1];

		if (insn->code == (BPF_JMP | BPF_JA) ||
		    insn->code == (BPF_JMP | BPF_EXIT))
			later = 0;
		if (flow_is_jump(insn))
			later |= f->live[i + 1 + insn->off];
		f->live[i] = (later & ~regs_written(insn)) | regs_read(insn);
	}
}

static bool is_stack_word(const struct bpf_insn *insn, int base)
{
	return base == BPF_REG_10 && insn->off < 0 && insn->off >= -STACK_BYTES;
}

static bool has_word(const struct words *w, int off)
{
	unsigned int i = (off + STACK_BYTES) / 4;

	return w->bits[i / 64] >> i % 64 & 1;
}

static void set_word(struct words *w, int off, bool is_set)
{
	unsigned int i = (off + STACK_BYTES) / 4;

	w->bits[i / 64] &= ~(1ULL << i % 64);
	w->bits[i / 64] |= (uint64_t)is_set << i % 64;
}

/* Only of words that are loaded it matters what is known. */
static void find_loaded(struct fold *f)
{
	const struct bpf_insn *insn;

	vec_for_each(insn, &f->img->insns) {
		if (BPF_CLASS(insn->code) == BPF_LDX &&
		    is_stack_word(insn, insn->src_reg))
			set_word(&f->loaded, insn->off, true);
	}
}

static struct number get(const struct facts *s, int reg)
{
	return s->known & bit(reg) ? s->regs[reg] : number_any();
}

static void set(struct facts *s, int reg, struct number n)
{
	if (reg >= N_REGS)
		return;
	s->known &= ~bit(reg);
	if (number_is_any(&n))
		return;
	s->known |= bit(reg);
	s->regs[reg] = n;
}

static bool covers(const struct facts *a, const struct facts *b)
{
	if (a->known & ~b->known)
		return false;
	for (size_t i = 0; i < N_BITS; i++) {
		if (a->zero.bits[i] & ~b->zero.bits[i])
			return false;
	}
	for (int reg = 0; reg < N_REGS; reg++) {
		if (a->known & bit(reg) &&
		    !number_covers(&a->regs[reg], &b->regs[reg]))
			return false;
	}
	return true;
}

static void join(struct facts *to, const struct facts *from)
{
	for (int reg = 0; reg < N_REGS; reg++) {
		struct number a = get(to, reg), b = get(from, reg);

		set(to, reg, number_join(&a, &b));
	}
	for (size_t i = 0; i < N_BITS; i++)
		to->zero.bits[i] &= from->zero.bits[i];
}

/* Adds a way that knows @s, as far as it matters from @i on. */
static void add(struct fold *f, struct facts_set *to, struct facts s, size_t i)
{
	size_t n = 0;

	s.known &= f->live[i];
	for (size_t j = 0; j < to->v.n; j++) {
		if (covers(&to->v.v[j], &s))
			return;
	}
	for (size_t j = 0; j < to->v.n; j++) {
		if (!covers(&s, &to->v.v[j]))
			to->v.v[n++] = to->v.v[j];
	}
	to->v.n = n;
	if (n == MAX_STATES)
		join(&to->v.v[n - 1], &s);
	else
		*(struct facts *)vec_push(f->arena, &to->v) = s;
}

static void bring(struct fold *f, const struct facts *s, size_t target)
{
	if (!f->at[target])
		f->at[target] = arena_new_of(f->arena, struct facts_set);
	add(f, f->at[target], *s, target);
}

static struct number operand(const struct facts *s, const struct bpf_insn *insn)
{
	if (has_src(insn))
		return get(s, insn->src_reg);
	return number_constant((int64_t)insn->imm);
}

static void run_alu(struct facts *s, const struct bpf_insn *insn)
{
	struct number a = get(s, insn->dst_reg), b = operand(s, insn);
	uint8_t op = BPF_OP(insn->code);

	/* Of these the verifier knows nothing afterwards. */
	if (op == BPF_END || op == BPF_NEG)
		set(s, insn->dst_reg, number_any());
	else
		set(s, insn->dst_reg,
		    number_after(op, BPF_CLASS(insn->code) == BPF_ALU64, &a,
				 &b));
}

static int32_t load_bytes(const struct bpf_insn *insn)
{
	switch (BPF_SIZE(insn->code)) {
	case BPF_B:
		return 1;
	case BPF_H:
		return 2;
	case BPF_W:
		return 4;
	default:
		return 8;
	}
}

static struct number loaded(const struct facts *s, const struct bpf_insn *insn)
{
	if (BPF_SIZE(insn->code) == BPF_W &&
	    is_stack_word(insn, insn->src_reg) && has_word(&s->zero, insn->off))
		return number_constant(0);
	return number_of_bytes(load_bytes(insn));
}

/* The verifier tells apart zeroes on the stack, and no other number. */
static void run_store(struct fold *f, struct facts *s,
		      const struct bpf_insn *insn)
{
	struct number n = get(s, insn->src_reg);
	bool is_zero = load_bytes(insn) >= 4 && n.min == n.max && !n.min;

	if (!is_stack_word(insn, insn->dst_reg))
		return;
	for (int at = 0; at < load_bytes(insn); at += 4)
		set_word(&s->zero, insn->off + at,
			 is_zero && has_word(&f->loaded, insn->off + at));
}

static void run_other(struct fold *f, struct facts *s,
		      const struct bpf_insn *insn)
{
	switch (BPF_CLASS(insn->code)) {
	case BPF_LDX:
		set(s, insn->dst_reg, loaded(s, insn));
		break;
	case BPF_STX:
		run_store(f, s, insn);
		break;
	case BPF_LD:
		set(s, insn->dst_reg, number_any());
		if (!insn->src_reg)
			set(s, insn->dst_reg,
			    number_constant((uint64_t)(uint32_t)insn[1].imm
						    << 32 |
					    (uint32_t)insn[0].imm));
		break;
	case BPF_JMP:
		if (insn->code == (BPF_JMP | BPF_CALL))
			s->known &= ~(bit(BPF_REG_6) - 1);
		break;
	}
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

/* What is known on one way out of a test. */
static struct facts refined(const struct facts *s, const struct bpf_insn *insn,
			    bool holds)
{
	bool wide = BPF_CLASS(insn->code) == BPF_JMP;
	struct number a = get(s, insn->dst_reg), b = operand(s, insn);
	uint8_t op = BPF_OP(insn->code);
	struct facts out = *s;

	if (b.min == b.max)
		set(&out, insn->dst_reg,
		    number_refined(op, wide, &a, b.min, holds));
	else if (a.min == a.max)
		set(&out, insn->src_reg,
		    number_refined(changed_over(op), wide, &b, a.min, holds));
	return out;
}

/* Takes one way through the test at @i. */
static uint8_t run_test(struct fold *f, const struct facts *s, size_t i,
			struct facts_set *on)
{
	const struct bpf_insn *insn = &f->img->insns.v[i];
	bool wide = BPF_CLASS(insn->code) == BPF_JMP;
	struct number a = get(s, insn->dst_reg), b = operand(s, insn);
	int holds = -1;
	struct facts out;

	if (b.min == b.max)
		holds = number_test(BPF_OP(insn->code), wide, &a, b.min);
	if (holds != 0) {
		out = refined(s, insn, true);
		bring(f, &out, i + 1 + insn->off);
	}
	if (holds != 1) {
		out = refined(s, insn, false);
		add(f, on, out, i + 1);
	}
	return (holds != 0 ? JUMPS : 0) | (holds != 1 ? GOES_ON : 0);
}

/* Lets all ways to @i take it. */
static void step(struct fold *f, size_t i)
{
	const struct bpf_insn *insn = &f->img->insns.v[i];
	bool is_goto = insn->code == (BPF_JMP | BPF_JA);
	struct facts_set on = {};
	struct facts *s;

	vec_for_each(s, &f->now.v) {
		if (is_goto)
			bring(f, s, i + 1 + insn->off);
		else if (flow_is_jump(insn))
			f->ways[i] |= run_test(f, s, i, &on);
		else if (is_class_alu(insn))
			run_alu(s, insn);
		else
			run_other(f, s, insn);
		if (!flow_is_jump(insn) && insn->code != (BPF_JMP | BPF_EXIT))
			add(f, &on, *s, i + 1 + flow_is_wide(insn));
	}
	f->now = on;
}

static void find_ways(struct fold *f)
{
	struct facts *s;

	add(f, &f->now, (struct facts){}, 0);
	for (size_t i = 0; i < f->img->insns.n; i++) {
		if (f->at[i]) {
			vec_for_each(s, &f->at[i]->v)
				add(f, &f->now, *s, i);
		}
		step(f, i);
		i += flow_is_wide(&f->img->insns.v[i]);
	}
}

void fold_image(struct image *img)
{
	struct fold f = { .arena = arena_new(), .img = img };

	if (img->insns.n > MAX_INSNS) {
		arena_free(f.arena);
		return;
	}
	f.live = arena_calloc(f.arena, img->insns.n + 2, sizeof(*f.live));
	f.at = arena_calloc(f.arena, img->insns.n + 1,
			    sizeof(struct facts_set *));
	f.ways = arena_calloc(f.arena, img->insns.n + 1, sizeof(*f.ways));
	find_live(&f);
	find_loaded(&f);
	find_ways(&f);
	for (size_t i = 0; i < img->insns.n; i++) {
		struct bpf_insn *insn = &img->insns.v[i];

		if (f.ways[i] == JUMPS)
			*insn = (struct bpf_insn){ .code = BPF_JMP | BPF_JA,
						   .off = insn->off };
		else if (f.ways[i] == GOES_ON)
			*insn = (struct bpf_insn){ .code = BPF_JMP | BPF_JA };
	}
	arena_free(f.arena);
}
