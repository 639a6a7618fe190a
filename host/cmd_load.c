// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_load.c - nicfw load: compile a ruleset and attach it
 *
 * All interfaces or none: everything that can fail without touching a frame is
 * done for all of them first, then they are attached under a journal.
 */
#include "cmd_load.h"
#include "base/fd.h"
#include "lang/nft_places.h"
#include "lang/nft_print.h"
#include "load/confirm.h"
#include "progress.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define AT(member) offsetof(struct load_args, member)

static const struct cmd_option options[] = {
	{ "file", 'f', "FILE",
	  "the ruleset; - is standard input (default: the live one)", CMD_TEXT,
	  AT(file) },
	SOURCE_ROWS(struct load_args),
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
	  "go without a filter for a moment if NIC or kernel need that",
	  CMD_FLAG, AT(allow_gap) },
	CMD_JSON(struct load_args),
	{ "verbose", 'v', NULL, "print all that the kernel's verifier said",
	  CMD_FLAG, AT(verbose) },
	{ "unwatched", 0, NULL,
	  "load a front although nothing keeps it in step with the host",
	  CMD_FLAG, AT(unwatched) },
	{ "with-nft", 0, NULL, "install the rules of FILE in the kernel too",
	  CMD_FLAG, AT(with_nft) },
	{ "flush", 0, NULL, "with --with-nft: FILE may flush the whole ruleset",
	  CMD_FLAG, AT(flush) },
	{},
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
	l->opts.is_live = !args->file;
	l->opts.shadow = args->shadow;
	l->opts.unwatched = args->unwatched;
	l->opts.with_nft = args->with_nft;
	l->opts.force = args->force;
	l->opts.allow_gap = args->allow_gap;
	return CMD_DONE;
}

static enum cmd_status check_install(const struct command *cmd,
				     const struct load_args *args)
{
	if (args->flush && !args->with_nft)
		return cmd_usage(cmd, "--flush is for --with-nft");
	if (!args->with_nft)
		return CMD_DONE;
	if (args->shadow)
		return cmd_usage(
			cmd, "--with-nft installs rules, --shadow only looks");
	if (!args->file || !strcmp(args->file, "-"))
		return cmd_usage(
			cmd, "--with-nft reads a file, given with -f, twice");
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
	if (l->args.file && !strcmp(l->args.file, "-"))
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

	if (!operands->n)
		return cmd_usage(cmd, "which interface?");
	for (int i = 0; i < operands->n; i++)
		for (int j = 0; j < i; j++)
			if (!strcmp(operands->v[i], operands->v[j]))
				return cmd_usage(cmd, "%s is given twice",
						 operands->v[i]);
	status = check_modes(cmd, l);
	if (!status)
		status = check_install(cmd, &l->args);
	if (!status)
		status = check_confirm(cmd, l);
	return status ? status : check_profile(l);
}

static const char *print_to(struct long_text *text, const struct ruleset *rs,
			    void (*print)(const struct ruleset *, FILE *))
{
	FILE *out = long_text_open(text);

	print(rs, out);
	long_text_close(text, out);
	return text->s;
}

void load_print_rules(struct load *l)
{
	const struct ruleset *rs = l->rules.source.ruleset;

	l->opts.text = print_to(&l->text, rs, nft_print_ruleset);
	l->opts.places = print_to(&l->places, rs, nft_places_print);
}

void load_free_rules(struct load *l)
{
	long_text_free(&l->text);
	long_text_free(&l->places);
}

static enum cmd_status read_rules(struct load *l)
{
	const struct load_args *args = &l->args;
	struct source_texts texts = args->rules;
	struct source *src = &l->rules.source;
	int err;

	l->rules.arena = l->a;
	l->rules.diag = l->diag;
	l->opts.source = source_name(l->a, args->file);
	progress_on(arena_printf(l->a, "reading %s", l->opts.source));
	texts.no_times = args->with_nft;
	texts.kept = &l->opts.source_fd;
	err = source_read(l->a, l->diag, args->file, &texts, src);
	l->opts.keeps_source = l->opts.source_fd >= 0;
	if (err) {
		cmd_report(l->diag);
		return source_refused(args->file, err);
	}
	err = wish_read(l->a, l->diag, src->policy, &args->wish,
			&l->opts.wishes);
	cmd_report(l->diag);
	if (err)
		return CMD_REFUSED;
	if (!l->opts.keeps_source)
		load_print_rules(l);
	return load_plan_install(l);
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

/* Finds the device, and the rules that are for it. */
static enum cmd_status start_job(struct load *l, struct job *job,
				 const char *ifname)
{
	int err;

	*job = (struct job){ .a = l->a,
			     .opts = &l->opts,
			     .policy = l->rules.source.policy };
	err = job_probe(job, &l->state, l->diag, ifname);
	cmd_report(l->diag);
	if (err)
		return CMD_MACHINE;
	if (is_given_twice(l, job)) {
		fprintf(stderr, "%s: given twice, once as %s\n", job->nic.name,
			ifname);
		return CMD_USAGE;
	}
	err = source_check_device(l->a, l->diag, &l->rules.source,
				  job->nic.name);
	if (!err)
		err = rules_give(&l->rules, job, l->opts.with_nft);
	cmd_report(l->diag);
	if (!err)
		return CMD_DONE;
	return err == -EINVAL || err == -ENODEV ? CMD_REFUSED : CMD_MACHINE;
}

static enum cmd_status prepare_job(struct load *l, struct job *job)
{
	int err;

	progress_on(arena_printf(l->a, "compiling for %s", job->nic.name));
	err = job_compile(job, l->diag);
	cmd_report(l->diag);
	if (err)
		return CMD_REFUSED;
	progress_on(arena_printf(l->a, "loading for %s", job->nic.name));
	err = job_load(job, &l->state);
	load_say_steps(l, job);
	if (err)
		return rules_do_not_fit(job) ? CMD_REFUSED : CMD_MACHINE;
	load_warn(l, job);
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
		status = start_job(l, &l->jobs[i], operands->v[i]);
		l->n_jobs++;
	}
	/* What is installed is told by the tree. */
	if (!l->args.with_nft)
		rules_forget(&l->rules);
	for (size_t i = 0; i < l->n_jobs && !status; i++)
		status = prepare_job(l, &l->jobs[i]);
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
		load_say_steps(l, &l->jobs[i]);
	}
	if (!err)
		err = verify_all(l);
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

/* What came of it, for who is to know before a signal may end the process. */
static void tell(struct load *l, enum cmd_status status)
{
	cmd_report(l->diag);
	if (!status && !l->is_part)
		load_say_result(l);
	for (size_t i = 0; i < l->n_jobs; i++) {
		if (status)
			load_say_what_runs(l, &l->jobs[i]);
		else
			load_warn_of_left(&l->jobs[i]);
	}
	fflush(stdout);
}

/* Between the journal's first and last moment. */
static enum cmd_status switch_over(struct load *l)
{
	enum cmd_status status;
	struct guard guard;
	int err;

	progress_off();
	l->watch = WATCH_NONE;
	l->opts.watch = &l->watch;
	err = l->args.with_nft ? undo_write(&l->state, &l->undo) : 0;
	if (!err)
		err = transact_begin(&l->state, &l->transaction);
	if (err) {
		fprintf(stderr, "cannot write the journal: %s\n",
			strerror(-err));
		/* Takes the generations that were to run out again. */
		transact_recover(&l->state, l->diag);
		tell(l, CMD_MACHINE);
		return CMD_MACHINE;
	}
	confirm_guard(&guard);
	if (l->confirm_s || l->args.with_nft)
		l->watch = watch_begin(&l->state);
	status = load_install(l);
	if (!status && attach_all(l))
		status = CMD_MACHINE;
	if (!status)
		status = load_recheck(l);
	cmd_report(l->diag);
	if (!status && l->confirm_s)
		status = ask(l);
	if (!status) {
		transact_commit(&l->state, &l->transaction);
		load_free_others(l);
	} else {
		transact_undo(&l->state, l->diag, &l->transaction);
	}
	watch_end(&l->watch);
	tell(l, status);
	confirm_unguard(&guard);
	return status;
}

enum cmd_status load_run(struct load *l, const struct cmd_operands *operands)
{
	enum cmd_status status = CMD_MACHINE;

	if (!transact_recover(&l->state, l->diag)) {
		cmd_report(l->diag);
		status = prepare(l, operands);
		if (!status)
			status = load_gather(l);
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
	status = load_run(l, operands);
	state_close(&l->state);
	return status;
}

enum cmd_status cmd_load(const struct command *cmd, int argc, char **argv)
{
	struct load l = { .a = arena_new(), .opts.source_fd = -1 };
	struct cmd_operands operands;
	enum cmd_status status;

	l.diag = diag_new(l.a);
	if (cmd_parse(l.a, cmd, options, &l.args, argc, argv, &operands,
		      &status)) {
		status = check_args(cmd, &l, &operands);
		if (!status && !load_place(&l, &operands, &status))
			status = read_rules(&l) ?: open_and_load(&l, &operands);
	}
	progress_off();
	close_fd(&l.opts.source_fd);
	load_free_rules(&l);
	arena_free(l.a);
	return status;
}
