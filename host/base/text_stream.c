// SPDX-License-Identifier: GPL-2.0-only
/*
 * text_stream.c - texts that are printed, one after the other
 */
#include "base/text_stream.h"

#include <stdio_ext.h>
#include <stdlib.h>

FILE *text_stream_start(struct text_stream *s)
{
	if (s->out) {
		rewind(s->out);
		return s->out;
	}
	s->out = open_memstream(&s->text, &s->len);
	if (!s->out)
		arena_exhausted();
	/* No other thread has it. */
	__fsetlocking(s->out, FSETLOCKING_BYCALLER);
	return s->out;
}

char *text_stream_take(struct text_stream *s, struct arena *a)
{
	/* The length is that of the place where the stream is. */
	if (fflush(s->out))
		arena_exhausted();
	return arena_strndup(a, s->text, s->len);
}

void text_stream_free(struct text_stream *s)
{
	if (s->out)
		fclose(s->out);
	free(s->text);
	*s = (struct text_stream){};
}
