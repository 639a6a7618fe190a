// SPDX-License-Identifier: GPL-2.0-only
/*
 * set_feed.c - a list of addresses as the elements of a set
 */
#include "set_feed.h"

#include "lang/nft_file.h"
#include "lang/nft_parse.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* One address is a single value, also where the list says "1.2.3.4/32". */
static struct expr *expr_of(struct arena *a, const struct feed_element *f)
{
	const size_t len = strcspn(f->text, "/-");
	struct expr *first = expr_new_symbol(a, f->loc, f->text, len);
	const char *rest = f->text + len;
	struct expr *e;

	if (f->lo == f->hi || !*rest)
		return first;
	e = expr_new_in(a, *rest == '/' ? EXPR_PREFIX : EXPR_RANGE, f->loc);
	e->left = first;
	e->right = expr_new_symbol(a, f->loc, rest + 1, strlen(rest + 1));
	return e;
}

static int by_start(const void *a, const void *b)
{
	const struct feed_element *x = a, *y = b;

	if (x->lo != y->lo)
		return x->lo < y->lo ? -1 : 1;
	return x->hi > y->hi ? -1 : x->hi < y->hi;
}

/* A set has one family, and which one the list was meant for is not known. */
static int refuse_mixed(struct diag *diag, const struct feed *feed)
{
	const struct feed_element *f = feed->elements.v;
	const bool is_v6 = !f->is_v6;

	if (!feed->n_v6 || feed->n_v6 == feed->elements.n)
		return 0;
	while (f->is_v6 != is_v6)
		f++;
	diag_error(
		diag, f->loc,
		"%s is IPv%d, and the lines before are IPv%d: cut the list in two, for a set each",
		f->text, is_v6 ? 6 : 4, is_v6 ? 4 : 6);
	return -EINVAL;
}

/* A slip of who publishes it must not block everybody. */
static int refuse_all(struct diag *diag, const struct feed *feed)
{
	const struct feed_element *f;

	vec_for_each(f, &feed->elements) {
		if (f->hi - f->lo != u128_max(f->is_v6 ? 128 : 32))
			continue;
		diag_error(
			diag, f->loc,
			"%s is every address, which a list must not decide; give it as an element, without -f, if it is meant",
			f->text);
		return -EINVAL;
	}
	return 0;
}

/*
 * Of sorted elements the first that shares addresses with one before it, and is
 * not the same; *@before is that one. NULL: there is none.
 */
static const struct feed_element *
find_overlap(const struct feed *feed, const struct feed_element **before)
{
	const struct feed_element *v = feed->elements.v, *widest = v;

	for (size_t i = 1; i < feed->elements.n; i++) {
		bool is_repeat = v[i].lo == v[i - 1].lo &&
				 v[i].hi == v[i - 1].hi;

		if (v[i].lo <= widest->hi && !is_repeat) {
			*before = widest;
			return &v[i];
		}
		if (v[i].hi > widest->hi)
			widest = &v[i];
	}
	return NULL;
}

static int refuse_overlap(struct arena *a, struct diag *diag,
			  const struct feed *feed)
{
	const struct feed_element *before;
	const struct feed_element *f = find_overlap(feed, &before);
	const char *others = "";

	if (!f)
		return 0;
	if (feed->n_overlaps > 1)
		others = arena_printf(a, ", %zu such in all", feed->n_overlaps);
	diag_error(
		diag, f->loc,
		"%s overlaps %s of line %u%s; declare the set with 'flags interval' and 'auto-merge', which takes their union",
		f->text, before->text, before->loc.line, others);
	return -EINVAL;
}

/* Drops what another element holds: a list may have it a million times. */
static void drop_held(struct feed *feed)
{
	struct feed_element *v = feed->elements.v, *last;
	size_t n = 0;

	for (size_t i = 0; i < feed->elements.n; i++) {
		last = n ? &v[n - 1] : NULL;
		if (!last || last->hi < v[i].hi)
			v[n++] = v[i];
	}
	feed->elements.n = n;
}

int set_feed_read(struct arena *a, struct diag *diag, const char *path,
		  struct feed *out)
{
	const char *name;
	char *text;
	size_t len;
	int err = file_read_input(a, diag, path, NFT_MAX_BYTES, &name, &text,
				  &len);

	if (!err)
		err = feed_read(a, diag, name, text, len, out);
	if (err)
		return err;
	if (!out->elements.n) {
		diag_error(
			diag, (struct loc){ name, 1, 1 },
			"the list has no element, as after a download that failed; replace without -f empties the set");
		return -EINVAL;
	}
	if (refuse_mixed(diag, out) || refuse_all(diag, out))
		return -EINVAL;
	qsort(out->elements.v, out->elements.n, sizeof(*out->elements.v),
	      by_start);
	return 0;
}

int set_feed_take(struct arena *a, struct diag *diag, struct feed *feed,
		  bool merges, struct expr **out)
{
	const struct feed_element *f = feed->elements.v;
	struct expr *set =
		expr_new_in(a, EXPR_SET, (struct loc){ f->loc.file, 1, 1 });

	if (!merges && refuse_overlap(a, diag, feed))
		return -EINVAL;
	drop_held(feed);
	vec_for_each(f, &feed->elements)
		*vec_push(a, &set->items) = expr_of(a, f);
	*out = set;
	return 0;
}
