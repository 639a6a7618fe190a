// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_command.c - the lines of a file that are outside of all blocks
 *
 * Commands are carried out on the tree in their order, so that a file which
 * makes a table, flushes it and fills it means the same as to nft. What was in
 * the kernel before is emptied as well; for that the commands are kept.
 */
#include "lang/nft_command.h"

#include "lang/nft_block.h"
#include "lang/nft_rule.h"
#include "lang/nft_set.h"
#include "lang/nft_table.h"
#include "lang/nft_words.h"

static void keep(struct parser *p, struct loc loc, const char *text)
{
	struct ast_flush *f = vec_push(p->arena, &p->rs->flushes);

	f->loc = loc;
	f->text = text;
}

static void add_table(struct parser *p)
{
	struct loc loc = p->tok.loc;
	struct table_name name = table_parse_name(p);
	struct ast_table *t;

	if (!name.name)
		return;
	if (parser_at(p, TOK_WORD))
		return parser_error(
			p, loc,
			"'%s' is no family: ip, ip6, inet, arp, bridge or netdev",
			name.name);
	if (!table_may_add(p, name.name, table_find(p, name), loc))
		return;
	t = table_get(p, name, loc);
	if (parser_at(p, '{'))
		table_parse_block(p, t);
}

/* The table that a command adds something to. */
static struct ast_table *target(struct parser *p)
{
	struct loc loc = p->tok.loc;
	struct table_name name = table_parse_name(p);
	struct ast_table *t;

	if (!name.name)
		return NULL;
	t = table_find(p, name);
	if (!t)
		parser_error(
			p, loc,
			"there is no table '%s %s' in this file: write 'table %s %s' above",
			family_names[name.family], name.name,
			family_names[name.family], name.name);
	return t;
}

static void add_chain(struct parser *p)
{
	struct ast_table *t = target(p);

	if (t)
		table_parse_chain(p, t);
}

static void add_set(struct parser *p)
{
	struct ast_table *t = target(p);

	if (t)
		table_parse_set(p, t, false);
}

static void add_map(struct parser *p)
{
	struct ast_table *t = target(p);

	if (t)
		table_parse_set(p, t, true);
}

static void add_element(struct parser *p)
{
	struct ast_table *t = target(p);
	struct loc loc = p->tok.loc;
	const char *name = t ? parser_name(p, "the name of a set") : NULL;
	struct ast_set *set = name ? table_find_set(p, t, name) : NULL;

	if (set)
		set_parse_elements(p, set);
	else if (name)
		parser_error(p, loc, "there is no set '%s' in this table",
			     name);
}

/* The chain that a rule goes to. */
static struct ast_chain *target_chain(struct parser *p)
{
	struct ast_table *t = target(p);
	struct loc loc = p->tok.loc;
	const char *name = t ? parser_name(p, "the name of a chain") : NULL;
	struct ast_chain *chain = name ? table_find_chain(p, t, name) : NULL;

	if (name && !chain)
		parser_error(p, loc, "there is no chain '%s' in this table",
			     name);
	if (chain &&
	    (parser_at_word(p, "position") || parser_at_word(p, "handle") ||
	     parser_at_word(p, "index")))
		parser_error(
			p, p->tok.loc,
			"a file cannot place rules by number: write them in order");
	return chain;
}

static void add_rule(struct parser *p)
{
	struct ast_chain *chain = target_chain(p);

	if (chain)
		rule_parse(p, vec_push(p->arena, &chain->rules));
}

static void insert_rule(struct parser *p)
{
	struct ast_chain *chain = target_chain(p);

	if (chain)
		rule_parse(p, vec_push(p->arena, &chain->inserted));
}

struct command {
	const char *word;
	void (*parse)(struct parser *p);
};

/* What add and create are followed by, or what stands without them. */
static const struct command adds[] = {
	{ "table", add_table },
	{ "chain", add_chain },
	{ "rule", add_rule },
	{ "set", add_set },
	{ "map", add_map },
	{ "element", add_element },
	{},
};

static const struct command inserts[] = { { "rule", insert_rule }, {} };

static bool run(struct parser *p, const struct command *c)
{
	for (; c->word; c++) {
		if (parser_take_word(p, c->word)) {
			c->parse(p);
			return true;
		}
	}
	return false;
}

static void add(struct parser *p)
{
	if (!run(p, adds))
		parser_expected(p, "table, chain, rule, set, map or element");
}

static void create(struct parser *p)
{
	p->creates = true;
	add(p);
	p->creates = false;
}

static void insert(struct parser *p)
{
	if (!run(p, inserts))
		parser_expected(p, "rule");
}

static void clear_rules(struct ast_chain *chain)
{
	chain->rules.n = 0;
	chain->inserted.n = 0;
}

/* A command that empties the table @t or takes it away. */
static void clear_table(struct parser *p, struct ast_table *t, bool deletes)
{
	struct ast_chain *chain;

	if (deletes)
		return table_delete(p, t);
	vec_for_each(chain, &t->chains)
		clear_rules(chain);
}

static void clear_chain(struct parser *p, struct ast_table *t, const char *name,
			bool deletes)
{
	struct ast_chain *chain = t ? table_find_chain(p, t, name) : NULL;

	if (chain && deletes)
		table_delete_chain(p, t, chain);
	else if (chain)
		clear_rules(chain);
}

static void clear_set(struct parser *p, struct ast_table *t, const char *name,
		      bool deletes)
{
	struct ast_set *set = t ? table_find_set(p, t, name) : NULL;

	if (set && deletes)
		table_delete_set(p, t, set);
	else if (set)
		set->elements.n = 0;
}

static void clear_ruleset(struct parser *p, const char *verb, struct loc loc)
{
	enum family family;
	struct ast_table *t;
	bool is_one = parser_at(p, TOK_WORD) &&
		      !words_find_family(p->tok.text, p->tok.len, &family);

	if (is_one)
		parser_advance(p);
	vec_for_each(t, &p->rs->tables)
		if (t->name && (!is_one || t->family == family))
			table_delete(p, t);
	keep(p, loc,
	     is_one ? arena_printf(p->arena, "%s ruleset %s", verb,
				   family_names[family])
		    : arena_printf(p->arena, "%s ruleset", verb));
}

/* "TABLE [NAME]" behind "VERB KIND". */
static void clear(struct parser *p, const char *verb, struct loc loc)
{
	const char *kind = parser_text(p);
	struct table_name tn = table_parse_name(p);
	bool is_table = !strcmp(kind, "table");
	const char *name = is_table || !tn.name ? NULL
						: parser_name(p, "a name");
	bool deletes = strcmp(verb, "flush");
	const char *family = family_names[tn.family];
	struct ast_table *t;

	if (parser_failed(p))
		return;
	t = table_find(p, tn);
	/* nft empties only what is there, and it may be there by this file. */
	if (t)
		keep(p, loc,
		     arena_printf(p->arena, "add table %s %s", family,
				  tn.name));
	keep(p, loc,
	     arena_printf(p->arena, "%s %s %s %s%s%s", verb, kind, family,
			  tn.name, name ? " " : "", name ? name : ""));
	if (is_table && t)
		clear_table(p, t, deletes);
	else if (!is_table && !strcmp(kind, "chain"))
		clear_chain(p, t, name, deletes);
	else if (!is_table)
		clear_set(p, t, name, deletes);
}

static void flush(struct parser *p)
{
	struct loc loc = p->tok.loc;

	if (parser_take_word(p, "ruleset"))
		clear_ruleset(p, "flush", loc);
	else if (parser_at_word(p, "table") || parser_at_word(p, "chain") ||
		 parser_at_word(p, "set") || parser_at_word(p, "map"))
		clear(p, "flush", loc);
	else
		parser_expected(p, "ruleset, table, chain, set or map");
}

static void delete (struct parser *p, const char *verb)
{
	if (parser_at_word(p, "table") || parser_at_word(p, "chain") ||
	    parser_at_word(p, "set") || parser_at_word(p, "map"))
		clear(p, verb, p->tok.loc);
	else
		parser_expected(p, "table, chain, set or map");
}

static void delete_there(struct parser *p)
{
	delete (p, "delete");
}

static void delete_if_there(struct parser *p)
{
	delete (p, "destroy");
}

static const struct command commands[] = {
	{ "add", add },
	{ "create", create },
	{ "insert", insert },
	{ "flush", flush },
	{ "delete", delete_there },
	{ "destroy", delete_if_there },
	{},
};

void command_parse(struct parser *p, void *unused)
{
	(void)unused;
	if (block_parse_common(p))
		return;
	if (!run(p, commands) && !run(p, adds))
		parser_expected(
			p,
			"a command: table, add, flush, delete, define or include");
	parser_end_statement(p);
}
