/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * long_text.h - a text of many megabytes that is printed
 *
 *	struct long_text t = {};
 *	FILE *out = long_text_open(&t);
 *
 *	nft_print_ruleset(rs, out);
 *	long_text_close(&t, out);
 *	...
 *	long_text_free(&t);
 *
 * While it grows its pages are moved, or are of what was given back (pages.h),
 * so that it is there once: a stream of open_memstream() copies, and what an
 * arena has of it stays there.
 */
#ifndef NICFW_LONG_TEXT_H
#define NICFW_LONG_TEXT_H

#include <stdio.h>

struct long_text {
	char *s; /* closed by a NUL after long_text_close() */
	size_t len;
	size_t cap;
};

/* A stream that adds to @t, which is empty; ends the process without memory. */
FILE *long_text_open(struct long_text *t);

void long_text_close(struct long_text *t, FILE *out);

/* Of one that nothing was printed to, too. */
void long_text_free(struct long_text *t);

#endif
