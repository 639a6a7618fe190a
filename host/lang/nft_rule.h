/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_rule.h - one rule
 */
#ifndef NICFW_NFT_RULE_H
#define NICFW_NFT_RULE_H

#include "lang/nft_parser.h"

/* Consumes a rule up to the separator behind it, which it leaves. */
void rule_parse(struct parser *p, struct ast_rule *rule);

#endif
