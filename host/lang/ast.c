// SPDX-License-Identifier: GPL-2.0-only
/*
 * ast.c - a ruleset that is not needed as written any more
 */
#include "lang/ast.h"

static void forget_chain(struct ast_chain *chain)
{
	chain->rules.n = 0;
	chain->inserted.n = 0;
	if (chain->hook)
		chain->hook->devices.n = 0;
}

static void forget_set(struct ast_set *set)
{
	set->key.n = 0;
	set->value.n = 0;
	set->elements.n = 0;
	set->unknown.n = 0;
}

void ruleset_forget(struct ruleset *rs)
{
	struct ast_table *table;
	struct ast_chain *chain;
	struct ast_set *set;

	if (!rs->nodes)
		return;
	vec_for_each(table, &rs->tables) {
		vec_for_each(chain, &table->chains)
			forget_chain(chain);
		vec_for_each(set, &table->sets)
			forget_set(set);
	}
	arena_free(rs->nodes);
	rs->nodes = NULL;
}
