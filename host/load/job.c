// SPDX-License-Identifier: GPL-2.0-only
/*
 * job.c - one interface of a load: compiled, and loaded where it fits
 */
#include "load/job.h"
#include "base/fd.h"
#include "base/pages.h"
#include "load/memory.h"
#include "load/meta.h"
#include "load/rule_index.h"
#include "load/set_index.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <unistd.h>

void job_step(struct job *job, size_t rung, const struct refusal *refusal)
{
	const char *line = place_step(job->a, &job->nic, &job->placement, rung,
				      refusal->why);

	*vec_push(job->a, &job->steps.lines) = line;
	*vec_push(job->a, &job->steps.refusals) = (struct job_refusal){
		job->placement.rungs[rung].stage,
		refusal->why,
		line,
	};
	if (refusal->log)
		*vec_push(job->a, &job->steps.logs) = refusal->log;
}

void job_say(struct job *job, const char *text)
{
	*vec_push(job->a, &job->steps.lines) =
		arena_printf(job->a, "%s: %s", job->nic.name, text);
}

bool job_is_gone(struct job *job)
{
	bool is_gone = nic_is_gone(&job->nic);

	if (is_gone)
		job_say(job, "the device is gone");
	return is_gone;
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
	job_say(job,
		arena_printf(
			job->a,
			"offload: %s; it gets what %u of %u rules drop, the host has all",
			job->early.whole.violations.v[0].text,
			job->early.n_held, job->early.n_rules));
}

static void find_walk(struct job *job)
{
	for (enum profile_stage s = 0; s < N_STAGES && !job->walk; s++)
		if (job->compiled[s])
			job->walk = job->compiled[s]->walk;
	if (job->walk && (job->walk->why_front || job->opts->is_live))
		job_find_authority(job, job->walk);
}

/*
 * Down to the first stage of the host that has room for the policy. Large
 * rulesets take long, and what is behind that stage is seldom needed.
 */
static int compile_stages(struct job *job, struct diag *diag)
{
	enum profile_stage s = job->opts->wish.first;
	bool is_enough = false;
	int err = 0;

	for (; s < N_STAGES && !err && !is_enough; s++) {
		if (place_why_not(job->a, &job->nic, s, job->stages[s].profile))
			continue;
		err = compile_stage(job, diag, s);
		is_enough = !err && s != STAGE_OFFLOAD &&
			    !job->stages[s].report->violations.n;
	}
	return err;
}

/* A stage behind one that was refused: why it cannot be had, or NULL. */
static const char *compile_late(struct job *job, enum profile_stage stage)
{
	struct diag *diag = diag_new(job->a);

	if (compile_stage(job, diag, stage))
		return diag->msgs.v[0].text;
	return place_violation(job->a, job->policy, job->stages[stage].report);
}

int job_compile(struct job *job, struct diag *diag)
{
	int err = job_refuse_front(job, diag);

	if (err)
		return err;
	/* It takes as much memory as compiling, so not while that is kept. */
	job_find_dependents(job);
	err = compile_stages(job, diag);
	if (err)
		return err;
	job_warn_of_facts(job, diag);
	find_walk(job);
	place_rungs(job->a, &job->nic, job->policy, job->opts->wish,
		    job->stages, &job->placement);
	find_room(job);
	say_part(job);
	return 0;
}

/*
 * Why @img has no room on the host but for the maps that are @given; NULL if it
 * has. It is asked anew for each image: those of other interfaces are in
 * already, and so is what is replaced.
 */
static const char *why_no_memory(struct arena *a, const struct image *img,
				 const int *given)
{
	const struct memory_host host = memory_this_host();
	uint64_t bytes = memory_of_image(img, &host);
	struct memory_room room;

	pages_return();
	for (size_t i = 0; i < img->maps.n; i++)
		if (given[i] >= 0)
			bytes -= memory_of_map(&img->maps.v[i], &host);
	memory_read_room(a, "", &room);
	return memory_no_room(a, bytes, &room);
}

static int load_image(struct job *job, const struct image *img, bool on_nic,
		      struct objects *out, struct refusal *refusal)
{
	struct nicfw_control control = { .ready = 1, .bypass = job->bypass };
	int *given, err = -ENOMEM;

	if (on_nic)
		return objects_load(job->a, img, &job->nic, control, NULL, out,
				    refusal);
	given = share_open(&job->share, img);
	refusal->why = why_no_memory(job->a, img, given);
	if (!refusal->why)
		err = objects_load(job->a, img, NULL, control, given, out,
				   refusal);
	share_close(img, given);
	return err;
}

/* Loads what is compiled for @rung into its slot, or says why not. */
static int load_rung(struct job *job, size_t rung)
{
	const struct place_rung *r = &job->placement.rungs[rung];
	struct job_slot *slot = &job->slots[attach_slot_of(r->stage)];
	bool on_nic = r->stage == STAGE_OFFLOAD;
	struct refusal refusal = { .why = r->why_not };
	int err = -EOPNOTSUPP;

	if (!refusal.why && !job->compiled[r->stage])
		refusal.why = compile_late(job, r->stage);
	if (!refusal.why)
		err = load_image(job, job->compiled[r->stage]->image, on_nic,
				 &slot->objects, &refusal);
	if (err && job_is_gone(job))
		return -ENODEV;
	if (err) {
		job_step(job, rung, &refusal);
		return err;
	}
	slot->is_used = true;
	slot->stage = r->stage;
	return 0;
}

int job_load_host(struct job *job)
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
	err = job_load_host(job);
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

static void print_labels(const void *job, FILE *out)
{
	meta_print_labels(job, out);
}

static void print_counters(const void *job, FILE *out)
{
	meta_print_counters(job, out);
}

int job_write_meta(const struct job *job, const struct state *st)
{
	const unsigned int gen = job->change.new_gen;
	json_t *meta = meta_of(job), *sets = set_index_of(job);
	int err = state_write_json(st, job->nic.name, gen, STATE_META, meta);

	json_decref(meta);
	if (!err)
		err = state_print_text(st, job->nic.name, gen, STATE_LABELS,
				       print_labels, job);
	if (!err)
		err = state_write_json(st, job->nic.name, gen, STATE_SETS,
				       sets);
	json_decref(sets);
	if (!err)
		err = state_write_text(st, job->nic.name, gen, STATE_ELEMENTS,
				       "");
	if (!err)
		err = state_print_text(st, job->nic.name, gen, STATE_COUNTERS,
				       print_counters, job);
	if (!err)
		err = rule_index_write(job, st);
	if (!err)
		err = share_write(&job->share, st, job->nic.name, gen,
				  &job->slots[SLOT_HOST].objects);
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
	return err;
}

/* The file that the rules are of is not written again for each device. */
static int write_rules(const struct job *job, const struct state *st)
{
	const unsigned int gen = job->change.new_gen;
	const int fd = job->opts->source_fd;
	struct text_link link;
	int err;

	if (job->opts->keeps_source) {
		link = state_text_link(st, job->nic.name, gen, STATE_RULES, fd);
		return fsync(fd) ? -errno : state_link_text(&link);
	}
	err = state_write_text(st, job->nic.name, gen, STATE_RULES,
			       job->opts->text);
	if (!err)
		err = state_write_text(st, job->nic.name, gen, STATE_PLACES,
				       job->opts->places);
	return err;
}

static int write_texts(const struct job *job, const struct state *st)
{
	return write_rules(job, st) ?: job_write_meta(job, st);
}

int job_load(struct job *job, const struct state *st)
{
	const char *step = "pinning";
	int err = load_slots(job);

	if (err)
		return err;
	err = pin_all(job, st);
	if (!err) {
		err = write_texts(job, st);
		if (err)
			step = "writing to " STATE_RUN_DIR;
	}
	if (!err)
		err = state_publish(st, job->nic.name, job->change.new_gen);
	if (err) {
		job_say(job, refusal_text(job->a, step, err));
		state_remove_gen(st, job->nic.name, job->change.new_gen);
	}
	return err;
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
