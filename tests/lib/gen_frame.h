/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gen_frame.h - frames by their layout, with random contents
 */
#ifndef NICFW_TESTS_GEN_FRAME_H
#define NICFW_TESTS_GEN_FRAME_H

#include "lib/rng.h"

#include <stddef.h>

/* Frames are no longer than BPF_PROG_TEST_RUN takes them. */
#define GEN_FRAME_BYTES 3500
#define GEN_MAX_EXTS	40
#define GEN_MAX_TAGS	3

struct gen_frame {
	uint8_t bytes[GEN_FRAME_BYTES];
	size_t len;
};

enum gen_fragment {
	FRAGMENT_NONE,
	FRAGMENT_FIRST,
	FRAGMENT_MIDDLE,
	FRAGMENT_LAST,
};

/* What a frame consists of; the rest of it is random. */
struct gen_layout {
	uint32_t n_tags;
	uint16_t tpids[GEN_MAX_TAGS];
	uint16_t protocol; /* the type behind the tags */
	uint8_t transport;
	uint32_t option_words; /* of IPv4, at most 10 */
	enum gen_fragment fragment;
	uint32_t n_exts; /* of IPv6, outermost first */
	uint8_t exts[GEN_MAX_EXTS];
	uint32_t payload;
};

/*
 * Makes a frame of @layout that is sound: lengths and next headers are right.
 * Addresses and ports are those that gen_values.h draws.
 */
void gen_frame_build(struct rng *r, const struct gen_layout *layout,
		     struct gen_frame *out);

#endif
