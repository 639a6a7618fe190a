/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gen_packet.h - random frames, aimed at a policy's corners
 *
 * A frame is aimed at one rule, on one way to it: its fields are at the bounds
 * of the rule's sets, or next to them. Then it may be damaged.
 */
#ifndef NICFW_TESTS_GEN_PACKET_H
#define NICFW_TESTS_GEN_PACKET_H

#include "lib/gen_frame.h"
#include "policy/eval.h"

void gen_packet(struct rng *r, const struct policy *p, const struct device *dev,
		struct gen_frame *out);

#endif
