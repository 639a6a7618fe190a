// SPDX-License-Identifier: GPL-2.0-only
/*
 * run_judge.c - is an engine's answer what the corpus file says?
 */
#include "corpus/run_judge.h"

static const char *const kind_names[] = {
	[ANSWER_NONE] = "n/a",	[ANSWER_ACCEPT] = "accept",
	[ANSWER_DROP] = "drop", [ANSWER_PUNT] = "punt",
	[ANSWER_PASS] = "pass", [ANSWER_ERROR] = "error",
};

/* Who decided, as a corpus file names it: "ssh", "policy c", "-". */
static const char *decider_of(struct arena *a, const struct eval_result *r)
{
	if (!r->chain)
		return "-";
	if (!r->rule)
		return arena_printf(a, "policy %s", r->chain->name);
	if (!r->rule->comment)
		return arena_printf(a, "(line %u)", r->rule->loc.line);
	return r->rule->comment;
}

/* `policy` alone is any base chain's. */
static bool is_decider(struct arena *a, const char *expected,
		       const struct eval_result *r)
{
	if (!strcmp(expected, "policy"))
		return r->chain && !r->rule;
	return !strcmp(expected, decider_of(a, r));
}

const char *judge_print(struct arena *a, const struct answer *answer)
{
	if (answer->why)
		return arena_printf(a, "%s (%s)", kind_names[answer->kind],
				    answer->why);
	if (!answer->names_decider)
		return kind_names[answer->kind];
	return arena_printf(a, "%s %s", kind_names[answer->kind],
			    decider_of(a, &answer->decided));
}

static bool is_verdict(enum plan_verdict expected, enum answer_kind kind)
{
	switch (expected) {
	case PLAN_ACCEPT:
		return kind == ANSWER_ACCEPT || kind == ANSWER_PASS;
	case PLAN_DROP:
		return kind == ANSWER_DROP;
	case PLAN_PUNT:
		return kind == ANSWER_PUNT || kind == ANSWER_PASS;
	}
	return false;
}

/* The kernel's nftables, which decides all and is not ours. */
static enum judgement judge_nft(struct arena *a, const struct corpus_packet *p,
				const struct answer *answer, const char **why)
{
	bool agrees = is_verdict(p->verdict, answer->kind);

	if (p->verdict == PLAN_PUNT) {
		*why = "no stage decides it";
		return JUDGED_NONE;
	}
	*why = "differs without a mark";
	if (!p->difference)
		return agrees ? JUDGED_RIGHT : JUDGED_WRONG;
	*why = arena_printf(a, "marked ~%s", p->difference->id);
	if (!agrees)
		return JUDGED_MARKED;
	return p->difference->kernels == SOME_KERNELS ? JUDGED_RIGHT
						      : JUDGED_WRONG;
}

/* Our own engines: verdict and decider. */
static enum judgement judge_ours(struct arena *a, const struct engine *engine,
				 const struct corpus_packet *p,
				 const struct answer *answer, const char **why)
{
	bool punts = engine->profile && corpus_punts_on(p, engine->profile);
	enum plan_verdict verdict = punts ? PLAN_PUNT : p->verdict;
	const char *decider = punts ? "-" : p->decider;

	*why = arena_printf(a, "expected %s %s",
			    kind_names[verdict == PLAN_PUNT	? ANSWER_PUNT
				       : verdict == PLAN_ACCEPT ? ANSWER_ACCEPT
								: ANSWER_DROP],
			    decider);
	if (!is_verdict(verdict, answer->kind))
		return JUDGED_WRONG;
	if (answer->names_decider && !is_decider(a, decider, &answer->decided))
		return JUDGED_WRONG;
	return JUDGED_RIGHT;
}

enum judgement judge_answer(struct arena *a, const struct engine *engine,
			    const struct corpus_packet *p,
			    const struct answer *answer, const char **why)
{
	*why = answer->why;
	if (answer->kind == ANSWER_NONE)
		return JUDGED_NONE;
	if (answer->kind == ANSWER_ERROR)
		return JUDGED_WRONG;
	if (engine == &engine_nft)
		return judge_nft(a, p, answer, why);
	return judge_ours(a, engine, p, answer, why);
}

struct corpus_packet judge_by_oracle(struct bench *b,
				     const struct corpus_packet *p)
{
	struct corpus_packet said = {
		.loc = p->loc,
		.text = p->text,
		.frame = p->frame,
		.len = p->len,
		.is_judged = true,
	};
	struct eval_result result;

	for (size_t i = 0; i < N_STAGES; i++) {
		eval_frame(b->policy, &b->walk, &b->device,
			   b->stages[i].profile->reach, p->frame, p->len, NULL,
			   &result);
		if (result.verdict == PLAN_PUNT)
			*(const char **)vec_push(b->arena, &said.punts_on) =
				b->stages[i].name;
	}
	eval_frame(b->policy, &b->walk, &b->device, bench_host_reach(b),
		   p->frame, p->len, NULL, &result);
	said.verdict = result.verdict;
	said.decider = decider_of(b->arena, &result);
	if (said.verdict == PLAN_PUNT)
		said.punts_on.n = 0;
	return said;
}
