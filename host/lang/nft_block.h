/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_block.h - { lines }, and the lines that every block may have
 */
#ifndef NICFW_NFT_BLOCK_H
#define NICFW_NFT_BLOCK_H

#include "lang/nft_parser.h"

/* Files include files no deeper. */
#define INCLUDE_MAX_DEPTH 16

/* Reads one line with the separator behind it; @data is the block's own. */
typedef void (*block_line_fn)(struct parser *p, void *data);

/*
 * Consumes { lines }, each by @line, in a scope of its own. An error ends its
 * line only.
 */
void block_parse(struct parser *p, block_line_fn line, void *data);

/* The lines up to a } or the end, which is left. */
void block_parse_lines(struct parser *p, block_line_fn line, void *data);

/*
 * define, redefine, undefine or include: true and consumed if the current word
 * is one.
 */
bool block_parse_common(struct parser *p);

#endif
