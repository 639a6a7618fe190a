// SPDX-License-Identifier: GPL-2.0-only
/*
 * json_brief.c - a file of JSON without its longest part
 */
#include "load/json_brief.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct brief {
	FILE *in;
	const char *key;
	bool is_in_text;
	bool is_escaped;
	char text[16]; /* the last one; as far as there is room */
	size_t len;
	bool is_at_value; /* only a colon and blanks since the key */
	bool owes_end;	  /* of an array that was passed over */
};

static void in_text(struct brief *b, int c)
{
	if (!b->is_escaped && c == '"') {
		b->is_in_text = false;
		b->is_at_value = b->len == strlen(b->key) &&
				 !memcmp(b->text, b->key, b->len);
		return;
	}
	b->is_escaped = !b->is_escaped && c == '\\';
	if (b->len < sizeof(b->text))
		b->text[b->len++] = c;
}

static void out_of_text(struct brief *b, int c)
{
	if (c == '"') {
		b->is_in_text = true;
		b->len = 0;
	} else if (!strchr(": \t\r\n", c)) {
		b->is_at_value = false;
	}
}

/* Up to the end of the array that was just begun. */
static void pass_over(struct brief *b)
{
	unsigned int depth = 1;
	int c;

	while (depth && (c = getc_unlocked(b->in)) != EOF) {
		if (b->is_in_text) {
			in_text(b, c);
			continue;
		}
		depth += c == '[';
		depth -= c == ']';
		out_of_text(b, c);
	}
	b->is_at_value = false;
	b->owes_end = !depth;
}

static int next(struct brief *b)
{
	int c;

	if (b->owes_end) {
		b->owes_end = false;
		return ']';
	}
	c = getc_unlocked(b->in);
	if (c == EOF)
		return c;
	if (b->is_in_text)
		in_text(b, c);
	else if (c == '[' && b->is_at_value)
		pass_over(b);
	else
		out_of_text(b, c);
	return c;
}

static size_t give(void *buffer, size_t room, void *data)
{
	char *out = buffer;
	size_t n = 0;
	int c;

	while (n < room && (c = next(data)) != EOF)
		out[n++] = c;
	return n;
}

json_t *json_brief_load(const char *path, const char *key)
{
	struct brief b = { .in = fopen(path, "re"), .key = key };
	json_t *json;

	if (!b.in)
		return NULL;
	json = json_load_callback(give, &b, 0, NULL);
	fclose(b.in);
	return json;
}
