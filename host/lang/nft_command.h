/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_command.h - the lines of a file that are outside of all blocks
 */
#ifndef NICFW_NFT_COMMAND_H
#define NICFW_NFT_COMMAND_H

#include "lang/nft_parser.h"

/* Reads one command and the separator behind it; a block_line_fn. */
void command_parse(struct parser *p, void *unused);

#endif
