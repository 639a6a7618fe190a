/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stages.h - what the stages of a load would answer to a frame
 *
 * Compiles the policy for the NIC, as far as it has room for it, and for the
 * driver, as `nicfw check` does, and asks both programs in the interpreter.
 */
#ifndef NICFW_STAGES_H
#define NICFW_STAGES_H

#include "policy/compile.h"

struct stages;

/* What one stage says: whom it punts, the next one decides. */
struct stage_answer {
	const char *stage; /* "NIC", "driver" */
	const char *profile;
	enum plan_verdict verdict;
	const struct policy_chain *chain; /* that decided; NULL: none */
	const struct policy_rule *rule;	  /* NULL: the chain's policy */
	const char *why; /* the stage gives no answer; NULL: it does */
};

#define N_STAGES 2

/*
 * Programs for @policy on @dev, in @a; they are freed by stages_free(). -errno
 * with an error in @diag: the profiles are not to be had, or the policy does
 * not fit a program at all.
 */
int stages_new(struct arena *a, struct diag *diag, const struct policy *policy,
	       const struct device *dev, struct stages **out);
void stages_free(struct stages *s);

void stages_ask(struct stages *s, const uint8_t *frame, size_t len,
		struct stage_answer out[N_STAGES]);

#endif
