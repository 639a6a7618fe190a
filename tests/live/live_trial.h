/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * live_trial.h - one ruleset, one router, some conversations: who was wrong?
 *
 * The ruleset is in the router's kernel; stages are compiled from it, each for
 * what it takes the router to be. A frame that a stage would drop must not get
 * anywhere; of a complete ruleset the stage and nftables must agree.
 */
#ifndef NICFW_TESTS_LIVE_TRIAL_H
#define NICFW_TESTS_LIVE_TRIAL_H

#include "live/gen_live.h"
#include "live/live_run.h"
#include "offload/interp.h"
#include "policy/compile.h"

#include <nftables/libnftables.h>

enum live_stage_kind {
	STAGE_FITS,    /* the host's profile, and what the router is */
	STAGE_ON_NIC,  /* the same for a NIC */
	STAGE_CAREFUL, /* facts_unknown: nobody asked the host */
	/* Wrong ones, which have to be found out. */
	STAGE_NEVER_FORWARDS,
	STAGE_KNOWS_NO_NAT,
	STAGE_DROPS_ALL,
	STAGE_PASSES_ALL,
	N_LIVE_STAGES,
};
#define STAGE_FIRST_WRONG STAGE_NEVER_FORWARDS

extern const char *const live_stage_names[N_LIVE_STAGES];

struct live_stage {
	bool is_used;
	struct host_facts facts;
	struct device dev;
	struct compiled *compiled; /* NULL: drops, or passes, all */
};

/* What is there once, for all trials. */
struct live_lab {
	struct live_net *net;
	const struct device *device; /* the router's eth0 */
	struct nft_ctx *nft;
	struct profile *host;
	struct profile *nic;
};

/* Rules that are not drawn. */
struct live_given {
	const struct policy *policy;
	/* There is a flowtable with the router's eth0. */
	bool has_flowtable;
	/* Gives them to the router's kernel. NULL, or why it cannot. */
	const char *(*load)(const struct live_given *given, struct arena *a);
	/* Takes those from it that nft's `flush ruleset` leaves. Likewise. */
	const char *(*unload)(const struct live_given *given, struct arena *a);
};

struct live_trial {
	struct arena *arena;
	const struct live_lab *lab;
	const struct live_given *given; /* NULL: rules is what there is */
	enum gen_live kind;
	struct live_router router;
	struct place_wishes wishes;
	bool is_attached; /* the shadow program runs on eth0 */
	struct gen_live_rules rules;
	const struct policy *policy;
	struct live_stage stages[N_LIVE_STAGES];
	struct live_talks talks;
	struct live_fate *control; /* without rules */
	struct live_fate *fates;
};

/* What is wrong, and of which frame. */
struct live_fault {
	const char *why;	      /* NULL: nothing */
	const struct live_fate *fate; /* NULL: of none */
	enum live_stage_kind stage;
};

struct live_tally {
	uint64_t n_frames;    /* that eth0 met */
	uint64_t n_delivered; /* of these, without rules */
	uint64_t n_drops;     /* that STAGE_FITS would drop */
	uint64_t n_telling;   /* of these, delivered without rules */
	uint64_t n_segments;  /* that were joined to others */
	uint64_t n_fragments; /* likewise */
	uint64_t n_compared;  /* of complete rulesets, stage and nftables */
	uint64_t n_differing; /* of these, by a row of differences.def */
	uint64_t n_counted;   /* that the attached program counted as drops */
	uint32_t n_attached;
	uint32_t n_fronts;
	uint32_t n_complete;
	/* Rulesets by which a stage was found to be wrong. */
	uint32_t n_tried[N_LIVE_STAGES];
	uint32_t n_found[N_LIVE_STAGES];
};

/* Draws a trial, of which all but arena and lab is empty. */
void live_trial_draw(struct live_trial *t, struct rng *r);

/* Makes the fates of a trial that has talks. */
void live_trial_make_room(struct live_trial *t);

/*
 * Loads the rules, sends the conversations and judges. What is left out of
 * either is left out. Adds to @tally.
 */
struct live_fault live_trial_run(struct live_trial *t,
				 struct live_tally *tally);

/*
 * True if conversations, without a firewall, have packets in each state that
 * conntrack knows. Prints how many.
 */
bool live_states_are_reached(const struct live_lab *lab, uint64_t seed);

/* Prints a frame, and where it was seen, as comments of TAP. */
void live_fate_print(const struct live_fate *fate);

/* Prints what the trial was made of, and @fault, as comments of TAP. */
void live_trial_print(const struct live_trial *t, uint64_t seed,
		      const struct live_fault *fault);

#endif
