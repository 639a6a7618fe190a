/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * known.h - programs that the nfp driver's JIT translates wrongly
 *
 * Each shows one mistake of jit.c: the model must not agree with the kernel on
 * it, and the random programs leave it out by its name. When a driver is
 * mended, its row here fails and can go. docs/nfp-model.md explains them.
 */
#ifndef NICFW_NFP_KNOWN_H
#define NICFW_NFP_KNOWN_H

#include "nfp/gen.h"

/* How many there are, and the @i-th, in @a. */
extern const size_t n_known;
void known_case(struct arena *a, size_t i, struct nfp_case *out);

#endif
