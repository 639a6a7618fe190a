/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * judge.h - a ruleset in all engines, and frames that they judge
 *
 * Compiled as `nicfw load --driver` does, loaded by the loader's own code, and
 * run by the kernel (BPF_PROG_TEST_RUN) and by the interpreter.
 */
#ifndef NICFW_TESTS_JUDGE_H
#define NICFW_TESTS_JUDGE_H

#include "large/quick.h"
#include "lib/gen_frame.h"

extern const struct device judge_device;
extern const struct reach judge_reach;

struct judge;

/*
 * Makes the engines for @policy, in @a; without @with_kernel the interpreter
 * alone, and then the program may break limits. Returns 0; -EPERM: the kernel
 * loads nothing for us, and there is just the interpreter; another -errno with
 * what went wrong in *@why.
 */
int judge_open(struct arena *a, const struct policy *policy, bool with_kernel,
	       struct judge **out, const char **why);
void judge_close(struct judge *j);

/*
 * Has the kernel judge @frame, and @with_interp the interpreter as well. NULL
 * if they say what the oracle said, @want, which is no PUNT; else what differs,
 * in
 * @a.
 */
const char *judge_frame(struct arena *a, struct judge *j,
			const struct gen_frame *frame, bool with_interp,
			const struct quick_answer *want);

/* Hits of the oracle: of each rule, and behind them of each chain's policy. */
size_t judge_n_hits(const struct policy *policy);
void judge_count_policy(const struct policy *policy, uint64_t *hits,
			const struct quick_answer *answer);

/*
 * Holds the counters against what the oracle counted: @by_all of frames that
 * all engines judged, @by_kernel of the others. NULL, or what differs, in @a.
 */
const char *judge_check(struct arena *a, const struct judge *j,
			const uint64_t *by_all, const uint64_t *by_kernel);

/* What the program is: instructions, bytes in maps. */
size_t judge_n_insns(const struct judge *j);
uint64_t judge_map_bytes(const struct judge *j);

#endif
