/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * quick.h - the oracle, asked about those rules only that may take a frame
 *
 * eval.h goes through all rules, which takes milliseconds where there are
 * 100,000. Here each rule stands in an index, by one field that has to have one
 * of few values for the rule to do anything. Of a frame, the rules that it
 * finds there are copied into a small policy, in their order, and so are the
 * elements of large sets that may hold its values; eval.h then judges by that.
 * So nothing is shared with the compiler, and what rules mean is said by the
 * oracle alone. That nothing is missing quick_plain() tells.
 */
#ifndef NICFW_TESTS_QUICK_H
#define NICFW_TESTS_QUICK_H

#include "large/stab.h"
#include "policy/eval.h"

struct quick;

#define QUICK_NONE UINT32_MAX

struct quick_answer {
	enum plan_verdict verdict;
	uint32_t chain; /* index of the base chain that decided; QUICK_NONE */
	uint32_t rule;	/* policy_rule.id; QUICK_NONE: the chain's policy */
};

/*
 * In @a, for frames that arrive on @dev. @policy is complete (path.h) and
 * stays.
 */
struct quick *quick_new(struct arena *a, const struct policy *policy,
			const struct device *dev, struct reach reach);

/*
 * What the oracle says, quickly, and as it does it, the whole way. @hits is
 * that of eval_frame().
 */
struct quick_answer quick_eval(struct quick *q, const uint8_t *frame,
			       size_t len, uint64_t *hits);
struct quick_answer quick_plain(const struct quick *q, const uint8_t *frame,
				size_t len, uint64_t *hits);

/* The rules that quick_eval() last looked at, by their ids, ascending. */
const struct stab_ids *quick_met(const struct quick *q);

/* The rule with this id, as it is in the policy. */
const struct policy_rule *quick_rule(const struct quick *q, uint32_t id);

#endif
