/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fold_way.h - what is known on one way through a program
 *
 * Of registers, and of words on the stack, all that the kernel's verifier
 * knows there, or more (kernel/bpf/verifier.c of Linux 6.1; functions named
 * are of that file). Addresses are numbers of which nothing is known.
 */
#ifndef NICFW_FOLD_WAY_H
#define NICFW_FOLD_WAY_H

#include "base/arena.h"
#include "offload/insn.h"
#include "offload/number.h"

#define WAY_REGS	BPF_REG_10
#define WAY_STACK_BYTES 512

/* Words of the stack, a bit each, the one at the lowest address first. */
struct way_words {
	uint64_t bits[WAY_STACK_BYTES / 4 / 64];
};

/* A number on the stack that is remembered; never changed once it is listed. */
struct way_spill {
	const struct way_spill *next;
	int16_t off;
	uint8_t bytes;
	struct number n;
};

struct way {
	uint32_t known; /* a bit a register; of others nothing is known */
	struct number regs[WAY_REGS];
	struct way_words zero; /* stored from a register that is 0 */
	const struct way_spill *spills;
};

/* Marks the words that @insn loads, if it loads from the stack. */
void way_mark_loaded(struct way_words *loaded, const struct bpf_insn *insn);

/* True if all that @b may be like @a may be like too: @a knows no more. */
bool way_covers(const struct way *a, const struct way *b);

/* Leaves in @to what both know. @a is for what is listed. */
void way_join(struct arena *a, struct way *to, const struct way *from);

/*
 * Runs @insn, which does not jump; with the second half of a 64-bit constant
 * behind it. Of the stack only what is in @loaded is remembered.
 */
void way_run(struct arena *a, struct way *w, const struct bpf_insn *insn,
	     const struct way_words *loaded);

/* 1: the test @insn always holds, 0: never; -1: not known. */
int way_test(const struct way *w, const struct bpf_insn *insn);

/* What is known where the test @insn held, or did not. */
struct way way_refined(const struct way *w, const struct bpf_insn *insn,
		       bool holds);

#endif
