// SPDX-License-Identifier: GPL-2.0-only
/*
 * arena.c - memory that is freed all at once
 *
 * A list of blocks; small requests are cut from the newest one, large ones get
 * a block of their own behind it. What a child had is its parent's next memory:
 * giving it back to the kernel and getting other pages costs more than clearing
 * it, in a virtual machine a multiple.
 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * Of the first block; each is twice as large as the one before it. Those of the
 * last size, and larger ones, are huge pages where the kernel has any: with
 * small ones a good part of what reading many rules takes is page faults, and
 * misses of the TLB.
 */
#define HUGE_PAGE      ((size_t)2 * 1024 * 1024)
#define BLOCK_SIZE     (64 * 1024)
#define MAX_BLOCK_SIZE HUGE_PAGE
#define EXIT_MACHINE   3 /* cmd.h, CMD_MACHINE */

/* More than a parent is sure to need would only be held. */
#define MAX_SPARES 16

struct block {
	struct block *next;
	size_t used;
	size_t cap;
	_Alignas(max_align_t) unsigned char data[];
};

struct arena {
	struct block *head;
	struct block *spare; /* of the last size, from children */
	size_t n_spares;
	struct arena *parent; /* NULL: none */
	struct arena *children;
	struct arena *next; /* of the parent's children */
};

/*
 * A mapping of @size bytes that starts where a huge page can: zeroed, and as
 * far as it is not touched it takes no memory. NULL: there is no room for it.
 */
static void *map_huge(size_t size)
{
	char *start = mmap(NULL, size + HUGE_PAGE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t ahead = -(uintptr_t)start % HUGE_PAGE;

	if (start == MAP_FAILED)
		return NULL;
	if (ahead)
		munmap(start, ahead);
	munmap(start + ahead + size, HUGE_PAGE - ahead);
	madvise(start + ahead, size, MADV_HUGEPAGE);
	return start + ahead;
}

static size_t page_align(size_t size)
{
	const size_t page = sysconf(_SC_PAGESIZE);

	return (size + page - 1) / page * page;
}

/* At least @size bytes with the block's own. */
static struct block *block_new(size_t size)
{
	struct block *b;

	if (size >= HUGE_PAGE)
		size = page_align(size);
	b = size >= HUGE_PAGE ? map_huge(size) : calloc(1, size);
	if (!b)
		arena_exhausted();
	b->cap = size - sizeof(*b);
	return b;
}

static void block_free(struct block *b)
{
	const size_t size = b->cap + sizeof(*b);

	if (size >= HUGE_PAGE)
		munmap(b, size);
	else
		free(b);
}

/* One of @a, or of those that it is a child of; NULL: they have none. */
static struct block *take_spare(struct arena *a)
{
	struct block *b;

	while (a && !a->spare)
		a = a->parent;
	if (!a)
		return NULL;
	b = a->spare;
	a->spare = b->next;
	a->n_spares--;
	memset(b->data, 0, b->used);
	b->used = 0;
	return b;
}

static size_t next_size(const struct block *last)
{
	size_t size = last ? (last->cap + sizeof(*last)) * 2 : BLOCK_SIZE;

	if (size < BLOCK_SIZE)
		return BLOCK_SIZE;
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

static bool is_huge(const struct block *b)
{
	return b->cap + sizeof(*b) == MAX_BLOCK_SIZE;
}

/* Those of @b and behind it; @heir, if any, takes the huge ones. */
static void free_blocks(struct block *b, struct arena *heir)
{
	struct block *next;

	for (; b; b = next) {
		next = b->next;
		if (!heir || !is_huge(b) || heir->n_spares == MAX_SPARES) {
			block_free(b);
			continue;
		}
		b->next = heir->spare;
		heir->spare = b;
		heir->n_spares++;
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
	free_blocks(a->head, a->parent);
	free_blocks(a->spare, a->parent);
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
	if (size > BLOCK_SIZE / 4) {
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
		size_t block_size = next_size(b);

		b = block_size == MAX_BLOCK_SIZE ? take_spare(a) : NULL;
		if (!b)
			b = block_new(block_size);
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

void *arena_grow(struct arena *a, void *data, size_t size, size_t new_size)
{
	void *grown = arena_alloc(a, new_size);
	struct block **at, *own;

	if (size)
		memcpy(grown, data, size);
	if (size <= BLOCK_SIZE / 4)
		return grown;
	at = find_own(a, data, size);
	if (at) {
		own = *at;
		*at = own->next;
		block_free(own);
	}
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
