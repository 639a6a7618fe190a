/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * result.h - what was measured, a line of JSON each
 *
 * A benchmark writes a file of lines: first the machine, then a line for each
 * result as soon as it is there, in one write, so that a run that is killed
 * leaves what it had. What could not be measured has its line and its reason.
 * report.c and compare.c read them.
 */
#ifndef NICFW_BENCH_RESULT_H
#define NICFW_BENCH_RESULT_H

#include <stddef.h>
#include <stdint.h>

enum result_status {
	RESULT_OK,
	RESULT_SKIPPED,	     /* not measured: no tool, no right, no such form */
	RESULT_INCONCLUSIVE, /* another run may say otherwise */
	RESULT_VOID,	     /* frames were lost, or judged wrongly */
	N_RESULT_STATUSES,
};

extern const char *const result_status_names[N_RESULT_STATUSES];

/*
 * What every other opponent of its group does as well: the same frames on the
 * same way, and nothing that filters. Ratios of different machines are
 * comparable when they are to it. A group may do without.
 */
#define RESULT_FLOOR "floor"

/*
 * Results that share suite, family, n_rules, traffic and fed were measured by
 * turns in one run, and only they may be set against each other. Strings that
 * do not apply are NULL.
 */
struct result {
	const char *suite;    /* packet, install, update, tax, offload, dpdk,
				 classify */
	const char *family;   /* of rules.h, or what else was measured */
	uint32_t n_rules;     /* or elements */
	const char *traffic;  /* of trace.h */
	const char *opponent; /* nicfw-driver, iptables-legacy-raw, ...; a model
				 of a card's: nicfw-offload-model */
	const char *quantity; /* cpu, wall, memory, rate, lost, ... */
	const char *unit;     /* ns/packet, s, MB, words, ... of unit.h */
	const char *fed;      /* how frames reached it */
	enum result_status status;
	const char *reason; /* of a status other than ok; or a remark */
	double control;	    /* a thing against itself in this run; 0: none, and
			       then its ratios make no headline */
	const double *samples;
	size_t n_samples;
};

struct result_file;

/*
 * Makes (or empties) @path and writes the machine's line: date, command line,
 * kernel, CPU, cores, memory, load, versions of the tools. Returns 0 with *@out
 * to be closed, or -errno.
 */
int result_open(const char *path, int argc, char *const *argv,
		struct result_file **out);

/*
 * Returns 0 or -errno; a line is there as a whole or not at all. -EINVAL: a
 * status of ok without samples, another one without a reason, a sample that is
 * no finite number.
 */
int result_write(struct result_file *file, const struct result *result);

/* Writes the last line, the load at the end. NULL is fine. */
void result_close(struct result_file *file);

#endif
