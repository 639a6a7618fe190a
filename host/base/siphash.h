/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * siphash.h - a number of 128 bits that stands for bytes
 *
 * SipHash-2-4 (Aumasson and Bernstein, 2012) with a result of 128 bits. Who
 * does not know the key can make no two texts with the same number, and by
 * chance two have it once in 2^128.
 */
#ifndef NICFW_SIPHASH_H
#define NICFW_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

#define SIPHASH_BYTES 16

void siphash(const uint8_t key[SIPHASH_BYTES], const void *data, size_t len,
	     uint8_t out[SIPHASH_BYTES]);

#endif
