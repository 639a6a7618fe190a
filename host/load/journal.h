/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * journal.h - a transaction as a file
 */
#ifndef NICFW_JOURNAL_H
#define NICFW_JOURNAL_H

#include "load/transact.h"

/*
 * Of a journal, and of another that has the same changes and says that they are
 * to be undone even if all of them are in place: it takes the journal's place
 * by a rename, for which no memory is needed.
 */
struct journal_paths {
	const char *path;
	const char *undone;
};

struct journal_paths journal_paths_of(const struct state *st);

/* Writes both; -errno. */
int journal_write(const struct state *st, const struct transaction *t);

/*
 * -ENOENT if there is none; -EINVAL if it cannot be understood; other -errno if
 * it cannot be read.
 */
int journal_read(const struct state *st, struct transaction *out);

void journal_remove(const struct state *st);

#endif
