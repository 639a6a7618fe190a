// SPDX-License-Identifier: GPL-2.0-only
/*
 * line_diff.c - the few lines in which two long texts differ
 *
 * What is equal is gone over by memcmp(). Where lines differ, a few of both are
 * held against each other, and the pair with the fewest in front of it ends the
 * hunk: that is the shortest one, if not always what a person would have seen.
 */
#include "base/line_diff.h"

#include <errno.h>

/* What is compared at once; the line at which a block differs is looked for. */
#define BLOCK_BYTES 4096

/* Lines of both, from where they differ on. */
struct window {
	struct line_text v[LINE_DIFF_MAX_LINES + 1];
	unsigned int n; /* with one of no bytes for the end of the text */
};

struct diffing {
	struct line_text old, new; /* what is left */
	unsigned int line;
};

bool line_take(struct line_text *text, struct line_text *line)
{
	const char *end;

	if (!text->len)
		return false;
	end = memchr(text->s, '\n', text->len);
	line->s = text->s;
	line->len = end ? (size_t)(end - text->s) : text->len;
	text->s += line->len + !!end;
	text->len -= line->len + !!end;
	return true;
}

static unsigned int count_lines(const char *s, size_t len)
{
	const char *end = s + len;
	unsigned int n = 0;

	while ((s = memchr(s, '\n', end - s))) {
		n++;
		s++;
	}
	return n;
}

static size_t common_bytes(struct line_text x, struct line_text y)
{
	const size_t len = x.len < y.len ? x.len : y.len;
	size_t at = 0;

	while (at + BLOCK_BYTES <= len &&
	       !memcmp(x.s + at, y.s + at, BLOCK_BYTES))
		at += BLOCK_BYTES;
	while (at < len && x.s[at] == y.s[at])
		at++;
	return at;
}

/* Goes over lines that both have; false: they have nothing else. */
static bool skip_common(struct diffing *d)
{
	size_t n = common_bytes(d->old, d->new);

	if (n == d->old.len && n == d->new.len)
		return false;
	while (n && d->old.s[n - 1] != '\n')
		n--;
	d->line += count_lines(d->old.s, n);
	d->old.s += n;
	d->old.len -= n;
	d->new.s += n;
	d->new.len -= n;
	return true;
}

/* A last line without a newline is another than one that has it. */
static void look_at(struct line_text text, struct window *out)
{
	for (out->n = 0; out->n <= LINE_DIFF_MAX_LINES; out->n++) {
		struct line_text *line = &out->v[out->n];
		const char *start = text.s;

		*line = (struct line_text){ text.s, 0 };
		if (!line_take(&text, line)) {
			out->n++;
			break;
		}
		line->len = text.s - start;
	}
}

static bool is_same(const struct line_text *x, const struct line_text *y)
{
	return x->len == y->len && !memcmp(x->s, y->s, x->len);
}

/* How many lines of both stand in front of the first that are the same. */
static bool find_same(const struct window *old, const struct window *new,
		      unsigned int *n_old, unsigned int *n_new)
{
	for (unsigned int sum = 1; sum < old->n + new->n - 1; sum++) {
		for (unsigned int i = 0; i <= sum && i < old->n; i++) {
			if (sum - i >= new->n ||
			    !is_same(&old->v[i], &new->v[sum - i]))
				continue;
			*n_old = i;
			*n_new = sum - i;
			return true;
		}
	}
	return false;
}

/* Cuts @n lines off @text. */
static struct line_text cut(struct line_text *text, const struct window *lines,
			    unsigned int n)
{
	struct line_text all = { text->s, 0 };

	for (unsigned int i = 0; i < n; i++)
		all.len += lines->v[i].len;
	text->s += all.len;
	text->len -= all.len;
	return all;
}

int line_diff(struct arena *a, struct line_text old, struct line_text new,
	      struct line_diff *out)
{
	struct diffing d = { old, new, 1 };
	struct window was, is;

	*out = (struct line_diff){};
	while (skip_common(&d)) {
		struct line_hunk hunk = { .line = d.line };

		look_at(d.old, &was);
		look_at(d.new, &is);
		if (out->hunks.n == LINE_DIFF_MAX_HUNKS ||
		    !find_same(&was, &is, &hunk.n_old, &hunk.n_new))
			return -E2BIG;
		hunk.old = cut(&d.old, &was, hunk.n_old);
		hunk.new = cut(&d.new, &is, hunk.n_new);
		d.line += hunk.n_old;
		*vec_push(a, &out->hunks) = hunk;
	}
	return 0;
}
