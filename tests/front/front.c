// SPDX-License-Identifier: GPL-2.0-only
/*
 * front.c - random rulesets that a stage knows in part: is a drop sure?
 *
 *	front [SEED [COUNT]]
 *
 * For each ruleset and frame three are asked: the image (in the interpreter),
 * the oracle, and all ways that the unknown parts can turn out (ask.h). Whom
 * the image drops, all of them have to drop; whom all ways drop, the image has
 * to drop too where the unknowns do not hang on each other.
 */
#include "front/ask.h"
#include "front/gen_front.h"
#include "lang/nft_parse.h"
#include "lib/gen_packet.h"
#include "offload/interp.h"
#include "policy/compile.h"
#include "policy/resolve.h"

#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef __SANITIZE_ADDRESS__
#define FIRST_SEED 1000001
#define N_CASES	   300
#else
#define FIRST_SEED 1
#define N_CASES	   3000
#endif
#define N_FRAMES  60
#define MAX_SHOWN 5

struct tally {
	uint64_t n_frames;
	uint64_t n_drops;     /* of the image */
	uint64_t n_sure;      /* that all ways drop */
	uint64_t n_too_many;  /* of which not all ways were walked */
	uint64_t n_hesitated; /* sure, and passed, as may be */
	uint32_t n_faults;
};

struct trial {
	struct arena *arena;
	enum gen_front kind;
	struct host_facts facts;
	struct place_wishes wishes;
	struct device dev;
	struct gen_text text;
	const struct policy *policy;
	struct compiled *compiled;
	const struct profile *profile;
	struct gen_frame frames[N_FRAMES];
};

static const struct policy *read_policy(struct trial *t, struct diag *diag)
{
	char *text = gen_text_print(t->arena, &t->text);
	struct ruleset *rs;
	struct policy *p;

	if (nft_parse(t->arena, diag, "front.nft", text, strlen(text), NULL,
		      &rs) ||
	    resolve_ruleset(t->arena, diag, rs, &p))
		return NULL;
	return p;
}

static bool compile(struct trial *t)
{
	struct diag *diag = diag_new(t->arena);

	t->policy = read_policy(t, diag);
	if (t->policy && !compile_policy(t->arena, diag, t->policy, &t->dev,
					 t->profile, NULL, &t->compiled))
		return true;
	diag_print(diag, stdout);
	return false;
}

/* Whoever follows a frame gets the oracle's verdict, and no step is unlike it.
 */
static const char *judge_steps(struct trial *t, const struct gen_frame *frame,
			       const struct eval_result *said)
{
	struct eval_trace trace = { .arena = arena_new() };
	const char *why = NULL;
	const struct eval_step *step;
	struct eval_result followed;

	eval_follow(t->policy, t->compiled->walk, &t->dev, t->profile->reach,
		    frame->bytes, frame->len, &trace, &followed);
	if (followed.verdict != said->verdict || followed.rule != said->rule)
		why = "who follows the frame gets another verdict";
	vec_for_each(step, &trace.steps) {
		if (step->verdict == PLAN_DROP &&
		    step->chain->at <= HOOK_PREROUTING &&
		    said->verdict != PLAN_DROP)
			why = "a chain drops for sure, and the oracle does not";
		if (step->verdict != PLAN_PUNT && step->needs)
			why = "a chain is sure and needs something";
	}
	arena_free(trace.arena);
	return why;
}

/* Where the image's answer is no one's else; NULL: nowhere. */
static const char *judge(struct trial *t, struct interp *it,
			 const struct gen_frame *frame, struct tally *tally)
{
	const struct path *walk = t->compiled->walk;
	const struct reach reach = t->profile->reach;
	struct eval_result said;
	const char *why = NULL;
	int answer = interp_run(it, frame->bytes, frame->len, &why);
	enum fate fate;

	if (answer < 0)
		return why;
	eval_frame(t->policy, walk, &t->dev, reach, frame->bytes, frame->len,
		   NULL, &said);
	why = judge_steps(t, frame, &said);
	if (why)
		return why;
	fate = walk->why_front ? ask_fate(t->policy, walk, &t->dev, reach,
					  frame->bytes, frame->len)
			       : FATE_TOO_MANY;
	tally->n_frames++;
	tally->n_drops += answer == XDP_DROP;
	tally->n_sure += fate == FATE_DROPPED;
	tally->n_too_many += fate == FATE_TOO_MANY;
	if (answer == XDP_DROP && said.verdict != PLAN_DROP)
		return "the image drops, the oracle does not";
	if (answer == XDP_DROP && fate == FATE_OPEN)
		return "the image drops what may pass";
	if (said.verdict == PLAN_DROP && fate == FATE_OPEN)
		return "the oracle drops what may pass";
	if (said.verdict != PLAN_DROP && fate == FATE_DROPPED &&
	    t->kind == FRONT_INDEPENDENT)
		return "the oracle does not drop what is dropped for sure";
	if (said.verdict == PLAN_DROP && answer != XDP_DROP) {
		if (t->kind == FRONT_INDEPENDENT)
			return "the oracle drops, the image does not";
		tally->n_hesitated++;
	}
	return NULL;
}

static const char *find_fault(struct trial *t, struct tally *tally,
			      const struct gen_frame **frame)
{
	struct interp *it = interp_new(t->compiled->image);
	const char *why = NULL;

	for (size_t i = 0; i < N_FRAMES && !why; i++) {
		*frame = &t->frames[i];
		why = judge(t, it, *frame, tally);
	}
	interp_free(it);
	return why;
}

static bool still_fails(struct trial *t)
{
	const struct gen_frame *frame;
	struct tally unused = {};
	FILE *real = stdout;
	bool is_read;

	stdout = fopen("/dev/null", "w");
	is_read = compile(t);
	fclose(stdout);
	stdout = real;
	return is_read && find_fault(t, &unused, &frame);
}

/* Leaves out what the fault does not need, and prints the rest. */
static void show(struct trial *t, uint64_t seed)
{
	const struct gen_frame *frame = NULL;
	struct tally unused = {};
	struct gen_span *span;
	const char *why;

	vec_for_each(span, &t->text.spans) {
		span->is_left_out = true;
		if (!still_fails(t))
			span->is_left_out = false;
	}
	if (!compile(t))
		return;
	why = find_fault(t, &unused, &frame);
	printf("# seed %lu: %s (syn-is-new %d", seed, why ? why : "gone",
	       t->wishes.assume_syn_is_new);
	for (enum host_fact i = 0; i < N_HOST_FACTS; i++)
		if (*fact_of(&t->facts, i))
			printf(", %s", fact_rows[i].name);
	printf(")\n%s\n# hex ", gen_text_print(t->arena, &t->text));
	for (size_t i = 0; frame && i < frame->len; i++)
		printf("%02x", frame->bytes[i]);
	printf("\n");
}

static void run_case(const struct profile *profile, uint64_t seed,
		     struct tally *tally)
{
	struct rng rng = { seed };
	struct trial *t = calloc(1, sizeof(*t));
	const struct gen_frame *frame;

	if (!t)
		abort();
	t->arena = arena_new();
	t->kind = rng_below(&rng, N_FRONTS);
	for (enum host_fact i = 0; i < N_HOST_FACTS; i++)
		*fact_of(&t->facts, i) =
			rng_one_in(&rng, i <= FACT_FORWARDS6 ? 2 : 16);
	t->wishes.assume_syn_is_new = rng_one_in(&rng, 2);
	t->wishes.relax_reject = rng_one_in(&rng, 2);
	t->wishes.strict_dhcp = rng_one_in(&rng, 2);
	t->profile = profile;
	t->dev = (struct device){ .name = "eth0",
				  .ifindex = 2,
				  .mac = { 2, 0, 0, 0, 0, 1 },
				  .facts = &t->facts,
				  .wishes = &t->wishes };
	gen_front(t->arena, &rng, t->kind, &t->text);
	if (!compile(t)) {
		printf("# seed %lu is not read\n%s", seed,
		       gen_text_print(t->arena, &t->text));
		tally->n_faults++;
	} else {
		for (size_t i = 0; i < N_FRAMES; i++)
			gen_packet(&rng, t->policy, &t->dev, &t->frames[i]);
		if (find_fault(t, tally, &frame) &&
		    ++tally->n_faults <= MAX_SHOWN)
			show(t, seed);
	}
	arena_free(t->arena);
	free(t);
}

int main(int argc, char **argv)
{
	const uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0)
				       : FIRST_SEED;
	const uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 0) : N_CASES;
	struct arena *a = arena_new();
	struct diag *diag = diag_new(a);
	struct profile *profile;
	struct tally tally = {};

	if (profile_find(a, diag, "driver", &profile)) {
		diag_print(diag, stderr);
		return 1;
	}
	for (uint64_t i = 0; i < count; i++)
		run_case(profile, seed + i, &tally);
	printf("# %lu rulesets, %lu frames: %lu dropped, %lu of %lu sure drops missed, %lu not asked to the end\n",
	       count, tally.n_frames, tally.n_drops, tally.n_hesitated,
	       tally.n_sure, tally.n_too_many);
	printf("%sok 1 - what_a_front_drops_is_dropped_in_any_case\n1..1\n",
	       tally.n_faults ? "not " : "");
	arena_free(a);
	return tally.n_faults != 0;
}
