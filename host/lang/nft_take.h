/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_take.h - which elements does "delete element" take out of a set?
 *
 * Those with the value that is written, as nft and the kernel see it; whatever
 * else stands there (comment, times, what a map leads to) does not matter. What
 * they would not find, or where they would take another one, is refused.
 */
#ifndef NICFW_NFT_TAKE_H
#define NICFW_NFT_TAKE_H

#include "lang/nft_parser.h"

/*
 * Takes the elements that @all, a SET, names out of @set: a SET of them as they
 * were written, or NULL: an error was noted, and @set is as it was.
 */
struct expr *take_elements(struct parser *p, struct ast_set *set,
			   const struct expr *all);

/* For "create element": refuses what of @all is in @set, or is there twice. */
bool take_none(struct parser *p, const struct ast_set *set,
	       const struct expr *all);

#endif
