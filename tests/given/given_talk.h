/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * given_talk.h - what is sent to a router that has a given ruleset
 */
#ifndef NICFW_TESTS_GIVEN_TALK_H
#define NICFW_TESTS_GIVEN_TALK_H

#include "compat/frames.h"
#include "live/live_talk.h"
#include "policy/policy.h"

/*
 * Adds the addresses and ports that the rules of @policy ask for to @pool, so
 * that half of what is drawn is one of them.
 */
void given_pool_add(struct arena *a, struct rng *r, const struct policy *policy,
		    struct live_pool *pool);

/*
 * Adds @n of the captured frames to @out, as they are, but for marks behind the
 * payload of those that can have some: lengths and checksums are adapted, and
 * who was wrong stays wrong by as much. @is_tame: no segments of TCP.
 */
void given_frames_draw(struct arena *a, struct rng *r, uint32_t n, bool is_tame,
		       const struct frames *frames, struct live_talks *out);

#endif
