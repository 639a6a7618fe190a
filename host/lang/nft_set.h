/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_set.h - the block of a named set or map
 */
#ifndef NICFW_NFT_SET_H
#define NICFW_NFT_SET_H

#include "lang/nft_parser.h"

/* Consumes { type, flags, elements } into @set; its is_map says which it is. */
void set_parse_block(struct parser *p, struct ast_set *set);

/* Consumes { elements } and adds them. */
void set_parse_elements(struct parser *p, struct ast_set *set);

/*
 * Can more elements be added at @loc? Of a constant set, nft makes the number
 * of its first ones its size, unless they are intervals. An error if not.
 */
bool set_may_grow(struct parser *p, const struct ast_set *set, struct loc loc);

#endif
