// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_selector.c - what a match reads: "ip saddr", "iifname"
 */
#include "lang/nft_selector.h"

#include "lang/nft_expr.h"
#include "lang/nft_pattern.h"

#define RAW_PAYLOAD "@ ( ll | nh | th | ih ) , NUM , NUM"

bool selector_is_at(const struct parser *p)
{
	if (parser_at(p, '@'))
		return true;
	return parser_at(p, TOK_WORD) &&
	       (words_find_selector(p->tok.text, p->tok.len) ||
		words_is_bare_meta(p->tok.text, p->tok.len));
}

bool selector_has_field(const struct parser *p)
{
	const struct selector_head *row;
	struct token next;

	if (!selector_is_at(p))
		return false;
	if (!parser_at(p, TOK_WORD) || !words_is_value(p->tok.text, p->tok.len))
		return true;
	row = words_find_selector(p->tok.text, p->tok.len);
	next = parser_peek(p);
	return row && next.kind == TOK_WORD &&
	       words_has_field(row, next.text, next.len);
}

/* How many tokens are the field that @field (one word or two) names; or 0. */
static int match_field(const struct parser *p, const char *field, size_t len)
{
	const char *blank = memchr(field, ' ', len);
	size_t n = blank ? blank - field : len;
	struct token next;

	if (p->tok.len != n || memcmp(p->tok.text, field, n))
		return 0;
	if (!blank)
		return 1;
	next = parser_peek(p);
	return next.len == len - n - 1 &&
			       !memcmp(next.text, blank + 1, next.len)
		       ? 2
		       : 0;
}

/* How many tokens are a field of @fields, "type, saddr ip"; 0: none. */
static int find_field(const struct parser *p, const char *fields)
{
	int n;

	if (!fields || !parser_at(p, TOK_WORD))
		return 0;
	while (*fields) {
		size_t len = strchrnul(fields, ',') - fields;

		n = *fields == *p->tok.text ? match_field(p, fields, len) : 0;
		if (n)
			return n;
		for (fields += len; *fields == ',' || *fields == ' ';)
			fields++;
	}
	return 0;
}

static struct expr *raw_payload(struct parser *p)
{
	struct expr *e = expr_new(p, EXPR_UNKNOWN, p->tok.loc);
	size_t record = parser_record(p);

	pattern_match(p, RAW_PAYLOAD);
	e->text = parser_recorded(p, record);
	return e;
}

static void refuse(struct parser *p, const struct selector_head *row)
{
	char what[400];

	if (!row->fields || !parser_at(p, TOK_WORD)) {
		snprintf(what, sizeof(what), "a field of '%s'%s%s", row->head,
			 row->fields ? ": " : "",
			 row->fields ? row->fields : "");
		parser_expected(p, what);
		return;
	}
	parser_error(p, p->tok.loc, "'%s' has no field '%.*s': it has %s",
		     row->head, p->tok.len > 40 ? 40 : (int)p->tok.len,
		     p->tok.text, row->fields);
}

/* The head was consumed, or is the "meta" that was left out. */
static void parse_field(struct parser *p, const struct selector_head *row,
			struct expr *e)
{
	int n = find_field(p, row->fields);

	if (n)
		e->kind = EXPR_SELECTOR;
	for (; n > 0; n--)
		parser_advance(p);
	if (e->kind == EXPR_SELECTOR)
		return;
	if (row->others && pattern_can_start(p, row->others))
		pattern_match(p, row->others);
	else if (!row->others || strcmp(row->head, "ipsec"))
		refuse(p, row);
}

struct expr *selector_parse(struct parser *p)
{
	struct expr *e = expr_new(p, EXPR_UNKNOWN, p->tok.loc);
	const struct selector_head *row;
	size_t record;

	if (parser_at(p, '@'))
		return raw_payload(p);
	if (!parser_enter(p))
		return NULL;
	row = words_find_selector(p->tok.text, p->tok.len);
	record = parser_record(p);
	if (row) {
		parser_advance(p);
	} else {
		row = words_find_selector("meta", 4);
		parser_record_text(p, row->head, p->tok.has_blank);
		p->tok.has_blank = true;
	}
	parse_field(p, row, e);
	e->text = words_selector(parser_recorded_selector(p, record));
	if (parser_at(p, TOK_WORD) &&
	    !words_may_follow(e->text, p->tok.text, p->tok.len))
		parser_expected(p, "a value");
	parser_leave(p);
	return parser_failed(p) ? NULL : e;
}
