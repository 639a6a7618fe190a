/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check_isa.h - which instructions there are, and who takes them
 *
 * One row an opcode. What a row cannot say, because it depends on more than
 * the opcode, check.c checks.
 */
#ifndef NICFW_CHECK_ISA_H
#define NICFW_CHECK_ISA_H

#include <stdbool.h>
#include <stdint.h>

struct isa_row {
	bool is_known;
	/* Why the kernel, and why nfp, refuse it, behind "needs"; NULL: taken.
	 */
	const char *bpf;
	const char *nfp;
};

/* By opcode: BPF up to cpu v3, and of cpu v4 what it is. */
extern const struct isa_row check_isa[256];

#endif
