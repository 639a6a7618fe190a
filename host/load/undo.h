/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * undo.h - what puts the kernel's own rules back
 *
 * A load that installs rules writes, before its journal, how the tables that it
 * is going to change were. Whoever undoes the transaction runs that too; once
 * it is over nobody needs it. A file without a journal is left over.
 */
#ifndef NICFW_UNDO_H
#define NICFW_UNDO_H

#include "load/state.h"

struct undo_step {
	const char *tool; /* reads text: "iptables-nft-restore"; NULL: nft */
	const char *text;
	const char *what; /* "inet filter, ip nat" */
};

/* A front that passes all while the rules behind it change. */
struct undo_pause {
	const char *ifname;
	unsigned int gen;
};

struct undo {
	uint32_t generation; /* nf_tables has changed when it has another one */
	VEC(struct undo_step) steps;
	VEC(struct undo_pause) pauses;
};

/* Writes it down. 0 or -errno. */
int undo_write(const struct state *st, const struct undo *undo);

/*
 * For another process than the one that wrote it: 0 if undo_run() has what it
 * needs for what was written, if anything was; or -ENOENT with an error in
 * @diag. What cannot be put back then another command may put back later.
 */
int undo_require(const struct state *st, struct diag *diag);

/*
 * Puts the rules back where they were changed, lets fronts filter again, and
 * forgets it; says in @diag what it did, and what it could not. Does nothing
 * where nothing was written.
 */
void undo_run(const struct state *st, struct diag *diag);

void undo_forget(const struct state *st);

/* Removes what undo_run() left of rules that could not be put back. */
void undo_forget_failed(const struct state *st);

/* True if something was written and is not yet forgotten. */
bool undo_is_written(const struct state *st);

/* Makes the front of @pause pass everything, or filter again. */
int undo_set_pause(const struct state *st, const struct undo_pause *pause,
		   bool is_on);

#endif
