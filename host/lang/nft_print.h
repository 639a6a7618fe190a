/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_print.h - from a tree to nft text
 *
 * Prints as `nft list ruleset` does. Parsing what was printed gives the same
 * text again.
 */
#ifndef NICFW_NFT_PRINT_H
#define NICFW_NFT_PRINT_H

#include "base/text.h"
#include "lang/ast.h"

#include <stdio.h>

void nft_print_ruleset(const struct ruleset *rs, FILE *file);

/*
 * One rule on one line, as its syntax has it, without indentation, newline; in
 * @room, an empty text that is used for many; NULL: there is only one.
 */
char *nft_print_rule(struct arena *a, struct text *room,
		     const struct ast_rule *rule);

/* A match or vmap, or another statement of nft's, as text. */
char *nft_print_stmt(struct arena *a, const struct stmt *stmt);

/*
 * What follows the name in a command that makes a table, a chain, a set or an
 * object as this one is, without what it holds: " { type ... }", or "".
 */
char *nft_print_table_head(struct arena *a, const struct ast_table *t);
char *nft_print_chain_head(struct arena *a, const struct ast_chain *chain);
char *nft_print_set_head(struct arena *a, const struct ast_set *set);
char *nft_print_object_head(struct arena *a, const struct ast_object *object);

/* "ip", "netdev", ... */
const char *family_name(enum family family);

/* The table that listings call @family @name; NULL: there is none. */
struct ast_table *nft_find_table(struct ruleset *rs, const char *family,
				 const char *name);

#endif
