/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * journal.h - a transaction as a file
 */
#ifndef NICFW_JOURNAL_H
#define NICFW_JOURNAL_H

#include "load/transact.h"

int journal_write(const struct state *st, const struct transaction *t);

/*
 * -ENOENT if there is none; -EINVAL if it cannot be understood; other -errno if
 * it cannot be read.
 */
int journal_read(const struct state *st, struct transaction *out);

void journal_remove(const struct state *st);

#endif
