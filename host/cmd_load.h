/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cmd_load.h - what the files of nicfw load share
 *
 * cmd_load.c goes the way of a load, for nicfw set as well, cmd_load_place.c
 * tries a shorter one, cmd_load_front.c goes along the kernel's own rules,
 * cmd_load_others.c looks after fronts of other devices, and cmd_load_say.c
 * says what was done.
 */
#ifndef NICFW_CMD_LOAD_H
#define NICFW_CMD_LOAD_H

#include "base/long_text.h"
#include "cmd.h"
#include "load/install.h"
#include "load_rules.h"
#include "wish.h"

struct load_args {
	const char *file;
	const char *profile;
	const char *confirm;
	struct source_texts rules;
	struct wish_texts wish;
	bool offload;
	bool driver;
	bool generic;
	bool strict;
	bool shadow;
	bool unwatched;
	bool with_nft;
	bool flush;
	bool force;
	bool allow_gap;
	bool verbose;
	bool json;
};

/* A front of a device that is not in this load, but of the same rules. */
struct load_other {
	struct nic nic;
	unsigned int gen;
};

/* One run of the command. */
struct load {
	struct arena *a;
	struct diag *diag;
	struct load_args args;
	struct job_options opts;
	unsigned int confirm_s; /* 0: nobody is asked */
	struct state state;
	struct load_rules rules;
	struct long_text text, places; /* of opts, from load_print_rules() */
	struct install install;	       /* --with-nft */
	struct undo undo;
	VEC(struct load_other) others;
	struct transaction transaction;
	struct watch
		watch; /* while frames may be held, or an answer is awaited */
	const char *why_anew; /* not in place; NULL: nothing was tried */
	bool is_part;	      /* of another command, which says what was done */
	/* Of what runs, and said when that was loaded: no news of this load. */
	VEC(struct job_refusal) known;
	size_t n_jobs;
	struct job *jobs;
};

/* What is kept of the rules in @l->rules: texts of @l->opts. */
void load_print_rules(struct load *l);

/* Frees them, of a load that printed none too. */
void load_free_rules(struct load *l);

/*
 * From rules that are read, in @l->rules, to what runs on the interfaces that
 * @operands name; l->state is open for a change.
 */
enum cmd_status load_run(struct load *l, const struct cmd_operands *operands);

/* ---- cmd_load_place.c ---- */

/*
 * Loads a file that differs little from what runs by changing that, where it is
 * exact. False: it is to be loaded anew, and l->opts.source_fd is where its
 * text is to be kept, or -1. True: that was all, with the exit status in
 * *@status.
 */
bool load_place(struct load *l, const struct cmd_operands *operands,
		enum cmd_status *status);

/* ---- cmd_load_front.c ---- */

/* True if all that generation @gen drops is dropped by the kernel as well. */
bool load_is_front(const struct load *l, const char *ifname, unsigned int gen);

/* Once the file is read: may and can it be installed, where that is asked? */
enum cmd_status load_plan_install(struct load *l);

/* Before anything changes: what would put the kernel's rules back. */
enum cmd_status load_gather(struct load *l);

/*
 * Under the journal, before the first program is attached: fronts of old rules
 * pass all, and the file is installed; or the kernel is asked whether it still
 * has the rules that were compiled. Errors are in the diag.
 */
enum cmd_status load_install(struct load *l);

/*
 * After the last one is attached: the kernel's rules are the same still, and
 * the facts of the host that fronts rely on.
 */
enum cmd_status load_recheck(struct load *l);

/* ---- cmd_load_others.c ---- */

/* Finds fronts that have to pass all meanwhile. -errno with errors in the diag.
 */
int load_note_others(struct load *l);

/* Once the rules are installed for good: who is in step filters again. */
void load_free_others(struct load *l);

/* ---- cmd_load_say.c ---- */

/* What is new of the steps down. */
void load_say_steps(const struct load *l, struct job *job);

/* What the user should know before the device is touched. */
void load_warn(const struct load *l, const struct job *job);

/* What was loaded, on stdout. */
void load_say_result(const struct load *l);

/* Whoever reads that a load failed wants to know whether a filter is there. */
void load_say_what_runs(const struct load *l, struct job *job);

/* The old policy may drop what the new one accepts. */
void load_warn_of_left(const struct job *job);

#endif
