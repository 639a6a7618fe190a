/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_expr.h - values, selectors and sets of nft's language
 *
 * The functions return NULL when they noted an error.
 */
#ifndef NICFW_NFT_EXPR_H
#define NICFW_NFT_EXPR_H

#include "lang/nft_parser.h"

/* What stands left in a match: selectors, with masks, joined by " . ". */
struct expr *expr_parse_left(struct parser *p);

/* One field, as a set's `typeof` has them, with " . " between. */
struct expr *expr_parse_selector(struct parser *p);

/*
 * What stands right in a match: a value, a list, a set, "@name"; "value /
 * mask", where nft wants the mask to be a list and prints also one bit.
 */
struct expr *expr_parse_right(struct parser *p);

/* One element of a set: a value, a range, a prefix, a concatenation. */
struct expr *expr_parse_element(struct parser *p);

/* What `define` gives a name to: as above, also "-5" and "{ }". */
struct expr *expr_parse_value(struct parser *p);

/* "a, b" or one; what `tcp flags ! ` takes. */
struct expr *expr_parse_list(struct parser *p);

/* { elements }, "@name" or a variable that is one of them: a vmap's right. */
struct expr *expr_parse_set(struct parser *p);

/*
 * An argument of a statement that is not placed: value, selector or map, then
 * it is true. What it is is recorded, not returned.
 */
bool expr_parse_any(struct parser *p);

/* Can the current token start what expr_parse_any() takes? */
bool expr_is_at(const struct parser *p);

/* accept, jump x, ...: true and consumed if the current word is one. */
bool expr_parse_verdict(struct parser *p, struct verdict *out);

/* Of the kind, at @loc. */
struct expr *expr_new(struct parser *p, enum expr_kind kind, struct loc loc);

/* A node of two; NULL if one of them is. */
struct expr *expr_new_pair(struct parser *p, enum expr_kind kind,
			   struct expr *left, struct expr *right);

#endif
