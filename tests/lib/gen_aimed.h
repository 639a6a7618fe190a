/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gen_aimed.h - frames of which some fields have given values
 */
#ifndef NICFW_TESTS_GEN_AIMED_H
#define NICFW_TESTS_GEN_AIMED_H

#include "lib/gen_frame.h"
#include "policy/eval.h"

#define GEN_MAX_AIMS 128

/* The bits of @mask in a field shall be those of @value. */
struct gen_aim {
	enum field_id field;
	u128 mask;
	u128 value;
};

/* A later one replaces what an earlier one says of the same bits. */
struct gen_aims {
	uint32_t n;
	struct gen_aim v[GEN_MAX_AIMS];
};

/* Leaves out what there is no room for. */
void gen_aims_add(struct gen_aims *aims, const struct part *part, u128 value);

enum gen_dress {
	GEN_PLAIN, /* only what the aims ask for */
	GEN_ROUGH, /* tags, options, fragments, extension headers; damage */
};

/*
 * Makes a frame that has the fields of @aims, with their values, as far as they
 * go together; the rest is random.
 */
void gen_aimed(struct rng *r, const struct gen_aims *aims, enum gen_dress dress,
	       const struct device *dev, struct gen_frame *out);

/* A number in @i: often one of its ends. */
u128 gen_inside(struct rng *r, const struct interval *i);

#endif
