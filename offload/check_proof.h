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

/*
 * The first instruction that the verifier may refuse, in *@insn, and why; NULL:
 * there is none. Programs must jump forward, and within their instructions.
 */
const char *check_proof(struct arena *a, const struct image *img,
			uint32_t *insn);

#endif
