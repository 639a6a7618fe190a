/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * differences.h - where nftables answers otherwise than docs/semantics.md
 *
 * differences.def as a table. A front may not drop what a row covers, the docs
 * list it, and the corpus proves it: a difference that is seen but has no row
 * fails there, and so does a row's mark where none is seen.
 */
#ifndef NICFW_DIFFERENCES_H
#define NICFW_DIFFERENCES_H

#include <stdbool.h>
#include <stddef.h>

enum difference_kernels {
	ALL_KERNELS,  /* those we know of: 6.1's source, 6.18 seen */
	SOME_KERNELS, /* a fix came to some stable series; no version tells */
};

struct difference {
	const char *id;
	const char *construct; /* what a rule asks */
	const char *condition; /* of which frame */
	const char *nicfw;     /* our answer */
	const char *nft;       /* the kernel's */
	enum difference_kernels kernels;
};

extern const struct difference differences[];
extern const size_t n_differences;

/* The row called @id; NULL if there is none. */
const struct difference *difference_by_id(const char *id);

#endif
