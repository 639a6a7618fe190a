// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_set.c - the block of a named set or map
 */
#include "lang/nft_set.h"

#include "lang/nft_block.h"
#include "lang/nft_expr.h"
#include "lang/nft_pattern.h"
#include "lang/nft_take.h"

static const struct {
	const char *word;
	enum set_flag flag;
} flags[] = {
	{ "interval", SET_INTERVAL },
	{ "constant", SET_CONSTANT },
	{ "timeout", SET_TIMEOUT },
	{ "dynamic", SET_DYNAMIC },
};

static struct expr *type_name(struct parser *p, bool is_data)
{
	struct loc loc = p->tok.loc;
	size_t record = parser_record(p);
	/* "interval ipv4_addr": ranges as data, which only nat uses. */
	bool is_interval = is_data && parser_take_word(p, "interval");
	struct expr *e =
		expr_new(p, is_interval ? EXPR_UNKNOWN : EXPR_SYMBOL, loc);

	if (parser_at(p, TOK_WORD))
		parser_advance(p);
	else
		parser_expected(p, "a type");
	e->text = parser_recorded(p, record);
	return e;
}

static struct expr *typeof_expr(struct parser *p, bool is_data)
{
	struct expr *e;

	if (!is_data || !parser_at_word(p, "verdict"))
		return expr_parse_selector(p);
	e = expr_new(p, EXPR_SYMBOL, p->tok.loc);
	e->text = parser_text(p);
	return e;
}

typedef struct expr *(*part_fn)(struct parser *p, bool is_data);

/* "type a . b" or "typeof x . y", in a map with ": c . d" behind it. */
static void type_line(struct parser *p, struct ast_set *set)
{
	part_fn part = parser_at_word(p, "typeof") ? typeof_expr : type_name;
	struct expr *e;

	if (set->key.n)
		parser_error(p, p->tok.loc, "the type is there already");
	set->is_typeof = part == typeof_expr;
	parser_advance(p);
	do {
		e = part(p, false);
		if (e)
			*vec_push(p->nodes, &set->key) = e;
	} while (parser_take(p, '.'));
	if (!set->is_map)
		return;
	parser_expect(p, ':', "':' and what the map maps to");
	do {
		e = part(p, true);
		if (e)
			*vec_push(p->nodes, &set->value) = e;
	} while (parser_take(p, '.'));
}

static void take_flag(struct parser *p, struct ast_set *set)
{
	size_t i;

	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (parser_take_word(p, flags[i].word)) {
			set->flags |= flags[i].flag;
			return;
		}
	}
	parser_expected(p, "a flag: interval, constant, timeout or dynamic");
}

/* Of two lines of flags, or of elements, nft takes the last. */
static void only_once(struct parser *p, bool is_there, const char *what)
{
	if (is_there)
		parser_error(p, p->tok.loc,
			     "the set has %s already: write one line of them",
			     what);
}

static void flags_line(struct parser *p, struct ast_set *set)
{
	only_once(p, set->flags, "flags");
	parser_advance(p);
	do {
		take_flag(p, set);
	} while (parser_take(p, ','));
}

static void auto_merge_line(struct parser *p, struct ast_set *set)
{
	parser_advance(p);
	set->auto_merge = true;
}

static void comment_line(struct parser *p, struct ast_set *set)
{
	parser_advance(p);
	if (set->comment)
		parser_error(p, p->tok.loc, "the set has a comment already");
	set->comment = parser_string(p, "a comment", COMMENT_MAX_LEN);
}

static void elements_line(struct parser *p, struct ast_set *set)
{
	only_once(p, set->elements.n, "elements");
	parser_advance(p);
	parser_expect(p, '=', "'='");
	set->has_listed = true;
	set_parse_elements(p, set);
}

static void option(struct parser *p, struct ast_set *set, const char *pattern)
{
	size_t record = parser_record(p);

	pattern_match(p, pattern);
	*vec_push(p->arena, &set->options) = parser_recorded(p, record);
}

static void size_line(struct parser *p, struct ast_set *set)
{
	option(p, set, "size NUM");
}

static void policy_line(struct parser *p, struct ast_set *set)
{
	option(p, set, "policy ( memory | performance )");
}

static const struct {
	const char *word;
	void (*parse)(struct parser *p, struct ast_set *set);
	bool ends_itself; /* nft asks for no newline or ';' behind it */
} lines[] = {
	{ "type", type_line },
	{ "typeof", type_line },
	{ "flags", flags_line },
	{ "auto-merge", auto_merge_line, .ends_itself = true },
	{ "comment", comment_line },
	{ "elements", elements_line, .ends_itself = true },
	{ "size", size_line },
	{ "policy", policy_line },
};

/* One option or, as for "limit rate 1/second counter", several. */
static void unknown_line(struct parser *p, struct ast_set *set,
			 const struct pattern_row *row)
{
	struct expr *e = expr_new(p, EXPR_UNKNOWN, p->tok.loc);
	size_t record = parser_record(p);

	for (; row && !parser_failed(p); row = pattern_find(p, set_options)) {
		if (strcmp(row->head, "timeout"))
			pattern_match_row(p, row);
		else
			set->timeout_ms =
				pattern_match_duration(p, row, p->tok.loc);
	}
	e->text = parser_recorded(p, record);
	*vec_push(p->nodes, &set->unknown) = e;
}

static void line(struct parser *p, void *data)
{
	const struct pattern_row *row = pattern_find(p, set_options);
	struct ast_set *set = data;
	size_t i;

	if (block_parse_common(p))
		return;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (parser_at_word(p, lines[i].word)) {
			lines[i].parse(p, set);
			if (!lines[i].ends_itself || parser_failed(p))
				parser_end_statement(p);
			return;
		}
	}
	if (row)
		unknown_line(p, set, row);
	else
		parser_expected(p,
				"a line of a set: type, flags, elements, ...");
	parser_end_statement(p);
}

bool set_may_grow(struct parser *p, const struct ast_set *set, struct loc loc)
{
	if (!set->elements.n || !(set->flags & SET_CONSTANT) ||
	    set->flags & SET_INTERVAL)
		return true;
	parser_error(
		p, loc,
		"'%s' is constant and has its elements, at %s:%u: write all of them there",
		set->name, set->loc.file, set->loc.line);
	return false;
}

void set_parse_elements(struct parser *p, struct ast_set *set)
{
	const bool is_shared = parser_at(p, '$'); /* with the variable */
	struct expr *all = expr_parse_set(p);
	struct expr **item;

	if (!all || !set_may_grow(p, set, all->loc))
		return;
	if (all->kind != EXPR_SET) {
		parser_error(p, all->loc, "elements stand in braces");
		return;
	}
	if (p->creates && !take_none(p, set, all))
		return;
	/* The first list, which may be huge, is taken as it is. */
	if (!set->elements.n && !is_shared) {
		set->elements.v = all->items.v;
		set->elements.n = set->elements.cap = all->items.n;
		return;
	}
	vec_for_each(item, &all->items)
		*vec_push(p->nodes, &set->elements) = *item;
}

void set_parse_block(struct parser *p, struct ast_set *set)
{
	const size_t before = p->diag->n_errors;

	block_parse(p, line, set);
	/* A type that is wrong was told. */
	if (!set->key.n && p->diag->n_errors == before)
		parser_error(
			p, set->loc,
			"the %s '%s' has no type: write 'type ...' or 'typeof ...'",
			set->is_map ? "map" : "set", set->name);
}
