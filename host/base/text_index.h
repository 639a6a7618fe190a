/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * text_index.h - finds a text among many
 *
 * Texts may be there more than once: the first of those that are alike is
 * found, and once it is taken the one behind it.
 */
#ifndef NICFW_TEXT_INDEX_H
#define NICFW_TEXT_INDEX_H

#include "base/arena.h"

#include <stdint.h>

struct text_index {
	const char *const *texts;
	uint32_t *first; /* by the hash; numbers of texts plus 1, 0: none */
	uint32_t *next;	 /* with the same hash */
	uint32_t mask;
};

#define TEXT_INDEX_NONE UINT32_MAX

/* An index of the @n @texts, which stay where they are. */
struct text_index text_index_of(struct arena *a, const char *const *texts,
				uint32_t n);

/* The number of the first text that is @text, or TEXT_INDEX_NONE. */
uint32_t text_index_find(const struct text_index *index, const char *text);

/* The same; it is not found again. */
uint32_t text_index_take(struct text_index *index, const char *text);

#endif
