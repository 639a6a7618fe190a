// SPDX-License-Identifier: GPL-2.0-only
/*
 * job_attach.c - a generation that is loaded gets in front of the frames
 *
 * The host's program holds the whole policy, so it comes first and the NIC's, a
 * filter in front, may fail behind it. Where the NIC's is to be alone, the
 * host's old one goes last.
 */
#include "base/fd.h"
#include "load/hold.h"
#include "load/job.h"

#include <errno.h>

static const struct loc nowhere;

static void drop_slot(struct job *job, const struct state *st,
		      enum attach_slot s)
{
	struct job_slot *slot = &job->slots[s];

	objects_unpin(&slot->objects,
		      state_gen(st, job->nic.name, job->change.new_gen),
		      attach_slot_names[s]);
	objects_close(&slot->objects);
	slot->is_used = false;
}

bool job_changes_mode(const struct job *job)
{
	const struct attached *old = &job->old.slots[SLOT_HOST];
	const struct job_slot *host = &job->slots[SLOT_HOST];

	return host->is_used && old->prog_id && old->stage != host->stage;
}

/* A device runs one program for the host: the old one leaves before. */
const char *job_mode_text(const struct job *job, const struct state *st)
{
	const char *what = transact_must_hold(st, &job->change)
				   ? "are dropped"
				   : "pass unfiltered";

	return arena_printf(job->a,
			    "from %s to %s mode: frames %s for a moment",
			    nic_stage_name(job->old.slots[SLOT_HOST].stage),
			    nic_stage_name(job->slots[SLOT_HOST].stage), what);
}

/* The next rung's program, in the place of the one that was not taken. */
static int reload_host(struct job *job, const struct state *st)
{
	struct job_slot *slot = &job->slots[SLOT_HOST];
	int err;

	drop_slot(job, st, SLOT_HOST);
	if (!place_may_step(&job->placement, job->rung))
		return -EOPNOTSUPP;
	job->rung++;
	err = job_load_host(job);
	if (err)
		return err;
	err = objects_pin(&slot->objects,
			  state_gen(st, job->nic.name, job->change.new_gen),
			  attach_slot_names[SLOT_HOST]);
	/* It has other maps, and runs whatever happens once it is attached. */
	if (!err)
		err = job_write_meta(job, st);
	if (err) {
		job_say(job, refusal_text(job->a, "pinning", err));
		drop_slot(job, st, SLOT_HOST);
	} else if (job_changes_mode(job)) {
		job_say(job, job_mode_text(job, st));
	}
	return err;
}

static int attach_slot(struct job *job, const struct state *st,
		       enum attach_slot s, struct refusal *refusal)
{
	return attach_set(job->a, &job->nic, state_link(st, job->nic.name, s),
			  job->slots[s].stage, job->slots[s].objects.prog,
			  refusal);
}

/* This process may open no more files, whatever the mode. */
static bool is_short_of_files(int err)
{
	return err == -EMFILE || err == -ENFILE;
}

/*
 * Before a program of the host's makes way for one in another mode. Whether it
 * does may be known only now, by the driver's refusal.
 */
static int hold(struct job *job, const struct state *st,
		struct refusal *refusal)
{
	const char *why;
	int err;

	if (!job_changes_mode(job) || !transact_must_hold(st, &job->change))
		return 0;
	if (!job->opts->watch->pid)
		*job->opts->watch = watch_begin(st);
	err = hold_begin(job->nic.ifindex);
	if (!err)
		return 0;
	why = arena_printf(
		job->a, "frames cannot be dropped while the mode changes: %s",
		err == -EBUSY	 ? "a program of tcx comes first"
		: err == -ENOENT ? "the kernel has no clsact"
				 : strerror(-err));
	if (job->opts->allow_gap) {
		job_say(job,
			arena_printf(job->a, "%s; they pass unfiltered", why));
		return 0;
	}
	refusal->why = arena_printf(
		job->a, "%s; --allow-gap lets them pass unfiltered", why);
	return err;
}

/* -errno if no mode of the host takes it; the old one may still run then. */
static int attach_host(struct job *job, const struct state *st)
{
	struct job_slot *slot = &job->slots[SLOT_HOST];
	struct refusal refusal = {};
	int err = -EOPNOTSUPP;

	while (slot->is_used) {
		err = hold(job, st, &refusal)
			      ?: attach_slot(job, st, SLOT_HOST, &refusal);
		if (!err)
			return 0;
		if (job_is_gone(job))
			return -ENODEV;
		if (is_short_of_files(err)) {
			job_say(job, refusal.why);
			return err;
		}
		job_step(job, job->rung, &refusal);
		if (reload_host(job, st))
			break;
	}
	return err;
}

/* Who filters while the NIC does not: the host's new program, or its old one.
 */
static const char *filters_alone(struct job *job, const struct state *st)
{
	struct nic nic = job->nic;
	struct attached host = {};

	if (!nic_read_xdp(&nic))
		attach_read(state_link(st, nic.name, SLOT_HOST), &nic, &host);
	return host.prog_id ? arena_printf(job->a, "%s mode filters alone",
					   nic_stage_name(host.stage))
			    : "nothing filters";
}

/* The NIC's old program leaves first. */
static int attach_in_gap(struct job *job, const struct state *st,
			 struct refusal *refusal)
{
	job_say(job,
		arena_printf(
			job->a,
			"offload: %s; it is detached first, and %s meanwhile",
			refusal->why, filters_alone(job, st)));
	attach_clear(state_link(st, job->nic.name, SLOT_NIC));
	return attach_slot(job, st, SLOT_NIC, refusal);
}

static const char *without_gap(struct job *job, const struct state *st,
			       const char *why)
{
	return arena_printf(
		job->a,
		"%s; --allow-gap detaches it first, and %s until the new one is there",
		why, filters_alone(job, st));
}

/*
 * 0 also if the load goes on without the NIC, whose old program is detached
 * then. -errno if it may not.
 */
static int attach_nic(struct job *job, const struct state *st)
{
	bool is_must = job->placement.rungs[0].stage == STAGE_OFFLOAD &&
		       !place_may_step(&job->placement, 0);
	bool runs_old = job->old.slots[SLOT_NIC].prog_id;
	struct job_slot *slot = &job->slots[SLOT_NIC];
	struct refusal refusal = {};
	int err = -EOPNOTSUPP;

	if (slot->is_used)
		err = attach_slot(job, st, SLOT_NIC, &refusal);
	if (err == -EBUSY && runs_old && job->opts->allow_gap)
		err = attach_in_gap(job, st, &refusal);
	else if (err == -EBUSY && runs_old) {
		refusal.why = without_gap(job, st, refusal.why);
		is_must = true;
	}
	if (!err)
		return 0;
	if (slot->is_used && job_is_gone(job))
		return -ENODEV;
	if (is_must) {
		job_say(job, arena_printf(job->a, "offload: %s", refusal.why));
		return err;
	}
	attach_clear(state_link(st, job->nic.name, SLOT_NIC));
	if (slot->is_used) {
		job_step(job, 0, &refusal);
		drop_slot(job, st, SLOT_NIC);
	}
	return 0;
}

static int evict(struct job *job)
{
	_cleanup_(close_fd) int prog = -1;
	struct refusal refusal;

	if (!job->change.evicts)
		return 0;
	prog = attach_evict(job->a, &job->nic, job->change.evicted_stage,
			    &refusal);
	if (prog < 0)
		job_say(job, refusal.why);
	return prog < 0 ? prog : 0;
}

int job_attach(struct job *job, const struct state *st)
{
	bool had_host = job->slots[SLOT_HOST].is_used;
	size_t n_steps = job->steps.lines.n;
	int host, err = evict(job);

	if (err)
		return err;
	host = attach_host(job, st);
	if (host == -ENODEV || is_short_of_files(host))
		return host;
	err = attach_nic(job, st);
	if (!err && host && (job->is_part || !job->slots[SLOT_NIC].is_used))
		err = host;
	if (!err && host)
		attach_clear(state_link(st, job->nic.name, SLOT_HOST));
	if (!err && host && had_host)
		job_say(job, JOB_NO_HOST);
	if (!err && job->steps.lines.n > n_steps) {
		err = job_write_meta(job, st);
		if (err)
			job_say(job,
				refusal_text(job->a, "writing its state", err));
	}
	return err;
}

int job_verify(struct job *job, const struct state *st, struct diag *diag)
{
	struct nic nic = job->nic;
	struct loaded now;
	const char *why = NULL;

	if (nic_netns() != job->nic.netns)
		why = "this process changed its network namespace";
	else if (nic_is_gone(&nic))
		why = "the device is gone";
	else if (state_read(st, &nic, &now))
		why = "the kernel does not tell what runs";
	for (enum attach_slot s = 0; s < N_SLOTS && !why; s++) {
		const struct job_slot *slot = &job->slots[s];
		const struct attached *is = &now.slots[s];

		if (!slot->is_used)
			why = is->prog_id ? "an old program still runs" : NULL;
		else if (is->prog_id != slot->objects.prog_id ||
			 is->stage != slot->stage)
			why = "the program that was attached does not run";
		else
			objects_verify(job->a, &slot->objects, &why);
	}
	if (!why)
		return 0;
	diag_error(diag, nowhere, "%s: reading back: %s", job->nic.name, why);
	return -EIO;
}
