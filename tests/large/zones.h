/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * zones.h - large rulesets of everything that rulesets have
 *
 * A router with zones, each with a network and a chain of its own, to which
 * verdict maps lead. Zones match addresses, ports, flags and TTLs, ask named
 * and unnamed sets, count, return, and share chains.
 */
#ifndef NICFW_TESTS_ZONES_H
#define NICFW_TESTS_ZONES_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Text in @a with about @n_rules rules, of @seed, for the device eth0. Without
 * @has_returns no rule returns or only counts: then rules can become data
 * (docs/offload-limits.md).
 */
const char *zones_text(struct arena *a, uint64_t seed, uint32_t n_rules,
		       bool has_returns);

#endif
