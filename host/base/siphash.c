// SPDX-License-Identifier: GPL-2.0-only
/*
 * siphash.c - a number of 128 bits that stands for bytes
 */
#include "base/siphash.h"

#include <endian.h>
#include <string.h>

static uint64_t rotate(uint64_t v, int bits)
{
	return v << bits | v >> (64 - bits);
}

static void half_round(uint64_t *a, uint64_t *b, uint64_t *c, uint64_t *d,
		       int s, int t)
{
	*a += *b;
	*c += *d;
	*b = rotate(*b, s) ^ *a;
	*d = rotate(*d, t) ^ *c;
	*a = rotate(*a, 32);
}

static void mix(uint64_t v[4], int n_rounds)
{
	while (n_rounds--) {
		half_round(&v[0], &v[1], &v[2], &v[3], 13, 16);
		half_round(&v[2], &v[1], &v[0], &v[3], 17, 21);
	}
}

static uint64_t load(const uint8_t *bytes)
{
	uint64_t v;

	memcpy(&v, bytes, sizeof(v));
	return le64toh(v);
}

static void add(uint64_t v[4], uint64_t word)
{
	v[3] ^= word;
	mix(v, 2);
	v[0] ^= word;
}

static void store(const uint64_t v[4], uint8_t *out)
{
	uint64_t word = htole64(v[0] ^ v[1] ^ v[2] ^ v[3]);

	memcpy(out, &word, sizeof(word));
}

void siphash(const uint8_t key[SIPHASH_BYTES], const void *data, size_t len,
	     uint8_t out[SIPHASH_BYTES])
{
	const uint64_t k0 = load(key), k1 = load(key + 8);
	uint64_t v[4] = { k0 ^ 0x736f6d6570736575ull,
			  k1 ^ 0x646f72616e646f6dull ^ 0xee,
			  k0 ^ 0x6c7967656e657261ull,
			  k1 ^ 0x7465646279746573ull };
	const uint8_t *p = data;
	uint8_t last[8] = {};
	size_t left = len;

	for (; left >= 8; left -= 8, p += 8)
		add(v, load(p));
	if (left)
		memcpy(last, p, left);
	last[7] = len;
	add(v, load(last));
	v[2] ^= 0xee;
	mix(v, 4);
	store(v, out);
	v[1] ^= 0xdd;
	mix(v, 4);
	store(v, out + 8);
}
