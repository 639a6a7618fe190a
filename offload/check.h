/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check.h - does an image fit a NIC?
 *
 * Says before the kernel does what a profile's device would refuse, each
 * violation tied to the rule whose code breaks the limit: much of what the nfp
 * driver refuses, it refuses without a reason (offload.c: the JIT's errors go
 * to the kernel log only).
 */
#ifndef NICFW_CHECK_H
#define NICFW_CHECK_H

#include "offload/image.h"

/*
 * What @text says is said of the rule, or of the program: it reads on behind
 * "agilio-cx: rule 12" or "agilio-cx: the program".
 */
struct violation {
	uint32_t rule; /* PLAN_NO_RULE: the program as a whole */
	uint32_t insn; /* UINT32_MAX: not one instruction's */
	const char *text;
};

struct check_report {
	VEC(struct violation) violations;
	uint32_t insns; /* in the profile's unit; of UNIT_NFP to the word */
	uint32_t max_insns;
	uint32_t maps;
	uint32_t max_maps;
	uint64_t entries;
	uint64_t max_entries;
	uint32_t lookups;   /* that one frame takes at most */
	uint32_t last_byte; /* of a frame that may be read; of UNIT_NFP */
	uint32_t used_stack_bytes; /* before a driver rounds them up */
	uint32_t stack_bytes;
	uint32_t max_stack_bytes;
};

/* Maps that one program can use (linux/bpf_verifier.h). */
#define MAX_USED_MAPS 64

/* Of a program that has more, each of which it looks something up in, none
 * fits. */
uint32_t check_most_maps(const struct profile *profile);

/* Fills @report, in @a. The image fits if there are no violations. */
void check_image(struct arena *a, const struct image *img,
		 const struct profile *profile, struct check_report *report);

#endif
