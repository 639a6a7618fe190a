/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * transact.h - several attachments change together or not at all
 *
 * Before the first one changes, what was there is written to a journal;
 * removing the journal is the commit. Whoever finds a journal without its
 * writer undoes what it says, or, where all of the new is in place and nobody
 * was to confirm it, finishes it. Undoing attaches the old generations, whose
 * programs are still pinned. A process that gets no more memory meanwhile has
 * all of it undone (exhausted.h).
 */
#ifndef NICFW_TRANSACT_H
#define NICFW_TRANSACT_H

#include "load/state.h"

/* One interface of a transaction. */
struct change {
	const char *ifname; /* as it was called when the change began */
	uint32_t ifindex;
	unsigned int new_gen;
	unsigned int old_gen; /* 0: nothing of ours ran */
	bool had[N_SLOTS];
	enum profile_stage stages[N_SLOTS]; /* where had[] */
	/* Another's program, thrown out; pinned in new_gen as "evicted". */
	bool evicts;
	enum profile_stage evicted_stage;
};

struct transaction {
	VEC(struct change) changes;
	bool awaits_confirm;
	bool is_found; /* by another process than the one that began it */
};

/* Notes in @c what runs on @nic, as @now says. */
void transact_note(struct change *c, const struct nic *nic,
		   const struct loaded *now);

/* Path of the pin of the program that @c throws out. */
const char *transact_evicted_pin(const struct state *st,
				 const struct change *c);

/*
 * True if nothing but our programs filters, before @c and behind it, so that no
 * frame may get in meanwhile, or if that cannot be told. Its generations have
 * been written.
 */
bool transact_must_hold(const struct state *st, const struct change *c);

/* Writes the journal. Nothing may have changed yet. -errno says why not. */
int transact_begin(const struct state *st, const struct transaction *t);

/* What was changed stays, and counters go on; the old generations are removed.
 */
void transact_commit(const struct state *st, const struct transaction *t);

/*
 * Attaches what there was, removes the new generations and the journal. What
 * cannot be attached again is an error in @diag; where frames are dropped in
 * its place the journal stays, and the next command tries again.
 */
void transact_undo(const struct state *st, struct diag *diag,
		   const struct transaction *t);

/*
 * What each command does first: ends an interrupted transaction, follows
 * renamed devices, forgets devices that are gone and removes generations that
 * nothing runs, also what is left of other namespaces (forget.h). Says in @diag
 * what it undid. Does nothing without the lock. -errno, with an error in @diag,
 * if it cannot be told how an interrupted transaction stands; then nothing may
 * be changed.
 */
int transact_recover(const struct state *st, struct diag *diag);

/*
 * As transact_recover(), for who goes on to read what runs on @nic: 1 if that
 * was read on the way, into @nic and @now as state_read() does; 0 if not.
 * Leaves what other namespaces left to transact_recover(), for that is only
 * memory.
 */
int transact_recover_for(const struct state *st, struct diag *diag,
			 struct nic *nic, struct loaded *now);

/* Nothing is to be restored on that device any more: it is unloaded. */
void transact_forget(const struct state *st, uint32_t ifindex);

/* True if a load of that device waits for its confirmation right now. */
bool transact_awaits_confirm(const struct state *st, uint32_t ifindex);

#endif
