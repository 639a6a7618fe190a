// SPDX-License-Identifier: GPL-2.0-only
/*
 * feed_ipset.c - lists as `ipset save` writes them, of one set
 */
#include "lang/feed_int.h"

#include <errno.h>
#include <string.h>

/* A word of a line; what follows it is blanks or the end. */
struct word {
	char *p;
	size_t len;
};

/* The word at or behind *@p, of no length at the end; *@p is behind it. */
static struct word next_word(struct feed_reader *r, char **p)
{
	struct word word = { feed_skip_blanks(*p, r->end), 0 };
	char *q = word.p;

	if (q < r->end && *q == '"')
		for (q++; q < r->end && *q != '"'; q++)
			;
	while (q < r->end && !feed_is_blank(*q))
		q++;
	word.len = q - word.p;
	*p = q;
	return word;
}

static bool is_word(struct word word, const char *text)
{
	return word.len == strlen(text) && !memcmp(word.p, text, word.len);
}

static bool is_one_of(struct word word, const char *const *words)
{
	for (; *words; words++)
		if (is_word(word, *words))
			return true;
	return false;
}

bool feed_begins_ipset(struct feed_reader *r)
{
	char *p = r->line;
	struct word word = next_word(r, &p);

	return is_word(word, "create") || is_word(word, "add");
}

/* Options from @p on; those of @flags have no value, the others one. */
static int read_options(struct feed_reader *r, char *p,
			const char *const *flags, const char *const *options)
{
	for (;;) {
		struct word word = next_word(r, &p);
		struct word value;

		if (!word.len)
			return 0;
		if (is_one_of(word, flags))
			continue;
		value = next_word(r, &p);
		if (is_word(word, "timeout") && !is_word(value, "0"))
			return feed_refuse(r, word.p,
					   "elements that end after a time "
					   "would stay in the set");
		if (!is_word(word, "timeout") && !is_one_of(word, options))
			return feed_refuse(r, word.p,
					   "this makes it other than a set of "
					   "addresses");
		if (!value.len)
			return feed_refuse(r, word.p, "a value has to follow");
	}
}

static int read_create(struct feed_reader *r, char *p)
{
	static const char *const types[] = { "hash:ip", "hash:net", "bitmap:ip",
					     NULL };
	static const char *const flags[] = { "counters", "comment", "skbinfo",
					     "forceadd", NULL };
	static const char *const options[] = { "family",  "hashsize",
					       "maxelem", "bucketsize",
					       "initval", "range",
					       NULL };
	struct word type = next_word(r, &p);

	if (!is_one_of(type, types))
		return feed_refuse(r, type.p,
				   "no type of ipset's sets of addresses");
	return read_options(r, p, flags, options);
}

static int read_add(struct feed_reader *r, char *p)
{
	static const char *const flags[] = { NULL };
	static const char *const options[] = { "packets", "bytes",   "comment",
					       "skbmark", "skbprio", "skbqueue",
					       NULL };
	struct word word = next_word(r, &p);
	struct feed_span span;

	if (!feed_read_element(r, word.p, false, &span))
		return -EINVAL;
	if (span.len != word.len)
		return feed_refuse(r, word.p,
				   "an address alone has to be here");
	if (read_options(r, p, flags, options))
		return -EINVAL;
	feed_add(r, &span, false);
	return 0;
}

int feed_read_ipset(struct feed_reader *r)
{
	char *p = r->line;
	struct word command = next_word(r, &p);
	struct word set = next_word(r, &p);
	bool is_create = is_word(command, "create");

	if (!is_create && !is_word(command, "add"))
		return feed_refuse(r, command.p,
				   "a line of `ipset save` begins with create "
				   "or add");
	if (!set.len)
		return feed_refuse(r, set.p, "a set's name has to follow");
	if (!r->set)
		r->set = arena_strndup(r->arena, set.p, set.len);
	if (!is_word(set, r->set))
		return feed_refuse(r, set.p,
				   "the list has another set already; cut one "
				   "of them out");
	return is_create ? read_create(r, p) : read_add(r, p);
}
