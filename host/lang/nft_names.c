// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_names.c - names to numbers, in constant time
 *
 * A hash table with chaining that doubles when it is full.
 */
#include "lang/nft_names.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct name {
	struct name *next;
	size_t scope;
	const char *text;
	ssize_t index; /* -1: removed */
};

struct names {
	struct arena *arena;
	struct name **buckets;
	size_t n_buckets;
	size_t n_names;
};

struct names *names_new(struct arena *a)
{
	struct names *n = arena_new_of(a, struct names);

	n->arena = a;
	n->n_buckets = 64;
	n->buckets = arena_calloc(a, n->n_buckets, sizeof(*n->buckets));
	return n;
}

/* FNV-1a. */
static size_t hash(size_t scope, const char *text)
{
	uint64_t h = 0xcbf29ce484222325u ^ scope;

	h *= 0x100000001b3u;
	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 0x100000001b3u;
	return h ^ h >> 29;
}

static struct name **slot(const struct names *n, size_t scope, const char *text)
{
	return &n->buckets[hash(scope, text) & (n->n_buckets - 1)];
}

static struct name *find(const struct names *n, size_t scope, const char *text)
{
	struct name *name = *slot(n, scope, text);

	while (name && (name->scope != scope || strcmp(name->text, text)))
		name = name->next;
	return name;
}

static void grow(struct names *n)
{
	struct name **old = n->buckets;
	size_t n_old = n->n_buckets;
	struct name *name, *next, **to;
	size_t i;

	n->n_buckets *= 2;
	n->buckets = arena_calloc(n->arena, n->n_buckets, sizeof(*n->buckets));
	for (i = 0; i < n_old; i++) {
		for (name = old[i]; name; name = next) {
			next = name->next;
			to = slot(n, name->scope, name->text);
			name->next = *to;
			*to = name;
		}
	}
}

void names_set(struct names *n, size_t scope, const char *name, size_t index)
{
	struct name *entry = find(n, scope, name);
	struct name **to;

	if (!entry) {
		if (n->n_names++ == n->n_buckets)
			grow(n);
		entry = arena_new_of(n->arena, struct name);
		entry->scope = scope;
		entry->text = arena_strdup(n->arena, name);
		to = slot(n, scope, name);
		entry->next = *to;
		*to = entry;
	}
	entry->index = (ssize_t)index;
}

ssize_t names_get(const struct names *n, size_t scope, const char *name)
{
	const struct name *entry = find(n, scope, name);

	return entry ? entry->index : -1;
}

void names_remove(struct names *n, size_t scope, const char *name)
{
	struct name *entry = find(n, scope, name);

	if (entry)
		entry->index = -1;
}
