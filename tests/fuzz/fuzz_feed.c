// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_feed.c - does any text crash the reader of lists of addresses?
 *
 * What is refused must have an error. What is read must be read again, as a
 * list of the texts of its elements, with the same addresses.
 */
#include "lang/feed.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *join(struct arena *a, const struct feed *feed)
{
	const struct feed_element *element;
	char *text, *p;
	size_t len = 1;

	vec_for_each(element, &feed->elements)
		len += strlen(element->text) + 1;
	text = p = arena_alloc(a, len);
	vec_for_each(element, &feed->elements) {
		p = stpcpy(p, element->text);
		*p++ = '\n';
	}
	return text;
}

static void check_again(struct arena *a, struct diag *diag,
			const struct feed *feed)
{
	const char *text = join(a, feed);
	struct feed again = {};
	size_t i;

	if (feed_read(a, diag, "again", text, strlen(text), &again) ||
	    again.elements.n != feed->elements.n ||
	    again.n_duplicates != feed->n_duplicates ||
	    again.n_overlaps != feed->n_overlaps)
		abort();
	for (i = 0; i < again.elements.n; i++)
		if (again.elements.v[i].lo != feed->elements.v[i].lo ||
		    again.elements.v[i].hi != feed->elements.v[i].hi ||
		    again.elements.v[i].is_v6 != feed->elements.v[i].is_v6)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct diag *diag = diag_new(a);
	struct feed feed = {};
	int err = feed_read(a, diag, "fuzz", (const char *)data, size, &feed);

	if (!err != !diag->n_errors || diag->n_errors > DIAG_MAX_ERRORS ||
	    (err && feed.elements.n))
		abort();
	if (!err)
		check_again(a, diag, &feed);
	arena_free(a);
	return 0;
}
