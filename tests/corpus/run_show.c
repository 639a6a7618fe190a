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

static void show_packet(struct bench *b, const struct corpus_packet *p,
			const struct engine *const *engines, size_t n_engines,
			const struct answer *const *answers)
{
	size_t index = (size_t)(p - b->file.packets.v);
	struct corpus_packet said = judge_by_oracle(b, p);
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
