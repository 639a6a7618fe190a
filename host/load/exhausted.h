/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exhausted.h - what a change comes to whose process runs out of memory
 *
 * A process that ends for want of memory (base/arena.h) has status 3, which
 * says that nothing changed. While a journal is there, that is made true:
 * another nicfw, which has memory of its own, undoes what was begun. Once the
 * change is made the status is 0, with a line that says how the process ended.
 */
#ifndef NICFW_EXHAUSTED_H
#define NICFW_EXHAUSTED_H

#include "load/state.h"

/* A journal has been written: without memory, what it says is undone. */
void exhausted_undoes(const struct state *st);

/* The journal is gone, for all was undone: it is as if nothing had begun. */
void exhausted_changes_nothing(void);

/* All that the command is to change has changed. */
void exhausted_is_done(void);

#endif
