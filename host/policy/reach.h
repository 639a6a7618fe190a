/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reach.h - the statements that a chain may get to
 */
#ifndef NICFW_POLICY_REACH_H
#define NICFW_POLICY_REACH_H

#include "policy/policy.h"

/* Of the number of a chain; true: that was enough. */
typedef bool reach_visitor(uint32_t chain, void *arg);

/* Visits the chains that @s may call, until it was enough; then true. */
bool reach_called(const struct policy_stmt *s, reach_visitor *visit, void *arg);

typedef bool reach_wanted(const struct policy_stmt *s, const void *arg);

struct reached {
	const struct policy_stmt *stmt; /* NULL: there is none */
	const struct policy_rule *rule; /* that it is of */
};

/*
 * The first statement, in @chain or in chains that it calls, of one of @kinds
 * (1 << enum policy_stmt_kind) that is wanted, which NULL takes for granted.
 */
struct reached reach_find(const struct policy *policy,
			  const struct policy_chain *chain, unsigned int kinds,
			  reach_wanted *is_wanted, const void *arg);

#endif
