/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * setup.h - what a command of nicfw-bench works with
 *
 * From options to rules, traffic, ports and the file of results; what is wrong
 * with them is told on stderr.
 */
#ifndef NICFW_BENCH_DPDK_SETUP_H
#define NICFW_BENCH_DPDK_SETUP_H

#include "args.h"
#include "bench/result.h"
#include "trial.h"

struct setup {
	const struct args *args;
	struct arena *arena;
	struct diag *diag;
	struct traffic traffic; /* of senders */
	const char *rules_name; /* of results: a file's name, a family's */
	const char *traffic_name;
	uint32_t n_rules;
	struct port ports[PORTS_MAX];
	struct result_file *results; /* NULL: none was asked for */
};

/*
 * Returns EXIT_DONE, or the status to end with. Either way setup_close() is
 * to be called, which also prints what is in diag.
 */
int setup_open(const struct args *args, int argc, char **argv,
	       struct setup *out);
void setup_close(struct setup *s);

/* A trial from the first port to the last, as fast as can be and endless. */
struct trial_wish setup_trial(const struct setup *s);

#endif
