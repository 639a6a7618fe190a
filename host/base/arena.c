// SPDX-License-Identifier: GPL-2.0-only
/*
 * arena.c - memory that is freed all at once
 *
 * A list of blocks; small requests are cut from the newest one, large ones get
 * a block of their own behind it.
 */
#include "base/arena.h"

#include "base/pages.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Each block is twice as large as the one before it. The first is small: many
 * arenas hold a few hundred bytes. Those of the last size, and larger ones, are
 * huge pages where the kernel has any: with small ones a good part of what
 * reading many rules takes is page faults, and misses of the TLB.
 */
#define MIN_BLOCK_SIZE ((size_t)4 * 1024)
#define MAX_BLOCK_SIZE PAGES_SIZE
/* Requests that are larger get a block of their own. */
#define MAX_CUT	     (16 * 1024)
#define EXIT_MACHINE 3 /* cmd.h, CMD_MACHINE */

struct block {
	struct block *next;
	size_t used;
	size_t cap;
	_Alignas(max_align_t) unsigned char data[];
};

struct arena {
	struct block *head;
	struct arena *parent; /* NULL: none */
	struct arena *children;
	struct arena *next; /* of the parent's children */
};

/* At least @size bytes with the block's own. */
static struct block *block_new(size_t size)
{
	struct block *b = size >= PAGES_SIZE ? pages_new(size)
					     : calloc(1, size);

	if (!b)
		arena_exhausted();
	b->cap = size - sizeof(*b);
	return b;
}

static void block_free(struct block *b)
{
	const size_t size = b->cap + sizeof(*b);

	if (size >= PAGES_SIZE)
		pages_free(b, size);
	else
		free(b);
}

/* Of the block behind @last, which has room for @needed bytes. */
static size_t next_size(const struct block *last, size_t needed)
{
	size_t size = last ? (last->cap + sizeof(*last)) * 2 : MIN_BLOCK_SIZE;

	while (size - sizeof(*last) < needed)
		size *= 2;
	return size < MAX_BLOCK_SIZE ? size : MAX_BLOCK_SIZE;
}

static void (*last_wish)(void);

void arena_on_exhausted(void (*fn)(void))
{
	last_wish = fn;
}

void arena_exhausted(void)
{
	static const char text[] = "nicfw: out of memory\n";

	if (last_wish)
		last_wish();
	/* Streams might want memory themselves; and who would hear of it? */
	(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
	_exit(EXIT_MACHINE);
}

struct arena *arena_new(void)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (!a)
		arena_exhausted();
	return a;
}

static void link_child(struct arena *a, struct arena *parent)
{
	a->parent = parent;
	a->next = parent->children;
	parent->children = a;
}

struct arena *arena_child(struct arena *parent)
{
	struct arena *a = arena_new();

	link_child(a, parent);
	return a;
}

static void unlink_child(struct arena *a)
{
	struct arena **at = &a->parent->children;

	while (*at != a)
		at = &(*at)->next;
	*at = a->next;
}

void arena_move(struct arena *child, struct arena *parent)
{
	unlink_child(child);
	link_child(child, parent);
}

static void free_blocks(struct block *b)
{
	struct block *next;

	for (; b; b = next) {
		next = b->next;
		block_free(b);
	}
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	while (a->children)
		arena_free(a->children);
	if (a->parent)
		unlink_child(a);
	free_blocks(a->head);
	free(a);
}

static size_t round_up(size_t size)
{
	const size_t align = _Alignof(max_align_t);

	return (size + align - 1) / align * align;
}

void *arena_alloc(struct arena *a, size_t size)
{
	struct block *b = a->head;

	if (size > SIZE_MAX / 2)
		arena_exhausted();
	size = round_up(size);
	if (size > MAX_CUT) {
		b = block_new(sizeof(*b) + size);
		b->used = size;
		if (a->head) {
			b->next = a->head->next;
			a->head->next = b;
		} else {
			a->head = b;
		}
		return b->data;
	}
	if (!b || b->cap - b->used < size) {
		b = block_new(next_size(b, size));
		b->next = a->head;
		a->head = b;
	}
	b->used += size;
	return b->data + b->used - size;
}

/* The block that has nothing but the @size bytes at @data; NULL: none has. */
static struct block **find_own(struct arena *a, const void *data, size_t size)
{
	struct block **at = &a->head;

	while (*at && (*at)->data != data)
		at = &(*at)->next;
	return *at && (*at)->used == round_up(size) ? at : NULL;
}

/* With room for @size bytes, of which there are some. */
static struct block *block_grow(struct block *b, size_t size)
{
	const size_t old = b->cap + sizeof(*b), new = size + sizeof(*b);
	struct block *grown = old < PAGES_SIZE ? block_new(new)
					       : pages_grow(b, old, new);

	if (!grown)
		arena_exhausted();
	if (old < PAGES_SIZE) {
		memcpy(grown, b, sizeof(*b) + b->used);
		free(b);
	}
	grown->cap = size;
	grown->used = size;
	return grown;
}

void *arena_grow(struct arena *a, void *data, size_t size, size_t new_size)
{
	struct block **own = NULL;
	void *grown;

	if (new_size > SIZE_MAX / 2)
		arena_exhausted();
	if (size > MAX_CUT)
		own = find_own(a, data, size);
	if (own) {
		*own = block_grow(*own, round_up(new_size));
		return (*own)->data;
	}
	grown = arena_alloc(a, new_size);
	if (size)
		memcpy(grown, data, size);
	return grown;
}

void *arena_calloc(struct arena *a, size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		arena_exhausted();
	return arena_alloc(a, bytes);
}

void *arena_memdup(struct arena *a, const void *data, size_t size)
{
	void *copy = arena_alloc(a, size);

	if (size)
		memcpy(copy, data, size);
	return copy;
}

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
	char *copy = arena_alloc(a, len + 1);

	memcpy(copy, s, len);
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	char first[256], *s;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(first, sizeof(first), fmt, ap);
	va_end(ap);
	if (len < 0)
		arena_exhausted();
	/* Most texts are short, and printing costs more than copying. */
	if ((size_t)len < sizeof(first))
		return arena_strndup(a, first, len);
	s = arena_alloc(a, (size_t)len + 1);
	va_start(ap, fmt);
	vsnprintf(s, (size_t)len + 1, fmt, ap);
	va_end(ap);
	return s;
}
