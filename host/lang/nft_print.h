/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_print.h - from a tree to nft text
 *
 * Prints as `nft list ruleset` does. Parsing what was printed gives the same
 * text again.
 */
#ifndef NICFW_NFT_PRINT_H
#define NICFW_NFT_PRINT_H

#include "lang/ast.h"

#include <stdio.h>

void nft_print_ruleset(const struct ruleset *rs, FILE *out);

/* One rule on one line, as its syntax has it, without indentation, newline. */
char *nft_print_rule(struct arena *a, const struct ast_rule *rule);

/* "ip", "netdev", ... */
const char *family_name(enum family family);

#endif
