/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * acl_nicfw.h - the same rules as a program of nicfw
 */
#ifndef NICFW_BENCH_DPDK_ACL_NICFW_H
#define NICFW_BENCH_DPDK_ACL_NICFW_H

#include "bench/rules/trace.h"
#include "lib/loaded.h"

/*
 * Compiles @rules for the driver and loads the program; close it with
 * loaded_close(). *@build_s: from the rules' text to the program in the
 * kernel, in seconds of this thread's CPU time. Returns 0, or -errno with *@why
 * in @a.
 */
int acl_nicfw_load(struct arena *a, const struct rules *rules,
		   struct loaded *out, double *build_s, const char **why);

/*
 * What BPF_PROG_TEST_RUN takes for @repeat runs of the program on @frame, in ns
 * of this thread's CPU time. Returns 0 or -errno.
 * Calls start at once if the program is in the dispatcher (dispatcher.h).
 */
int acl_nicfw_run(const struct loaded *program, const struct trace_frame *frame,
		  int repeat, double *ns);

/*
 * What a call takes besides its runs, at the least: of some calls with the
 * fewest runs, and of those of earlier programs, for it is the same for all.
 * Returns 0 or -errno.
 */
int acl_nicfw_start(const struct loaded *program,
		    const struct trace_frame *frame, double *ns);

#endif
