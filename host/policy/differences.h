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

/* A kernel's version as one number, as in LINUX_VERSION_CODE. */
#define KERNEL(major, minor) ((major) << 8 | (minor))

struct difference {
	const char *id;
	const char *construct; /* what a rule asks */
	const char *condition; /* of which frame */
	const char *nicfw;     /* our answer */
	const char *nft;       /* the kernel's */
	unsigned int first;    /* first and last KERNEL() that does so; */
	unsigned int last;     /* 0: from the start, to this day */
};

extern const struct difference differences[];
extern const size_t n_differences;

/* The row called @id; NULL if there is none. */
const struct difference *difference_by_id(const char *id);

/* True if @kernel, a KERNEL(), answers as the row says. */
bool difference_covers(const struct difference *d, unsigned int kernel);

#endif
