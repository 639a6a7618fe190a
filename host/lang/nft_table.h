/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_table.h - tables and what is in them
 *
 * A table, chain or set that is written again is added to. Pointers to them
 * are good until the next one of their kind is made.
 */
#ifndef NICFW_NFT_TABLE_H
#define NICFW_NFT_TABLE_H

#include "lang/nft_parser.h"

/* "ip x", "x": whose table; NULL after an error. */
struct table_name {
	enum family family;
	const char *name;
};

struct table_name table_parse_name(struct parser *p);

/*
 * May what is called @name be added where @old (NULL: nothing) has the name?
 * An error behind "create".
 */
bool table_may_add(struct parser *p, const char *name, const void *old,
		   struct loc loc);

/* Which of the ruleset's tables it is. */
size_t table_index(const struct parser *p, const struct ast_table *t);

/*
 * nft 1.0.6 leaves out what stands in the block behind "create" (@creates),
 * without a word: an error where there are @n such things.
 */
void table_check_created(struct parser *p, bool creates, size_t n,
			 struct loc loc);

/* The table of that name; made if it is not there. */
struct ast_table *table_get(struct parser *p, struct table_name name,
			    struct loc loc);

/* It, or NULL. */
struct ast_table *table_find(struct parser *p, struct table_name name);
struct ast_chain *table_find_chain(struct parser *p, struct ast_table *t,
				   const char *name);
struct ast_set *table_find_set(struct parser *p, struct ast_table *t,
			       const char *name);

/* { lines } into @t, which is new or was there before. */
void table_parse_block(struct parser *p, struct ast_table *t, bool is_first);

/* What follows the words "chain", "set" and "map" and stands in @t. */
void table_parse_chain(struct parser *p, struct ast_table *t);
void table_parse_set(struct parser *p, struct ast_table *t, bool is_map);

/*
 * Marks it deleted; table_sweep() takes what is marked out of the tree, and
 * puts the rules that were inserted in front.
 */
void table_delete(struct parser *p, struct ast_table *t);
void table_delete_chain(struct parser *p, struct ast_table *t,
			struct ast_chain *chain);
void table_delete_set(struct parser *p, struct ast_table *t,
		      struct ast_set *set);
void table_sweep(struct arena *a, struct ruleset *rs);

/* Makes room for a rule in front of rule @at: an empty one. */
struct ast_rule *table_rule_at(struct arena *a, struct ast_chain *chain,
			       size_t at);

/* Puts the rules that were inserted in front, the last one first. */
void table_place_inserted(struct arena *a, struct ast_chain *chain);

#endif
