// SPDX-License-Identifier: GPL-2.0-only
/*
 * live_known.c - tables of iptables that the kernel has as a file has them
 */
#include "load/live_known.h"

#include <stdbool.h>
#include <string.h>

/* Of matches and targets: all options that name an ipset end so. */
#define SET_OPTION "-set "

/* What is left of a text. */
struct rest {
	const char *text;
	size_t len, pos;
};

/* A line, without its end and what a chain counted; NULL: there is none. */
struct line {
	const char *text;
	size_t len;
};

/* The next line that says something of rules. */
static struct line next_line(struct rest *r)
{
	while (r->pos < r->len) {
		const char *start = r->text + r->pos;
		size_t len = strcspn(start, "\n");
		const char *counters;

		r->pos += len + 1;
		if (*start == '#' || !len)
			continue;
		counters = *start == ':' ? memrchr(start, '[', len) : NULL;
		return (struct line){ start,
				      counters ? counters - start : len };
	}
	return (struct line){};
}

static bool is_line(struct line line, const char *text)
{
	return line.text && strlen(text) == line.len &&
	       !memcmp(line.text, text, line.len);
}

static bool starts_table(struct line line, const char *name)
{
	return line.len == strlen(name) + 1 && *line.text == '*' &&
	       !memcmp(line.text + 1, name, line.len - 1);
}

/* False: no line starts the table. */
static bool find_table(struct rest *r, const char *name)
{
	struct line line;

	do
		line = next_line(r);
	while (line.text && !starts_table(line, name));
	return line.text;
}

/* Do both go on with the same lines up to the table's end? */
static bool is_same_table(struct rest *x, struct rest *y)
{
	struct line a, b;

	do {
		a = next_line(x);
		b = next_line(y);
		if (!a.text || a.len != b.len || memcmp(a.text, b.text, a.len))
			return false;
	} while (!is_line(a, "COMMIT"));
	return true;
}

/*
 * Is one of the tables started a second time? It is changed then, or emptied
 * first. Its name need not look the same there, so that lines are counted.
 */
static bool has_twice(const struct live_known *known)
{
	struct rest all = { known->text, known->len };
	struct line line;
	size_t n = 0;

	do {
		line = next_line(&all);
		n += line.text && *line.text == '*';
	} while (line.text);
	return n > known->ruleset->tables.n;
}

static const struct ast_table *find_ast(const struct ruleset *rs,
					enum family family, enum syntax syntax,
					const char *name)
{
	const struct ast_table *t;

	vec_for_each(t, &rs->tables)
		if (t->family == family && t->syntax == syntax &&
		    !strcmp(t->name, name))
			return t;
	return NULL;
}

const struct ast_table *live_known_find(const struct live_known *known,
					enum family family, enum syntax syntax,
					const char *name, const char *dump)
{
	struct rest mine = { known->text, known->len };
	struct rest theirs = { dump, strlen(dump) };
	const struct ast_table *table =
		known->text ? find_ast(known->ruleset, family, syntax, name)
			    : NULL;

	if (!table || strstr(dump, SET_OPTION) || !find_table(&mine, name) ||
	    !find_table(&theirs, name) || !is_same_table(&mine, &theirs) ||
	    has_twice(known))
		return NULL;
	return table;
}
