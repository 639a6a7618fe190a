// SPDX-License-Identifier: GPL-2.0-only
/*
 * job.c - one interface of a load, step by step
 */
#include "load/job.h"
#include "base/fd.h"
#include "load/meta.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <unistd.h>

static const struct loc nowhere;

static void add_step(struct job *job, size_t rung, const char *why,
		     const char *log)
{
	*vec_push(job->a, &job->steps.lines) =
		place_step(job->a, &job->nic, &job->placement, rung, why);
	*vec_push(job->a, &job->steps.refusals) = (struct job_refusal){
		job->placement.rungs[rung].stage,
		why,
	};
	if (log)
		*vec_push(job->a, &job->steps.logs) = log;
}

static void add_line(struct job *job, const char *text)
{
	*vec_push(job->a, &job->steps.lines) =
		arena_printf(job->a, "%s: %s", job->nic.name, text);
}

/* No rung helps then. */
static int refuse_gone(struct job *job)
{
	if (!nic_is_gone(&job->nic))
		return 0;
	add_line(job, "the device is gone");
	return -ENODEV;
}

/*
 * A NIC without room for the policy gets a part of it: the host behind it has
 * all. Who wants the NIC and nothing else wants all of the policy there.
 */
static int compile_nic(struct job *job, struct diag *diag,
		       const struct device *dev,
		       const struct image_options *opts)
{
	struct place_stage *stage = &job->stages[STAGE_OFFLOAD];
	const struct early_gain gain = { gain_packets, &job->gain };
	struct early_report *early = &job->early;
	int err = compile_early(job->a, diag, job->policy, dev, stage->profile,
				opts, &gain, &job->compiled[STAGE_OFFLOAD],
				early);

	job->is_part = !err && !early->is_whole && !job->opts->wish.strict;
	stage->report = job->is_part ? &early->check : &early->whole;
	return err == -ENOSPC ? 0 : err;
}

static int compile_stage(struct job *job, struct diag *diag,
			 enum profile_stage stage)
{
	const struct profile *profile = job->stages[stage].profile;
	struct check_report *report = arena_new_of(job->a, struct check_report);
	struct device dev = job_device(job);
	struct image_options opts = {
		.shadow = job->opts->shadow,
		.last_stage = stage != STAGE_OFFLOAD,
		.frags = profile->frags,
	};
	int err;

	if (stage == STAGE_OFFLOAD)
		return compile_nic(job, diag, &dev, &opts);
	err = compile_policy(job->a, diag, job->policy, &dev, profile, &opts,
			     &job->compiled[stage]);
	if (err)
		return err;
	check_image(job->a, job->compiled[stage]->image, profile, report);
	job->stages[stage].report = report;
	return 0;
}

/* The card's limits are for all of its maps. */
static void find_room(struct job *job)
{
	struct place_rung *first = &job->placement.rungs[0];

	if (first->stage != STAGE_OFFLOAD || first->why_not ||
	    card_read(&job->nic, &job->card))
		return;
	first->why_not = place_no_room(
		job->a, job->stages[STAGE_OFFLOAD].report, &job->card);
}

static void say_part(struct job *job)
{
	if (!job->is_part || job->placement.rungs[0].why_not)
		return;
	add_line(
		job,
		arena_printf(
			job->a,
			"offload: %s; it gets what %u of %u rules drop, the host has all",
			job->early.whole.violations.v[0].text,
			job->early.n_held, job->early.n_rules));
}

static int refuse_front(const struct job *job, struct diag *diag)
{
	const struct path *walk = NULL;

	for (enum profile_stage s = 0; s < N_STAGES && !walk; s++)
		if (job->compiled[s])
			walk = job->compiled[s]->walk;
	if (!walk || !walk->why_front || job->opts->shadow)
		return 0;
	diag_error(
		diag, walk->front_loc,
		"'%s' is for nftables on this host to decide, and nothing keeps a load in step with it yet: give --shadow, which drops nothing, or load these rules with nft alone",
		walk->why_front);
	return -EINVAL;
}

int job_compile(struct job *job, struct diag *diag)
{
	enum profile_stage s = job->opts->wish.first;
	int err = 0;

	for (; s < N_STAGES && !err; s++)
		if (!place_why_not(job->a, &job->nic, s,
				   job->stages[s].profile))
			err = compile_stage(job, diag, s);
	if (!err)
		err = refuse_front(job, diag);
	if (err)
		return err;
	job_find_dependents(job);
	job_warn_of_facts(job, diag);
	place_rungs(job->a, &job->nic, job->policy, job->opts->wish,
		    job->stages, &job->placement);
	find_room(job);
	say_part(job);
	return 0;
}

/* Loads what is compiled for @rung into its slot, or says why not. */
static int load_rung(struct job *job, size_t rung)
{
	const struct place_rung *r = &job->placement.rungs[rung];
	struct nicfw_control control = { .ready = 1, .bypass = job->bypass };
	struct job_slot *slot = &job->slots[attach_slot_of(r->stage)];
	bool on_nic = r->stage == STAGE_OFFLOAD;
	struct refusal refusal = { .why = r->why_not };
	int err = -EOPNOTSUPP;

	if (!r->why_not)
		err = objects_load(job->a, job->compiled[r->stage]->image,
				   on_nic ? &job->nic : NULL, control,
				   &slot->objects, &refusal);
	if (err && refuse_gone(job))
		return -ENODEV;
	if (err) {
		add_step(job, rung, refusal.why, refusal.log);
		return err;
	}
	slot->is_used = true;
	slot->stage = r->stage;
	return 0;
}

/* Goes down from job->rung to the first rung that the host's slot takes. */
static int load_host(struct job *job)
{
	int err = -EOPNOTSUPP;

	for (; job->rung < job->placement.n_rungs; job->rung++) {
		err = load_rung(job, job->rung);
		if (!err || err == -ENODEV ||
		    !place_may_step(&job->placement, job->rung))
			break;
	}
	return err;
}

static int load_slots(struct job *job)
{
	int err;

	if (job->placement.rungs[0].stage == STAGE_OFFLOAD) {
		err = load_rung(job, 0);
		if (err == -ENODEV ||
		    (err && !place_may_step(&job->placement, 0)))
			return err;
		job->rung = 1;
	}
	err = load_host(job);
	if (err == -ENODEV || job->is_part)
		return err;
	return job->slots[SLOT_NIC].is_used ? 0 : err;
}

static int pin_evicted(struct job *job, const char *dir)
{
	uint32_t id = job->nic.xdp_prog[job->change.evicted_stage];
	_cleanup_(close_fd) int prog = -1;

	if (!job->change.evicts)
		return 0;
	prog = bpf_prog_get_fd_by_id(id);
	return prog < 0 ? prog
			: bpf_obj_pin(prog,
				      arena_printf(job->a, "%s/evicted", dir));
}

static int write_meta(const struct job *job, const struct state *st)
{
	json_t *meta = meta_of(job);
	int err =
		state_write_meta(st, job->nic.name, job->change.new_gen, meta);

	json_decref(meta);
	return err;
}

static int pin_all(struct job *job, const struct state *st)
{
	unsigned int gen = job->change.new_gen;
	const char *dir;
	int err = state_begin(st, job->nic.name, gen, &dir);

	for (enum attach_slot s = 0; s < N_SLOTS && !err; s++)
		if (job->slots[s].is_used)
			err = objects_pin(&job->slots[s].objects, dir,
					  attach_slot_names[s]);
	if (!err)
		err = pin_evicted(job, dir);
	if (!err)
		err = state_write_text(st, job->nic.name, gen, job->opts->text,
				       strlen(job->opts->text));
	if (!err)
		err = write_meta(job, st);
	if (!err)
		err = state_publish(st, job->nic.name, gen);
	return err;
}

int job_load(struct job *job, const struct state *st)
{
	int err = load_slots(job);

	if (err)
		return err;
	err = pin_all(job, st);
	if (err) {
		add_line(job, refusal_text(job->a, "pinning", err));
		state_remove_gen(st, job->nic.name, job->change.new_gen);
	}
	return err;
}

/* The next rung's program, in the place of the one that was not taken. */
static int reload_host(struct job *job, const struct state *st)
{
	struct job_slot *slot = &job->slots[SLOT_HOST];
	const char *dir = state_gen(st, job->nic.name, job->change.new_gen);
	int err;

	objects_unpin(&slot->objects, dir, attach_slot_names[SLOT_HOST]);
	objects_close(&slot->objects);
	slot->is_used = false;
	if (!place_may_step(&job->placement, job->rung))
		return -EOPNOTSUPP;
	job->rung++;
	err = load_host(job);
	if (!err)
		err = objects_pin(&slot->objects, dir,
				  attach_slot_names[SLOT_HOST]);
	return err;
}

static int attach_slot(struct job *job, const struct state *st,
		       enum attach_slot s, struct refusal *refusal)
{
	return attach_set(job->a, &job->nic, state_link(st, job->nic.name, s),
			  job->slots[s].stage, job->slots[s].objects.prog,
			  refusal);
}

static int attach_host(struct job *job, const struct state *st)
{
	struct job_slot *slot = &job->slots[SLOT_HOST];
	struct refusal refusal;
	int err = -EOPNOTSUPP;

	while (slot->is_used) {
		err = attach_slot(job, st, SLOT_HOST, &refusal);
		if (!err)
			return 0;
		if (refuse_gone(job))
			return -ENODEV;
		add_step(job, job->rung, refusal.why, refusal.log);
		if (reload_host(job, st))
			break;
	}
	attach_clear(state_link(st, job->nic.name, SLOT_HOST));
	return err;
}

/* The NIC's old program leaves first; what then decides, the host knows. */
static int attach_in_gap(struct job *job, const struct state *st,
			 struct refusal *refusal)
{
	const struct job_slot *host = &job->slots[SLOT_HOST];
	const char *gap = "nothing filters";

	if (host->is_used)
		gap = arena_printf(job->a, "%s mode filters alone",
				   nic_stage_name(host->stage));
	add_line(job,
		 arena_printf(
			 job->a,
			 "offload: %s; it is detached first, and %s meanwhile",
			 refusal->why, gap));
	attach_clear(state_link(st, job->nic.name, SLOT_NIC));
	return attach_slot(job, st, SLOT_NIC, refusal);
}

static const char *without_gap(struct job *job, const char *why)
{
	const struct job_slot *host = &job->slots[SLOT_HOST];

	return arena_printf(
		job->a,
		"%s; --allow-gap detaches it first, and %s%s until the new one is there",
		why,
		host->is_used ? nic_stage_name(host->stage) : "nothing filters",
		host->is_used ? " mode filters alone" : "");
}

static void drop_nic(struct job *job, const struct state *st)
{
	struct job_slot *slot = &job->slots[SLOT_NIC];

	objects_unpin(&slot->objects,
		      state_gen(st, job->nic.name, job->change.new_gen),
		      attach_slot_names[SLOT_NIC]);
	objects_close(&slot->objects);
	slot->is_used = false;
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
		refusal.why = without_gap(job, refusal.why);
		is_must = true;
	}
	if (!err)
		return 0;
	if (slot->is_used && refuse_gone(job))
		return -ENODEV;
	if (is_must) {
		add_line(job, arena_printf(job->a, "offload: %s", refusal.why));
		return err;
	}
	attach_clear(state_link(st, job->nic.name, SLOT_NIC));
	if (slot->is_used) {
		add_step(job, 0, refusal.why, refusal.log);
		drop_nic(job, st);
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
		add_line(job, refusal.why);
	return prog < 0 ? prog : 0;
}

/*
 * The host's program holds the whole policy, so it comes first and the NIC's,
 * a filter in front, may fail behind it.
 */
int job_attach(struct job *job, const struct state *st)
{
	size_t n_steps = job->steps.lines.n;
	int host, err = evict(job);

	if (err)
		return err;
	host = attach_host(job, st);
	if (host == -ENODEV)
		return host;
	err = attach_nic(job, st);
	if (!err && host && (job->is_part || !job->slots[SLOT_NIC].is_used))
		err = host;
	if (!err && host)
		add_line(
			job,
			"no host mode took the policy: what the NIC cannot decide passes");
	if (!err && job->steps.lines.n > n_steps)
		err = write_meta(job, st);
	return err;
}

int job_verify(struct job *job, const struct state *st, struct diag *diag)
{
	struct nic nic = job->nic;
	struct loaded now;
	const char *why = NULL;

	if (nic_netns() != job->nic.netns)
		why = "this process changed its network namespace";
	if (nic_is_gone(&nic))
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

void job_close(struct job *job)
{
	for (enum attach_slot s = 0; s < N_SLOTS; s++)
		if (job->slots[s].is_used)
			objects_close(&job->slots[s].objects);
}

enum profile_stage job_mode(const struct job *job)
{
	const struct job_slot *nic = &job->slots[SLOT_NIC];

	return nic->is_used ? nic->stage : job->slots[SLOT_HOST].stage;
}
