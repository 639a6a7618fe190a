/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * services.h - large rulesets of many small chains
 *
 * As those write them that manage a host's services: a verdict map or a rule
 * for each leads to a chain of its own, with who may ask for it; chains return,
 * call chains that all of them share, and count on the way.
 */
#ifndef NICFW_TESTS_SERVICES_H
#define NICFW_TESTS_SERVICES_H

#include "base/arena.h"

#include <stdint.h>

/* Text in @a with about @n_rules rules, of @seed, for the device eth0. */
const char *services_text(struct arena *a, uint64_t seed, uint32_t n_rules);

#endif
