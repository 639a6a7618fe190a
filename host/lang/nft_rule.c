// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_rule.c - one rule
 *
 * A statement's first word says what it is; what starts with a selector is a
 * match, a vmap, or a statement that sets what the selector names.
 */
#include "lang/nft_rule.h"

#include "lang/nft_change.h"
#include "lang/nft_expr.h"
#include "lang/nft_pattern.h"
#include "lang/nft_print.h"
#include "lang/nft_selector.h"

static const struct {
	int token;
	const char *word;
	enum relop relop;
} relops[] = {
	{ TOK_EQ, "eq", RELOP_EQ }, { TOK_NE, "ne", RELOP_NE },
	{ '<', "lt", RELOP_LT },    { '>', "gt", RELOP_GT },
	{ TOK_LE, "le", RELOP_LE }, { TOK_GE, "ge", RELOP_GE },
};

static enum relop relop(struct parser *p)
{
	size_t i;

	/* As behind most selectors. */
	if (parser_at(p, TOK_ADDRESS) || parser_at(p, TOK_NUMBER))
		return RELOP_IMPLICIT;
	for (i = 0; i < sizeof(relops) / sizeof(relops[0]); i++)
		if (parser_take(p, relops[i].token) ||
		    parser_take_word(p, relops[i].word))
			return relops[i].relop;
	return RELOP_IMPLICIT;
}

static struct expr *binop(struct parser *p, enum binop op, struct expr *left,
			  struct expr *right)
{
	struct expr *e = expr_new_pair(p, EXPR_BINOP, left, right);

	if (e)
		e->op = op;
	return e;
}

/* a | b | c, from a list or a set of one; anything else is itself. */
static struct expr *union_of(struct parser *p, struct expr *e)
{
	struct expr *all = NULL;
	struct expr **item;

	if (!e || (e->kind != EXPR_LIST && e->kind != EXPR_SET))
		return e;
	if (e->kind == EXPR_SET && e->items.n > 1) {
		parser_error(
			p, e->loc,
			"'!' takes one value or a list: write a,b without braces");
		return NULL;
	}
	if (e->items.n > PARSER_MAX_DEPTH) {
		parser_error(p, e->loc, "more values than a field has bits");
		return NULL;
	}
	vec_for_each(item, &e->items)
		all = all ? binop(p, BINOP_OR, all, *item) : *item;
	return all;
}

/* "FIELD ! a,b" is true if none is set: FIELD & (a | b) == 0. */
static void negated_match(struct parser *p, struct stmt *stmt)
{
	struct expr *zero = expr_new(p, EXPR_SYMBOL, p->tok.loc);
	struct expr *bits = parser_at(p, '{') ? expr_parse_right(p)
					      : expr_parse_list(p);

	zero->text = "0";
	stmt->kind = STMT_MATCH;
	stmt->left = binop(p, BINOP_AND, stmt->left, union_of(p, bits));
	stmt->relop = RELOP_EQ;
	stmt->right = zero;
}

static bool has_mask_of_one(const struct expr *e)
{
	return e && e->kind == EXPR_BINOP && e->op == BINOP_SLASH &&
	       e->right->kind != EXPR_LIST;
}

/*
 * "FIELD a,b / c" is what nft 1.0.6 prints of FIELD & c == a | b, and reads
 * only with a list behind the slash.
 */
static void masked_match(struct parser *p, struct stmt *stmt)
{
	struct expr *value = stmt->right->left;

	if (stmt->relop != RELOP_IMPLICIT && stmt->relop != RELOP_EQ &&
	    stmt->relop != RELOP_NE)
		return parser_expected(p, "','");
	if (stmt->relop == RELOP_IMPLICIT)
		stmt->relop = RELOP_EQ;
	stmt->left = binop(p, BINOP_AND, stmt->left, stmt->right->right);
	stmt->right = union_of(p, value);
}

static void match_stmt(struct parser *p, struct stmt *stmt)
{
	stmt->kind = STMT_MATCH;
	stmt->relop = relop(p);
	stmt->right = expr_parse_right(p);
	if (has_mask_of_one(stmt->right))
		masked_match(p, stmt);
}

static void selector_stmt(struct parser *p, struct stmt *stmt)
{
	size_t record = parser_record(p);

	stmt->left = expr_parse_left(p);
	if (parser_take_word(p, "set")) {
		expr_parse_any(p);
		stmt->kind = STMT_UNKNOWN;
		stmt->left = NULL;
		stmt->text = parser_recorded(p, record);
		stmt->effect = nft_change_effect(stmt->text);
		return;
	}
	parser_unrecord(p);
	if (parser_take_word(p, "vmap")) {
		stmt->kind = STMT_VMAP;
		stmt->right = expr_parse_set(p);
	} else if (parser_take(p, '!')) {
		negated_match(p, stmt);
	} else {
		match_stmt(p, stmt);
	}
}

static void counter_stmt(struct parser *p, struct stmt *stmt)
{
	stmt->kind = STMT_COUNTER;
	parser_advance(p);
	while (parser_at_word(p, "packets") || parser_at_word(p, "bytes")) {
		bool is_packets = parser_at_word(p, "packets");

		parser_advance(p);
		stmt->has_values = true;
		if (is_packets)
			stmt->packets = parser_number(p);
		else
			stmt->bytes = parser_number(p);
	}
}

static void unknown_stmt(struct parser *p, struct stmt *stmt,
			 const struct pattern_row *row)
{
	size_t record = parser_record(p);

	if (p->opts && p->opts->no_unknown && !strcmp(row->head, "xt"))
		parser_error(
			p, p->tok.loc,
			"an extension of iptables, of which nft tells no more than the name; leave out --no-unknown");
	stmt->kind = STMT_UNKNOWN;
	stmt->effect = row->effect;
	pattern_match_row(p, row);
	stmt->text = parser_recorded(p, record);
	/* A counter out of a map: only who is in it goes on. */
	if (stmt->effect == EFFECT_NONE && strstr(stmt->text, " map "))
		stmt->effect = EFFECT_MATCHES;
}

static void parse_stmt(struct parser *p, struct stmt *stmt)
{
	const struct pattern_row *row = words_is(p->tok.word, WORD_STMT)
						? pattern_find(p, unknown_stmts)
						: NULL;

	stmt->at = loc_in_file(p->tok.loc);
	if (row) {
		unknown_stmt(p, stmt, row);
	} else if (parser_at_word(p, "counter")) {
		counter_stmt(p, stmt);
	} else if (expr_parse_verdict(p, &stmt->verdict)) {
		stmt->kind = STMT_VERDICT;
	} else if (selector_is_at(p) || parser_at(p, '(')) {
		selector_stmt(p, stmt);
	} else {
		parser_expected(p, "a match, a statement or a verdict");
	}
}

static bool at_end(const struct parser *p)
{
	return parser_failed(p) || parser_at(p, TOK_NEWLINE) ||
	       parser_at(p, ';') || parser_at(p, '}') || parser_at(p, TOK_END);
}

static void keep_stmts(struct parser *p, struct ast_rule *rule)
{
	const size_t n = p->stmts.n;

	rule->stmts.v =
		arena_memdup(p->nodes, p->stmts.v, n * sizeof(*rule->stmts.v));
	rule->stmts.n = rule->stmts.cap = n;
}

void rule_parse(struct parser *p, struct ast_rule *rule)
{
	rule->loc = p->tok.loc;
	p->stmts.n = 0;
	if (++p->n_rules > NFT_MAX_RULES) {
		parser_error(
			p, rule->loc,
			"over %u rules; put what they have in common into sets",
			NFT_MAX_RULES);
		parser_end(p);
	}
	while (!at_end(p)) {
		if (parser_take_word(p, "comment")) {
			rule->comment =
				parser_string(p, "a comment", COMMENT_MAX_LEN);
			break;
		}
		parse_stmt(p, vec_push(p->arena, &p->stmts));
	}
	keep_stmts(p, rule);
	if (!parser_failed(p))
		rule->text = nft_print_rule(p->arena, &p->texts, rule);
	if (parser_at(p, TOK_NEWLINE))
		rule->handle = p->tok.handle;
}
