// SPDX-License-Identifier: GPL-2.0-only
/*
 * feed.c - lists of addresses that others publish, as elements of a set
 *
 * The list is copied once, and the elements' texts are made in the copy: most
 * are in it as they are.
 */
#include "lang/feed_int.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SHOWN 40

char *feed_skip_blanks(char *p, const char *end)
{
	while (p < end && feed_is_blank(*p))
		p++;
	return p;
}

int feed_refuse(struct feed_reader *r, const char *at, const char *text)
{
	struct loc loc = r->loc;
	size_t len = r->end - at;
	bool is_cut = len > MAX_SHOWN;

	loc.col = r->indent + (at - r->line) + 1;
	diag_error(r->diag, loc, "%s: '%.*s%s'", text,
		   (int)(is_cut ? MAX_SHOWN : len), at, is_cut ? "..." : "");
	return -EINVAL;
}

/*
 * "10.0.0.0/1" with nothing behind it, not even a newline, may be what is left
 * of "10.0.0.0/16": half of all addresses.
 */
static const char *find_cut(const struct feed_reader *r,
			    const struct feed_span *span)
{
	const char *slash = memchr(span->text, '/', span->len);
	const unsigned long width = span->is_v6 ? 128 : 32;
	unsigned long n;

	if (!slash || span->text + span->len != r->text_end)
		return NULL;
	n = strtoul(slash + 1, NULL, 10);
	return n && n * 10 <= width
		       ? "the list ends here without a newline, and may be cut "
			 "off within the prefix's length; end the line if it "
			 "is whole"
		       : NULL;
}

size_t feed_read_element(struct feed_reader *r, char *p, bool is_padded,
			 struct feed_span *out)
{
	const char *what = feed_scan_element(p, r->end, is_padded, out);

	if (!what && (what = find_cut(r, out))) {
		feed_refuse(r, p, what);
		return 0;
	}
	if (!what)
		return out->len;
	feed_refuse(r, p,
		    arena_printf(r->arena,
				 "%s (the list has %s, as of line %u)", what,
				 r->form->name, r->first.line));
	return 0;
}

void feed_add(struct feed_reader *r, struct feed_span *span, bool is_padded)
{
	struct feed_element *element = vec_push(r->arena, &r->out.elements);

	element->loc = r->loc;
	element->loc.col = r->indent + (span->text - r->line) + 1;
	feed_close_element(span, is_padded);
	element->text = span->text;
	element->lo = span->lo;
	element->hi = span->hi;
	element->is_v6 = span->is_v6;
	r->out.n_v6 += span->is_v6;
}

bool feed_is_element(struct feed_reader *r, char *p, bool is_padded,
		     const char *next, struct feed_span *out)
{
	const char *behind;

	if (feed_scan_element(p, r->end, is_padded, out))
		return false;
	behind = p + out->len;
	return behind == r->end ? *next == '\0' : strchr(next, *behind) != NULL;
}

/* One of the names that columns of addresses have. */
static bool is_heading(const struct feed_reader *r)
{
	static const char *const names[] = {
		"ip",	   "ips",	 "ipv4",   "ipv6",    "ip_address",
		"address", "ip address", "cidr",   "network", "netblock",
		"prefix",  "subnet",	 "ip_cidr"
	};
	const char *p = r->line + (*r->line == '"');
	size_t len = 0, i;

	while (p + len < r->end && !strchr("\t,\"", p[len]))
		len++;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (len == strlen(names[i]) && !strncasecmp(p, names[i], len))
			return true;
	return false;
}

/* No column from @p on may be an address; columns end at one of @ends. */
static int refuse_second_address(struct feed_reader *r, char *p,
				 const char *ends)
{
	struct feed_span span;

	while (p < r->end) {
		while (p < r->end &&
		       (feed_is_blank(*p) || strchr(ends, *p) || *p == '"'))
			p++;
		if (p < r->end && !feed_scan_element(p, r->end, false, &span))
			return feed_refuse(r, p,
					   "a second address in a line, and "
					   "nothing says which is meant");
		while (p < r->end && !strchr(ends, *p))
			p++;
	}
	return 0;
}

static bool begins_plain(struct feed_reader *r)
{
	struct feed_span span;

	return feed_is_element(r, r->line, false, "", &span);
}

static int read_plain(struct feed_reader *r)
{
	struct feed_span span;

	if (!feed_read_element(r, r->line, false, &span))
		return -EINVAL;
	if (r->line + span.len != r->end)
		return feed_refuse(r, r->line + span.len,
				   "nothing may follow in a list of "
				   "addresses alone");
	feed_add(r, &span, false);
	return 0;
}

static bool begins_columns(struct feed_reader *r)
{
	struct feed_span span;

	return feed_is_element(r, r->line, false, " \t", &span) ||
	       (is_heading(r) && memchr(r->line, '\t', r->end - r->line));
}

static size_t count_columns(const struct feed_reader *r)
{
	char *p = r->line;
	size_t n = 0;

	while (p < r->end) {
		n++;
		while (p < r->end && !feed_is_blank(*p))
			p++;
		p = feed_skip_blanks(p, r->end);
	}
	return n;
}

/* "0.0.0.0 ads.example": what it blocks is a name. */
static bool is_of_hosts(const struct feed_span *span)
{
	if (span->lo != span->hi)
		return false;
	return span->lo <= 1 || (!span->is_v6 && span->lo >> 24 == 127);
}

static int read_columns(struct feed_reader *r)
{
	struct feed_span span;
	char *behind;

	if (r->loc.line == r->first.line && is_heading(r))
		return 0;
	if (!feed_read_element(r, r->line, false, &span))
		return -EINVAL;
	behind = r->line + span.len;
	if (behind < r->end && !feed_is_blank(*behind))
		return feed_refuse(r, behind, "a blank has to follow");
	if (is_of_hosts(&span))
		return feed_refuse(r, r->line,
				   "this is a line of a hosts file, which "
				   "blocks names; a set has addresses");
	if (!r->n_columns)
		r->n_columns = count_columns(r);
	if (r->n_columns != count_columns(r))
		return feed_refuse(r, r->line,
				   "the lines before have another number of "
				   "columns");
	if (refuse_second_address(r, behind, " \t"))
		return -EINVAL;
	feed_add(r, &span, false);
	return 0;
}

static bool begins_csv(struct feed_reader *r)
{
	struct feed_span span;

	return feed_is_element(r, r->line, false, ",", &span) ||
	       *r->line == '"' ||
	       (is_heading(r) && memchr(r->line, ',', r->end - r->line));
}

static int read_csv(struct feed_reader *r)
{
	bool is_quoted = *r->line == '"';
	struct feed_span span;
	char *behind;

	if (r->loc.line == r->first.line && is_heading(r))
		return 0;
	if (!feed_read_element(r, r->line + is_quoted, false, &span))
		return -EINVAL;
	behind = span.text + span.len;
	if (is_quoted && (behind == r->end || *behind++ != '"'))
		return feed_refuse(r, span.text, "'\"' has to follow");
	behind = feed_skip_blanks(behind, r->end);
	if (behind < r->end && *behind != ',')
		return feed_refuse(r, behind, "',' has to follow");
	if (refuse_second_address(r, behind, ","))
		return -EINVAL;
	feed_add(r, &span, false);
	return 0;
}

/* Those without comments first: what is cut off may be a part of them. */
static const struct feed_form forms[] = {
	{ "JSON objects", feed_begins_json, feed_read_json, false },
	{ "ipset's lines", feed_begins_ipset, feed_read_ipset, false },
	{ "eMule's lines", feed_begins_emule, feed_read_emule, false },
	{ "CSV", begins_csv, read_csv, false },
	{ "addresses alone", begins_plain, read_plain, true },
	{ "DShield's lines", feed_begins_dshield, feed_read_dshield, true },
	{ "columns", begins_columns, read_columns, true },
};

/*
 * Cuts a comment off. "1.2.3.4;1.2.3.9" is not taken for one: its second
 * address would be lost.
 */
static int cut_comment(struct feed_reader *r)
{
	char *p = r->line;
	struct feed_span span;

	while (p < r->end && *p != '#' && *p != ';')
		p++;
	if (p == r->end)
		return 0;
	if (*p == ';' && p > r->line) {
		char *q = feed_skip_blanks(p + 1, r->end);

		if (!feed_scan_element(q, r->end, false, &span))
			return feed_refuse(r, q,
					   "a second address in a line, and "
					   "nothing says which is meant");
	}
	while (p > r->line && feed_is_blank(p[-1]))
		p--;
	r->end = p;
	return 0;
}

static int choose_form(struct feed_reader *r)
{
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		char *end = r->end;

		if (forms[i].has_comments && cut_comment(r))
			return -EINVAL;
		r->form = &forms[i];
		if (r->form->begins(r)) {
			r->first = r->loc;
			return 0;
		}
		r->end = end;
	}
	r->form = NULL;
	return feed_refuse(r, r->line,
			   "no form of a list of addresses begins so");
}

/* The line without blanks around it. */
static int read_line(struct feed_reader *r)
{
	if (r->line == r->end || *r->line == '#' || *r->line == ';')
		return 0;
	if (!r->form)
		return choose_form(r) ? -EINVAL : r->form->read(r);
	if (r->form->has_comments && cut_comment(r))
		return -EINVAL;
	return r->form->read(r);
}

/* All lines from @p to @end; without a form there is no second try. */
static void read_lines(struct feed_reader *r, char *p, char *end)
{
	while (p < end && !diag_is_full(r->diag)) {
		char *newline = memchr(p, '\n', end - p);
		char *next = newline ? newline + 1 : end;

		r->loc.line++;
		r->end = newline ? newline : end;
		if (r->end > p && r->end[-1] == '\r')
			r->end--;
		while (r->end > p && feed_is_blank(r->end[-1]))
			r->end--;
		r->line = feed_skip_blanks(p, r->end);
		r->indent = r->line - p;
		if (read_line(r) && !r->form)
			return;
		p = next;
	}
}

static int compare_spans(const void *x, const void *y)
{
	const u128 *a = x, *b = y;
	int first = u128_compare(&a[0], &b[0]);

	return first ? first : u128_compare(&b[1], &a[1]);
}

/* The elements of a family as pairs, in order of their first addresses. */
static u128 *sort_spans(struct arena *a, const struct feed *feed, bool is_v6,
			size_t *n)
{
	u128 *spans = arena_calloc(a, feed->elements.n, 2 * sizeof(*spans));
	const struct feed_element *element;
	bool is_sorted = true;

	*n = 0;
	vec_for_each(element, &feed->elements) {
		u128 *span = &spans[2 * *n];

		if (element->is_v6 != is_v6)
			continue;
		span[0] = element->lo;
		span[1] = element->hi;
		is_sorted &= !*n || compare_spans(span - 2, span) <= 0;
		++*n;
	}
	if (!is_sorted)
		qsort(spans, *n, 2 * sizeof(*spans), compare_spans);
	return spans;
}

static void count_repeats(struct arena *a, struct feed *feed, bool is_v6)
{
	size_t n, i;
	const u128 *span = sort_spans(a, feed, is_v6, &n);
	u128 hi = 0;

	for (i = 0; i < n; i++, span += 2) {
		if (i && span[0] == span[-2] && span[1] == span[-1])
			feed->n_duplicates++;
		else if (i && span[0] <= hi)
			feed->n_overlaps++;
		if (!i || span[1] > hi)
			hi = span[1];
	}
}

static int check_text(struct feed_reader *r, const char *text, size_t len)
{
	const char *nul = memchr(text, '\0', len);

	if (!nul)
		return 0;
	diag_error(r->diag, r->loc,
		   "a list of addresses is a text of bytes, and this one has "
		   "a NUL after %zu bytes",
		   (size_t)(nul - text));
	return -EINVAL;
}

int feed_read(struct arena *a, struct diag *diag, const char *name,
	      const char *text, size_t len, struct feed *out)
{
	struct feed_reader r = { .arena = a, .diag = diag };
	struct arena *scratch;
	size_t n_errors = diag->n_errors, n;
	char *copy;

	r.loc.file = name;
	if (check_text(&r, text, len))
		return -EINVAL;
	if (len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) {
		text += 3;
		len -= 3;
	}
	copy = arena_strndup(a, text, len);
	r.text_end = copy + len;
	read_lines(&r, copy, copy + len);
	if (diag->n_errors == n_errors)
		feed_check_json(&r);
	if (diag->n_errors > n_errors)
		return -EINVAL;
	scratch = arena_child(a);
	for (n = 0; n < 2; n++)
		count_repeats(scratch, &r.out, n);
	arena_free(scratch);
	*out = r.out;
	return 0;
}
