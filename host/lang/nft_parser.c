// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_parser.c - the tokens of all sources, errors and records
 */
#include "lang/nft_parser.h"

#include "lang/nft_words.h"

#include <errno.h>
#include <stdlib.h>

/* Makes of @tok one that nothing else is known of. */
static void replace(struct token *tok, enum token_kind kind)
{
	tok->kind = kind;
	tok->word = NULL;
}

static void fetch(struct parser *p)
{
	lex_next(&p->source->lex, &p->tok);
	if (p->tok.kind == TOK_END && p->source->up) {
		p->source = p->source->up;
		p->tok.kind = TOK_NEWLINE;
	}
	if (diag_is_full(p->diag) || p->is_over)
		replace(&p->tok, TOK_END);
}

void parser_push(struct parser *p, const char *file, const char *text,
		 size_t len)
{
	struct source *s = arena_new_of(p->arena, struct source);

	lex_init(&s->lex, file, text, len);
	s->up = p->source;
	s->depth = s->up ? s->up->depth + 1 : 0;
	p->source = s;
}

/* Adds room for @n bytes to the record. */
static char *add_bytes(struct parser *p, size_t n)
{
	const size_t at = p->record.n;

	p->record.n += n;
	while (p->record.cap < p->record.n)
		p->record.v = vec_grow(p->arena, p->record.v, p->record.cap,
				       &p->record.cap, 1);
	return p->record.v + at;
}

static void record(struct parser *p, const char *text, size_t len,
		   bool has_blank)
{
	char *to = add_bytes(p, has_blank + len);

	if (has_blank)
		*to++ = ' ';
	memcpy(to, text, len);
}

void parser_record_text(struct parser *p, const char *text, bool has_blank)
{
	if (p->n_records)
		record(p, text, strlen(text), has_blank);
}

static void record_token(struct parser *p)
{
	const struct token *tok = &p->tok;

	if (!p->n_records || tok->kind == TOK_NEWLINE)
		return;
	if (tok->kind != TOK_QUOTED)
		return record(p, tok->text, tok->len, tok->has_blank);
	record(p, "\"", 1, tok->has_blank);
	record(p, tok->text, tok->len, false);
	record(p, "\"", 1, false);
}

size_t parser_record(struct parser *p)
{
	if (!p->n_records++)
		p->record.n = 0;
	return p->record.n;
}

static const char *end_record(struct parser *p, size_t start, size_t *len)
{
	const char *text;

	*len = p->record.n - start;
	text = *len ? p->record.v + start : "";
	p->n_records--;
	if (*text == ' ') {
		text++;
		(*len)--;
	}
	return text;
}

char *parser_recorded(struct parser *p, size_t start)
{
	size_t len;
	const char *text = end_record(p, start, &len);

	return arena_strndup(p->arena, text, len);
}

const char *parser_recorded_selector(struct parser *p, size_t start)
{
	const size_t n = sizeof(p->known) / sizeof(*p->known);
	size_t len;
	const char *text = end_record(p, start, &len);

	for (size_t i = 0; i < n && p->known[i]; i++)
		if (!strncmp(p->known[i], text, len) && !p->known[i][len])
			return p->known[i];
	text = arena_strndup(p->arena, text, len);
	p->known[p->n_known++ % n] = text;
	return text;
}

void parser_unrecord(struct parser *p)
{
	p->n_records--;
}

void parser_advance(struct parser *p)
{
	if (p->tok.kind == TOK_ERROR || p->tok.kind == TOK_END)
		return;
	record_token(p);
	if (p->tok.kind == '{')
		p->braces++;
	else if (p->tok.kind == '}' && p->braces)
		p->braces--;
	fetch(p);
}

struct token parser_peek(const struct parser *p)
{
	struct lexer ahead = p->source->lex;
	struct token next;

	lex_next(&ahead, &next);
	return next;
}

void parser_unwind(struct parser *p)
{
	if (parser_failed(p))
		return;
	p->unread = p->tok;
	replace(&p->tok, TOK_ERROR);
	if (diag_is_full(p->diag) || p->is_over)
		replace(&p->unread, TOK_END);
}

void parser_end(struct parser *p)
{
	p->is_over = true;
	replace(&p->unread, TOK_END);
}

void parser_error(struct parser *p, struct loc loc, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	if (parser_failed(p))
		return;
	parser_unwind(p);
	if (diag_is_full(p->diag) || p->is_over)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	diag_error(p->diag, loc, "%s", text);
}

/* What a message calls the token. */
static const char *describe(const struct token *tok, char *buf, size_t size)
{
	unsigned char c = tok->len ? *tok->text : 0;

	if (tok->kind == TOK_END)
		return "end of the text";
	if (tok->kind == TOK_NEWLINE)
		return "end of the line";
	if (tok->kind == TOK_JUNK && c == '"')
		return "'\"' without another one";
	if (tok->kind == TOK_JUNK)
		snprintf(buf, size, "byte 0x%02x", c);
	else
		snprintf(buf, size, "'%.*s%s'",
			 tok->len > 40 ? 40 : (int)tok->len, tok->text,
			 tok->len > 40 ? "..." : "");
	return buf;
}

/* nft 1.0.6 lists "[invalid type]" behind what it has lost the type of. */
static bool at_lost_type(const struct parser *p)
{
	const struct token next = parser_peek(p);

	return parser_at(p, '[') && next.kind == TOK_WORD &&
	       next.len == strlen("invalid") &&
	       !memcmp(next.text, "invalid", next.len);
}

void parser_expected(struct parser *p, const char *what)
{
	char buf[64];

	if (at_lost_type(p))
		return parser_error(
			p, p->tok.loc,
			"nft lists '[invalid type]' where it cannot say what a rule has, and does not read that; write the rule without an operator");
	parser_error(p, p->tok.loc, "unexpected %s, expected %s",
		     describe(&p->tok, buf, sizeof(buf)), what);
}

void parser_recover(struct parser *p, unsigned int braces)
{
	if (!parser_failed(p))
		return;
	p->tok = p->unread;
	while (!parser_at(p, TOK_END)) {
		if (p->braces <= braces &&
		    (parser_at(p, TOK_NEWLINE) || parser_at(p, ';') ||
		     parser_at(p, '}')))
			return;
		parser_advance(p);
	}
}

bool parser_expect(struct parser *p, int kind, const char *what)
{
	if (parser_take(p, kind))
		return true;
	parser_expected(p, what);
	return false;
}

bool parser_expect_word(struct parser *p, const char *word)
{
	char what[64];

	if (parser_take_word(p, word))
		return true;
	snprintf(what, sizeof(what), "'%s'", word);
	parser_expected(p, what);
	return false;
}

void parser_skip_newlines(struct parser *p)
{
	while (parser_at(p, TOK_NEWLINE))
		parser_advance(p);
}

void parser_skip_separators(struct parser *p)
{
	while (parser_at(p, TOK_NEWLINE) || parser_at(p, ';'))
		parser_advance(p);
}

void parser_end_statement(struct parser *p)
{
	if (parser_at(p, TOK_END) || parser_take(p, TOK_NEWLINE) ||
	    parser_take(p, ';'))
		return;
	parser_expected(p, "a newline or ';'");
}

char *parser_text(struct parser *p)
{
	char *text = arena_strndup(p->arena, p->tok.text, p->tok.len);

	parser_advance(p);
	return text;
}

const char *parser_name(struct parser *p, const char *what)
{
	if (!parser_at(p, TOK_WORD)) {
		parser_expected(p, what);
		return NULL;
	}
	if (words_is(p->tok.word, WORD_RESERVED)) {
		parser_error(
			p, p->tok.loc,
			"'%.*s' is a word of nft's language, expected %s: choose another name",
			(int)p->tok.len, p->tok.text, what);
		return NULL;
	}
	if (p->tok.len > NAME_MAX_LEN) {
		parser_error(p, p->tok.loc,
			     "a name of %zu bytes is too long (at most %d)",
			     p->tok.len, NAME_MAX_LEN);
		return NULL;
	}
	return parser_text(p);
}

const char *parser_string(struct parser *p, const char *what, size_t max)
{
	if (!parser_at(p, TOK_QUOTED) && !parser_at(p, TOK_WORD) &&
	    !parser_at(p, TOK_PATTERN)) {
		parser_expected(p, what);
		return NULL;
	}
	if (p->tok.len > max) {
		parser_error(p, p->tok.loc,
			     "%s of %zu bytes is too long (at most %zu)", what,
			     p->tok.len, max);
		return NULL;
	}
	return parser_text(p);
}

unsigned long long parser_number(struct parser *p)
{
	unsigned long long n;
	char *text, *end;
	struct loc loc = p->tok.loc;

	if (!parser_at(p, TOK_NUMBER)) {
		parser_expected(p, "a number");
		return 0;
	}
	text = parser_text(p);
	errno = 0;
	n = strtoull(text, &end, 0);
	if (errno || *end)
		parser_error(p, loc, "'%s' is no number below 2^64", text);
	return n;
}

bool parser_enter(struct parser *p)
{
	if (p->depth < PARSER_MAX_DEPTH) {
		p->depth++;
		return true;
	}
	parser_error(p, p->tok.loc, "nested too deeply (at most %d levels)",
		     PARSER_MAX_DEPTH);
	return false;
}

void parser_leave(struct parser *p)
{
	p->depth--;
}
