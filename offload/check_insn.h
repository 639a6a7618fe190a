/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check_insn.h - what may be wrong with one instruction
 */
#ifndef NICFW_CHECK_INSN_H
#define NICFW_CHECK_INSN_H

#include "offload/check_flow.h"

/* What is done to a word of a map's values, a bit each. */
enum check_use {
	CHECK_READ = 1,
	CHECK_ADDED = 2,
};

struct check_insn {
	struct arena *arena; /* for texts */
	const struct image *img;
	const struct profile *profile;
	uint8_t **uses; /* of each map, of each word; what went before */
	/* The instruction, and what holds before it; NULL: never reached. */
	uint32_t i;
	const struct bpf_insn *insn;
	const struct flow_state *state;
};

/* What is wrong, behind "rule 12"; NULL: nothing. */
typedef const char *check_insn_fn(struct check_insn *c);

/* The checks for @profile, one after the other; NULL ends them. */
check_insn_fn *check_insn_next(const struct profile *profile, size_t *row);

/* Bytes of stack that the instruction uses; 0: none. */
uint32_t check_insn_stack(const struct check_insn *c);

#endif
