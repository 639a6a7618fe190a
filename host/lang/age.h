/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * age.h - a ruleset's elements as they are some time later
 */
#ifndef NICFW_AGE_H
#define NICFW_AGE_H

#include "base/arena.h"
#include "lang/ast.h"

/*
 * How long an element that was written with @times may be in @set, in ms; 0:
 * for ever.
 */
uint64_t age_timeout(const struct ast_set *set,
		     const struct element_times *times);

/*
 * Lets time pass for @rs until @now, of clock_now_ns(): elements whose time is
 * over are taken out, others expire that much sooner, and rs->read_at is @now
 * or less than a ms before it. What is new in the tree is in @a.
 */
void ruleset_age(struct arena *a, struct ruleset *rs, uint64_t now);

#endif
