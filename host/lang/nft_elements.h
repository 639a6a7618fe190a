/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_elements.h - the elements of a set or map
 */
#ifndef NICFW_NFT_ELEMENTS_H
#define NICFW_NFT_ELEMENTS_H

#include "lang/nft_parser.h"

/*
 * Consumes { a, b : c, ... }: a SET of values, WILDCARDs and MAPPINGs. Sets
 * inside become part of it. An element of a set with timeout or expires is
 * TIMED. What has other options, which nicfw does not place (limit, counter),
 * is an UNKNOWN: `text` is all of it, `left` the element without them. An
 * element with both is TIMED, with an UNKNOWN on its left. NULL: an error was
 * noted.
 */
struct expr *elements_parse(struct parser *p, bool may_be_empty);

/* As elements_parse(), of at least one and without braces, to the end. */
struct expr *elements_parse_all(struct parser *p);

#endif
