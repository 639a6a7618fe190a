/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * classify_block.h - items that share a vector, and what a field says of them
 *
 * Between classify_vectors.c, which makes the nodes, and classify_block.c,
 * which finds out at which numbers of a dimension the vector changes.
 */
#ifndef NICFW_CLASSIFY_BLOCK_H
#define NICFW_CLASSIFY_BLOCK_H

#include "policy/classify_int.h"
#include "policy/levels.h"

/* Words of a key beside its tag: a map for each number that there is. */
#define MAX_PART_WORDS 4

/* The map of a block's keys whose part has so many words. */
struct table {
	bool is_used;
	uint32_t map; /* of the plan */
	uint32_t n_entries;
	VEC(uint32_t) keys;
	VEC(uint32_t) values;
};

struct block {
	struct graph *g;
	const struct item *items; /* of the segment */
	uint32_t n;
	uint32_t v[PLAN_VECTOR_BITS]; /* the items, in order */
	uint32_t n_lanes;
	uint32_t next; /* behind the block */
	uint32_t next_tag;
	uint32_t n_ways; /* that a verifier may tell apart, up to a FORGET */
	struct table tables[MAX_PART_WORDS + 1];
};

/*
 * The vectors of the items that each number of @dim leaves, in the graph's
 * scratch arena; bits of no item are set.
 */
struct cuts block_cut(const struct block *b, uint32_t dim);

/* A node that lets verifiers forget the vector, in front of @next. */
uint32_t block_forget(struct block *b, uint32_t next);

#endif
