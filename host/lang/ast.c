// SPDX-License-Identifier: GPL-2.0-only
/*
 * ast.c - making nodes, and forgetting those that are not needed any more
 */
#include "lang/ast.h"

/* Of a node without a comment: what its kind does not have is at its end. */
static size_t size_of(enum expr_kind kind)
{
	switch (kind) {
	case EXPR_SYMBOL:
	case EXPR_SELECTOR:
	case EXPR_SETREF:
	case EXPR_WILDCARD:
		return offsetof(struct expr, left);
	case EXPR_CONCAT:
	case EXPR_LIST:
	case EXPR_SET:
		return offsetof(struct expr, comment);
	default:
		return offsetof(struct expr, right) + sizeof(struct expr *);
	}
}

_Static_assert(sizeof(struct verdict) <= 2 * sizeof(struct expr *),
	       "a VERDICT has no more room than two sides");

static struct expr *new_of_size(struct arena *a, enum expr_kind kind,
				struct loc loc, size_t size)
{
	struct expr *e = arena_alloc(a, size);

	e->kind = kind;
	e->loc = loc;
	return e;
}

struct expr *expr_new_in(struct arena *a, enum expr_kind kind, struct loc loc)
{
	return new_of_size(a, kind, loc, size_of(kind));
}

/* The text stands where other kinds have more. */
struct expr *expr_new_symbol(struct arena *a, struct loc loc, const char *text,
			     size_t len)
{
	const size_t size = size_of(EXPR_SYMBOL);
	struct expr *e = new_of_size(a, EXPR_SYMBOL, loc, size + len + 1);

	e->text = memcpy((char *)e + size, text, len);
	return e;
}

struct expr *expr_commented(struct arena *a, const struct expr *e,
			    const char *comment)
{
	struct expr *copy = arena_new_of(a, struct expr);

	memcpy(copy, e, size_of(e->kind));
	copy->has_comment = comment;
	copy->comment = comment;
	return copy;
}

struct expr *expr_timed(struct arena *a, struct expr *e,
			const struct element_times *times, const char *comment)
{
	const size_t size = comment ? sizeof(*e) : size_of(EXPR_TIMED);
	struct expr *timed = new_of_size(a, EXPR_TIMED, e->loc, size);

	timed->left = e;
	if (e->kind == EXPR_TIMED)
		timed->left = e->left;
	else if (expr_comment(e))
		timed->left = expr_commented(a, e, NULL);
	timed->times = arena_memdup(a, times, sizeof(*times));
	if (comment) {
		timed->has_comment = true;
		timed->comment = comment;
	}
	return timed;
}

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
