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
	return p->tok.word &&
	       (p->tok.word->selector || words_is(p->tok.word, WORD_META));
}

bool selector_has_field(const struct parser *p)
{
	const struct selector_head *row;
	struct token next;

	if (!selector_is_at(p))
		return false;
	if (!words_is(p->tok.word, WORD_VALUE))
		return true;
	row = p->tok.word->selector;
	next = parser_peek(p);
	return row && next.kind == TOK_WORD &&
	       words_has_field(row, next.text, next.len);
}

/* The field of @head that is here, or NULL. */
static const struct selector_field *find_field(const struct parser *p,
					       const struct word *head)
{
	const struct selector_field *f = head->fields;

	while (f && (f->words[0] != p->tok.word ||
		     (f->words[1] && f->words[1] != parser_peek(p).word)))
		f = f->next;
	return f;
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

/*
 * The head was consumed, or is the "meta" that was left out. Of what only nft
 * knows the text is left to the record.
 */
static void parse_field(struct parser *p, const struct word *head,
			struct expr *e)
{
	const struct selector_field *field = find_field(p, head);
	const struct selector_head *row = head->selector;

	if (field) {
		e->kind = EXPR_SELECTOR;
		e->text = field->text;
		parser_advance(p);
		if (field->words[1])
			parser_advance(p);
	} else if (row->others && pattern_can_start(p, row->others)) {
		pattern_match(p, row->others);
	} else if (!row->others || strcmp(row->head, "ipsec")) {
		refuse(p, row);
	}
}

static struct expr *make(struct parser *p, const struct expr *e)
{
	struct expr *made = expr_new(p, e->kind, e->loc);

	made->text = e->text;
	return made;
}

/*
 * One that begins a statement, so its place is known. Rules have few different
 * ones, often: those that are alike are one node.
 */
static struct expr *make_first(struct parser *p, struct expr *e)
{
	const size_t n = sizeof(p->first) / sizeof(*p->first);

	for (size_t i = 0; i < n && p->first[i]; i++)
		if (p->first[i]->text == e->text &&
		    p->first[i]->kind == e->kind)
			return p->first[i];
	e->loc = (struct loc){};
	return p->first[p->n_first++ % n] = make(p, e);
}

struct expr *selector_parse(struct parser *p)
{
	struct expr e = { .kind = EXPR_UNKNOWN, .loc = p->tok.loc };
	const bool is_first = p->tok.text == p->begins;
	const struct word *head = p->tok.word;
	size_t record;

	if (parser_at(p, '@'))
		return raw_payload(p);
	if (!parser_enter(p))
		return NULL;
	record = parser_record(p);
	if (head->selector) {
		parser_advance(p);
	} else {
		head = words_find("meta", 4);
		parser_record_text(p, "meta", p->tok.has_blank);
		p->tok.has_blank = true;
	}
	parse_field(p, head, &e);
	if (e.text)
		parser_unrecord(p);
	else
		e.text = parser_recorded_selector(p, record);
	if (parser_at(p, TOK_WORD) &&
	    !words_may_follow(e.text, p->tok.text, p->tok.len))
		parser_expected(p, "a value");
	parser_leave(p);
	if (parser_failed(p))
		return NULL;
	return is_first ? make_first(p, &e) : make(p, &e);
}
