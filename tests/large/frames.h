/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * frames.h - frames for a large ruleset, each by its number
 *
 * Of twenty in a row twelve are at the corners of a rule: one field at an edge
 * of what the rule takes, or next to one, and the others within; rules and
 * their fields take turns. Five are in two rules at once, or beside one of
 * them, and three are noise: other protocols, fragments, what is cut short.
 */
#ifndef NICFW_TESTS_FRAMES_H
#define NICFW_TESTS_FRAMES_H

#include "large/quick.h"
#include "lib/gen_frame.h"

struct frames;

/* In @a; all that it is made of stays. */
struct frames *frames_new(struct arena *a, const struct policy *policy,
			  struct quick *quick, const struct device *dev,
			  uint64_t seed);

/* So many frames, numbered from 0 on, have each corner once. */
uint64_t frames_for_all_corners(const struct frames *f);

/* The frame with the number @i of @n; the same seed, @i and @n: the same. */
void frames_make(struct frames *f, uint64_t i, uint64_t n,
		 struct gen_frame *out);

#endif
