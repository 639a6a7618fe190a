/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * perfect.h - a hash table in which no two keys meet
 *
 * A key's hash leads to a group, of a few keys. The group's number is mixed
 * into the hash and leads to the key's row; it was searched for such that no
 * two keys get the same one. So a frame reads one number of a small array and
 * one row, where a hash map of the kernel makes it follow a list.
 *
 * The table is the one value of an array:
 *
 *	__u16 number[1 << group_bits]
 *	n_rows of struct nicfw_ranked, the key's words behind it
 *
 * Rows that no key has have the highest rank, which is never better.
 *
 * hash:  h = seed; for each word of the key: h ^= word, h *= PERFECT_MIX,
 *        h ^= h >> 32
 * group: h >> (64 - group_bits)
 * row:   ((h ^ number * PERFECT_MIX) * PERFECT_MIX >> 32) * n_rows >> 32
 *
 * (Belazzougui, Botelho and Dietzfelbinger, "Hash, displace, and compress",
 * ESA 2009, without the compression.)
 */
#ifndef NICFW_PERFECT_H
#define NICFW_PERFECT_H

#include "base/arena.h"

#include <stdint.h>

/* 2^64 over the golden ratio, odd. */
#define PERFECT_MIX 0x9e3779b97f4a7c15ull

struct perfect {
	uint64_t seed;
	uint32_t group_bits;
	uint32_t n_rows;
	uint32_t row_bytes;
	uint32_t rows_at; /* bytes from the value's start */
	uint32_t n_bytes;
	const uint8_t *bytes;
};

/*
 * Makes a table of @n entries, at least one, with keys of @key_bytes, a
 * multiple of 4, and values of struct nicfw_ranked, in @a. -E2BIG if it has
 * more than @max_bytes; -ENOSPC if no numbers were found, as with equal keys.
 */
int perfect_build(struct arena *a, uint32_t n, const uint8_t *keys,
		  uint32_t key_bytes, const uint32_t *values,
		  uint32_t max_bytes, struct perfect *out);

#endif
