// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_expr.c - values of nft's language and what is made of them
 *
 * The grammar, from the inside out: a primary; operators, shift before &
 * before ^ before |; a range or prefix; a concatenation; a list.
 */
#include "lang/nft_expr.h"

#include "lang/nft_elements.h"
#include "lang/nft_selector.h"
#include "lang/nft_vars.h"
#include "lang/nft_words.h"

/* What a word is that begins a selector and is a value too: icmp, ip, arp. */
enum side {
	VALUES,	   /* right of a match: no selectors at all */
	OPERANDS,  /* behind an operator: a selector if a field follows */
	SELECTORS, /* left of a match */
};

/* Of a higher level: binds closer. */
static const struct binary {
	int token;
	const char *word;
	enum binop op;
	unsigned int level;
} operators[] = {
	{ '|', "or", BINOP_OR, 0 },
	{ '^', "xor", BINOP_XOR, 1 },
	{ '&', "and", BINOP_AND, 2 },
	{ TOK_SHL, "lshift", BINOP_SHL, 3 },
	{ TOK_SHR, "rshift", BINOP_SHR, 3 },
};

struct expr *expr_new(struct parser *p, enum expr_kind kind, struct loc loc)
{
	p->n_exprs++;
	return expr_new_in(p->nodes, kind, loc);
}

struct expr *expr_new_pair(struct parser *p, enum expr_kind kind,
			   struct expr *left, struct expr *right)
{
	struct expr *e;

	if (!left || !right)
		return NULL;
	e = expr_new(p, kind, left->loc);
	e->left = left;
	e->right = right;
	return e;
}

static struct expr *symbol(struct parser *p)
{
	struct expr *e =
		expr_new_symbol(p->nodes, p->tok.loc, p->tok.text, p->tok.len);

	p->n_exprs++;
	e->quoted = parser_at(p, TOK_QUOTED);
	parser_advance(p);
	return e;
}

/* A value that is one thing, where braces and lists have no meaning. */
static struct expr *single(struct parser *p, struct expr *e)
{
	if (!e || (e->kind != EXPR_SET && e->kind != EXPR_LIST &&
		   e->kind != EXPR_SETREF))
		return e;
	parser_error(p, e->loc,
		     "a set or list cannot be part of an expression");
	return NULL;
}

static struct expr *level(struct parser *p, unsigned int n, enum side side);

/* "( ... )", and for addresses before a port "[ ... ]". */
static struct expr *bracketed(struct parser *p, enum side side)
{
	bool is_square = parser_at(p, '[');
	struct expr *e;

	if (!parser_enter(p))
		return NULL;
	parser_advance(p);
	e = level(p, 0, side);
	if (is_square)
		parser_expect(p, ']', "']'");
	else
		parser_expect(p, ')', "')'");
	parser_leave(p);
	return e;
}

static struct expr *primary(struct parser *p, enum side side)
{
	bool is_value;

	if (parser_at(p, '('))
		return bracketed(p, side);
	if (parser_at(p, '$'))
		return vars_use(p);
	if (side != VALUES && parser_at(p, '['))
		return bracketed(p, side);
	if (side == SELECTORS ? selector_is_at(p)
			      : side == OPERANDS && selector_has_field(p))
		return selector_parse(p);
	is_value = parser_at(p, TOK_NUMBER) || parser_at(p, TOK_ADDRESS) ||
		   parser_at(p, TOK_QUOTED) || parser_at(p, TOK_PATTERN);
	if (parser_at(p, TOK_WORD))
		is_value = words_may_be_value(p->tok.word);
	if (is_value)
		return symbol(p);
	parser_expected(p,
			side != VALUES ? "a selector or a value" : "a value");
	return NULL;
}

/* False if the current token is none for sure, as it is behind most values. */
static bool may_be_operator(const struct parser *p)
{
	switch (p->tok.kind) {
	case '|':
	case '^':
	case '&':
	case TOK_SHL:
	case TOK_SHR:
		return true;
	case TOK_WORD:
		return words_is(p->tok.word, WORD_OPERATOR);
	default:
		return false;
	}
}

/* The operator at the current token, if it is of level @n or above; or NULL. */
static const struct binary *operator_at(const struct parser *p, unsigned int n)
{
	if (!may_be_operator(p))
		return NULL;
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (operators[i].level >= n &&
		    (parser_at(p, operators[i].token) ||
		     parser_at_word(p, operators[i].word)))
			return &operators[i];
	return NULL;
}

/* Operators of level @n and those that bind closer. */
static struct expr *level(struct parser *p, unsigned int n, enum side side)
{
	const enum side right_side = side == VALUES ? VALUES : OPERANDS;
	const unsigned int depth = p->depth;
	struct expr *e = primary(p, side);
	const struct binary *op, *last = NULL;
	struct expr *right;

	while (e && (op = operator_at(p, n))) {
		/* A chain is a tree as deep: each level's counts alone. */
		if (last && op->level != last->level)
			p->depth = depth;
		last = op;
		parser_advance(p);
		if (!parser_enter(p))
			break;
		right = single(p, level(p, op->level + 1, right_side));
		e = expr_new_pair(p, EXPR_BINOP, single(p, e), right);
		if (e)
			e->op = op->op;
	}
	p->depth = depth;
	return parser_failed(p) ? NULL : e;
}

/* A value, a - b or a / length. A / before anything else is left to others. */
static struct expr *range(struct parser *p, enum side side)
{
	struct expr *e = level(p, 0, side);

	if (!e)
		return NULL;
	if (parser_at(p, '/') && parser_peek(p).kind == TOK_NUMBER) {
		parser_advance(p);
		return expr_new_pair(p, EXPR_PREFIX, single(p, e), symbol(p));
	}
	if (parser_take(p, '-'))
		return expr_new_pair(p, EXPR_RANGE, single(p, e),
				     single(p, level(p, 0, side)));
	return e;
}

typedef struct expr *(*part_fn)(struct parser *p, enum side side);

/* @part . @part . ...; one part stands for itself. */
static struct expr *concat(struct parser *p, part_fn part, enum side side)
{
	struct expr *e = part(p, side);
	struct expr *all;

	if (!e || !parser_at(p, '.'))
		return e;
	all = expr_new(p, EXPR_CONCAT, e->loc);
	*vec_push(p->nodes, &all->items) = single(p, e);
	while (parser_take(p, '.')) {
		e = single(p, part(p, side));
		*vec_push(p->nodes, &all->items) = e;
	}
	return parser_failed(p) ? NULL : all;
}

/* The rest of "a, b, c" behind @first. */
static struct expr *list_rest(struct parser *p, struct expr *first,
			      enum side side)
{
	struct expr *all, *e;

	if (!first || !parser_at(p, ','))
		return first;
	all = expr_new(p, EXPR_LIST, first->loc);
	*vec_push(p->nodes, &all->items) = single(p, first);
	while (parser_take(p, ',')) {
		e = single(p, level(p, 0, side));
		*vec_push(p->nodes, &all->items) = e;
	}
	return parser_failed(p) ? NULL : all;
}

struct expr *expr_parse_list(struct parser *p)
{
	return list_rest(p, level(p, 0, VALUES), VALUES);
}

static struct expr *masked(struct parser *p, struct expr *value,
			   struct expr *mask)
{
	struct expr *e = expr_new_pair(p, EXPR_BINOP, value, mask);

	if (e)
		e->op = BINOP_SLASH;
	return parser_failed(p) ? NULL : e;
}

/* "value / mask"; a value and a number was a prefix. */
static struct expr *slash_rest(struct parser *p, struct expr *value)
{
	if (!value || !parser_at(p, '/'))
		return value;
	parser_advance(p);
	if (parser_at(p, TOK_ADDRESS)) {
		parser_expected(p,
				"the length of the prefix, as in 10.0.0.0/8");
		return NULL;
	}
	return masked(p, value, expr_parse_list(p));
}

static struct expr *basic(struct parser *p, enum side side)
{
	return level(p, 0, side);
}

struct expr *expr_parse_selector(struct parser *p)
{
	struct loc loc = p->tok.loc;
	struct expr *e = primary(p, SELECTORS);

	if (!e || e->kind == EXPR_SELECTOR || e->kind == EXPR_UNKNOWN)
		return e;
	if (e->kind == EXPR_SYMBOL)
		parser_error(
			p, loc,
			"'%s' is no field, as 'ip saddr' in typeof ip saddr",
			e->text);
	else
		parser_error(
			p, loc,
			"typeof wants a field as it is, without operators or values");
	return NULL;
}

struct expr *expr_parse_left(struct parser *p)
{
	struct expr *e;

	p->begins = p->tok.text;
	e = concat(p, basic, SELECTORS);
	p->begins = NULL;
	return e;
}

struct expr *expr_parse_element(struct parser *p)
{
	return concat(p, range, VALUES);
}

static struct expr *set_reference(struct parser *p)
{
	struct expr *e = expr_new(p, EXPR_SETREF, p->tok.loc);

	parser_advance(p);
	e->text = parser_name(p, "the name of a set");
	return e->text ? e : NULL;
}

struct expr *expr_parse_right(struct parser *p)
{
	struct expr *e;

	if (parser_at(p, '{'))
		return elements_parse(p, false);
	if (parser_at(p, '@'))
		return set_reference(p);
	e = concat(p, range, VALUES);
	if (e && e->kind == EXPR_PREFIX && parser_at(p, ','))
		return masked(p, e->left, list_rest(p, e->right, VALUES));
	if (!e || (e->kind != EXPR_SYMBOL && e->kind != EXPR_BINOP))
		return e;
	return slash_rest(p, list_rest(p, e, VALUES));
}

struct expr *expr_parse_value(struct parser *p)
{
	struct expr *e;

	if (parser_at(p, '{'))
		return elements_parse(p, true);
	if (!parser_at(p, '-'))
		return expr_parse_right(p);
	e = expr_new(p, EXPR_SYMBOL, p->tok.loc);
	parser_advance(p);
	if (!parser_at(p, TOK_NUMBER)) {
		parser_expected(p, "a number");
		return NULL;
	}
	e->text = arena_printf(p->arena, "-%s", parser_text(p));
	return e;
}

struct expr *expr_parse_set(struct parser *p)
{
	struct loc loc = p->tok.loc;
	struct expr *e;

	if (parser_at(p, '{'))
		return elements_parse(p, false);
	if (parser_at(p, '@'))
		return set_reference(p);
	if (!parser_at(p, '$')) {
		parser_expected(p, "'{' or '@'");
		return NULL;
	}
	e = vars_use(p);
	if (!e || e->kind == EXPR_SET || e->kind == EXPR_SETREF)
		return e;
	parser_error(p, loc, "the value of this variable is not a set");
	return NULL;
}

bool expr_parse_any(struct parser *p)
{
	struct expr *e;

	e = concat(p, range, OPERANDS);
	list_rest(p, e, OPERANDS);
	if (!parser_take_word(p, "map"))
		return false;
	expr_parse_set(p);
	return true;
}

bool expr_is_at(const struct parser *p)
{
	return parser_at(p, TOK_WORD) || parser_at(p, TOK_NUMBER) ||
	       parser_at(p, TOK_ADDRESS) || parser_at(p, TOK_QUOTED) ||
	       parser_at(p, TOK_PATTERN) || parser_at(p, '$') ||
	       parser_at(p, '(') || parser_at(p, '[') || parser_at(p, '@');
}

/* Behind jump and goto. */
static const char *chain_name(struct parser *p)
{
	if (parser_at(p, '$'))
		return vars_use_text(p, "the name of a chain");
	if (!parser_at(p, '{'))
		return parser_name(p, "the name of a chain");
	parser_error(
		p, p->tok.loc,
		"a chain without a name cannot be placed: give it a name and jump there");
	return NULL;
}

bool expr_parse_verdict(struct parser *p, struct verdict *out)
{
	size_t i;

	if (!words_is(p->tok.word, WORD_VERDICT))
		return false;
	for (i = 0; i < N_VERDICTS; i++) {
		if (!parser_take_word(p, verdict_names[i]))
			continue;
		out->kind = i;
		if (i == VERDICT_JUMP || i == VERDICT_GOTO)
			out->chain = chain_name(p);
		return true;
	}
	return false;
}
