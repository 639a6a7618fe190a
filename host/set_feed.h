/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * set_feed.h - a list of addresses as the elements of a set
 */
#ifndef NICFW_SET_FEED_H
#define NICFW_SET_FEED_H

#include "lang/ast.h"
#include "lang/feed.h"

/*
 * Reads the list in @path ("-": standard input) in one of the forms of feed.h,
 * for as long as it takes to come: @out, of one family, in order of addresses.
 * A list without elements is an error: nothing would be blocked any more
 * because a download failed. So is one with an element that is every address:
 * all would be. -errno with errors in @diag.
 */
int set_feed_read(struct arena *a, struct diag *diag, const char *path,
		  struct feed *out);

/*
 * Sets *@out to a SET of what set_feed_read() made, as nft_parse_elements() has
 * it, without elements that lie in others; they leave @feed. @merges: the set
 * takes the union of elements that overlap, else they are an error. -EINVAL
 * with it in @diag.
 */
int set_feed_take(struct arena *a, struct diag *diag, struct feed *feed,
		  bool merges, struct expr **out);

#endif
