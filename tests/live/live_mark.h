/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * live_mark.h - the number that a packet carries in its payload
 *
 * Repeated, so that one is whole where the payload is cut up anew.
 */
#ifndef NICFW_TESTS_LIVE_MARK_H
#define NICFW_TESTS_LIVE_MARK_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define LIVE_MARK      "4e494346572d4944" /* "NICFW-ID" */
#define LIVE_MARK_LEN  16
#define LIVE_MARKS_LEN 48 /* three of them */

/* Writes three marks of LIVE_MARKS_LEN bytes to @out. */
static inline void live_marks_write(uint8_t *out, uint32_t number)
{
	for (int i = 0; i < 3; i++, out += LIVE_MARK_LEN) {
		memcpy(out, "NICFW-ID", 8);
		for (int k = 0; k < 4; k++) {
			out[8 + k] = (uint8_t)(number >> (24 - 8 * k));
			out[12 + k] = (uint8_t)~out[8 + k];
		}
	}
}

/* Three marks, as a layer of a packet's text. */
static inline const char *live_marks(struct arena *a, uint32_t number)
{
	const char *one =
		arena_printf(a, LIVE_MARK "%08x%08x", number, ~number);

	return arena_printf(a, "hex %s%s%s", one, one, one);
}

/* The next mark at or behind *@at of @bytes; false: none, else its number. */
static inline bool live_mark_next(const uint8_t *bytes, size_t len, size_t *at,
				  uint32_t *number)
{
	static const uint8_t word[8] = "NICFW-ID";

	for (; *at + LIVE_MARK_LEN <= len; (*at)++) {
		const uint8_t *m = bytes + *at;

		if (memcmp(m, word, sizeof(word)) != 0)
			continue;
		*number = (uint32_t)m[8] << 24 | m[9] << 16 | m[10] << 8 |
			  m[11];
		*at += LIVE_MARK_LEN;
		if (*number ==
		    ~((uint32_t)m[12] << 24 | m[13] << 16 | m[14] << 8 | m[15]))
			return true;
	}
	return false;
}

#endif
