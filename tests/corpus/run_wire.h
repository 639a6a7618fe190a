/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run_wire.h - the corpus on a device at the other end of a cable
 */
#ifndef NICFW_TESTS_RUN_WIRE_H
#define NICFW_TESTS_RUN_WIRE_H

#include "corpus/run_engine.h"

/* One for each profile and way to run its image. */
extern const struct engine wire_engines[];
extern const size_t n_wire_engines;

/*
 * Makes the file's packets what a wire carries: one that is too short is
 * padded with zeroes, and what is expected of it is then the oracle's word.
 * Fills b->control: NONE, with the reason, for what does not arrive without
 * any policy.
 */
void wire_prepare(struct bench *b);

#endif
