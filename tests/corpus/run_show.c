// SPDX-License-Identifier: GPL-2.0-only
/*
 * run_show.c - what each engine says of a corpus file's packets
 */
#include "corpus/run_show.h"

#include "corpus/run_judge.h"

#include <stdio.h>

/* All answers of @engine; NULL if it does not run. */
static const struct answer *ask_all(struct bench *b,
				    const struct engine *engine)
{
	struct answer *answers =
		arena_calloc(b->arena, b->file.packets.n + 1, sizeof(*answers));
	int err;

	b->stage = bench_stage(b, engine->profile);
	err = engine->start(b);
	for (size_t i = 0; !err && i < b->file.packets.n; i++)
		engine->ask(b, &b->file.packets.v[i], &answers[i]);
	if (err)
		printf("# %s: %s\n", engine->name, b->why);
	engine->stop(b);
	return err ? NULL : answers;
}

/* @p with the oracle's answer in place of what the file says. */
static struct corpus_packet as_oracle_says(struct bench *b,
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
		eval_frame(b->policy, &b->device, b->stages[i].profile->reach,
			   p->frame, p->len, NULL, &result);
		if (result.verdict == PLAN_PUNT)
			*(const char **)vec_push(b->arena, &said.punts_on) =
				b->stages[i].name;
	}
	eval_frame(b->policy, &b->device, bench_host_reach(b), p->frame, p->len,
		   NULL, &result);
	said.verdict = result.verdict;
	said.decider = judge_decider(b->arena, &result);
	if (said.verdict == PLAN_PUNT)
		said.punts_on.n = 0;
	return said;
}

static void show_packet(struct bench *b, const struct corpus_packet *p,
			const struct engine *const *engines, size_t n_engines,
			const struct answer *const *answers)
{
	size_t index = (size_t)(p - b->file.packets.v);
	struct corpus_packet said = as_oracle_says(b, p);
	const char *const *profile;
	const char *why;

	printf("%s => %s %s", p->text, corpus_verdict_name(said.verdict),
	       said.decider);
	vec_for_each(profile, &said.punts_on)
		printf(" [%s: punt]", *profile);
	for (size_t i = 0; i < n_engines; i++) {
		if (engines[i] == &engine_nft && answers[i] &&
		    judge_answer(b->arena, engines[i], &said,
				 &answers[i][index], &why) == JUDGED_WRONG)
			printf(" ~?");
	}
	printf("\n");
	for (size_t i = 0; i < n_engines; i++) {
		if (answers[i] &&
		    judge_answer(b->arena, engines[i], &said,
				 &answers[i][index], &why) == JUDGED_WRONG)
			printf("\t# %s: %s\n", engines[i]->name,
			       judge_print(b->arena, &answers[i][index]));
	}
}

void show_packets(struct bench *b, const struct engine *const *engines,
		  size_t n_engines)
{
	const struct answer **answers =
		arena_calloc(b->arena, n_engines, sizeof(*answers));
	const struct corpus_packet *p;

	for (size_t i = 0; i < n_engines; i++)
		answers[i] = ask_all(b, engines[i]);
	vec_for_each(p, &b->file.packets)
		show_packet(b, p, engines, n_engines, answers);
}
