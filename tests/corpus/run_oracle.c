// SPDX-License-Identifier: GPL-2.0-only
/*
 * run_oracle.c - the corpus on policy/eval
 *
 * The oracle answers for a host. It is asked for each profile too, whether a
 * stage with that profile's bound would have to punt.
 */
#include "corpus/run_engine.h"

static int start(struct bench *b)
{
	return 0;
}

static void stop(struct bench *b)
{
}

/*
 * A stage that has to punt @p by its bound, and has no mark; NULL: none. A mark
 * too much shows on the images, which may have bounds of their own.
 */
static const struct stage *find_unmarked(struct bench *b,
					 const struct corpus_packet *p)
{
	struct eval_result result;

	if (!p->is_judged || p->verdict == PLAN_PUNT)
		return NULL;
	for (size_t i = 0; i < N_STAGES; i++) {
		const struct stage *s = &b->stages[i];

		eval_frame(b->policy, &b->walk, &b->device, s->profile->reach,
			   p->frame, p->len, NULL, &result);
		if (result.verdict == PLAN_PUNT && !corpus_punts_on(p, s->name))
			return s;
	}
	return NULL;
}

static void ask(struct bench *b, const struct corpus_packet *p,
		struct answer *out)
{
	static const enum answer_kind kinds[] = {
		[PLAN_ACCEPT] = ANSWER_ACCEPT,
		[PLAN_DROP] = ANSWER_DROP,
		[PLAN_PUNT] = ANSWER_PUNT,
	};
	const struct stage *unmarked = find_unmarked(b, p);

	eval_frame(b->policy, &b->walk, &b->device, bench_host_reach(b),
		   p->frame, p->len, NULL, &out->decided);
	out->kind = kinds[out->decided.verdict];
	out->names_decider = true;
	if (unmarked) {
		out->kind = ANSWER_ERROR;
		out->why = arena_printf(b->arena, "no mark [%s: punt]",
					unmarked->name);
	}
}

const struct engine engine_oracle = {
	.name = "oracle",
	.start = start,
	.ask = ask,
	.stop = stop,
};
