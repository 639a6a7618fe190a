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

#include <stdint.h>

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

#endif
