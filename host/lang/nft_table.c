// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_table.c - tables and what is in them
 */
#include "lang/nft_table.h"

#include "lang/nft_block.h"
#include "lang/nft_chain.h"
#include "lang/nft_object.h"
#include "lang/nft_print.h"
#include "lang/nft_print_expr.h"
#include "lang/nft_set.h"
#include "lang/nft_words.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

struct table_name table_parse_name(struct parser *p)
{
	struct table_name t = { .family = FAMILY_IP };

	if (parser_at(p, TOK_WORD) &&
	    !words_find_family(p->tok.text, p->tok.len, &t.family))
		parser_advance(p);
	t.name = parser_name(p, "the name of a table");
	return t;
}

size_t table_index(const struct parser *p, const struct ast_table *t)
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

void table_check_created(struct parser *p, bool creates, size_t n,
			 struct loc loc)
{
	if (creates && n)
		parser_error(
			p, loc,
			"nft leaves out what stands in the block behind 'create': write 'add', or fill it by commands");
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
	ssize_t i = names_get(p->chains, table_index(p, t), name);

	return i < 0 ? NULL : &t->chains.v[i];
}

struct ast_set *table_find_set(struct parser *p, struct ast_table *t,
			       const char *name)
{
	ssize_t i = names_get(p->sets, table_index(p, t), name);

	return i < 0 ? NULL : &t->sets.v[i];
}

void table_parse_chain(struct parser *p, struct ast_table *t)
{
	struct loc loc = p->tok.loc;
	const char *name = parser_name(p, "the name of a chain");
	bool creates = p->creates;
	struct ast_chain *chain;
	bool is_first;

	if (!name)
		return;
	chain = table_find_chain(p, t, name);
	if (!table_may_add(p, name, chain, loc))
		return;
	is_first = !chain;
	if (is_first) {
		names_set(p->chains, table_index(p, t), name, t->chains.n);
		chain = vec_push(p->arena, &t->chains);
		chain->loc = loc;
		chain->name = name;
	}
	if (parser_at(p, '{'))
		chain_parse_block(p, chain, is_first);
	table_check_created(p, creates, chain->rules.n, loc);
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

/* The kernel takes a later size (nft_set_commit_update in 6.18, not in 6.1). */
static void merge_size(struct parser *p, struct ast_set *old,
		       const struct ast_set *set)
{
	const char *const *new;

	vec_for_each(new, &set->options) {
		size_t i = 0;

		if (strncmp(*new, "size ", 5))
			continue;
		while (i < old->options.n &&
		       strncmp(old->options.v[i], "size ", 5))
			i++;
		if (i == old->options.n)
			vec_push(p->arena, &old->options);
		old->options.v[i] = *new;
	}
}

/*
 * What a set that is written twice says the second time: elements and a size.
 * The kernel wants the rest to be the same (nft_set_is_same).
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
	merge_size(p, old, set);
	vec_for_each(e, &set->elements)
		*vec_push(p->nodes, &old->elements) = *e;
	old->auto_merge |= set->auto_merge;
	old->has_listed |= set->has_listed;
}

void table_parse_set(struct parser *p, struct ast_table *t, bool is_map)
{
	struct ast_set set = { .loc = p->tok.loc, .is_map = is_map };
	bool creates = p->creates;
	struct ast_set *old;

	set.name = parser_name(p, "the name of a set");
	set_parse_block(p, &set);
	if (parser_failed(p) || !set.name)
		return;
	table_check_created(p, creates, set.elements.n, set.loc);
	old = table_find_set(p, t, set.name);
	if (!table_may_add(p, set.name, old, set.loc))
		return;
	if (old)
		return merge_set(p, old, &set);
	names_set(p->sets, table_index(p, t), set.name, t->sets.n);
	*(struct ast_set *)vec_push(p->arena, &t->sets) = set;
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
	const struct object_row *row = object_find_kind(p);
	struct ast_table *t = data;
	size_t i;

	if (block_parse_common(p))
		return;
	if (row) {
		object_take_kind(p, row);
		object_parse(p, t, row, false);
		parser_end_statement(p);
		return;
	}
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (parser_take_word(p, lines[i].word)) {
			lines[i].parse(p, t);
			parser_end_statement(p);
			return;
		}
	}
	parser_expected(p, "chain, set, map, or another part of a table");
}

void table_parse_block(struct parser *p, struct ast_table *t, bool is_first)
{
	const char *comment = t->comment;

	t->comment = NULL;
	block_parse(p, line, t);
	/* The kernel takes no other one later (nf_tables_updtable). */
	if (!is_first)
		t->comment = comment;
}

void table_delete(struct parser *p, struct ast_table *t)
{
	names_remove(p->tables, t->family, t->name);
	t->name = NULL;
}

void table_delete_chain(struct parser *p, struct ast_table *t,
			struct ast_chain *chain)
{
	names_remove(p->chains, table_index(p, t), chain->name);
	chain->name = NULL;
}

void table_delete_set(struct parser *p, struct ast_table *t,
		      struct ast_set *set)
{
	names_remove(p->sets, table_index(p, t), set->name);
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

/*
 * Puts those in front that kept commands name, in the order in which the
 * commands make them: it is that of a tree of the printed text.
 */
#define sort_ranks(a, vec)                                                    \
	do {                                                                  \
		size_t at = 0;                                                \
                                                                              \
		for (size_t i = 0; i < (vec)->n; i++)                         \
			at += (vec)->v[i].rank != 0;                          \
		if (at)                                                       \
			move_ranked(a, (vec)->v, sizeof(*(vec)->v), (vec)->n, \
				    offsetof(typeof(*(vec)->v), rank));       \
	} while (0)

struct ranked {
	size_t rank;
	size_t from;
};

static int compare_ranks(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->from < y->from ? -1 : x->from > y->from;
}

static void move_ranked(struct arena *a, void *items, size_t size, size_t n,
			size_t rank_at)
{
	struct ranked *order = arena_calloc(a, n, sizeof(*order));
	char *old = arena_memdup(a, items, n * size);

	for (size_t i = 0; i < n; i++) {
		size_t rank;

		memcpy(&rank, old + i * size + rank_at, sizeof(rank));
		order[i] = (struct ranked){ rank ? rank : SIZE_MAX, i };
	}
	qsort(order, n, sizeof(*order), compare_ranks);
	for (size_t i = 0; i < n; i++)
		memcpy((char *)items + i * size, old + order[i].from * size,
		       size);
}

void table_place_inserted(struct arena *a, struct ast_chain *chain)
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

struct ast_rule *table_rule_at(struct arena *a, struct ast_chain *chain,
			       size_t at)
{
	vec_push(a, &chain->rules);
	memmove(chain->rules.v + at + 1, chain->rules.v + at,
		(chain->rules.n - 1 - at) * sizeof(*chain->rules.v));
	chain->rules.v[at] = (struct ast_rule){};
	return &chain->rules.v[at];
}

/*
 * The kernel refuses base chains in a table that the same commands make
 * dormant, so what is kept adds it as it is in the end.
 */
static void settle_kept(struct arena *a, struct ruleset *rs,
			const struct ast_table *t)
{
	if (t->kept_at)
		rs->flushes.v[t->kept_at - 1].text = arena_printf(
			a, "add table %s %s%s", family_names[t->family],
			t->name, nft_print_table_head(a, t));
}

void table_sweep(struct arena *a, struct ruleset *rs)
{
	struct ast_table *t;
	struct ast_chain *chain;

	sweep(&rs->tables);
	sort_ranks(a, &rs->tables);
	vec_for_each(t, &rs->tables) {
		settle_kept(a, rs, t);
		sweep(&t->chains);
		sweep(&t->sets);
		sweep(&t->objects);
		sort_ranks(a, &t->chains);
		sort_ranks(a, &t->sets);
		sort_ranks(a, &t->objects);
		vec_for_each(chain, &t->chains)
			table_place_inserted(a, chain);
	}
}
