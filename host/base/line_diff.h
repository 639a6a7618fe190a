/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * line_diff.h - the few lines in which two long texts differ
 */
#ifndef NICFW_LINE_DIFF_H
#define NICFW_LINE_DIFF_H

#include "base/vec.h"

#include <stdbool.h>

/* A text that ends where its last line does. */
struct line_text {
	const char *s;
	size_t len;
};

/* Lines that stand in the place of others. */
struct line_hunk {
	unsigned int line; /* the first one's number in the old text, from 1 */
	unsigned int n_old, n_new;
	struct line_text old, new; /* with the newlines behind them */
};

struct line_diff {
	VEC(struct line_hunk) hunks;
};

/* So many lines of a hunk on one side, and so many hunks, are few. */
#define LINE_DIFF_MAX_LINES 64
#define LINE_DIFF_MAX_HUNKS 64

/*
 * Sets *@out, in @a, to hunks in order, each with equal lines behind it or none
 * at all; their texts point into @old and @new. -E2BIG if there are many.
 */
int line_diff(struct arena *a, struct line_text old, struct line_text new,
	      struct line_diff *out);

/* Cuts the next line, without its newline, off @text; false: none is left. */
bool line_take(struct line_text *text, struct line_text *line);

#endif
