/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arena.h - memory that is freed all at once
 *
 * Everything between a ruleset's text and its instructions lives in one arena.
 * Memory is zeroed. When there is no memory left the process ends with a
 * message: nothing in the kernel changes before an image is complete, and a
 * load that ends behind that is undone as one that was killed. So ending there
 * is safe, and no caller has to carry that error.
 */
#ifndef NICFW_ARENA_H
#define NICFW_ARENA_H

#include <stddef.h>

struct arena;

/*
 * Ends the process for want of memory, of whatever kind: status 3, "the machine
 * refused". Nothing is written that is not written yet.
 */
_Noreturn void arena_exhausted(void);

/*
 * Calls @fn before that, which gets no memory and may end the process itself,
 * with a status of its own. NULL: nothing is called.
 */
void arena_on_exhausted(void (*fn)(void));

struct arena *arena_new(void);

/* One that is freed with @parent, if it was not before. */
struct arena *arena_child(struct arena *parent);

/* Makes @child, of another arena, one of @parent, which is freed with that. */
void arena_move(struct arena *child, struct arena *parent);

/* Frees the arena and all that was allocated from it; NULL is fine. */
void arena_free(struct arena *a);

/* @size bytes, zeroed, aligned for any type. */
void *arena_alloc(struct arena *a, size_t size);

/* An array of @n elements of @size bytes; ends the process on overflow. */
void *arena_calloc(struct arena *a, size_t n, size_t size);

/* A copy of @size bytes at @data. */
void *arena_memdup(struct arena *a, const void *data, size_t size);

/*
 * @size bytes at @data, from @a, as the first ones of @new_size. What was there
 * is of no use any more: where it is large, it is freed.
 */
void *arena_grow(struct arena *a, void *data, size_t size, size_t new_size);

char *arena_strdup(struct arena *a, const char *s);

/* A copy of the first @len bytes of @s, closed by a NUL. */
char *arena_strndup(struct arena *a, const char *s, size_t len);

char *arena_printf(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#define arena_new_of(a, type) ((type *)arena_alloc(a, sizeof(type)))

#endif
