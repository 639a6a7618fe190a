/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_chain.h - the block of a chain
 */
#ifndef NICFW_NFT_CHAIN_H
#define NICFW_NFT_CHAIN_H

#include "lang/nft_parser.h"

/*
 * Consumes { hook, policy, rules } and adds what it says to @chain, which may
 * have been there before: then its hook may be repeated, but not changed.
 */
void chain_parse_block(struct parser *p, struct ast_chain *chain,
		       bool is_first);

#endif
