/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * perfect.h - a hash table in which no two keys meet
 *
 * A key's hash leads to a group, of a few keys. The group's number is mixed
 * into the hash and leads to the key's row; it was searched for such that no
 * two keys get the same one. So a frame reads one number of a small array and
 * one row, where a hash map of the kernel makes it follow a list.
 *
 * The table is an array. Each value is a part of it, for the kernel bounds the
 * bytes of one:
 *
 *	__u16 number[1 << group_bits]
 *	n_rows of the key's words, packed, and behind them
 *		a __u32 of the rank times 4 plus the enum plan_verdict
 *
 * Words of a key that have at most 32 bits together are one in a row, the first
 * in its higher bits. A row that no key has holds any key and a last word that
 * ranks behind all: programs take that for a number with a sign.
 *
 * hash:  h = seed; for each two words: h ^= first << 32 | second (a last one
 *        alone: h ^= first), h *= PERFECT_MIX, h ^= h >> 32
 * part:  h & (n_parts - 1)
 * group: h >> (64 - group_bits)
 * row:   ((h ^ number * PERFECT_MIX) * PERFECT_MIX >> 32) * n_rows >> 32
 *
 * What a frame is counted by is no part of its row: rows are counted, each by
 * its own counter, row r of part p by the image's counter
 *
 *	first counter of the table + p * n_rows + r
 *
 * A processor that waits for a row can so wait for its counter meanwhile. Which
 * rule's it is image_counter_of() says, made by emit_counters(), and of a table
 * that is loaded the file gen-N.counters (meta_print_counters()) with what
 * changed since (rule_edits.h, perfect_edit.h).
 *
 * (Belazzougui, Botelho and Dietzfelbinger, "Hash, displace, and compress",
 * ESA 2009, without the compression.)
 */
#ifndef NICFW_PERFECT_H
#define NICFW_PERFECT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* 2^64 over the golden ratio, odd. */
#define PERFECT_MIX 0x9e3779b97f4a7c15ull

/* In key_of_row: no key has this row. */
#define PERFECT_NO_KEY UINT32_MAX

/* The last word of a row that no key has: it never had one; that went. */
#define PERFECT_FREE UINT32_MAX
#define PERFECT_LEFT (UINT32_MAX - 1)

struct perfect {
	uint64_t seed;
	uint32_t n_parts; /* a power of 2 */
	uint32_t group_bits;
	uint32_t n_rows; /* of a part */
	uint32_t row_bytes;
	uint32_t rows_at; /* bytes from a part's start */
	uint32_t n_bytes; /* of a part */
	const uint8_t *bytes;
	const uint32_t *key_of_row; /* of all parts */
};

/* How words of a key become words of a row: one after the other is asked for.
 */
struct perfect_packing {
	unsigned int bits; /* that the row's last word has; 0 at first */
};

/* True if the key's next word, of @bits, begins another word of the row. */
static inline bool perfect_begins_word(struct perfect_packing *p,
				       unsigned int bits)
{
	const bool begins = !p->bits || p->bits + bits > 32;

	p->bits = begins ? bits : p->bits + bits;
	return begins;
}

/* The bits that word @i of a key's part has, which is @width wide. */
static inline uint8_t perfect_bits(unsigned int width, uint32_t i)
{
	return i ? 32 : width - (width - 1) / 32 * 32;
}

/* Makes the words of a row, in @to, of the @n words of a key; returns them. */
static inline uint32_t perfect_pack(const uint8_t *key,
				    const uint8_t *word_bits, uint32_t n,
				    uint32_t *to)
{
	struct perfect_packing p = {};
	uint32_t n_packed = 0, word;

	for (uint32_t i = 0; i < n; i++) {
		memcpy(&word, key + sizeof(word) * i, sizeof(word));
		if (perfect_begins_word(&p, word_bits[i]))
			to[n_packed++] = word;
		else
			to[n_packed - 1] = to[n_packed - 1] << word_bits[i] |
					   word;
	}
	return n_packed;
}

/* What the program does, in C; of the @n words of a row. */
static inline uint64_t perfect_hash(uint64_t seed, const uint32_t *words,
				    uint32_t n)
{
	uint64_t h = seed;

	for (uint32_t i = 0; i < n; i += 2) {
		uint64_t two = words[i];

		if (i + 1 < n)
			two = two << 32 | words[i + 1];
		h = (h ^ two) * PERFECT_MIX;
		h ^= h >> 32;
	}
	return h;
}

static inline uint32_t perfect_part(const struct perfect *t, uint64_t hash)
{
	return hash & (t->n_parts - 1);
}

/* Of those of all parts, which are numbered through; and so are rows. */
static inline uint32_t perfect_group(const struct perfect *t, uint64_t hash)
{
	return perfect_part(t, hash) << t->group_bits |
	       (uint32_t)(hash >> (64 - t->group_bits));
}

static inline uint32_t perfect_row(const struct perfect *t, uint64_t hash,
				   uint32_t number)
{
	uint64_t mixed = (hash ^ number * PERFECT_MIX) * PERFECT_MIX;

	return perfect_part(t, hash) * t->n_rows +
	       (uint32_t)((mixed >> 32) * t->n_rows >> 32);
}

/*
 * Makes a table of @n entries, at least one, with keys of @n_words, word i less
 * than 1 << @word_bits[i], and values of struct nicfw_ranked, in @a. -E2BIG if
 * even many parts have more than @max_bytes each, or all have 2 GB; -ERANGE if
 * a rank has more than 29 bits; -ENOSPC if no numbers were found, as with equal
 * keys.
 */
int perfect_build(struct arena *a, uint32_t n, const uint8_t *keys,
		  const uint8_t *word_bits, uint32_t n_words,
		  const uint32_t *values, uint32_t max_bytes,
		  struct perfect *out);

#endif
