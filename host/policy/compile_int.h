/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compile_int.h - what compiling the whole of a policy and a part of it share
 */
#ifndef NICFW_COMPILE_INT_H
#define NICFW_COMPILE_INT_H

#include "offload/check.h"
#include "policy/lower.h"

/* A policy that is lowered, and has neither nodes nor instructions yet. */
struct draft {
	struct compiled out;
	struct plan base;
	struct lowered low;
};

/*
 * Lowers @policy; errors are those of lower_policy(). What is made of @out does
 * not need out->low.arena, which may be freed then.
 */
int compile_lower(struct arena *a, struct diag *diag,
		  const struct policy *policy, const struct device *dev,
		  const struct profile *profile, struct draft *out);

/*
 * Makes the image of @draft, simplified, in the first form that @profile has
 * room for, or if there is none in the smallest; @report says which. -E2BIG if
 * there is none at all, and why is then the only violation in @report, which
 * was empty.
 */
int compile_draft(struct arena *a, const struct draft *draft,
		  const struct profile *profile,
		  const struct image_options *opts, struct compiled **out,
		  struct check_report *report);

/*
 * As compile_draft(), from the *@form-th form on, and for one that fits:
 * -ENOSPC if none does, else *@form says which one it is. Forms before it are
 * too large for all that has more items.
 */
int compile_fitting(struct arena *a, const struct draft *draft,
		    const struct profile *profile,
		    const struct image_options *opts, uint32_t *form,
		    struct compiled **out, struct check_report *report);

#endif
