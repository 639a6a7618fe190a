/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * acl_run.h - one ruleset, looked up by all who can
 *
 * Contenders take turns of a few milliseconds, so that what else the machine
 * does meets them alike. There are two ways of feeding them, which are not to
 * be compared: many keys, as traffic has them, for librte_acl and a linear
 * search; and a few keys, each over and over, which is what BPF_PROG_TEST_RUN
 * can do with a program. There nicfw parses the frame as well.
 */
#ifndef NICFW_BENCH_DPDK_ACL_RUN_H
#define NICFW_BENCH_DPDK_ACL_RUN_H

#include "acl_nicfw.h"
#include "acl_table.h"

#include "bench/lab/rounds.h"

enum acl_feed {
	FEED_MANY, /* keys of traffic `spread` */
	FEED_FEW,
	N_FEEDS,
};

extern const char *const acl_feed_names[N_FEEDS];

struct acl_run;

struct acl_contender {
	const char *name;
	enum acl_feed feed;
	int (*slice)(struct acl_run *run, size_t way, double *ns);
	size_t way;
	bool is_control; /* one that is there already, once more */
	size_t every;	 /* in one of so many rounds */
	double *ns;	 /* a lookup's, a sample each */
	size_t n_samples;
	double min;
};

/* Keys that are looked up over and over. */
#define ACL_FEW 4

#define ACL_MAX_CONTENDERS (N_ACL_WAYS + 8)

struct acl_run {
	struct arena *arena;
	struct rules rules;
	struct trace trace;			/* what is looked up */
	const uint8_t **keys;			/* of the trace */
	const uint8_t **few[ACL_FEW];		/* a burst of one key, */
	struct trace_frame few_frames[ACL_FEW]; /* and its frame */
	uint32_t *results;
	struct acl_table table;
	struct loaded program;	  /* prog_fd -1: there is none, */
	const char *why_no_nicfw; /* and why; NULL where there is */
	int kept_fd;		  /* the program, in the dispatcher */
	double nicfw_build_s;
	double nicfw_start_ns;
	size_t n_wrong; /* lookups that differ from the linear search */
	struct acl_contender contenders[ACL_MAX_CONTENDERS];
	size_t n_contenders;
};

/*
 * Builds both, and looks every key of the trace, and those on the edges of the
 * rules, up by all ways. Rules that nicfw has no program for are measured
 * without it. Returns 0, or -errno with *@why in @a; either way acl_run_close()
 * is fine.
 */
int acl_run_open(struct arena *a, enum rules_family family, size_t n,
		 struct acl_run *out, const char **why);
void acl_run_close(struct acl_run *run);

/*
 * Sets the samples and minima of all contenders, in the least of rounds and as
 * many more as there is time for. Returns 0 or -errno.
 */
int acl_run_measure(struct acl_run *run, const struct rounds_limit *limit);

/* How the one that is there twice in @feed compares to itself; 0: none is. */
double acl_run_control(const struct acl_run *run, enum acl_feed feed);

#endif
