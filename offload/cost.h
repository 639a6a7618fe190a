/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cost.h - how many words an nfp's JIT makes of a program: an estimate
 *
 * The driver says only that a program is too long, so this has to be known
 * before. The JIT's choices depend on what the kernel's verifier proves, and
 * the model here is coarser: it may err to either side by some percent.
 */
#ifndef NICFW_COST_H
#define NICFW_COST_H

#include "offload/image.h"

/* The words of @img, which uses @stack_bytes of stack. @a is for scratch. */
uint32_t cost_nfp(struct arena *a, const struct image *img,
		  uint32_t stack_bytes);

#endif
