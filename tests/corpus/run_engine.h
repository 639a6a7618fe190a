/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run_engine.h - what runs a corpus file: one row an engine
 *
 * An engine is started with a file's rules, asked about each packet in turn,
 * and stopped. It says what happened; whether that is right is run_judge's.
 */
#ifndef NICFW_TESTS_RUN_ENGINE_H
#define NICFW_TESTS_RUN_ENGINE_H

#include "corpus/run_bench.h"

struct engine {
	const char *name;
	const char *profile; /* whose image it runs; NULL: none */
	bool needs_rig;
	unsigned int n_tries; /* until an answer is right; 0: one */
	/*
	 * 0; -ENOTSUP if this machine cannot, else what is wrong; both set
	 * b->why. Undone by stop(), a start that failed too.
	 */
	int (*start)(struct bench *b);
	void (*ask)(struct bench *b, const struct corpus_packet *p,
		    struct answer *out);
	void (*stop)(struct bench *b);
};

extern const struct engine engine_oracle;
extern const struct engine engine_nft;
extern const struct engine engine_stages;

/* One for each profile and way to run its image. */
extern const struct engine image_engines[];
extern const size_t n_image_engines;

#endif
