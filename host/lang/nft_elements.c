// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_elements.c - the elements of a set or map
 */
#include "lang/nft_elements.h"

#include "lang/nft_expr.h"
#include "lang/nft_pattern.h"
#include "lang/nft_print_expr.h"

static struct expr *key(struct parser *p)
{
	struct expr *e;

	if (!parser_at(p, '*'))
		return expr_parse_element(p);
	e = expr_new(p, EXPR_WILDCARD, p->tok.loc);
	parser_advance(p);
	return e;
}

/* What a map maps to: a verdict or a value. */
static struct expr *data(struct parser *p)
{
	struct loc loc = p->tok.loc;
	struct verdict verdict = {};
	struct expr *e;

	if (!expr_parse_verdict(p, &verdict))
		return expr_parse_element(p);
	e = expr_new(p, EXPR_VERDICT, loc);
	e->verdict = verdict;
	return e;
}

/* What stands behind a key. */
struct options {
	const char *comment; /* NULL: none */
	struct element_times times;
	bool has_times;
	const char *others; /* that are not placed: " counter"; "": none */
};

/* "timeout 1h" or "expires 5m". */
static void time_option(struct parser *p, const struct pattern_row *row,
			struct options *o)
{
	const bool is_timeout = !strcmp(row->head, "timeout");
	struct loc loc = p->tok.loc;

	o->has_times = true;
	*(is_timeout ? &o->times.timeout_ms : &o->times.expires_ms) =
		pattern_match_duration(p, row, loc);
}

static bool is_time(const struct pattern_row *row)
{
	return !strcmp(row->head, "timeout") || !strcmp(row->head, "expires");
}

static void other_option(struct parser *p, const struct pattern_row *row,
			 struct options *o)
{
	size_t record = parser_record(p);

	pattern_match_row(p, row);
	o->others = arena_printf(p->nodes, "%s %s", o->others,
				 parser_recorded(p, record));
}

static void options(struct parser *p, struct options *o)
{
	const struct pattern_row *row;

	while (parser_at(p, TOK_WORD)) {
		if (parser_take_word(p, "comment")) {
			o->comment =
				parser_string(p, "a comment", COMMENT_MAX_LEN);
			continue;
		}
		row = pattern_find(p, element_options);
		if (!row)
			break;
		if (is_time(row))
			time_option(p, row, o);
		else
			other_option(p, row, o);
	}
}

static struct expr *timed(struct parser *p, struct expr *e,
			  const struct options *o)
{
	struct expr *whole = e;

	if (*o->others) {
		whole = expr_new(p, EXPR_UNKNOWN, e->loc);
		whole->left = e;
		whole->text = arena_printf(p->nodes, "%s%s",
					   print_expr_text(p->nodes, e),
					   o->others);
	}
	p->n_exprs++;
	return expr_timed(p->nodes, whole, &o->times, o->comment);
}

static struct expr *element(struct parser *p)
{
	size_t record = parser_record(p);
	struct options o = { .others = "" };
	struct expr *e = key(p);
	struct expr *whole;

	options(p, &o);
	if (parser_take(p, ':'))
		e = expr_new_pair(p, EXPR_MAPPING, e, data(p));
	if (parser_failed(p) || !e) {
		parser_unrecord(p);
		return parser_failed(p) ? NULL : e;
	}
	if (o.has_times && e->kind != EXPR_MAPPING) {
		parser_unrecord(p);
		return timed(p, e, &o);
	}
	/* A variable's value is shared, and others have no room. */
	if (o.comment)
		e = expr_commented(p->nodes, e, o.comment);
	if (!*o.others && !o.has_times) {
		parser_unrecord(p);
		return e;
	}
	whole = expr_new(p, EXPR_UNKNOWN, e->loc);
	whole->left = e;
	whole->text = parser_recorded(p, record);
	return whole;
}

/* A set in a set, from braces or a variable, is a part of the outer one. */
static void add(struct parser *p, struct expr *set, struct expr *e)
{
	struct expr **item;

	if (!e)
		return;
	if (e->kind != EXPR_SET && e->kind != EXPR_LIST) {
		*vec_push_large(p->nodes, &set->items) = e;
		return;
	}
	vec_for_each(item, &e->items)
		*vec_push_large(p->nodes, &set->items) = *item;
}

/* Adds elements, which may be sets, to @set up to a token of kind @end, which
 * stays. */
static void list(struct parser *p, struct expr *set, int end, bool may_be_empty)
{
	parser_skip_newlines(p);
	while (!parser_failed(p) &&
	       (!parser_at(p, end) || (!set->items.n && !may_be_empty))) {
		add(p, set,
		    parser_at(p, '{') ? elements_parse(p, false) : element(p));
		parser_skip_newlines(p);
		if (!parser_at(p, end) && !parser_at(p, ','))
			parser_expected(p, end == '}' ? "',' or '}'"
						      : "',' or the end");
		while (parser_take(p, ','))
			parser_skip_newlines(p);
	}
}

struct expr *elements_parse(struct parser *p, bool may_be_empty)
{
	struct expr *set = expr_new(p, EXPR_SET, p->tok.loc);

	if (!parser_enter(p))
		return NULL;
	parser_advance(p);
	list(p, set, '}', may_be_empty);
	parser_expect(p, '}', "'}'");
	parser_leave(p);
	return parser_failed(p) ? NULL : set;
}

struct expr *elements_parse_all(struct parser *p)
{
	struct expr *set = expr_new(p, EXPR_SET, p->tok.loc);

	list(p, set, TOK_END, false);
	return parser_failed(p) ? NULL : set;
}
