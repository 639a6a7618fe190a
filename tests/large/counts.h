/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * counts.h - large rulesets in which wide rules count
 *
 * Among rules that decide stand some that count and go on, wide enough that a
 * frame is in many of them; a chain of them is left by returns. Or hardly any
 * decides, and a frame is in a tenth of all.
 */
#ifndef NICFW_TESTS_COUNTS_H
#define NICFW_TESTS_COUNTS_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Text in @a with about @n_rules rules, of @seed, for the device eth0; of those
 * that hardly any decides with @crowd.
 */
const char *counts_text(struct arena *a, uint64_t seed, uint32_t n_rules,
			bool crowd);

#endif
