// SPDX-License-Identifier: GPL-2.0-only
/*
 * live_silent.c - what changes without a word, as one number
 */
#include "load/live_silent.h"

#include <string.h>

void live_silent_add_line(struct live_silent *s, const char *line, size_t len)
{
	const struct live_silent before = *s;
	const char *counters;

	if (*line == '#')
		return;
	counters = *line == ':' ? memrchr(line, '[', len) : NULL;
	if (counters)
		len = counters - line;
	/* The lines before are the key, so that their order counts. */
	siphash(before.number, line, len, s->number);
}

void live_silent_add(struct live_silent *s, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		len += text[len] == '\n';
		live_silent_add_line(s, text, len);
		text += len;
	}
}
