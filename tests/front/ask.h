/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ask.h - a policy under all answers to what a stage does not know
 *
 * A run asks for each unknown thing as it meets it; a script answers, and then
 * the next one, until all have been given. That is the plain meaning of "sure",
 * and shares no walk with the oracle or the compiler.
 */
#ifndef NICFW_TESTS_ASK_H
#define NICFW_TESTS_ASK_H

#include "offload/profile.h"
#include "policy/path.h"

enum fate {
	FATE_DROPPED,  /* in each run, and nothing else was done */
	FATE_OPEN,     /* not so */
	FATE_TOO_MANY, /* more questions than can be asked */
};

enum fate ask_fate(const struct policy *p, const struct path *walk,
		   const struct device *dev, struct reach reach,
		   const uint8_t *frame, size_t len);

#endif
