// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_load.c - nicfw load: compile a ruleset and attach it
 *
 * All interfaces or none: everything that can fail without touching a frame is
 * done for all of them first, then they are attached under a journal.
 */
#include "cmd.h"
#include "lang/nft_print.h"
#include "load/confirm.h"
#include "load/job.h"
#include "load/meta.h"
#include "load/watch.h"
#include "progress.h"
#include "running.h"
#include "source.h"
#include "wish.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct load_args {
	const char *file;
	const char *profile;
	const char *confirm;
	struct cmd_texts defines;
	struct wish_texts wish;
	bool offload;
	bool driver;
	bool generic;
	bool strict;
	bool shadow;
	bool force;
	bool allow_gap;
	bool verbose;
	bool json;
};

#define AT(member) offsetof(struct load_args, member)

static const struct cmd_option options[] = {
	{ "file", 'f', "FILE",
	  "read the ruleset from FILE; - is standard input", CMD_TEXT,
	  AT(file) },
	CMD_DEFINE(struct load_args),
	WISH_ROWS(struct load_args),
	{ "offload", 0, NULL, "try the NIC first, then the driver (default)",
	  CMD_FLAG, AT(offload) },
	{ "driver", 0, NULL, "try the driver first, then generic mode",
	  CMD_FLAG, AT(driver) },
	{ "generic", 0, NULL, "generic mode", CMD_FLAG, AT(generic) },
	{ "strict", 0, NULL, "refuse where the first of these is not to be had",
	  CMD_FLAG, AT(strict) },
	CMD_PROFILE(struct load_args, "compile for this profile"),
	{ "shadow", 0, NULL, "count what would be dropped, pass everything",
	  CMD_FLAG, AT(shadow) },
	{ "confirm", 0, "SECONDS",
	  "undo the load unless a newline arrives in time", CMD_TEXT,
	  AT(confirm) },
	{ "force", 0, NULL, "throw out another's XDP program", CMD_FLAG,
	  AT(force) },
	{ "allow-gap", 0, NULL,
	  "leave the NIC without a filter for a moment if its firmware needs that",
	  CMD_FLAG, AT(allow_gap) },
	CMD_JSON(struct load_args),
	{ "verbose", 'v', NULL, "print all that the kernel's verifier said",
	  CMD_FLAG, AT(verbose) },
	{ "with-nft", 0, NULL, NULL, CMD_FUTURE },
	{ "unwatched", 0, NULL, NULL, CMD_FUTURE },
	{},
};

/* One run of the command. */
struct load {
	struct arena *a;
	struct diag *diag;
	struct load_args args;
	struct job_options opts;
	unsigned int confirm_s; /* 0: nobody is asked */
	struct state state;
	struct source source;
	struct transaction transaction;
	size_t n_jobs;
	struct job *jobs;
};

static enum cmd_status check_modes(const struct command *cmd, struct load *l)
{
	const struct load_args *args = &l->args;

	if (args->offload + args->driver + args->generic > 1)
		return cmd_usage(cmd, "one of --offload, --driver, --generic");
	l->opts.wish.first = args->generic  ? STAGE_GENERIC
			     : args->driver ? STAGE_DRIVER
					    : STAGE_OFFLOAD;
	l->opts.wish.strict = args->strict;
	l->opts.profile = args->profile;
	l->opts.shadow = args->shadow;
	l->opts.force = args->force;
	l->opts.allow_gap = args->allow_gap;
	return CMD_DONE;
}

static enum cmd_status check_confirm(const struct command *cmd, struct load *l)
{
	unsigned long seconds;
	char *end;

	if (!l->args.confirm)
		return CMD_DONE;
	seconds = strtoul(l->args.confirm, &end, 10);
	l->confirm_s = seconds;
	if (*end || !seconds || seconds > 86400)
		return cmd_usage(cmd, "--confirm takes seconds, 1-86400");
	if (!strcmp(l->args.file, "-"))
		return cmd_usage(
			cmd,
			"--confirm reads standard input, and so does -f -");
	return CMD_DONE;
}

/* The job reads it for each device; a wrong one should be known before. */
static enum cmd_status check_profile(const struct load *l)
{
	struct profile *profile;
	enum cmd_status status = CMD_DONE;

	if (l->args.profile)
		status = cmd_profile(l->a, l->diag, l->args.profile, NULL,
				     &profile);
	cmd_report(l->diag);
	return status;
}

static enum cmd_status check_args(const struct command *cmd, struct load *l,
				  const struct cmd_operands *operands)
{
	enum cmd_status status;

	if (!l->args.file)
		return cmd_usage(
			cmd,
			"the machine's live ruleset cannot be loaded yet; give -f FILE");
	if (!operands->n)
		return cmd_usage(cmd, "which interface?");
	for (int i = 0; i < operands->n; i++)
		for (int j = 0; j < i; j++)
			if (!strcmp(operands->v[i], operands->v[j]))
				return cmd_usage(cmd, "%s is given twice",
						 operands->v[i]);
	status = check_modes(cmd, l);
	if (!status)
		status = check_confirm(cmd, l);
	return status ? status : check_profile(l);
}

static const char *print_ruleset(struct arena *a, const struct ruleset *rs)
{
	char *text = NULL, *copy;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return "";
	nft_print_ruleset(rs, f);
	fclose(f);
	copy = arena_strdup(a, text);
	free(text);
	return copy;
}

static enum cmd_status read_rules(struct load *l)
{
	const struct load_args *args = &l->args;
	int err;

	progress_on(arena_printf(l->a, "reading %s", args->file));
	err = source_read(l->a, l->diag, args->file, args->defines.texts.v,
			  args->defines.texts.n, &l->source);
	if (!err)
		err = wish_read(l->a, l->diag, l->source.policy, &args->wish,
				&l->opts.wishes);

	cmd_report(l->diag);
	if (err)
		return CMD_REFUSED;
	l->opts.source = source_name(l->a, args->file);
	l->opts.text = print_ruleset(l->a, l->source.ruleset);
	return CMD_DONE;
}

static void print_steps(const struct load *l, struct job *job)
{
	struct job_steps *steps = &job->steps;

	for (; steps->n_lines_said < steps->lines.n; steps->n_lines_said++)
		fprintf(stderr, "%s\n", steps->lines.v[steps->n_lines_said]);
	for (; steps->n_logs_said < steps->logs.n; steps->n_logs_said++)
		if (l->args.verbose)
			fprintf(stderr, "%s",
				steps->logs.v[steps->n_logs_said]);
}

/* What the user should know before the device is touched. */
static void warn(const struct load *l, const struct job *job)
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
	if (host->is_used && old->prog_id && old->stage != host->stage)
		fprintf(stderr,
			"%s: from %s to %s mode: frames pass unfiltered for a moment\n",
			name, nic_stage_name(old->stage),
			nic_stage_name(host->stage));
	if (job->change.evicts)
		fprintf(stderr,
			"%s: throwing out program %u (%s): frames pass unfiltered for a moment\n",
			name, job->nic.xdp_prog[job->change.evicted_stage],
			attach_prog_name(
				l->a,
				job->nic.xdp_prog[job->change.evicted_stage]));
}

/* True if it is the rules that no stage takes, not the machine. */
static bool rules_do_not_fit(const struct job *job)
{
	enum profile_stage last = job->placement.rungs[job->rung].stage;
	const struct check_report *report = job->stages[last].report;

	return report && report->violations.n;
}

/* A device may have several names. */
static bool is_given_twice(const struct load *l, const struct job *job)
{
	for (const struct job *j = l->jobs; j < job; j++)
		if (j->nic.ifindex == job->nic.ifindex)
			return true;
	return false;
}

static enum cmd_status prepare_job(struct load *l, struct job *job,
				   const char *ifname)
{
	int err;

	*job = (struct job){ .a = l->a,
			     .opts = &l->opts,
			     .policy = l->source.policy };
	err = job_probe(job, &l->state, l->diag, ifname);
	cmd_report(l->diag);
	if (err)
		return CMD_MACHINE;
	if (is_given_twice(l, job)) {
		fprintf(stderr, "%s: given twice, once as %s\n", job->nic.name,
			ifname);
		return CMD_USAGE;
	}
	err = source_check_device(l->a, l->diag, &l->source, job->nic.name);
	progress_on(arena_printf(l->a, "compiling for %s", job->nic.name));
	if (!err)
		err = job_compile(job, l->diag);
	cmd_report(l->diag);
	if (err)
		return CMD_REFUSED;
	progress_on(arena_printf(l->a, "loading for %s", job->nic.name));
	err = job_load(job, &l->state);
	print_steps(l, job);
	if (err)
		return rules_do_not_fit(job) ? CMD_REFUSED : CMD_MACHINE;
	warn(l, job);
	*vec_push(l->a, &l->transaction.changes) = job->change;
	return CMD_DONE;
}

static enum cmd_status prepare(struct load *l,
			       const struct cmd_operands *operands)
{
	enum cmd_status status = CMD_DONE;

	l->jobs = arena_calloc(l->a, operands->n, sizeof(*l->jobs));
	l->transaction.awaits_confirm = l->confirm_s != 0;
	for (int i = 0; i < operands->n && !status; i++) {
		status = prepare_job(l, &l->jobs[i], operands->v[i]);
		l->n_jobs++;
	}
	return status;
}

static int verify_all(struct load *l)
{
	int err = 0;

	for (size_t i = 0; i < l->n_jobs && !err; i++)
		err = job_verify(&l->jobs[i], &l->state, l->diag);
	return err;
}

static int attach_all(struct load *l)
{
	int err = 0;

	for (size_t i = 0; i < l->n_jobs && !err; i++) {
		err = job_attach(&l->jobs[i], &l->state);
		print_steps(l, &l->jobs[i]);
	}
	if (!err)
		err = verify_all(l);
	cmd_report(l->diag);
	return err;
}

/* Much can happen to a device before the answer comes. */
static enum cmd_status ask(struct load *l)
{
	fprintf(stderr, "press Enter within %u s to keep this load\n",
		l->confirm_s);
	if (confirm_wait(l->confirm_s))
		return verify_all(l) ? CMD_MACHINE : CMD_DONE;
	fprintf(stderr, "not confirmed: going back to what ran before\n");
	return CMD_REFUSED;
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
	       l->opts.shadow ? "shadow (drops nothing)"
	       : host->is_used && !job->compiled[host->stage]->walk->why_front
		       ? "complete"
		       : "front",
	       nic_stage_name(mode), behind);
	if (job->bypass)
		printf("%s: bypass is still on: everything passes; nicfw bypass %s off\n",
		       job->nic.name, job->nic.name);
}

static void print_result(const struct load *l)
{
	json_t *all = json_object();

	for (size_t i = 0; i < l->n_jobs; i++) {
		if (l->args.json)
			json_object_set_new(all, l->jobs[i].nic.name,
					    meta_of(&l->jobs[i]));
		else
			print_job(l, &l->jobs[i]);
	}
	if (l->args.json)
		cmd_print_json(all);
	else
		json_decref(all);
}

/* Whoever reads that a load failed wants to know whether a filter is there. */
static void print_what_runs(const struct load *l, struct job *job)
{
	const char *text = running_text(&l->state, &job->nic, &job->old);

	if (text && job->placement.n_rungs)
		fprintf(stderr, "%s: %s\n", job->nic.name, text);
}

/* The old policy may drop what the new one accepts. */
static void warn_of_left(const struct job *job)
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

/* What came of it, for who is to know before a signal may end the process. */
static void tell(struct load *l, enum cmd_status status)
{
	cmd_report(l->diag);
	if (!status)
		print_result(l);
	for (size_t i = 0; i < l->n_jobs; i++) {
		if (status)
			print_what_runs(l, &l->jobs[i]);
		else
			warn_of_left(&l->jobs[i]);
	}
	fflush(stdout);
}

/* Between the journal's first and last moment. */
static enum cmd_status switch_over(struct load *l)
{
	enum cmd_status status = CMD_DONE;
	struct watch watch = WATCH_NONE;
	struct guard guard;
	int err;

	progress_off();
	err = transact_begin(&l->state, &l->transaction);

	if (err) {
		fprintf(stderr, "cannot write the journal: %s\n",
			strerror(-err));
		tell(l, CMD_MACHINE);
		return CMD_MACHINE;
	}
	confirm_guard(&guard);
	if (l->confirm_s)
		watch = watch_begin(&l->state);
	if (attach_all(l))
		status = CMD_MACHINE;
	else if (l->confirm_s)
		status = ask(l);
	if (!status)
		transact_commit(&l->state, &l->transaction);
	else
		transact_undo(&l->state, l->diag, &l->transaction);
	watch_end(&watch);
	tell(l, status);
	confirm_unguard(&guard);
	return status;
}

static enum cmd_status load_all(struct load *l,
				const struct cmd_operands *operands)
{
	enum cmd_status status = CMD_MACHINE;

	if (!transact_recover(&l->state, l->diag)) {
		cmd_report(l->diag);
		status = prepare(l, operands);
		if (!status)
			status = switch_over(l);
		else if (!transact_recover(&l->state, l->diag))
			tell(l, status);
	}
	cmd_report(l->diag);
	for (size_t i = 0; i < l->n_jobs; i++)
		job_close(&l->jobs[i]);
	return status;
}

static enum cmd_status open_and_load(struct load *l,
				     const struct cmd_operands *operands)
{
	int err = state_open(l->a, l->diag, STATE_CHANGE, &l->state);
	enum cmd_status status;

	cmd_report(l->diag);
	if (err)
		return CMD_MACHINE;
	status = load_all(l, operands);
	state_close(&l->state);
	return status;
}

enum cmd_status cmd_load(const struct command *cmd, int argc, char **argv)
{
	struct load l = { .a = arena_new() };
	struct cmd_operands operands;
	enum cmd_status status;

	l.diag = diag_new(l.a);
	if (cmd_parse(l.a, cmd, options, &l.args, argc, argv, &operands,
		      &status)) {
		status = check_args(cmd, &l, &operands);
		if (!status)
			status = read_rules(&l);
		if (!status)
			status = open_and_load(&l, &operands);
	}
	progress_off();
	arena_free(l.a);
	return status;
}
