/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check_proof.h - does a program keep to what the kernel's verifier proves?
 *
 * A walk in the program's order like that of check_flow.h, but one that has to
 * be sure: where two ways meet, only what holds on both is known, and an
 * instruction that may do on some way what the verifier refuses is refused. The
 * verifier follows each way apart, so it takes programs that are refused here;
 * what the emitter makes needs no more than this.
 */
#ifndef NICFW_CHECK_PROOF_H
#define NICFW_CHECK_PROOF_H

#include "offload/image.h"

struct proved {
	/* What the verifier may refuse first; NULL: nothing. */
	const char *why;
	uint32_t insn;
	/* The last byte of a packet that the verifier finds read
	 * (max_pkt_offset of struct bpf_prog_aux), and by which instruction. */
	uint32_t last_byte;
	uint32_t last_insn;
};

/* Programs must jump forward, and within their instructions. */
void check_proof(struct arena *a, const struct image *img, struct proved *out);

#endif
