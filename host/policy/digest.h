/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * digest.h - what a base chain means to a stage, as one number
 *
 * Two base chains with the same number are the same to a front, however they
 * are written: by hand, as the kernel lists them, or as iptables does. So rules
 * count by what resolve makes of them. Left out is what changes no answer of a
 * stage: handles, comments, counters, the order of matches that stand side by
 * side, and of a statement that only the host runs all but its effect.
 */
#ifndef NICFW_DIGEST_H
#define NICFW_DIGEST_H

#include "policy/policy.h"

/*
 * The number of @base with the chains that it calls and the sets that they
 * read; never 0. It holds from one run of nicfw to the next.
 */
u128 digest_chain(const struct policy *policy, const struct policy_chain *base);

#endif
