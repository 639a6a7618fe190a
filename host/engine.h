/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * engine.h - ways to ask what a policy does with a frame
 *
 *	oracle	the plain evaluator of policy/eval
 *	interp	the compiled image, in a user-space interpreter
 *	kernel	the compiled image, loaded and run by BPF_PROG_TEST_RUN
 *	nfp	what an nfp's driver makes of the image, run by offload/nfp
 */
#ifndef NICFW_ENGINE_H
#define NICFW_ENGINE_H

#include "policy/compile.h"

struct engine;

/* The engines' names, "oracle, interp, kernel, nfp", for messages. */
extern const char *const engine_names;

/*
 * An engine called @name for what @policy says on @dev; images are made for
 * @profile. @nic is the device whose driver engine nfp asks, or NULL.
 * -EINVAL for an unknown name or a policy that does not compile,
 * other -errno where the kernel refuses, always with an error in @diag. Free
 * with engine_free(); NULL is fine there.
 */
int engine_new(struct arena *a, struct diag *diag, const char *name,
	       const struct policy *policy, const struct device *dev,
	       const struct profile *profile, const char *nic,
	       struct engine **out);
void engine_free(struct engine *e);

/*
 * What the engine says of @frame. A program answers drop or pass, so punt is
 * told from accept only by the oracle: where a program passes a frame that no
 * rule and no policy decided, the verdict is PLAN_PUNT, except for frames that
 * no stage looks at (frame_parse()). Returns 0, or -errno with *@why set where
 * the engine cannot take the frame: the kernel runs none under 14 bytes.
 */
int engine_run(struct engine *e, const uint8_t *frame, size_t len,
	       struct eval_result *out, const char **why);

#endif
