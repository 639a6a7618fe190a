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
#include "offload/fold.h"

#include "offload/fold_way.h"
#include "offload/insn.h"

/*
 * So many different ways are told apart; what comes beyond is joined to one
 * of them, and some test may stay in that the verifier sees through.
 */
#define MAX_WAYS 256

/* No longer program fits a NIC: the words of one are counted in 16 bits. */
#define MAX_INSNS UINT16_MAX

/* The ways to one place that differ in what is known on them. */
struct ways {
	VEC(struct way) v;
};

/* Where ways were found to lead from a jump. */
enum { GOES_ON = 1, JUMPS = 2 };

struct fold {
	struct arena *arena;
	struct image *img;
	uint16_t *live;	  /* registers that are read from there on */
	struct ways **at; /* what jumps bring, by target */
	uint8_t *taken;	  /* of each jump, by some way */
	struct ways now;
	struct way_words loaded; /* by some instruction */
};

static uint32_t bit(int reg)
{
	return 1U << reg;
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
	if (insn_is_alu(insn) || BPF_CLASS(insn->code) == BPF_LDX ||
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
		if (insn_is_jump(insn))
			later |= f->live[i + 1 + insn->off];
		f->live[i] = (later & ~regs_written(insn)) | regs_read(insn);
	}
}

/* Adds the way @w, as far as what it knows matters from @i on. */
static void add(struct fold *f, struct ways *to, struct way w, size_t i)
{
	size_t n = 0;

	w.known &= f->live[i];
	for (size_t j = 0; j < to->v.n; j++) {
		if (way_covers(&to->v.v[j], &w))
			return;
	}
	for (size_t j = 0; j < to->v.n; j++) {
		if (!way_covers(&w, &to->v.v[j]))
			to->v.v[n++] = to->v.v[j];
	}
	to->v.n = n;
	if (n == MAX_WAYS)
		way_join(f->arena, &to->v.v[n - 1], &w);
	else
		*(struct way *)vec_push(f->arena, &to->v) = w;
}

static void bring(struct fold *f, const struct way *w, size_t target)
{
	if (!f->at[target])
		f->at[target] = arena_new_of(f->arena, struct ways);
	add(f, f->at[target], *w, target);
}

/* Takes one way through the test at @i. */
static uint8_t run_test(struct fold *f, const struct way *w, size_t i,
			struct ways *on)
{
	const struct bpf_insn *insn = &f->img->insns.v[i];
	int holds = way_test(w, insn);
	struct way out;

	if (holds != 0) {
		out = way_refined(w, insn, true);
		bring(f, &out, i + 1 + insn->off);
	}
	if (holds != 1) {
		out = way_refined(w, insn, false);
		add(f, on, out, i + 1);
	}
	return (holds != 0 ? JUMPS : 0) | (holds != 1 ? GOES_ON : 0);
}

/* Lets all ways to @i take it. */
static void step(struct fold *f, size_t i)
{
	const struct bpf_insn *insn = &f->img->insns.v[i];
	bool is_goto = insn->code == (BPF_JMP | BPF_JA);
	struct ways on = {};
	struct way *w;

	vec_for_each(w, &f->now.v) {
		if (is_goto)
			bring(f, w, i + 1 + insn->off);
		else if (insn_is_jump(insn))
			f->taken[i] |= run_test(f, w, i, &on);
		else
			way_run(f->arena, w, insn, &f->loaded);
		if (!insn_is_jump(insn) && insn->code != (BPF_JMP | BPF_EXIT))
			add(f, &on, *w, i + 1 + insn_is_wide(insn));
	}
	f->now = on;
}

static void find_taken(struct fold *f)
{
	const struct way *w;

	add(f, &f->now, (struct way){}, 0);
	for (size_t i = 0; i < f->img->insns.n; i++) {
		if (f->at[i]) {
			vec_for_each(w, &f->at[i]->v)
				add(f, &f->now, *w, i);
		}
		step(f, i);
		i += insn_is_wide(&f->img->insns.v[i]);
	}
}

void fold_image(struct image *img)
{
	struct fold f = { .arena = arena_new(), .img = img };
	struct bpf_insn *insn;

	if (img->insns.n > MAX_INSNS) {
		arena_free(f.arena);
		return;
	}
	f.live = arena_calloc(f.arena, img->insns.n + 2, sizeof(*f.live));
	f.at = arena_calloc(f.arena, img->insns.n + 1, sizeof(*f.at));
	f.taken = arena_calloc(f.arena, img->insns.n + 1, sizeof(*f.taken));
	find_live(&f);
	vec_for_each(insn, &img->insns)
		way_mark_loaded(&f.loaded, insn);
	find_taken(&f);
	for (size_t i = 0; i < img->insns.n; i++) {
		insn = &img->insns.v[i];
		if (f.taken[i] == JUMPS)
			*insn = (struct bpf_insn){ .code = BPF_JMP | BPF_JA,
						   .off = insn->off };
		else if (f.taken[i] == GOES_ON)
			*insn = (struct bpf_insn){ .code = BPF_JMP | BPF_JA };
	}
	arena_free(f.arena);
}
