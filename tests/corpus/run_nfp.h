/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run_nfp.h - the corpus on the words that the nfp driver makes of it
 *
 * The driver runs in a VM, so that this takes two steps: the images go into a
 * batch, tests/vm/nfp_test.sh has it translated, and a later run of the corpus
 * finds both here.
 */
#ifndef NICFW_TESTS_RUN_NFP_H
#define NICFW_TESTS_RUN_NFP_H

#include "corpus/run_engine.h"
#include "lib/batch.h"

#define NFP_BATCH   "build/vm/corpus.batch"
#define NFP_RESULTS "build/vm/corpus.results"

extern const struct engine engine_nfp;

/* Adds the NIC's image of the file on the bench, under the file's name. */
void nfp_add_image(struct bench *b, struct batch *batch);

#endif
