/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * u128.h - the value of a header field
 *
 * Header fields are at most 128 bits wide (an IPv6 address, an interface
 * name). Their values are kept as numbers: the most significant bit is the
 * first on the wire.
 */
#ifndef NICFW_U128_H
#define NICFW_U128_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned __int128 u128;

/* The largest value of a field of @width bits (1-128). */
static inline u128 u128_max(unsigned int width)
{
	return width >= 128 ? ~(u128)0 : ((u128)1 << width) - 1;
}

/* For qsort(), in ascending order. */
static inline int u128_compare(const void *x, const void *y)
{
	const u128 *a = x, *b = y;

	return *a < *b ? -1 : *a > *b;
}

/* The big-endian number in @n (at most 16) bytes. */
static inline u128 u128_from_bytes(const uint8_t *bytes, unsigned int n)
{
	u128 v = 0;

	while (n--)
		v = v << 8 | *bytes++;
	return v;
}

/* Writes the low @n bytes of @v, most significant first. */
static inline void u128_to_bytes(u128 v, uint8_t *bytes, unsigned int n)
{
	while (n--) {
		bytes[n] = (uint8_t)v;
		v >>= 8;
	}
}

/* 32 digits and a NUL. */
#define U128_HEX_SIZE 33

static inline void u128_to_hex(u128 v, char text[U128_HEX_SIZE])
{
	snprintf(text, U128_HEX_SIZE, "%016" PRIx64 "%016" PRIx64,
		 (uint64_t)(v >> 64), (uint64_t)v);
}

/* False, and *@out is 0, where @text has not as many digits; it may be NULL. */
static inline bool u128_from_hex(const char *text, u128 *out)
{
	char high[17] = {};

	*out = 0;
	if (!text || strspn(text, "0123456789abcdef") != 32 || text[32])
		return false;
	memcpy(high, text, 16);
	*out = (u128)strtoull(high, NULL, 16) << 64 |
	       strtoull(text + 16, NULL, 16);
	return true;
}

#endif
