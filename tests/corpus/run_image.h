/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run_image.h - what engines that run a compiled image share
 */
#ifndef NICFW_TESTS_RUN_IMAGE_H
#define NICFW_TESTS_RUN_IMAGE_H

#include "corpus/run_engine.h"

/*
 * Compiles the policy for b->stage, once a file, and makes room for its
 * counters in b->before (zeroes) and b->after. 0, or -EINVAL and b->why.
 */
int image_compile(struct bench *b);

/*
 * Tells who decided by what the counters gained from b->before to b->after,
 * and makes b->after the next packet's b->before.
 */
void image_name_decider(struct bench *b, struct answer *out);

/*
 * Sets @out to what a run in user space came to: its action, or -errno with
 * out->why set, and what its counters hold. False: it came to no action.
 */
bool image_take_run(struct bench *b, int action,
		    const struct nicfw_counter *counters, struct answer *out);

#endif
