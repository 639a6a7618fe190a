// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_load_say.c - what nicfw load says
 */
#include "base/utf8.h"
#include "budget.h"
#include "cmd_load.h"
#include "load/live.h"
#include "load/meta.h"
#include "running.h"

#include <stdio.h>

/* A list that is fed each hour is not to say each hour what its NIC lacks. */
static bool is_known(const struct load *l, const struct job *job,
		     const char *line)
{
	const struct job_refusal *r, *known;

	vec_for_each(r, &job->steps.refusals) {
		if (r->line != line)
			continue;
		vec_for_each(known, &l->known)
			if (known->stage == r->stage &&
			    !strcmp(known->why, utf8_text(job->a, r->why)))
				return true;
	}
	return false;
}

static void say_line(const struct load *l, const struct job *job,
		     const char *line)
{
	if (!is_known(l, job, line))
		fprintf(stderr, "%s\n", utf8_text(job->a, line));
}

void load_say_steps(const struct load *l, struct job *job)
{
	struct job_steps *steps = &job->steps;

	for (; steps->n_lines_said < steps->lines.n; steps->n_lines_said++)
		say_line(l, job, steps->lines.v[steps->n_lines_said]);
	for (; steps->n_logs_said < steps->logs.n; steps->n_logs_said++)
		if (l->args.verbose)
			fprintf(stderr, "%s",
				steps->logs.v[steps->n_logs_said]);
}

void load_warn(const struct load *l, const struct job *job)
{
	const struct job_slot *host = &job->slots[SLOT_HOST];
	const struct attached *old = &job->old.slots[SLOT_HOST];
	bool is_first = !(old->prog_id && old->stage == STAGE_DRIVER);
	const char *what = place_driver_warning(job->nic.driver, is_first);
	const char *name = job->nic.name;

	if (!host->is_used)
		fprintf(stderr, "%s: %s\n", name, JOB_NO_HOST);
	else if (host->stage == STAGE_DRIVER && what)
		fprintf(stderr, "%s: %s\n", name, what);
	if (job_changes_mode(job))
		fprintf(stderr, "%s: %s\n", name,
			job_mode_text(job, &l->state));
	if (job->change.evicts)
		fprintf(stderr,
			"%s: throwing out program %u (%s): frames pass unfiltered for a moment\n",
			name, job->nic.xdp_prog[job->change.evicted_stage],
			attach_prog_name(
				l->a,
				job->nic.xdp_prog[job->change.evicted_stage]));
}

/* Base chains that packets of the device do not meet. */
static void say_left(const struct job *job)
{
	const struct left_chain *left;

	if (!job->walk || !job->walk->why_front)
		return;
	vec_for_each(left, &job->walk->left)
		printf("%s: not on the path: chain %s: %s\n", job->nic.name,
		       utf8_text(job->a, live_chain_name(job->a, left->chain)),
		       left->why);
}

/* A NIC is small, so what it has left is told; of a host only if asked. */
static void say_budgets(const struct load *l, const struct job *job)
{
	for (int s = N_SLOTS - 1; s >= 0; s--) {
		const struct job_slot *slot = &job->slots[s];
		const struct place_stage *stage = &job->stages[slot->stage];

		if (slot->is_used && (s == SLOT_NIC || l->args.verbose))
			printf("%s: %s mode, profile %s: %s\n", job->nic.name,
			       nic_stage_name(slot->stage),
			       stage->profile->name,
			       budget_text(l->a, stage->report));
	}
	if (job->is_part && job->slots[SLOT_NIC].is_used)
		printf("%s: offload mode: what %u of %u rules drop; the host has all\n",
		       job->nic.name, job->early.n_held, job->early.n_rules);
}

static void print_job(const struct load *l, const struct job *job)
{
	const struct job_slot *host = &job->slots[SLOT_HOST];
	enum profile_stage mode = job_mode(job);
	const char *behind = "";

	if (mode == STAGE_OFFLOAD && host->is_used)
		behind = arena_printf(l->a, ", %s mode behind it",
				      nic_stage_name(host->stage));
	printf("%s: loaded %s, %s, %s mode%s\n", job->nic.name, l->opts.source,
	       job_kind(job), nic_stage_name(mode), behind);
	if (l->args.verbose && l->why_anew)
		printf("%s: loaded anew: %s\n", job->nic.name, l->why_anew);
	say_budgets(l, job);
	if (l->args.verbose)
		say_left(job);
	if (l->opts.with_nft)
		printf("%s: the same rules are in the kernel now\n",
		       job->nic.name);
	if (job->bypass)
		printf("%s: bypass is still on: everything passes; nicfw bypass %s off\n",
		       job->nic.name, job->nic.name);
}

void load_say_result(const struct load *l)
{
	json_t *all = json_object();

	for (size_t i = 0; i < l->n_jobs; i++) {
		if (l->args.json)
			json_object_set_new(all, l->jobs[i].nic.name,
					    meta_with_labels(&l->jobs[i]));
		else
			print_job(l, &l->jobs[i]);
	}
	if (l->args.json)
		cmd_print_json(all);
	else
		json_decref(all);
}

void load_say_what_runs(const struct load *l, struct job *job)
{
	const char *text = running_text(&l->state, &job->nic, &job->old);

	if (text && job->placement.n_rungs)
		fprintf(stderr, "%s: %s\n", job->nic.name, text);
}

void load_warn_of_left(const struct job *job)
{
	for (enum attach_slot s = 0; s < N_SLOTS; s++) {
		const struct attached *old = &job->old.slots[s];
		bool was_replaced = job->slots[s].is_used &&
				    job->slots[s].stage == old->stage;

		if (!was_replaced && attach_is_left(old->prog_id))
			fprintf(stderr, "%s: %s\n", job->nic.name,
				running_left_text(job->a, s, old->prog_id));
	}
}
