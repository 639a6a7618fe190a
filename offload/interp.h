/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * interp.h - runs an image in user space
 *
 * A BPF interpreter for `nicfw trace` and the tests. It checks every access
 * (stack, packet up to its end, map values) and the number of steps; a program
 * that breaks a rule stops with an error, it never harms the host.
 */
#ifndef NICFW_INTERP_H
#define NICFW_INTERP_H

#include "offload/abi.h"
#include "offload/image.h"

struct interp;

/*
 * Takes the image's seeds into maps of its own; control is ready, counters are
 * 0. The image must outlive it. Free with interp_free(); NULL is fine there.
 */
struct interp *interp_new(const struct image *img);
void interp_free(struct interp *it);

/*
 * Runs the program on @frame. Returns the program's answer (XDP_DROP,
 * XDP_PASS), or -EFAULT for a forbidden access, -ELOOP for too many steps,
 * -EINVAL for an instruction it does not know; *@why then says where.
 */
int interp_run(struct interp *it, const uint8_t *frame, size_t len,
	       const char **why);

/*
 * The plan's counters as they stand. What is returned stays as it is until the
 * next call.
 */
const struct nicfw_counter *interp_counters(const struct interp *it);

/* Writes the control word, for tests of ready and bypass. */
void interp_set_control(struct interp *it, struct nicfw_control control);

/* The clock stands at @now_ns from now on, for tests; 0: it is the host's. */
void interp_set_clock(struct interp *it, uint64_t now_ns);

/*
 * From now on adds 1 to the one of @runs, which are as many as the image has
 * instructions, whose instruction runs. NULL: no more.
 */
void interp_count_runs(struct interp *it, uint64_t *runs);

#endif
