/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * job.h - one interface of a load, step by step
 *
 *	job_probe, job_compile, job_load	nothing changes for frames
 *	job_attach, job_verify			between begin and commit
 *
 * The host's slot gets the whole policy in driver or generic mode; the NIC's
 * program is a filter in front of it. Each step down the ladder is a line in
 * job.steps, which the command prints.
 */
#ifndef NICFW_JOB_H
#define NICFW_JOB_H

#include "load/authority.h"
#include "load/gain.h"
#include "load/host_facts.h"
#include "load/place.h"
#include "load/share.h"
#include "load/transact.h"
#include "load/watch.h"
#include "policy/compile.h"
#include "policy/depends.h"

struct job_options {
	struct place_wish wish;
	const char *profile; /* NULL: what fits the device */
	const char *source;  /* the ruleset's name: a path, "<stdin>" */
	bool keeps_source;   /* the ruleset as it was given, in source_fd */
	int source_fd;	     /* state_new_source(), or -1 */
	/* Else: */
	const char *text;   /* as nft prints it */
	const char *places; /* of its rules: nft_places.h */
	struct place_wishes wishes;
	bool is_live; /* the ruleset is the kernel's own */
	bool shadow;
	bool unwatched; /* a front that nothing keeps in step */
	bool with_nft;	/* the ruleset was installed in the kernel as well */
	bool force;
	bool allow_gap;	     /* frames may pass unfiltered if it has to be */
	struct watch *watch; /* begins before frames are held */
};

struct job_slot {
	bool is_used;
	enum profile_stage stage;
	struct objects objects;
};

/* A stage that was left for the next one. */
struct job_refusal {
	enum profile_stage stage;
	const char *why;
	const char *line; /* the one of job_steps that says so */
};

struct job_steps {
	VEC(const char *) lines; /* as they are said */
	VEC(struct job_refusal) refusals;
	VEC(const char *) logs; /* what the kernel said, whole */
	size_t n_lines_said;	/* printed by the command so far */
	size_t n_logs_said;
};

struct job {
	struct arena *a;
	const struct job_options *opts;
	const struct policy *policy;
	struct nic nic;
	struct host_reading host; /* what placement relies on */
	struct dependents depends[N_HOST_FACTS];
	struct card_use card; /* what is on the card before this load */
	struct loaded old;
	struct share share; /* the maps of that */
	struct change change;
	struct place_stage stages[N_STAGES];
	struct compiled *compiled[N_STAGES];
	struct gain gain;	   /* what the rules that run have counted */
	struct early_report early; /* of the NIC's image */
	bool is_part; /* which is a part of the policy; the host has to run */
	/* What the rules ask of the host, and whose chains they are. */
	const struct path *walk;
	bool has_authority;
	struct authority authority;
	struct placement placement;
	size_t rung; /* of placement, for the host's slot */
	struct job_slot slots[N_SLOTS];
	struct job_steps steps;
	bool bypass; /* was on, and stays on */
};

/*
 * Reads the device, what runs there, and the profiles that fit. Refuses, with
 * an error in @diag, what no ladder can help: -ENODEV, -EOPNOTSUPP (a bond, not
 * Ethernet, tags that the device strips), -EBUSY (another's program, without
 * force), -ENOENT (no such profile).
 */
int job_probe(struct job *job, const struct state *st, struct diag *diag,
	      const char *ifname);

/* ---- job_facts.c: what job_probe() and job_compile() have of the host ---- */

void job_read_facts(struct job *job);

/* The job's device, with what is known of its host. */
struct device job_device(const struct job *job);

/* Which rules depend on which facts, in what the host's first stage gets. */
void job_find_dependents(struct job *job);

/*
 * -EINVAL, with an error in @diag, if a fact holds now that did not when it was
 * read, and rules depend on it.
 */
int job_check_facts(const struct job *job, struct diag *diag);

/* Warns of what a complete load does not see on this host. */
void job_warn_of_facts(const struct job *job, struct diag *diag);

/* ---- job_front.c ---- */

/* What the host has to know for job->policy; NULL: it is complete. */
const char *job_why_front(const struct job *job, struct loc *loc);

/*
 * -EINVAL, with an error in @diag, for a front that drops: nothing keeps it in
 * step with the host yet, so somebody has to want it all the same.
 */
int job_refuse_front(const struct job *job, struct diag *diag);

/*
 * -EINVAL, with an error in @diag that names the base chain, if the job's rules
 * drop for another chain than @kernel, the live ruleset, has; @way_out is how
 * the message ends.
 */
int job_check_kernel(struct job *job, const struct policy *kernel,
		     const char *way_out, struct diag *diag);

/* Finds the job's authority, unless that is done: of @path, its rules' path. */
void job_find_authority(struct job *job, const struct path *path);

/* Is what is loaded in step with the kernel only as long as that stays? */
bool job_is_bound(const struct job *job);

/* "complete", "front, unwatched", "shadow (drops nothing)" */
const char *job_kind(const struct job *job);

/* ---- job.c ---- */

/*
 * Compiles for the stages that are possible, down to the first of the host that
 * has room; job_load() and job_attach() compile for others if that is refused.
 * -E2BIG, -EINVAL with errors.
 */
int job_compile(struct job *job, struct diag *diag);

/*
 * Loads and pins a new generation at the first rung that takes it. -errno if
 * there is none; the steps say why. -ENODEV: the device is gone.
 */
int job_load(struct job *job, const struct state *st);

/*
 * Does the host's program, which has been loaded, make way for one in another
 * mode? Then the text, in the job's arena, says what becomes of frames.
 */
bool job_changes_mode(const struct job *job);
const char *job_mode_text(const struct job *job, const struct state *st);

/*
 * Attaches the new generation, going down the ladder if need be. -errno if the
 * host refuses at all rungs and the NIC as well, if the NIC refuses a strict
 * wish, or -EBUSY if it can replace no program and there may be no gap; then
 * the transaction is to be undone.
 */
int job_attach(struct job *job, const struct state *st);

/* Reads back what was attached. -EIO with an error in @diag. */
int job_verify(struct job *job, const struct state *st, struct diag *diag);

/* Closes what the job holds open. */
void job_close(struct job *job);

/* The earliest stage that the new generation runs on. */
enum profile_stage job_mode(const struct job *job);

/* Of a load that the NIC takes, and no mode of the host. */
#define JOB_NO_HOST \
	"no host mode took the policy: what the NIC cannot decide passes"

/*
 * What follows is for job_*.c alone.
 *
 * Adds to the steps: "eth0: TEXT", or why @rung is left for the next one.
 */
void job_say(struct job *job, const char *text);
void job_step(struct job *job, size_t rung, const struct refusal *refusal);

/* True, and a step, if the device is gone: then no rung helps. */
bool job_is_gone(struct job *job);

/*
 * Loads into the host's slot what the first rung from job.rung on takes; -errno
 * if there is none.
 */
int job_load_host(struct job *job);

/*
 * Writes down what status and counters are to know (meta.h), the next load
 * (share.h), and what of its sets can change (set_index.h).
 */
int job_write_meta(const struct job *job, const struct state *st);

#endif
