// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_table.c - tables and what is in them
 */
#include "lang/nft_table.h"

#include "lang/nft_block.h"
#include "lang/nft_chain.h"
#include "lang/nft_expr.h"
#include "lang/nft_pattern.h"
#include "lang/nft_print_expr.h"
#include "lang/nft_set.h"
#include "lang/nft_words.h"

struct table_name table_parse_name(struct parser *p)
{
	struct table_name t = { .family = FAMILY_IP };

	if (parser_at(p, TOK_WORD) &&
	    !words_find_family(p->tok.text, p->tok.len, &t.family))
		parser_advance(p);
	t.name = parser_name(p, "the name of a table");
	return t;
}

static size_t index_of(const struct parser *p, const struct ast_table *t)
{
	return t - p->rs->tables.v;
}

struct ast_table *table_find(struct parser *p, struct table_name name)
{
	ssize_t i = names_get(p->tables, name.family, name.name);

	return i < 0 ? NULL : &p->rs->tables.v[i];
}

bool table_may_add(struct parser *p, const char *name, const void *old,
		   struct loc loc)
{
	bool creates = p->creates;

	p->creates = false; /* what stands in it is only added */
	if (!creates || !old)
		return true;
	parser_error(p, loc,
		     "'%s' is there already: write 'add', or another name",
		     name);
	return false;
}

struct ast_table *table_get(struct parser *p, struct table_name name,
			    struct loc loc)
{
	struct ast_table *t = table_find(p, name);

	if (t)
		return t;
	names_set(p->tables, name.family, name.name, p->rs->tables.n);
	t = vec_push(p->arena, &p->rs->tables);
	t->loc = loc;
	t->family = name.family;
	t->name = name.name;
	return t;
}

struct ast_chain *table_find_chain(struct parser *p, struct ast_table *t,
				   const char *name)
{
	ssize_t i = names_get(p->chains, index_of(p, t), name);

	return i < 0 ? NULL : &t->chains.v[i];
}

struct ast_set *table_find_set(struct parser *p, struct ast_table *t,
			       const char *name)
{
	ssize_t i = names_get(p->sets, index_of(p, t), name);

	return i < 0 ? NULL : &t->sets.v[i];
}

void table_parse_chain(struct parser *p, struct ast_table *t)
{
	struct loc loc = p->tok.loc;
	const char *name = parser_name(p, "the name of a chain");
	struct ast_chain *chain;
	bool is_first;

	if (!name)
		return;
	chain = table_find_chain(p, t, name);
	if (!table_may_add(p, name, chain, loc))
		return;
	is_first = !chain;
	if (is_first) {
		names_set(p->chains, index_of(p, t), name, t->chains.n);
		chain = vec_push(p->arena, &t->chains);
		chain->loc = loc;
		chain->name = name;
	}
	if (parser_at(p, '{'))
		chain_parse_block(p, chain, is_first);
}

/* Do two lists of types, key or value, read the same? */
static bool is_same_list(struct parser *p, struct expr *const *a,
			 struct expr *const *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(print_expr_text(p->arena, a[i]),
			   print_expr_text(p->arena, b[i])))
			return false;
	return true;
}

static bool is_same_type(struct parser *p, const struct ast_set *a,
			 const struct ast_set *b)
{
	return a->is_map == b->is_map && a->key.n == b->key.n &&
	       a->value.n == b->value.n &&
	       is_same_list(p, a->key.v, b->key.v, a->key.n) &&
	       is_same_list(p, a->value.v, b->value.v, a->value.n);
}

/*
 * What a set that is written twice says the second time: elements. The kernel
 * wants the rest to be the same (nft_set_is_same).
 */
static void merge_set(struct parser *p, struct ast_set *old,
		      const struct ast_set *set)
{
	const char *other = NULL;
	struct expr **e;

	if (!is_same_type(p, old, set))
		other = "types";
	else if (old->flags != set->flags)
		other = "flags";
	if (other) {
		parser_error(
			p, set->loc,
			"'%s' is there already, with other %s, at %s:%u: write the same, or choose another name",
			set->name, other, old->loc.file, old->loc.line);
		return;
	}
	if (set->elements.n && !set_may_grow(p, old, set->loc))
		return;
	vec_for_each(e, &set->elements)
		*vec_push(p->arena, &old->elements) = *e;
	old->auto_merge |= set->auto_merge;
}

void table_parse_set(struct parser *p, struct ast_table *t, bool is_map)
{
	struct ast_set set = { .loc = p->tok.loc, .is_map = is_map };
	struct ast_set *old;

	set.name = parser_name(p, "the name of a set");
	set_parse_block(p, &set);
	if (parser_failed(p) || !set.name)
		return;
	old = table_find_set(p, t, set.name);
	if (!table_may_add(p, set.name, old, set.loc))
		return;
	if (old)
		return merge_set(p, old, &set);
	names_set(p->sets, index_of(p, t), set.name, t->sets.n);
	*(struct ast_set *)vec_push(p->arena, &t->sets) = set;
}

bool table_parse_object(struct parser *p, struct ast_table *t)
{
	const struct pattern_row *row = pattern_find(p, unknown_objects);
	struct expr *e;
	size_t record;

	if (!row)
		return false;
	e = expr_new(p, EXPR_UNKNOWN, p->tok.loc);
	record = parser_record(p);
	pattern_match_row(p, row);
	e->text = parser_recorded(p, record);
	*vec_push(p->arena, &t->unknown) = e;
	return true;
}

static void flags_line(struct parser *p, struct ast_table *t)
{
	parser_expect_word(p, "dormant");
	t->is_dormant = true;
}

static void comment_line(struct parser *p, struct ast_table *t)
{
	if (t->comment)
		parser_error(p, p->tok.loc, "the table has a comment already");
	t->comment = parser_string(p, "a comment", COMMENT_MAX_LEN);
}

static void set_line(struct parser *p, struct ast_table *t)
{
	table_parse_set(p, t, false);
}

static void map_line(struct parser *p, struct ast_table *t)
{
	table_parse_set(p, t, true);
}

static const struct {
	const char *word;
	void (*parse)(struct parser *p, struct ast_table *t);
} lines[] = {
	{ "chain", table_parse_chain },
	{ "set", set_line },
	{ "map", map_line },
	{ "flags", flags_line },
	{ "comment", comment_line },
};

static void line(struct parser *p, void *data)
{
	struct ast_table *t = data;
	size_t i;

	if (block_parse_common(p))
		return;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (parser_take_word(p, lines[i].word)) {
			lines[i].parse(p, t);
			parser_end_statement(p);
			return;
		}
	}
	if (!table_parse_object(p, t))
		parser_expected(p,
				"chain, set, map, or another part of a table");
	parser_end_statement(p);
}

void table_parse_block(struct parser *p, struct ast_table *t)
{
	block_parse(p, line, t);
}

void table_delete(struct parser *p, struct ast_table *t)
{
	names_remove(p->tables, t->family, t->name);
	t->name = NULL;
}

void table_delete_chain(struct parser *p, struct ast_table *t,
			struct ast_chain *chain)
{
	names_remove(p->chains, index_of(p, t), chain->name);
	chain->name = NULL;
}

void table_delete_set(struct parser *p, struct ast_table *t,
		      struct ast_set *set)
{
	names_remove(p->sets, index_of(p, t), set->name);
	set->name = NULL;
}

/* Keeps the items of @vec that have a name. */
#define sweep(vec)                                               \
	do {                                                     \
		size_t from, to = 0;                             \
                                                                 \
		for (from = 0; from < (vec)->n; from++)          \
			if ((vec)->v[from].name)                 \
				(vec)->v[to++] = (vec)->v[from]; \
		(vec)->n = to;                                   \
	} while (0)

/* The rules that were inserted stand in front, the last one first. */
static void place_inserted(struct arena *a, struct ast_chain *chain)
{
	size_t n = chain->inserted.n;

	if (!n)
		return;
	for (size_t i = 0; i < n; i++)
		vec_push(a, &chain->rules);
	memmove(chain->rules.v + n, chain->rules.v,
		(chain->rules.n - n) * sizeof(*chain->rules.v));
	for (size_t i = 0; i < n; i++)
		chain->rules.v[i] = chain->inserted.v[n - 1 - i];
	chain->inserted.n = 0;
}

void table_sweep(struct arena *a, struct ruleset *rs)
{
	struct ast_table *t;
	struct ast_chain *chain;

	sweep(&rs->tables);
	vec_for_each(t, &rs->tables) {
		sweep(&t->chains);
		sweep(&t->sets);
		vec_for_each(chain, &t->chains)
			place_inserted(a, chain);
	}
}
