/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gen_plan.h - random plans, beyond what rules make
 */
#ifndef NICFW_TESTS_GEN_PLAN_H
#define NICFW_TESTS_GEN_PLAN_H

#include "lib/rng.h"
#include "offload/plan.h"

/*
 * A plan that plan_validate() takes, in @a: values of all bases, all
 * operations, maps of all kinds with keys of many shapes, counters.
 */
struct plan *gen_plan(struct arena *a, struct rng *rng);

#endif
