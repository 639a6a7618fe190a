/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run_show.h - what each engine says of a corpus file's packets
 */
#ifndef NICFW_TESTS_RUN_SHOW_H
#define NICFW_TESTS_RUN_SHOW_H

#include "corpus/run_engine.h"

/*
 * Prints each packet as a corpus file would have it, by the word of the oracle,
 * and below it, as comments, what engines say that do not agree. ~? stands
 * where nftables differs: the row of differences.def is for the author to find.
 */
void show_packets(struct bench *b, const struct engine *const *engines,
		  size_t n_engines);

#endif
