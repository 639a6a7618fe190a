/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lint_index.h - which rules before this one take a packet?
 */
#ifndef NICFW_LINT_INDEX_H
#define NICFW_LINT_INDEX_H

#include "policy/lint_cube.h"

struct deed;

/* Who takes packets from the rules behind it. Small: each rule is several. */
struct taker {
	uint32_t pos;  /* of the rule, or of the call that leads to it */
	uint32_t next; /* of the same bucket, plus 1 */
	const struct policy_rule *rule;
	const struct deed *deed;
	const struct cube *cube;
};

/* Takers that have the same bits of some numbers, and of this one. */
struct index_node {
	uint32_t dim;
	u128 mask;
	uint32_t first_pos; /* of those below */
	uint32_t children;  /* the last one, plus 1 */
	uint32_t next;	    /* beside this one, plus 1 */
	bool is_end;	    /* some ask for no more numbers */
};

struct bucket {
	uint64_t hash; /* 0: free */
	uint32_t first;
	uint32_t last;
};

struct lint_index {
	struct arena *arena;
	struct arena *room;	      /* of many buckets, or NULL */
	VEC(struct taker) takers;     /* by pos */
	VEC(struct index_node) nodes; /* the first one is the root */
	struct bucket *buckets;
	/* Bits of the hashes that there are: small enough for a cache. */
	uint64_t *seen;
	uint32_t n_seen;    /* words, a power of two */
	uint32_t n_buckets; /* a power of two */
	uint32_t n_used;
	uint32_t n_expected; /* takers */
};

/* For up to @n takers, or some more. */
void index_start(struct lint_index *ix, struct arena *a, uint32_t n);
void index_add(struct lint_index *ix, struct lint *l, const struct taker *t);

/* What takes the point, before position @limit. */
struct hit {
	bool is_last; /* wanted are the last ones, else the first */
	const struct taker *first;
	const struct taker *cover; /* takes all of a cube */
	bool is_cut;		   /* there were too many to look at */
};

/* Adds to @hit what is nearer than what it has. */
void index_find(const struct lint_index *ix, struct lint *l, uint32_t limit,
		const struct cube *cube, struct hit *hit);

#endif
