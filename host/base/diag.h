/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * diag.h - located messages
 *
 * Every module reports what is wrong with the user's input here, with its
 * place; only the commands print. A message names the place, the fact and the
 * way out: "web.nft:3:17: port 70000 is out of range (0-65535)".
 */
#ifndef NICFW_DIAG_H
#define NICFW_DIAG_H

#include "base/vec.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

/*
 * A place in a text; @file is NULL for "no place", line and column count from
 * 1. Line 0: what is in the kernel has a name and no lines, and @file is it:
 * "inet filter input handle 12".
 */
struct loc {
	const char *file;
	unsigned int line;
	unsigned int col;
};

/* A place in a file that is known: half as large, for there are millions. */
struct line_col {
	unsigned int line;
	unsigned int col;
};

static inline struct line_col loc_in_file(struct loc loc)
{
	return (struct line_col){ loc.line, loc.col };
}

/* "web.nft:12", or the name alone; "?" for no place. */
const char *loc_text(struct arena *a, struct loc loc);

enum diag_level {
	DIAG_ERROR,
	DIAG_WARNING,
	DIAG_NOTE,
};

struct diag_msg {
	enum diag_level level;
	struct loc loc;
	const char *text;
};

struct diag {
	struct arena *arena;
	VEC(struct diag_msg) msgs;
	size_t n_errors;
};

/* Readers of input give up after this many errors in one run. */
#define DIAG_MAX_ERRORS 20

struct diag *diag_new(struct arena *a);

void diag_add(struct diag *d, enum diag_level level, struct loc loc,
	      const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#define diag_error(d, loc, ...)	  diag_add(d, DIAG_ERROR, loc, __VA_ARGS__)
#define diag_warning(d, loc, ...) diag_add(d, DIAG_WARNING, loc, __VA_ARGS__)
#define diag_note(d, loc, ...)	  diag_add(d, DIAG_NOTE, loc, __VA_ARGS__)

/* True once DIAG_MAX_ERRORS were reported. */
bool diag_is_full(const struct diag *d);

/*
 * One line a message, "FILE:LINE:COL: [warning: |note: ]TEXT", in the order
 * reported, as utf8_text() has it.
 */
void diag_print(const struct diag *d, FILE *out);

#endif
