/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_places.h - where rules stood that were printed and read again
 *
 * What nft_print.h writes has other lines than the file that it was read from.
 * People know their file, so places are kept beside the text: a line for each
 * chain, with one for each of its rules behind it, "LINE:COLUMN:FILE".
 */
#ifndef NICFW_NFT_PLACES_H
#define NICFW_NFT_PLACES_H

#include "lang/ast.h"

#include <stdio.h>

void nft_places_print(const struct ruleset *rs, FILE *file);

/*
 * Gives chains and rules of @rs the places in @text, which is written to and
 * has to stay; a statement's is its rule's. -EINVAL: it is of another ruleset;
 * some places may be changed.
 */
int nft_places_apply(struct ruleset *rs, char *text);

#endif
