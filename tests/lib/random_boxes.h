/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * random_boxes.h - boxes of several kinds, and keys in them and beside
 */
#ifndef NICFW_TESTS_RANDOM_BOXES_H
#define NICFW_TESTS_RANDOM_BOXES_H

#include "lib/rng.h"
#include "policy/trees.h"

enum boxes_kind {
	KIND_EXACT,
	KIND_PREFIXES,
	KIND_RANGES,
	KIND_NESTED,  /* each in the one before */
	KIND_CROSSES, /* wide in one word, narrow in the others */
	N_KINDS,
};

struct random_boxes {
	struct arena *arena;
	struct plan *plan;
	struct plan_table table; /* with the parts of the key */
	struct rng rng;
	struct tree_boxes boxes;
	struct tree_box *box;
	struct tree_range *ranges;
	uint32_t *met; /* how often trees said of each box that it applies */
};

/* For keys of parts of so many bits, up to one of 0: no boxes yet. */
struct random_boxes *boxes_new(const uint8_t *part_widths);

/* @n boxes; of rank 2 * i is box i, it counts in i, and it may need facts. */
void boxes_make(struct random_boxes *f, enum boxes_kind kind, uint32_t n);

/*
 * As IPv6 has them, for keys that begin with two parts of 128 bits: addresses
 * that have most of their bits in common, and any of what is behind.
 */
void boxes_make_deep(struct random_boxes *f, uint32_t n);

/* About one of those in @n gets any address of a part, or of both, and needs no
   fact. */
void boxes_make_wide(struct random_boxes *f, uint32_t n);

/* One box in @every skips some of those behind it, also beyond others' ends. */
void boxes_make_returns(struct random_boxes *f, uint32_t every);

/* A key that is near a box in all words, or in one and within it in others. */
void boxes_make_key(struct random_boxes *f, uint32_t key[PLAN_TABLE_WORDS]);

#endif
