/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * feed_element.h - an address, a prefix or a range in a list
 */
#ifndef NICFW_FEED_ELEMENT_H
#define NICFW_FEED_ELEMENT_H

#include "base/u128.h"

#include <stdbool.h>
#include <stddef.h>

static inline bool feed_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* What of a line is an element. @text is in the line. */
struct feed_span {
	char *text;
	size_t len;
	u128 lo, hi;
	bool is_v6;
};

/*
 * The element at the start of [@p, @end): "ADDRESS", "ADDRESS/LENGTH",
 * "ADDRESS-ADDRESS", the last with blanks around its dash, too. Returns what is
 * wrong, or NULL with @out written; @out->len is all that was read.
 */
const char *feed_scan_element(char *p, const char *end, bool is_padded,
			      struct feed_span *out);

/*
 * Makes of a span the text of an element as nft has it, closed by a NUL: in
 * its place, for it is no longer. What follows in the line may be overwritten.
 */
void feed_close_element(struct feed_span *span, bool is_padded);

#endif
