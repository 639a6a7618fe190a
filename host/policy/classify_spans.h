/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * classify_spans.h - many boxes of one number: spans
 *
 * Boxes of one word of 32 bits, as source addresses are, that nothing else is
 * asked of cut all numbers into spans, each with the box that ranks best there.
 * That is less memory than a tree takes (offload/spans.h), which is what a
 * frame waits for where there are many; so few are better trees.
 */
#ifndef NICFW_CLASSIFY_SPANS_H
#define NICFW_CLASSIFY_SPANS_H

#include "policy/trees.h"

/*
 * Gives @out the spans of @boxes, of at most @max_bytes in each part, in @a;
 * all but the number that is looked up. False if @boxes are more than spans can
 * say, or need more bytes.
 */
bool spans_of_boxes(struct arena *a, const struct tree_boxes *boxes,
		    uint32_t max_bytes, struct plan_spans *out);

#endif
