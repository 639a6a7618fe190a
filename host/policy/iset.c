// SPDX-License-Identifier: GPL-2.0-only
/*
 * iset.c - sets of numbers as sorted intervals
 */
#include "policy/iset.h"

#include <stdlib.h>

static struct iset *iset_alloc(struct arena *a, size_t cap)
{
	return arena_alloc(a,
			   sizeof(struct iset) + cap * sizeof(struct interval));
}

/* Appends [lo, hi], which starts behind the last interval's start. */
static void iset_append(struct iset *s, u128 lo, u128 hi)
{
	struct interval *last = s->n ? &s->v[s->n - 1] : NULL;

	if (last && (last->hi == ~(u128)0 || lo <= last->hi + 1)) {
		if (hi > last->hi)
			last->hi = hi;
		return;
	}
	s->v[s->n++] = (struct interval){ lo, hi };
}

static unsigned int count_bits(u128 v)
{
	return __builtin_popcountll((uint64_t)v) +
	       __builtin_popcountll((uint64_t)(v >> 64));
}

static uint8_t count_open(const struct iset *s)
{
	u128 open;

	if (s->n != 1)
		return ISET_NO_PREFIX;
	open = s->v[0].hi - s->v[0].lo;
	if (!open)
		return 0;
	if (open & (open + 1) || s->v[0].lo & open || open == ~(u128)0)
		return ISET_NO_PREFIX;
	return count_bits(open);
}

/* @s has all its intervals. */
static const struct iset *iset_done(struct iset *s)
{
	s->n_open = count_open(s);
	return s;
}

static int compare_intervals(const void *x, const void *y)
{
	const struct interval *a = x, *b = y;

	return a->lo < b->lo ? -1 : a->lo > b->lo;
}

const struct iset *iset_range(struct arena *a, u128 lo, u128 hi)
{
	struct iset *s = iset_alloc(a, 1);

	s->n = 1;
	s->v[0] = (struct interval){ lo, hi };
	return iset_done(s);
}

static bool is_sorted(const struct interval *v, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		if (v[i].lo < v[i - 1].lo)
			return false;
	}
	return true;
}

const struct iset *iset_union(struct arena *a, const struct interval *v,
			      size_t n)
{
	struct interval *sorted;
	struct iset *s;

	if (!is_sorted(v, n)) {
		sorted = arena_memdup(a, v, n * sizeof(*v));
		qsort(sorted, n, sizeof(*sorted), compare_intervals);
		v = sorted;
	}
	s = iset_alloc(a, n);
	for (size_t i = 0; i < n; i++)
		iset_append(s, v[i].lo, v[i].hi);
	return iset_done(s);
}

const struct iset *iset_complement(struct arena *a, const struct iset *s,
				   u128 max)
{
	struct iset *c = iset_alloc(a, s->n + 1);
	u128 next = 0; /* the first number not yet decided */

	for (uint32_t i = 0; i < s->n; i++) {
		if (s->v[i].lo > next)
			iset_append(c, next, s->v[i].lo - 1);
		if (s->v[i].hi >= max)
			return iset_done(c);
		next = s->v[i].hi + 1;
	}
	iset_append(c, next, max);
	return iset_done(c);
}

/* True if the one interval of @s holds all of @t. */
static bool spans(const struct iset *s, const struct iset *t)
{
	return s->n == 1 && t->n && s->v[0].lo <= t->v[0].lo &&
	       t->v[t->n - 1].hi <= s->v[0].hi;
}

/* True if all of @s is below all of @t, or one of them is empty. */
static bool is_below(const struct iset *s, const struct iset *t)
{
	return !s->n || !t->n || s->v[s->n - 1].hi < t->v[0].lo;
}

const struct iset *iset_intersect(struct arena *a, const struct iset *s,
				  const struct iset *t)
{
	static const struct iset empty = { .n_open = ISET_NO_PREFIX };
	uint32_t i = 0, j = 0;
	struct iset *both;

	if (spans(t, s))
		return s;
	if (spans(s, t))
		return t;
	if (is_below(s, t) || is_below(t, s))
		return &empty;
	both = iset_alloc(a, s->n + t->n);
	while (i < s->n && j < t->n) {
		u128 lo = s->v[i].lo > t->v[j].lo ? s->v[i].lo : t->v[j].lo;
		u128 hi = s->v[i].hi < t->v[j].hi ? s->v[i].hi : t->v[j].hi;

		if (lo <= hi)
			iset_append(both, lo, hi);
		if (s->v[i].hi < t->v[j].hi)
			i++;
		else
			j++;
	}
	return iset_done(both);
}

/* The first interval of @s that does not end before @value. */
static uint32_t iset_find(const struct iset *s, u128 value)
{
	uint32_t lo = 0, hi = s->n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (s->v[mid].hi < value)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

enum iset_relation iset_relate(const struct iset *s, const struct iset *domain)
{
	bool touches = false, leaves = false;

	for (uint32_t j = 0; j < domain->n && !(touches && leaves); j++) {
		const struct interval *d = &domain->v[j];
		uint32_t i = iset_find(s, d->lo);

		if (i == s->n || s->v[i].lo > d->hi) {
			leaves = true;
			continue;
		}
		touches = true;
		/* Intervals do not touch: covering takes a single one. */
		if (s->v[i].lo > d->lo || s->v[i].hi < d->hi)
			leaves = true;
	}
	if (!touches)
		return ISET_DISJOINT;
	return leaves ? ISET_PARTIAL : ISET_COVERS;
}

bool iset_contains(const struct iset *s, u128 value)
{
	uint32_t i = iset_find(s, value);

	return i < s->n && s->v[i].lo <= value;
}

bool iset_equal(const struct iset *s, const struct iset *t)
{
	if (s == t)
		return true;
	if (s->n != t->n)
		return false;
	for (uint32_t i = 0; i < s->n; i++) {
		if (s->v[i].lo != t->v[i].lo || s->v[i].hi != t->v[i].hi)
			return false;
	}
	return true;
}
