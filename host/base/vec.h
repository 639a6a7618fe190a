/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vec.h - growing arrays in an arena
 *
 *	VEC(struct rule) rules = {};
 *	struct rule *r = vec_push(arena, &rules);
 *	vec_for_each(r, &rules)
 *		...
 *
 * vec_push() returns a zeroed element. Growing moves the elements: keep
 * indexes, not pointers, while pushing.
 */
#ifndef NICFW_VEC_H
#define NICFW_VEC_H

#include "base/arena.h"

#include <stddef.h>
#include <string.h>

#define VEC(type)           \
	struct {            \
		type *v;    \
		size_t n;   \
		size_t cap; \
	}

static inline void *vec_grow(struct arena *a, void *v, size_t n, size_t *cap,
			     size_t size)
{
	void *grown;

	if (n < *cap)
		return v;
	*cap = *cap ? *cap * 2 : 4;
	grown = arena_calloc(a, *cap, size);
	if (n)
		memcpy(grown, v, n * size);
	return grown;
}

#define vec_push(arena, vec)                                                \
	({                                                                  \
		(vec)->v = vec_grow(arena, (vec)->v, (vec)->n, &(vec)->cap, \
				    sizeof(*(vec)->v));                     \
		memset(&(vec)->v[(vec)->n], 0, sizeof(*(vec)->v));          \
		&(vec)->v[(vec)->n++];                                      \
	})

/*
 * As vec_push(), for a vector that may become megabytes: it is freed where it
 * moves, so no copy of it may be in use then.
 */
#define vec_push_large(arena, vec)                                    \
	({                                                            \
		if ((vec)->n == (vec)->cap) {                         \
			const size_t size_of = sizeof(*(vec)->v);     \
			(vec)->cap = (vec)->cap ? (vec)->cap * 2 : 4; \
			(vec)->v = arena_grow((arena), (vec)->v,      \
					      (vec)->n * size_of,     \
					      (vec)->cap * size_of);  \
		}                                                     \
		memset(&(vec)->v[(vec)->n], 0, sizeof(*(vec)->v));    \
		&(vec)->v[(vec)->n++];                                \
	})

/* Gives a vector without elements room for @room of them. */
#define vec_reserve(arena, vec, room)                                         \
	({                                                                    \
		(vec)->cap = (room);                                          \
		(vec)->v =                                                    \
			arena_calloc((arena), (vec)->cap, sizeof(*(vec)->v)); \
	})

#define vec_for_each(item, vec) \
	for (item = (vec)->v; (vec)->n && item < (vec)->v + (vec)->n; item++)

#endif
