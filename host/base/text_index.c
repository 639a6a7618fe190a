// SPDX-License-Identifier: GPL-2.0-only
/*
 * text_index.c - finds a text among many
 */
#include "base/text_index.h"
#include "base/siphash.h"

#include <string.h>

static uint32_t hash_of(const char *text)
{
	static const uint8_t key[SIPHASH_BYTES];
	uint8_t hash[SIPHASH_BYTES];
	uint32_t n;

	siphash(key, text, strlen(text), hash);
	memcpy(&n, hash, sizeof(n));
	return n;
}

struct text_index text_index_of(struct arena *a, const char *const *texts,
				uint32_t n)
{
	struct text_index index = { .texts = texts };

	while (index.mask < n)
		index.mask = index.mask * 2 + 1;
	index.first =
		arena_calloc(a, (size_t)index.mask + 1, sizeof(*index.first));
	index.next = arena_calloc(a, n, sizeof(*index.next));
	/* Each goes before the ones behind it. */
	for (uint32_t i = n; i-- > 0;) {
		uint32_t *first = &index.first[hash_of(texts[i]) & index.mask];

		index.next[i] = *first;
		*first = i + 1;
	}
	return index;
}

/* Where the number of the first that is @text is kept, or a 0. */
static uint32_t *find(const struct text_index *index, const char *text)
{
	uint32_t *at = &index->first[hash_of(text) & index->mask];

	while (*at && strcmp(index->texts[*at - 1], text))
		at = &index->next[*at - 1];
	return at;
}

uint32_t text_index_find(const struct text_index *index, const char *text)
{
	return *find(index, text) - 1;
}

uint32_t text_index_take(struct text_index *index, const char *text)
{
	uint32_t *at = find(index, text), i = *at - 1;

	if (i != TEXT_INDEX_NONE)
		*at = index->next[i];
	return i;
}
