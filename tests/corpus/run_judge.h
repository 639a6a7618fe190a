/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run_judge.h - is an engine's answer what the corpus file says?
 */
#ifndef NICFW_TESTS_RUN_JUDGE_H
#define NICFW_TESTS_RUN_JUDGE_H

#include "corpus/run_engine.h"

enum judgement {
	JUDGED_RIGHT,
	JUDGED_MARKED, /* differs as the packet's mark says */
	JUDGED_NONE,   /* the engine cannot be asked; *why says why */
	JUDGED_WRONG,  /* *why */
	N_JUDGEMENTS,
};

/* Judges @answer of @engine about @p. *@why, where set, lives in @a. */
enum judgement judge_answer(struct arena *a, const struct engine *engine,
			    const struct corpus_packet *p,
			    const struct answer *answer, const char **why);

/* @p with the oracle's answer in place of what the file says. */
struct corpus_packet judge_by_oracle(struct bench *b,
				     const struct corpus_packet *p);

/* The answer as a corpus file would have it: "drop ssh". */
const char *judge_print(struct arena *a, const struct answer *answer);

#endif
