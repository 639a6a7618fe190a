// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_load_front.c - nicfw load and the kernel's own rules
 *
 * A front drops what the kernel would drop, so it is never there together with
 * rules that would not. Where a load changes these, the old front passes all
 * first, then the rules change, then the new front is attached. A complete load
 * stays until the new one takes its place: nothing behind it has its rules.
 */
#include "cmd_load.h"

#include <errno.h>

static const struct loc nowhere;

static enum cmd_status status_of(int err)
{
	return !err ? CMD_DONE : err == -EINVAL ? CMD_REFUSED : CMD_MACHINE;
}

enum cmd_status load_plan_install(struct load *l)
{
	int err;

	if (!l->args.with_nft)
		return CMD_DONE;
	l->install = (struct install){
		.path = l->args.file,
		.text = l->args.rules.defines.texts.n ? l->opts.text : NULL,
		.ruleset = l->rules.source.ruleset,
		.may_flush = l->args.flush,
	};
	l->rules.replaces_all = install_replaces_all(&l->install);
	err = install_check(l->a, l->diag, &l->install);
	cmd_report(l->diag);
	return status_of(err);
}

bool load_is_front(const struct load *l, const char *ifname, unsigned int gen)
{
	json_t *meta = NULL;
	bool is_front;

	if (gen)
		meta = state_read_meta(&l->state, ifname, gen);
	is_front = json_is_object(json_object_get(meta, "front")) &&
		   !json_is_true(json_object_get(meta, "shadow"));
	json_decref(meta);
	return is_front;
}

enum cmd_status load_gather(struct load *l)
{
	const struct job *job;
	int err;

	if (!l->args.with_nft)
		return CMD_DONE;
	for (job = l->jobs; job < l->jobs + l->n_jobs; job++)
		if (load_is_front(l, job->nic.name, job->old.gen) &&
		    !job->bypass)
			*vec_push(l->a, &l->undo.pauses) =
				(struct undo_pause){ job->nic.name,
						     job->old.gen };
	err = load_note_others(l);
	if (!err)
		err = install_gather(l->a, l->diag, &l->install, &l->undo);
	cmd_report(l->diag);
	return status_of(err);
}

static int pause_fronts(struct load *l)
{
	const struct undo_pause *pause;
	const char *failed = NULL;
	int err = 0;

	vec_for_each(pause, &l->undo.pauses) {
		if (err)
			continue;
		err = undo_set_pause(&l->state, pause, true);
		failed = pause->ifname;
	}
	if (err)
		diag_error(
			l->diag, nowhere,
			"%s: its front could not be told to pass everything meanwhile: %s",
			failed, strerror(-err));
	return err;
}

enum cmd_status load_install(struct load *l)
{
	int err = 0;

	if (l->args.with_nft) {
		err = pause_fronts(l);
		if (!err)
			err = install_run(l->a, l->diag, &l->install);
	}
	if (!err)
		err = rules_check(&l->rules, l->jobs, l->n_jobs,
				  l->args.with_nft);
	return status_of(err);
}

enum cmd_status load_recheck(struct load *l)
{
	int err = rules_check(&l->rules, l->jobs, l->n_jobs, false);

	for (size_t i = 0; i < l->n_jobs && !err; i++)
		if (job_is_bound(&l->jobs[i]))
			err = job_check_facts(&l->jobs[i], l->diag);
	return status_of(err);
}
