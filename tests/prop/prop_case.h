/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * prop_case.h - one random ruleset, the frames for it, and what went wrong
 */
#ifndef NICFW_TESTS_PROP_CASE_H
#define NICFW_TESTS_PROP_CASE_H

#include "lib/gen_frame.h"
#include "lib/gen_policy.h"
#include "prop/prop_engine.h"

#define CASE_FRAMES 100

struct prop_case {
	uint64_t seed; /* of this case; makes it the same again */
	enum gen_kind kind;
	struct gen_text text;
	struct gen_frame frames[CASE_FRAMES];
};

/* Where the oracle and an engine part. */
struct prop_fault {
	const struct prop_engine *engine; /* NULL: the text is refused */
	const struct gen_frame *frame;	  /* NULL: the engine does not start */
	const char *why;
};

/* Makes the ruleset of @seed, in @a. */
void case_make(struct arena *a, uint64_t seed, struct prop_case *out);

/* Makes the frames, which are aimed at @policy. */
void case_make_frames(struct prop_case *c, const struct policy *policy);

/*
 * The policy that @text says, in @a; NULL and *@why if parser or resolver
 * refuse it.
 */
const struct policy *case_resolve(struct arena *a, const char *text,
				  const char **why);

/*
 * Leaves out of ruleset and frame what is not needed for @fault to show, and
 * returns a file for the corpus that holds the rest, in @a. @fault then has
 * what is wrong with that.
 */
const char *case_shrink(struct arena *a, struct prop_case *c,
			struct prop_fault *fault);

#endif
