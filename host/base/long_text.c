// SPDX-License-Identifier: GPL-2.0-only
/*
 * long_text.c - a text of many megabytes that is printed
 */
#include "base/long_text.h"

#include "base/arena.h"
#include "base/pages.h"

#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE ((size_t)16 * 1024)

static char *grown_to(const struct long_text *t, size_t cap)
{
	char *grown;

	if (cap < PAGES_SIZE)
		return realloc(t->s, cap);
	if (t->cap >= PAGES_SIZE)
		return pages_grow(t->s, t->cap, cap);
	grown = pages_new(cap);
	if (grown && t->s)
		memcpy(grown, t->s, t->len);
	if (grown)
		free(t->s);
	return grown;
}

static void add(struct long_text *t, const char *bytes, size_t n)
{
	size_t cap = t->cap ? t->cap : FIRST_SIZE;
	char *grown;

	while (cap - t->len < n)
		cap *= 2;
	if (cap > t->cap) {
		grown = grown_to(t, cap);
		if (!grown)
			arena_exhausted();
		t->s = grown;
		t->cap = cap;
	}
	memcpy(t->s + t->len, bytes, n);
	t->len += n;
}

static ssize_t write_text(void *cookie, const char *bytes, size_t n)
{
	add(cookie, bytes, n);
	return (ssize_t)n;
}

FILE *long_text_open(struct long_text *t)
{
	FILE *out = fopencookie(t, "w",
				(cookie_io_functions_t){ .write = write_text });

	if (!out)
		arena_exhausted();
	/* No other thread has it. */
	__fsetlocking(out, FSETLOCKING_BYCALLER);
	return out;
}

void long_text_close(struct long_text *t, FILE *out)
{
	fclose(out);
	add(t, "", 1);
	t->len--;
}

void long_text_free(struct long_text *t)
{
	if (t->cap >= PAGES_SIZE)
		pages_free(t->s, t->cap);
	else
		free(t->s);
	*t = (struct long_text){};
}
