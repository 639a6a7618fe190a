// SPDX-License-Identifier: GPL-2.0-only
/*
 * live.c - random rulesets in a router, under traffic: is a drop sure?
 *
 *	live [SEED [COUNT]]
 *
 * Without a COUNT it is LIVE_RULESETS of the environment. A fault is printed
 * with its seed, what of ruleset and frames it needs, and where they were seen.
 *
 * What tests/front proves within our own model of the host, this asks the host
 * itself. Each trial (live_trial.h) has the rules in the kernel and a stage
 * compiled from them that drops nothing; whom it would drop must not be
 * delivered. Of rulesets that a stage holds all of, whom it passes nftables
 * must pass too. Stages that are wrong on purpose have to be found out.
 */
#include "live/live_trial.h"

#include "lib/tap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SEED   1
#define N_CASES	     600
#define MIN_CASES    300 /* to judge the test itself */
#define MAX_SHOWN    5
#define SHRINKING_MS 60000

static bool still_fails(struct live_trial *t, const struct live_fault *as)
{
	struct live_tally unused = {};
	struct live_fault now = live_trial_run(t, &unused);

	return now.why && !strcmp(now.why, as->why);
}

/* Leaves out what the fault does not need. */
static void shrink(struct live_trial *t, const struct live_fault *fault)
{
	const uint64_t start = tap_now_ms();
	struct live_step *s;
	struct gen_span *span;

	for (uint32_t talk = 0; talk < t->talks.n_talks; talk++) {
		vec_for_each(s, &t->talks.steps)
			s->is_left_out |= s->talk == talk;
		if (still_fails(t, fault))
			continue;
		vec_for_each(s, &t->talks.steps)
			s->is_left_out &= s->talk != talk;
	}
	vec_for_each(span, &t->rules.text.spans) {
		span->is_left_out = true;
		if (tap_now_ms() - start > SHRINKING_MS ||
		    !still_fails(t, fault))
			span->is_left_out = false;
	}
	vec_for_each(s, &t->talks.steps) {
		if (s->is_left_out)
			continue;
		s->is_left_out = true;
		if (tap_now_ms() - start > SHRINKING_MS ||
		    !still_fails(t, fault))
			s->is_left_out = false;
	}
}

static void show(struct live_trial *t, uint64_t seed,
		 const struct live_fault *fault)
{
	struct live_fate *seen = t->fates;
	struct live_tally unused = {};
	struct live_fault last;

	t->fates = arena_calloc(t->arena, t->talks.n_numbers, sizeof(*seen));
	if (!still_fails(t, fault)) {
		/* It hangs on time: all that there was when it was seen. */
		t->fates = seen;
		live_trial_print(t, seed, fault);
		return;
	}
	shrink(t, fault);
	last = live_trial_run(t, &unused);
	if (!last.why)
		last.why = "not seen again";
	live_trial_print(t, seed, &last);
}

static bool run_case(const struct live_lab *lab, uint64_t seed, bool may_show,
		     struct live_tally *tally)
{
	struct rng rng = { seed };
	struct live_trial *t = calloc(1, sizeof(*t));
	struct live_fault fault;

	if (!t)
		abort();
	t->arena = arena_new();
	t->lab = lab;
	live_trial_draw(t, &rng);
	fault = live_trial_run(t, tally);
	if (fault.why && may_show)
		show(t, seed, &fault);
	arena_free(t->arena);
	free(t);
	return !fault.why;
}

static bool all_are_found(const struct live_tally *tally)
{
	bool all = true;

	for (unsigned int k = STAGE_FIRST_WRONG; k < N_LIVE_STAGES; k++) {
		printf("# %s: found out by %u of %u rulesets\n",
		       live_stage_names[k], tally->n_found[k],
		       tally->n_tried[k]);
		all &= tally->n_found[k] > 0;
	}
	return all;
}

static void print_tally(const struct live_tally *t)
{
	printf("# %u rulesets of fronts, %u complete; %lu frames: %lu of them delivered without rules\n",
	       t->n_fronts, t->n_complete, t->n_frames, t->n_delivered);
	printf("# %lu would be dropped, %lu of these delivered without rules\n",
	       t->n_drops, t->n_telling);
	printf("# %lu segments and %lu fragments were joined to others\n",
	       t->n_segments, t->n_fragments);
	printf("# complete: %lu compared, %lu differ as differences.def says\n",
	       t->n_compared, t->n_differing);
	printf("# attached for %u rulesets, which counted %lu drops\n",
	       t->n_attached, t->n_counted);
}

static bool report(int number, bool is_ok, const char *name)
{
	printf("%sok %d - %s\n", is_ok ? "" : "not ", number, name);
	return is_ok;
}

/* What only many rulesets tell. */
static bool report_power(const struct live_lab *lab, uint64_t seed,
			 const struct live_tally *tally)
{
	bool all = true;

	all &= report(2, tally->n_delivered > tally->n_frames / 2,
		      "without_rules_most_frames_are_delivered");
	all &= report(3, all_are_found(tally), "wrong_stages_are_found_out");
	all &= report(4, live_states_are_reached(lab, seed),
		      "conversations_reach_all_states");
	all &= report(5, tally->n_segments && tally->n_fragments,
		      "segments_and_fragments_are_joined");
	return all;
}

static int run_all(const struct live_lab *lab, uint64_t seed, uint64_t count)
{
	const bool is_many = count >= MIN_CASES;
	struct live_tally tally = {};
	uint32_t n_faults = 0;
	bool all;

	for (uint64_t i = 0; i < count; i++)
		n_faults +=
			!run_case(lab, seed + i, n_faults < MAX_SHOWN, &tally);
	print_tally(&tally);
	all = report(1, !n_faults, "what_a_stage_would_drop_is_not_delivered");
	if (is_many)
		all &= report_power(lab, seed, &tally);
	printf("1..%d\n", is_many ? 5 : 1);
	return !all;
}

static int skip(const char *why)
{
	printf("1..0 # SKIP %s\n", why);
	return 0;
}

static uint64_t count_wanted(void)
{
	const char *text = getenv("LIVE_RULESETS");

	return text ? strtoull(text, NULL, 0) : N_CASES;
}

int main(int argc, char **argv)
{
	const uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0)
				       : FIRST_SEED;
	const uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 0)
					: count_wanted();
	struct arena *a = arena_new();
	struct diag *diag = diag_new(a);
	struct live_lab lab = { .device = &live_device };
	const char *why = NULL;
	int status, err;

	if (profile_find(a, diag, "driver", &lab.host) ||
	    profile_find(a, diag, "agilio-cx", &lab.nic)) {
		diag_print(diag, stderr);
		return 1;
	}
	err = live_net_open(&lab.net, &live_names, &why);
	if (err == -ETIMEDOUT) {
		printf("not ok 1 - %s\n1..1\n", why);
		return 1;
	}
	if (err)
		return skip(why);
	lab.nft = nft_ctx_new(NFT_CTX_DEFAULT);
	nft_ctx_buffer_output(lab.nft);
	nft_ctx_buffer_error(lab.nft);
	status = nft_run_cmd_from_buffer(lab.nft, "list tables")
			 ? skip("this kernel has no nftables")
			 : run_all(&lab, seed, count);
	nft_ctx_free(lab.nft);
	live_net_close(lab.net);
	arena_free(a);
	return status;
}
