/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gen_values.h - random values of fields, as numbers and as nft writes them
 *
 * Values come from few, so that rules meet each other and frames meet rules.
 */
#ifndef NICFW_TESTS_GEN_VALUES_H
#define NICFW_TESTS_GEN_VALUES_H

#include "lib/gen_text.h"
#include "lib/rng.h"
#include "policy/policy.h"

/* What a generator writes to and draws from. */
struct gen {
	struct arena *arena;
	struct rng rng;
	struct gen_text *out;
	uint32_t n_rules; /* written so far: the last one's comment is "rN" */
};

#define gen_put(g, ...) gen_text_add((g)->arena, (g)->out, __VA_ARGS__)

static inline size_t gen_open(struct gen *g)
{
	return gen_text_open(g->arena, g->out);
}

static inline void gen_close(struct gen *g, size_t span)
{
	gen_text_close(g->out, span);
}

/* True for fields of which nft takes ranges and orders. */
bool gen_is_ordered(enum field_id field);

/* True for fields of which nft takes masks. */
bool gen_has_masks(enum field_id field);

u128 gen_value(struct rng *r, enum field_id field);

/* More than one value, not all of them; often one that a prefix writes. */
struct interval gen_range(struct rng *r, enum field_id field);

/*
 * Up to @n values, and ranges if @with_ranges, of @field into @out: sorted, no
 * two overlap. Returns how many there are, at least one.
 */
uint32_t gen_intervals(struct rng *r, enum field_id field, bool with_ranges,
		       uint32_t n, struct interval *out);

/* As nft writes a value; a range, or a prefix where one would do. */
const char *gen_value_text(struct arena *a, enum field_id field, u128 value);
const char *gen_mask_text(struct arena *a, enum field_id field, u128 mask);
const char *gen_interval_text(struct arena *a, enum field_id field,
			      struct interval i);

#endif
