// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen_text.c - a text of which parts can be left out
 */
#include "lib/gen_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void gen_text_add(struct arena *a, struct gen_text *t, const char *fmt, ...)
{
	va_list ap;
	char *s;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&s, fmt, ap);
	va_end(ap);
	if (len < 0)
		abort();
	for (int i = 0; i < len; i++)
		*(char *)vec_push(a, &t->bytes) = s[i];
	free(s);
}

size_t gen_text_open(struct arena *a, struct gen_text *t)
{
	struct gen_span *span = vec_push(a, &t->spans);

	span->start = t->bytes.n;
	return t->spans.n - 1;
}

void gen_text_close(struct gen_text *t, size_t span)
{
	t->spans.v[span].end = t->bytes.n;
}

char *gen_text_print(struct arena *a, const struct gen_text *t)
{
	char *out = arena_alloc(a, t->bytes.n + 1), *end = out;
	const struct gen_span *span = t->spans.v;
	const struct gen_span *last = span + t->spans.n;

	/* Spans are in the order of their starts. */
	for (size_t i = 0; i < t->bytes.n;) {
		while (span < last && (span->start < i || !span->is_left_out))
			span++;
		if (span < last && span->start == i && span->end > i)
			i = span->end;
		else if (span < last && span->start == i)
			span++;
		else
			*end++ = t->bytes.v[i++];
	}
	return out;
}
