/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * line_journal.h - a line for each change, ended once that is done
 *
 * The line is written before what it says is done, without its newline: behind
 * a tab, which says that all of it was written. So the next command finds out
 * what was interrupted.
 */
#ifndef NICFW_LINE_JOURNAL_H
#define NICFW_LINE_JOURNAL_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* Of a line. */
#define LINE_JOURNAL_MAX_BYTES (128u << 10)

/*
 * Writes @line, without its end, to the file @path. -EFBIG: there are @max
 * bytes, or the line is too long. Returns a descriptor for line_journal_end();
 * -errno: nothing is written.
 */
int line_journal_begin(const char *path, const char *line, size_t max);

/*
 * Ends the last line or, not @is_done, takes it out again. Needs no memory.
 * -errno.
 */
int line_journal_end(int fd, bool is_done);

/*
 * Looks for a line that is not ended: 1, with a descriptor for
 * line_journal_end() in *@fd and the line in *@line, in @a, NULL if not all of
 * it was written. 0: there is none. -errno.
 */
int line_journal_open(struct arena *a, const char *path, int *fd, char **line);

#endif
