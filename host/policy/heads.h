/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * heads.h - lists of things that have the same hash
 *
 * Things are numbered from 0 on. A hash leads to the thing that was added last,
 * and that to the one before. In a large table each step waits for memory, so
 * what has another hash is told by its tag, without a look at it.
 */
#ifndef NICFW_HEADS_H
#define NICFW_HEADS_H

#include "base/arena.h"

#include <stdint.h>

struct head {
	uint32_t tag;  /* the higher half of the hash */
	uint32_t last; /* that was added, plus 1; 0: there is none */
};

struct heads {
	struct head *v;
	uint32_t mask;
	uint32_t *before; /* of each thing, like last */
};

/* For @n things at most, in @a. */
static inline struct heads heads_new(struct arena *a, size_t n)
{
	size_t cap = 1;

	/* Two thirds of them, at most, are taken. */
	while (2 * cap < 3 * n + 2)
		cap *= 2;
	return (struct heads){
		.v = arena_calloc(a, cap, sizeof(struct head)),
		.mask = (uint32_t)(cap - 1),
		.before = arena_calloc(a, n, sizeof(uint32_t)),
	};
}

/*
 * The list of @hash, which may be empty. In it may be what has almost the same
 * hash: who walks a list compares.
 */
static inline struct head *heads_find(const struct heads *heads, uint64_t hash)
{
	uint32_t i = (uint32_t)hash & heads->mask;

	while (heads->v[i].last && heads->v[i].tag != (uint32_t)(hash >> 32))
		i = (i + 1) & heads->mask;
	return &heads->v[i];
}

/* Adds thing @i to the list of @hash. */
static inline void heads_add(struct heads *heads, uint64_t hash, uint32_t i)
{
	struct head *head = heads_find(heads, hash);

	head->tag = (uint32_t)(hash >> 32);
	heads->before[i] = head->last;
	head->last = i + 1;
}

#endif
