/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * place.h - on which stage a program should run
 *
 * A pure function of what the user wished, what the device is and what the
 * checker said. A stage that is stepped over carries its reason: an expected
 * fallback is a result, not an error.
 */
#ifndef NICFW_PLACE_H
#define NICFW_PLACE_H

#include "load/card.h"
#include "offload/check.h"
#include "policy/policy.h"

struct place_wish {
	enum profile_stage first;
	bool strict; /* refuse where this stage is not to be had */
};

/* What is known of a stage before the kernel is asked. */
struct place_stage {
	const struct profile *profile;	   /* NULL: none fits the device */
	const struct check_report *report; /* NULL: nothing was compiled */
};

struct place_rung {
	enum profile_stage stage;
	const char *why_not; /* NULL: it can be tried */
};

struct placement {
	struct place_wish wish;
	struct place_rung rungs[N_STAGES];
	size_t n_rungs;
};

/* Why the device cannot run programs at @stage at all; NULL if it may. */
const char *place_why_not(struct arena *a, const struct nic *nic,
			  enum profile_stage stage,
			  const struct profile *profile);

/*
 * Why a program with @report has no room beside the maps in @use, of which
 * those of the port itself may be the load that it is to replace; NULL if it
 * has.
 */
const char *place_no_room(struct arena *a, const struct check_report *report,
			  const struct card_use *use);

/*
 * The first violation in @report, with its rule's place in @policy (NULL: not
 * known), and how many more there are; NULL: there is none.
 */
const char *place_violation(struct arena *a, const struct policy *policy,
			    const struct check_report *report);

/*
 * The stages from the wished one on, in the order to try them; under a strict
 * wish the first one has to work. @policy (may be NULL) tells where a rule
 * stands that a check report names.
 */
void place_rungs(struct arena *a, const struct nic *nic,
		 const struct policy *policy, struct place_wish wish,
		 const struct place_stage stages[N_STAGES],
		 struct placement *out);

/*
 * "eth0: offload: WHY; trying driver mode", as the @i-th rung of @placement is
 * left for the next one. Where there is none, or the wish is strict, the line
 * promises nothing.
 */
const char *place_step(struct arena *a, const struct nic *nic,
		       const struct placement *placement, size_t i,
		       const char *why);

/* True if the @i-th rung may be left for the next one. */
bool place_may_step(const struct placement *placement, size_t i);

/*
 * What the driver is known to do to its device when a program is attached there
 * in driver mode: the first one, or in the place of another. NULL: nothing is
 * known.
 */
const char *place_driver_warning(const char *driver, bool is_first);

#endif
