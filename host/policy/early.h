/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * early.h - the part of a policy that an early stage can decide
 *
 * A NIC that has no room for a whole policy gets a filter in front of the host,
 * which holds all of it: the NIC drops what the policy drops for sure, and
 * passes everything else on, uncounted. What makes a drop sure:
 *
 *   - Each rule before it that one of its frames could meet, and that would
 *     keep the frame from it, is on the NIC too, if only as a guard: a frame
 *     that meets a guard is passed on, or skips what the guard skips. Two rules
 *     cannot meet in one frame if some number that both ask for is in two sets
 *     without a common element. A guard may stop too many frames, never too
 *     few.
 *   - Accepting ends a base chain, not the policy: it skips what its chain has
 *     left, like a return from the base chain.
 *   - A dropped frame counts just what it counts on the host: what counts on
 *     the way to a drop is written out in front of it, for its frames alone.
 *
 * A front (path.h) is not divided: it is there as a whole, or not at all.
 *
 * So NIC and host together give each frame the policy's verdict, and the sum of
 * their counters is what the host would have counted alone.
 *
 * A policy that drops, or a rule like it, stands behind more rules than there
 * is room for. It is taken roughly: what stands before it becomes a few items
 * that take all that those rules take and more, and pass it. What is not near
 * any of them is dropped for sure. Frames are guessed to have any value half of
 * the time, and one that some rule asks for else; the items are chosen to take
 * as few of such frames as they can, and there are as many as fit.
 *
 * If not all drops fit, the broadest are taken roughly first, in half of the
 * room at most; then others as they are, and what is left makes the rough ones
 * finer. Which others are taken: those with the most packets for each rule that
 * they bring along, then those that bring the fewest, then in the order of the
 * rules; in steps, each compiled and checked, which get smaller where the NIC
 * refuses. That is not the best choice: one rule of many packets may take the
 * room of several with more, guards that drops share are weighed for each of
 * them, and after MAX_PROBES programs the search ends.
 */
#ifndef NICFW_EARLY_H
#define NICFW_EARLY_H

#include "offload/check.h"
#include "policy/compile.h"

/* How many packets @of has counted where the rules were loaded before. */
struct early_gain {
	uint64_t (*packets)(void *arg, const struct counter_of *of);
	void *arg;
};

enum early_place {
	EARLY_NOWHERE, /* the host alone drops, or accepts, its frames */
	EARLY_PARTLY,  /* some of the ways to the rule are there, or roughly */
	EARLY_THERE,   /* the early stage drops all that the rule drops */
};

struct early_rule {
	enum early_place place;
	const char *why; /* it is not there, or not all of it; NULL: it is */
};

struct early_report {
	bool is_whole; /* the whole policy fits, and the image is all of it */
	struct early_rule *rules;    /* by policy_rule.id */
	struct early_rule *policies; /* of the base chains of compiled.path */
	uint32_t n_drops; /* of the rules and policies, there or partly */
	uint32_t n_held;  /* of the rules alone */
	uint32_t n_rules; /* that frames of the device may meet */
	uint32_t n_probes;
	struct check_report check; /* of the image */
	struct check_report whole; /* of the whole policy's; why it is not it */
};

/*
 * Compiles what @profile has room for of @policy: all of it, as
 * compile_policy(), or the drops that are sure. The counters of *@out are then
 * those that these need, and COUNTER_LEFT for guards. @gain and @opts may be
 * NULL; the image is never the last stage's. Errors are lower_policy()'s, and
 * -ENOSPC without one in @diag if not one drop fits: then @report says why, and
 * *@out is the whole that does not fit, without an image if there is none.
 */
int compile_early(struct arena *a, struct diag *diag,
		  const struct policy *policy, const struct device *dev,
		  const struct profile *profile,
		  const struct image_options *opts,
		  const struct early_gain *gain, struct compiled **out,
		  struct early_report *report);

#endif
