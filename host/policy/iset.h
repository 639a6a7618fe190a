/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * iset.h - sets of numbers as sorted intervals
 *
 * The values that a match lets through. Intervals are sorted, do not overlap
 * and do not touch, so equal sets have equal intervals. Sets never change once
 * made and can be shared.
 */
#ifndef NICFW_ISET_H
#define NICFW_ISET_H

#include "base/arena.h"
#include "lang/value.h"

struct iset {
	uint32_t n;
	/* The low bits that it leaves open, if it is a prefix. */
	uint8_t n_open;
	struct interval v[];
};

/* In n_open: it is none, or it is all numbers of 128 bits. */
#define ISET_NO_PREFIX UINT8_MAX

enum iset_relation {
	ISET_DISJOINT,
	ISET_PARTIAL,
	ISET_COVERS, /* the set holds the whole domain */
};

/* [lo, hi]; lo <= hi. */
const struct iset *iset_range(struct arena *a, u128 lo, u128 hi);

/* The union of @n intervals in any order, which may overlap. */
const struct iset *iset_union(struct arena *a, const struct interval *v,
			      size_t n);

/* The numbers of [0, max] that are not in @s. */
const struct iset *iset_complement(struct arena *a, const struct iset *s,
				   u128 max);

const struct iset *iset_intersect(struct arena *a, const struct iset *s,
				  const struct iset *t);

/* How @s stands to @domain, which is not empty. */
enum iset_relation iset_relate(const struct iset *s, const struct iset *domain);

bool iset_contains(const struct iset *s, u128 value);

bool iset_equal(const struct iset *s, const struct iset *t);

/* The bits that @s, not empty, leaves open if it is a prefix; else all bits. */
static inline u128 iset_open_bits(const struct iset *s)
{
	return u128_max(s->n_open);
}

static inline bool iset_is_prefix(const struct iset *s)
{
	return s->n_open != ISET_NO_PREFIX;
}

#endif
