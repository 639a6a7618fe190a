// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_clear.c - commands that take something away: flush, delete, rename
 */
#include "lang/nft_clear.h"

#include "lang/nft_expr.h"
#include "lang/nft_object.h"
#include "lang/nft_print.h"
#include "lang/nft_print_expr.h"
#include "lang/nft_table.h"
#include "lang/nft_take.h"
#include "lang/nft_words.h"

/* A command, and what it names: "flush set ip t s". */
struct clear {
	struct loc loc;
	const char *verb;
	const char *kind;
	const struct object_row *row; /* of an object's kind */
	struct table_name table;
	struct ast_table *t; /* NULL: not in this file */
	struct loc name_loc;
	const char *name; /* of what is in the table, or NULL */
	bool deletes;
};

static void keep(struct parser *p, struct loc loc, const char *text)
{
	struct ast_flush *f = vec_push(p->arena, &p->rs->flushes);

	f->loc = loc;
	f->text = text;
}

/* "KIND ip t NAME" of the command. */
static const char *target_text(struct parser *p, const struct clear *c)
{
	return arena_printf(p->arena, "%s %s %s%s%s", c->kind,
			    family_names[c->table.family], c->table.name,
			    c->name ? " " : "", c->name ? c->name : "");
}

/* False if a kept command made it before. */
static bool rank(struct parser *p, size_t *at)
{
	if (*at)
		return false;
	*at = ++p->n_ranks;
	return true;
}

/* In front of the command: its table, if the file made it. */
static void keep_table(struct parser *p, const struct clear *c)
{
	if (!c->t || !rank(p, &c->t->rank))
		return;
	keep(p, c->loc,
	     arena_printf(p->arena, "add table %s %s%s",
			  family_names[c->table.family], c->table.name,
			  nft_print_table_head(p->arena, c->t)));
	c->t->kept_at = p->rs->flushes.n;
}

/* In front of the command: what it names, as the file made it. */
static void keep_named(struct parser *p, const struct clear *c,
		       const char *kind, size_t *at, const char *head)
{
	if (!rank(p, at))
		return;
	keep(p, c->loc,
	     arena_printf(p->arena, "add %s %s %s %s%s", kind,
			  family_names[c->table.family], c->table.name, c->name,
			  head));
}

/* The same of a chain, which need not be what the command names. */
static void keep_chain(struct parser *p, const struct clear *c,
		       struct ast_chain *chain)
{
	const struct clear of_chain = { .loc = c->loc,
					.table = c->table,
					.name = chain->name };

	keep_named(p, &of_chain, "chain", &chain->rank,
		   nft_print_chain_head(p->arena, chain));
}

static void keep_command(struct parser *p, const struct clear *c)
{
	p->has_cleared = true;
	keep(p, c->loc,
	     arena_printf(p->arena, "%s %s", c->verb, target_text(p, c)));
}

static void clear_rules(struct ast_chain *chain)
{
	chain->rules.n = 0;
	chain->inserted.n = 0;
}

static void clear_table(struct parser *p, const struct clear *c)
{
	struct ast_chain *chain;

	keep_table(p, c);
	keep_command(p, c);
	if (c->t && c->deletes)
		return table_delete(p, c->t);
	if (!c->t)
		return;
	vec_for_each(chain, &c->t->chains)
		clear_rules(chain);
}

static void clear_chain(struct parser *p, const struct clear *c)
{
	struct ast_chain *chain = c->t ? table_find_chain(p, c->t, c->name)
				       : NULL;

	keep_table(p, c);
	if (chain)
		keep_chain(p, c, chain);
	keep_command(p, c);
	if (chain && c->deletes)
		table_delete_chain(p, c->t, chain);
	else if (chain)
		clear_rules(chain);
}

static const char *set_kind(const struct ast_set *set)
{
	return set->is_map ? "map" : "set";
}

static void clear_set(struct parser *p, const struct clear *c)
{
	struct ast_set *set = c->t ? table_find_set(p, c->t, c->name) : NULL;

	if (set && strcmp(set_kind(set), c->kind) && strcmp(c->kind, "meter"))
		return parser_error(p, c->name_loc, "'%s' is no %s", c->name,
				    c->kind);
	keep_table(p, c);
	if (set)
		keep_named(p, c, set_kind(set), &set->rank,
			   nft_print_set_head(p->arena, set));
	keep_command(p, c);
	if (set && c->deletes)
		table_delete_set(p, c->t, set);
	else if (set)
		set->elements.n = 0;
}

static void clear_object(struct parser *p, const struct clear *c)
{
	struct ast_object *object = c->t ? object_find(p, c->t, c->row, c->name)
					 : NULL;

	keep_table(p, c);
	if (object)
		keep_named(p, c, c->kind, &object->rank,
			   nft_print_object_head(p->arena, object));
	keep_command(p, c);
	if (object)
		object_delete(p, c->t, object);
}

/*
 * In front of the command: the chain that an element leads to, as the file made
 * it.
 */
static void keep_element_chain(struct parser *p, const struct clear *c,
			       const struct expr *e)
{
	struct ast_chain *chain;

	if (e->kind == EXPR_UNKNOWN)
		e = e->left;
	if (e->kind != EXPR_MAPPING || e->right->kind != EXPR_VERDICT ||
	    !e->right->verdict.chain)
		return;
	chain = table_find_chain(p, c->t, e->right->verdict.chain);
	if (chain)
		keep_chain(p, c, chain);
}

/*
 * In front of the command: the elements that it takes away, which may be
 * written otherwise in it, or as keys alone.
 */
static void keep_elements(struct parser *p, const struct clear *c,
			  const struct expr *taken)
{
	struct expr *const *e;

	vec_for_each(e, &taken->items)
		keep_element_chain(p, c, *e);
	keep(p, c->loc,
	     arena_printf(p->arena, "add %s %s", target_text(p, c),
			  print_expr_text(p->arena, taken)));
}

/*
 * nft 1.0.6 deletes no range from a set whose block it stands in, and says
 * nothing; but for those of several parts, which it leaves to the kernel.
 */
static bool is_left_by_nft(const struct ast_set *set)
{
	return set->flags & SET_INTERVAL && set->has_listed && set->key.n == 1;
}

static void delete_elements(struct parser *p, const struct clear *c)
{
	struct ast_set *set = c->t ? table_find_set(p, c->t, c->name) : NULL;
	struct expr *all = expr_parse_set(p);
	struct expr *taken = NULL;

	if (!all)
		return;
	if (all->kind != EXPR_SET)
		return parser_error(p, all->loc, "elements stand in braces");
	if (set && is_left_by_nft(set))
		return parser_error(
			p, all->loc,
			"nft leaves elements in a set of ranges whose block has them: leave them out there");
	if (set)
		taken = take_elements(p, set, all);
	if (set && !taken)
		return;
	keep_table(p, c);
	if (set) {
		keep_named(p, c, set_kind(set), &set->rank,
			   nft_print_set_head(p->arena, set));
		keep_elements(p, c, taken);
	}
	keep(p, c->loc,
	     arena_printf(p->arena, "%s %s %s", c->verb, target_text(p, c),
			  print_expr_text(p->arena, all)));
}

/* Which rule it is only the kernel can tell. */
static void delete_rule(struct parser *p, const struct clear *c)
{
	struct loc loc = p->tok.loc;
	unsigned long long handle;

	if (!parser_expect_word(p, "handle"))
		return;
	handle = parser_number(p);
	if (c->t)
		return parser_error(
			p, loc,
			"a handle is dealt by the kernel, which is not read here: leave the rule out above");
	keep(p, c->loc,
	     arena_printf(p->arena, "%s %s handle %llu", c->verb,
			  target_text(p, c), handle));
}

static const struct {
	const char *kind;
	void (*clear)(struct parser *p, const struct clear *c);
	bool flushes;
	bool deletes;
} kinds[] = {
	{ "table", clear_table, true, true },
	{ "chain", clear_chain, true, true },
	{ "set", clear_set, true, true },
	{ "map", clear_set, true, true },
	{ "meter", clear_set, true, false },
	{ "element", delete_elements, false, true },
	{ "rule", delete_rule, false, true },
};

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Whose it is and its name; false: an error was noted. */
static bool take_names(struct parser *p, struct clear *c)
{
	if (parser_at_word(p, "handle")) {
		parser_error(
			p, p->tok.loc,
			"a handle is dealt by the kernel, which is not read here: use the name");
		return false;
	}
	c->table = table_parse_name(p);
	c->name_loc = p->tok.loc;
	if (c->table.name && strcmp(c->kind, "table"))
		c->name = parser_name(p, "a name");
	if (parser_failed(p))
		return false;
	c->t = table_find(p, c->table);
	return true;
}

/* "KIND TABLE [NAME]" behind @verb; false if none is here. */
static bool clear(struct parser *p, const char *verb)
{
	bool deletes = strcmp(verb, "flush");
	struct clear c = { .verb = verb, .deletes = deletes };
	size_t i = 0;

	c.loc = p->tok.loc;
	while (i < N_KINDS &&
	       (!parser_at_word(p, kinds[i].kind) ||
		!(deletes ? kinds[i].deletes : kinds[i].flushes)))
		i++;
	c.row = i == N_KINDS && deletes ? object_find_kind(p) : NULL;
	if (i == N_KINDS && !c.row)
		return false;
	c.kind = c.row ? c.row->head : kinds[i].kind;
	if (c.row)
		object_take_kind(p, c.row);
	else
		parser_advance(p);
	if (!take_names(p, &c))
		return true;
	if (c.row)
		clear_object(p, &c);
	else
		kinds[i].clear(p, &c);
	return true;
}

static void flush_ruleset(struct parser *p, struct loc loc)
{
	enum family family;
	struct ast_table *t;
	bool is_one = parser_at(p, TOK_WORD) &&
		      !words_find_family(p->tok.text, p->tok.len, &family);

	if (is_one)
		parser_advance(p);
	p->has_cleared = true;
	vec_for_each(t, &p->rs->tables)
		if (t->name && (!is_one || t->family == family))
			table_delete(p, t);
	keep(p, loc,
	     is_one ? arena_printf(p->arena, "flush ruleset %s",
				   family_names[family])
		    : "flush ruleset");
}

void clear_flush(struct parser *p)
{
	struct loc loc = p->tok.loc;

	if (parser_take_word(p, "ruleset"))
		flush_ruleset(p, loc);
	else if (!clear(p, "flush"))
		parser_expected(p, "ruleset, table, chain, set, map or meter");
}

void clear_delete(struct parser *p)
{
	if (!clear(p, "delete"))
		parser_expected(
			p,
			"table, chain, rule, set, map, element or an object");
}

void clear_destroy(struct parser *p)
{
	if (!clear(p, "destroy"))
		parser_expected(
			p,
			"table, chain, rule, set, map, element or an object");
}

/* nft finds a chain to rename only where it was there before the file. */
void clear_rename(struct parser *p)
{
	struct clear c = { .verb = "rename", .kind = "chain" };
	const char *to;

	c.loc = p->tok.loc;
	if (!parser_expect_word(p, "chain") || !take_names(p, &c))
		return;
	to = parser_name(p, "the new name");
	if (!to)
		return;
	if (c.t && table_find_chain(p, c.t, c.name))
		return parser_error(
			p, c.name_loc,
			"nft renames no chain that the same file makes: give it its name there");
	keep_table(p, &c);
	keep(p, c.loc,
	     arena_printf(p->arena, "rename %s %s", target_text(p, &c), to));
}
