// SPDX-License-Identifier: GPL-2.0-only
/*
 * text.c - a text that is made piece by piece
 */
#include "base/text.h"

#include <stdarg.h>
#include <stdlib.h>

#define MIN_ROOM 256
/* Large enough that a call for each is nothing. */
#define MIN_ROOM_OF_FILE (1 << 15)

static void flush(struct text *t)
{
	if (!t->to || !t->len)
		return;
	fwrite(t->v, 1, t->len, t->to);
	t->len = 0;
}

void text_make_room(struct text *t, size_t n)
{
	size_t cap = t->cap ?: t->to ? MIN_ROOM_OF_FILE : MIN_ROOM;

	flush(t);
	while (cap - t->len < n)
		cap *= 2;
	if (cap == t->cap)
		return;
	t->v = realloc(t->v, cap);
	if (!t->v)
		arena_exhausted();
	t->cap = cap;
}

void text_printf(struct text *t, const char *fmt, ...)
{
	va_list ap, again;
	size_t room;
	int n;

	/* To NULL not even 0 may be added. */
	if (!t->v)
		text_make_room(t, 1);
	room = t->cap - t->len;
	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(t->v + t->len, room, fmt, ap);
	if (n < 0)
		arena_exhausted();
	if ((size_t)n >= room) {
		text_make_room(t, (size_t)n + 1);
		vsnprintf(t->v + t->len, (size_t)n + 1, fmt, again);
	}
	t->len += n;
	va_end(again);
	va_end(ap);
}

char *text_take(struct text *t, struct arena *a)
{
	char *text = arena_strndup(a, t->v ?: "", t->len);

	t->len = 0;
	return text;
}

void text_free(struct text *t)
{
	flush(t);
	free(t->v);
	*t = (struct text){};
}
