/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * text_stream.h - texts that are printed, one after the other
 *
 *	struct text_stream s = {};
 *	fputs("accept", text_stream_start(&s));
 *	text = text_stream_take(&s, arena);
 *	text_stream_free(&s);
 *
 * Opening a stream costs more than what a rule's text takes, so one stream
 * prints many.
 */
#ifndef NICFW_TEXT_STREAM_H
#define NICFW_TEXT_STREAM_H

#include "base/arena.h"

#include <stdio.h>

struct text_stream {
	FILE *out; /* NULL: not opened yet */
	char *text;
	size_t len;
};

/* The stream, of which what was printed before is gone. */
FILE *text_stream_start(struct text_stream *s);

/* A copy of what was printed since text_stream_start(), in @a. */
char *text_stream_take(struct text_stream *s, struct arena *a);

void text_stream_free(struct text_stream *s);

#endif
