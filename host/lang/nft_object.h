/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_object.h - counters, quotas, limits, flowtables and the like in a table
 *
 * nicfw places none of them; their lines stand in the tree as written.
 */
#ifndef NICFW_NFT_OBJECT_H
#define NICFW_NFT_OBJECT_H

#include "lang/nft_parser.h"
#include "lang/nft_words.h"

/* The kind that the tokens name, or NULL; consumes nothing. */
const struct object_row *object_find_kind(const struct parser *p);

/* Consumes the words of a kind. */
void object_take_kind(struct parser *p, const struct object_row *row);

/*
 * What follows the kind and the table: a name and lines, in a block or, as a
 * command of its own (@is_command), also one line without. One that is there
 * already may stay as it is.
 */
void object_parse(struct parser *p, struct ast_table *t,
		  const struct object_row *row, bool is_command);

struct ast_object *object_find(struct parser *p, struct ast_table *t,
			       const struct object_row *row, const char *name);
void object_delete(struct parser *p, struct ast_table *t,
		   struct ast_object *object);

#endif
