/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_clear.h - commands that take something away: flush, delete, rename
 *
 * What they name in the tree is taken out of it. It may be in the kernel, too;
 * for that the commands are kept, with "add" in front for what the file made
 * before: nft takes away only what is there.
 */
#ifndef NICFW_NFT_CLEAR_H
#define NICFW_NFT_CLEAR_H

#include "lang/nft_parser.h"

/* What follows the verb. */
void clear_flush(struct parser *p);
void clear_delete(struct parser *p);
void clear_destroy(struct parser *p);
void clear_rename(struct parser *p);

#endif
