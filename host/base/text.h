/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * text.h - a text that is made piece by piece
 *
 *	struct text t = {};
 *	text_put(&t, "accept");
 *	text = text_take(&t, arena);
 *	text_free(&t);
 *
 * Its memory is used again for the next one. Streams of the C library do the
 * same, at several times the cost of what a rule's text takes.
 */
#ifndef NICFW_TEXT_H
#define NICFW_TEXT_H

#include "base/arena.h"

#include <stdio.h>
#include <string.h>

struct text {
	char *v;
	size_t len;
	size_t cap;
	FILE *to; /* gets what there is no room for; NULL: the room grows */
};

/* Makes room for @n more bytes. */
void text_make_room(struct text *t, size_t n);

static inline void text_put_bytes(struct text *t, const char *s, size_t n)
{
	if (t->cap - t->len <= n)
		text_make_room(t, n);
	memcpy(t->v + t->len, s, n);
	t->len += n;
}

static inline void text_put(struct text *t, const char *s)
{
	text_put_bytes(t, s, strlen(s));
}

void text_printf(struct text *t, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A copy of what was put, in @a; the text is empty then. */
char *text_take(struct text *t, struct arena *a);

/* Gives all to t->to, if there is one, and frees what the text has. */
void text_free(struct text *t);

#endif
