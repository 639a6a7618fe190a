// SPDX-License-Identifier: GPL-2.0-only
/*
 * set_feed.c - a list of addresses as the elements of a set
 */
#include "set_feed.h"

#include "lang/feed.h"
#include "lang/nft_file.h"
#include "lang/nft_parse.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct expr *symbol(struct arena *a, struct loc loc, const char *text,
			   size_t len)
{
	struct expr *e = arena_new_of(a, struct expr);

	e->kind = EXPR_SYMBOL;
	e->loc = loc;
	e->text = arena_strndup(a, text, len);
	return e;
}

/* One address is a single value, also where the list says "1.2.3.4/32". */
static struct expr *expr_of(struct arena *a, const struct feed_element *f)
{
	const size_t len = strcspn(f->text, "/-");
	struct expr *first = symbol(a, f->loc, f->text, len);
	const char *rest = f->text + len;
	struct expr *e;

	if (f->lo == f->hi || !*rest)
		return first;
	e = arena_new_of(a, struct expr);
	e->kind = *rest == '/' ? EXPR_PREFIX : EXPR_RANGE;
	e->loc = f->loc;
	e->left = first;
	e->right = symbol(a, f->loc, rest + 1, strlen(rest + 1));
	return e;
}

static int by_start(const void *a, const void *b)
{
	const struct feed_element *x = a, *y = b;

	if (x->is_v6 != y->is_v6)
		return x->is_v6 - y->is_v6;
	if (x->lo != y->lo)
		return x->lo < y->lo ? -1 : 1;
	return x->hi > y->hi ? -1 : x->hi < y->hi;
}

/* Drops what another element holds: a list may have it a million times. */
static void drop_held(struct feed *feed)
{
	struct feed_element *v = feed->elements.v, *last;
	size_t n = 0;

	if (feed->elements.n)
		qsort(v, feed->elements.n, sizeof(*v), by_start);
	for (size_t i = 0; i < feed->elements.n; i++) {
		last = n ? &v[n - 1] : NULL;
		if (!last || last->is_v6 != v[i].is_v6 || last->hi < v[i].hi)
			v[n++] = v[i];
	}
	feed->elements.n = n;
}

int set_feed_read(struct arena *a, struct diag *diag, const char *path,
		  bool merges, struct expr **out)
{
	struct expr *set = arena_new_of(a, struct expr);
	const struct feed_element *f;
	struct feed feed = {};
	const char *name;
	char *text;
	size_t len;
	int err = file_read_input(a, diag, path, NFT_MAX_BYTES, &name, &text,
				  &len);

	if (!err)
		err = feed_read(a, diag, name, text, len, &feed);
	if (err)
		return err;
	if (feed.n_overlaps && !merges) {
		diag_error(
			diag, (struct loc){ name, 1, 1 },
			"%zu elements of the list overlap others; declare the set with 'auto-merge', which takes their union",
			feed.n_overlaps);
		return -EINVAL;
	}
	drop_held(&feed);
	set->kind = EXPR_SET;
	set->loc = (struct loc){ name, 1, 1 };
	vec_for_each(f, &feed.elements)
		*vec_push(a, &set->items) = expr_of(a, f);
	*out = set;
	return 0;
}
