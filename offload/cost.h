/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cost.h - how many words an nfp's JIT makes of a program, to the word
 *
 * The driver says only that a program is too long, so this has to be known
 * before. The figures are those of drivers/net/ethernet/netronome/nfp/bpf/jit.c
 * of Linux 6.1 to 6.12; tests/vm/words_test.sh holds them against that file.
 * They hold for what the emitter makes: cost_refuses() tells what they do not
 * hold for.
 */
#ifndef NICFW_COST_H
#define NICFW_COST_H

#include "offload/check_flow.h"

/*
 * The words of @img, which uses @stack_bytes of stack. @each, if not NULL, gets
 * those of each instruction; what they leave over is the frame around them.
 * @a is for scratch.
 */
uint32_t cost_nfp(struct arena *a, const struct image *img,
		  uint32_t stack_bytes, uint32_t *each);

/*
 * The words that a run executes which takes instruction i @runs[i] times, of
 * @each[i] words as cost_nfp() gives them, and ends with an answer. A few too
 * many at most: of a comparison of 64 bits all are counted, also where its
 * first half decides. What a lookup takes beyond its call is the firmware's.
 */
uint32_t cost_nfp_run(const struct image *img, const uint32_t *each,
		      const uint64_t *runs);

/*
 * Why the words of @insn, before which @state holds, are not known: the emitter
 * does not make it. NULL: they are.
 */
const char *cost_refuses(const struct bpf_insn *insn,
			 const struct flow_state *state);

#endif
