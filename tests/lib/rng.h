/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rng.h - random numbers that are the same on every machine
 *
 * SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
 * Generators, OOPSLA 2014): one word of state, any seed is a good one.
 */
#ifndef NICFW_TESTS_RNG_H
#define NICFW_TESTS_RNG_H

#include "base/u128.h"

#include <stdbool.h>
#include <stddef.h>

struct rng {
	uint64_t state;
};

static inline uint64_t rng_next(struct rng *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/* A number less than @n, which is not 0. */
static inline uint32_t rng_below(struct rng *r, uint32_t n)
{
	return (uint32_t)((rng_next(r) >> 32) * n >> 32);
}

/* A number from @lo to @hi, both included. */
static inline uint32_t rng_between(struct rng *r, uint32_t lo, uint32_t hi)
{
	return lo + rng_below(r, hi - lo + 1);
}

/* True once in @n times. */
static inline bool rng_one_in(struct rng *r, uint32_t n)
{
	return rng_below(r, n) == 0;
}

/* A number of @width bits (1-128). */
static inline u128 rng_bits(struct rng *r, unsigned int width)
{
	u128 high = rng_next(r);

	return (high << 64 | rng_next(r)) & u128_max(width);
}

/* A number from @lo to @hi, both included, of any width. */
static inline u128 rng_within(struct rng *r, u128 lo, u128 hi)
{
	u128 n = hi - lo + 1;

	return n ? lo + rng_bits(r, 128) % n : rng_bits(r, 128);
}

/* One of the elements of an array. */
#define rng_pick(r, array) \
	((array)[rng_below(r, sizeof(array) / sizeof((array)[0]))])

/* Draws an order for the first @n elements of an array. */
#define rng_shuffle(r, array, n)                                      \
	do {                                                          \
		for (size_t i_ = (n); i_ > 1; i_--) {                 \
			const size_t j_ = rng_below(r, (uint32_t)i_); \
			const __typeof__((array)[0]) swapped_ =       \
				(array)[i_ - 1];                      \
                                                                      \
			(array)[i_ - 1] = (array)[j_];                \
			(array)[j_] = swapped_;                       \
		}                                                     \
	} while (0)

#endif
