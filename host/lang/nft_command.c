// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_command.c - the lines of a file that are outside of all blocks
 *
 * Commands are carried out on the tree in their order, so that a file which
 * makes a table, flushes it and fills it means the same as to nft.
 */
#include "lang/nft_command.h"

#include "lang/nft_block.h"
#include "lang/nft_clear.h"
#include "lang/nft_object.h"
#include "lang/nft_pattern.h"
#include "lang/nft_rule.h"
#include "lang/nft_set.h"
#include "lang/nft_table.h"
#include "lang/nft_words.h"

static void add_table(struct parser *p)
{
	struct loc loc = p->tok.loc;
	struct table_name name = table_parse_name(p);
	bool creates = p->creates;
	struct ast_table *t;
	bool is_first;

	if (!name.name)
		return;
	if (parser_at(p, TOK_WORD))
		return parser_error(
			p, loc,
			"'%s' is no family: ip, ip6, inet, arp, bridge or netdev",
			name.name);
	is_first = !table_find(p, name);
	if (!table_may_add(p, name.name, table_find(p, name), loc))
		return;
	t = table_get(p, name, loc);
	t->is_dormant = false; /* nft sends its flags each time */
	if (parser_at(p, '{'))
		table_parse_block(p, t, is_first);
	table_check_created(p, creates, t->chains.n + t->sets.n + t->objects.n,
			    loc);
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
	return chain;
}

/*
 * "index N" behind the chain: the number of a rule that is there; or -1. nft
 * 1.0.6 also counts rules that the file took away before, where they stood.
 */
static ssize_t place(struct parser *p, struct ast_chain *chain)
{
	struct loc loc = p->tok.loc;
	unsigned long long n;

	if (!parser_take_word(p, "index"))
		return -1;
	n = parser_number(p);
	if (p->has_cleared)
		parser_error(
			p, loc,
			"nft counts the rules that this file took away, too: place this one without an index, or in a file of its own");
	table_place_inserted(p->arena, chain);
	if (n < chain->rules.n)
		return n;
	parser_error(p, loc, "there is no rule %llu in '%s': it has %zu", n,
		     chain->name, chain->rules.n);
	return -1;
}

/* nft makes out of its handle which rule is meant; the kernel deals it. */
static void refuse_handle(struct parser *p)
{
	if (parser_at_word(p, "position") || parser_at_word(p, "handle"))
		parser_error(
			p, p->tok.loc,
			"a handle is dealt by the kernel, which is not read here: use 'index', or write the rules in order");
}

static void add_rule(struct parser *p)
{
	struct ast_chain *chain = target_chain(p);
	ssize_t at;

	if (!chain)
		return;
	refuse_handle(p);
	at = place(p, chain);
	if (at < 0)
		rule_parse(p, vec_push(p->nodes, &chain->rules));
	else
		rule_parse(p, table_rule_at(p->arena, chain, at + 1));
}

static void insert_rule(struct parser *p)
{
	struct ast_chain *chain = target_chain(p);
	ssize_t at;

	if (!chain)
		return;
	refuse_handle(p);
	at = place(p, chain);
	if (at < 0)
		rule_parse(p, vec_push(p->nodes, &chain->inserted));
	else
		rule_parse(p, table_rule_at(p->arena, chain, at));
}

static void replace_rule(struct parser *p)
{
	if (target_chain(p) && !parser_at_word(p, "handle"))
		parser_expected(p, "'handle'");
	refuse_handle(p);
}

/* Text of objects stands in the tree in front of all that uses it. */
static bool add_object(struct parser *p)
{
	const struct object_row *row = object_find_kind(p);
	struct ast_table *t;

	if (!row)
		return false;
	object_take_kind(p, row);
	t = target(p);
	if (t)
		object_parse(p, t, row, true);
	return true;
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
static const struct command replaces[] = { { "rule", replace_rule }, {} };

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
	if (run(p, adds) || add_object(p))
		return;
	if (parser_at(p, TOK_WORD) && !p->creates)
		add_rule(p); /* "add ip t c accept" */
	else
		parser_expected(
			p,
			"table, chain, rule, set, map, element or an object");
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

static void replace(struct parser *p)
{
	if (!run(p, replaces))
		parser_expected(p, "rule");
}

/* What only shows something, or sets counters back: no rule changes. */
static void list(struct parser *p)
{
	pattern_match(p, words_lists);
}

static void get(struct parser *p)
{
	pattern_match(p, words_gets);
}

static void reset(struct parser *p)
{
	pattern_match(p, words_resets);
}

static const struct command commands[] = {
	{ "add", add },
	{ "create", create },
	{ "insert", insert },
	{ "replace", replace },
	{ "flush", clear_flush },
	{ "delete", clear_delete },
	{ "destroy", clear_destroy },
	{ "rename", clear_rename },
	{ "list", list },
	{ "get", get },
	{ "reset", reset },
	{},
};

/* Does a rule without "add rule" stand here: "ip t c accept"? */
static bool at_bare_rule(const struct parser *p)
{
	struct token next = parser_peek(p);
	enum family family;

	if (!parser_at(p, TOK_WORD) || next.kind != TOK_WORD)
		return false;
	return !words_find_family(p->tok.text, p->tok.len, &family) ||
	       !words_is(next.word, WORD_RESERVED);
}

void command_parse(struct parser *p, void *unused)
{
	(void)unused;
	if (block_parse_common(p))
		return;
	if (!run(p, commands) && !run(p, adds) && !add_object(p)) {
		if (at_bare_rule(p))
			add_rule(p);
		else
			parser_expected(
				p,
				"a command: table, add, flush, delete, define or include");
	}
	parser_end_statement(p);
}
