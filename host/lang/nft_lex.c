// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_lex.c - from nft text to tokens
 */
#include "lang/nft_lex.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>

/* "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255" */
#define ADDRESS_MAX 45

void lex_init(struct lexer *lex, const char *file, const char *text, size_t len)
{
	*lex = (struct lexer){
		.file = file,
		.pos = text,
		.end = text + len,
		.start = text,
		.line_start = text,
		.line = 1,
	};
}

static bool is_word_start(char c)
{
	return isalpha((unsigned char)c) || c == '_';
}

static bool is_word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '.' ||
	       c == '/';
}

/* How many bytes from @s on are in @chars. */
static size_t span(const char *s, const char *end, const char *chars)
{
	const char *p = s;

	while (p < end && *p && strchr(chars, *p))
		p++;
	return p - s;
}

static size_t digits_len(const char *s, const char *end)
{
	const char *p = s;

	while (p < end && isdigit((unsigned char)*p))
		p++;
	return p - s;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Steps over "# ..."; keeps N of "# handle N", which `nft -a list` prints. */
static void skip_comment(struct lexer *lex)
{
	static const char mark[] = "# handle ";
	const char *nl = memchr(lex->pos, '\n', lex->end - lex->pos);
	size_t len = (nl ? nl : lex->end) - lex->pos;
	char digits[24] = "";

	if (len >= sizeof(mark) && len < sizeof(mark) + sizeof(digits) - 1 &&
	    !memcmp(lex->pos, mark, sizeof(mark) - 1)) {
		memcpy(digits, lex->pos + sizeof(mark) - 1,
		       len - (sizeof(mark) - 1));
		lex->handle = strtoull(digits, NULL, 10);
	}
	lex->pos += len;
}

static void start_line(struct lexer *lex)
{
	lex->line++;
	lex->line_start = lex->pos;
}

/* Steps over all that only separates tokens. */
static void skip_blanks(struct lexer *lex)
{
	while (lex->pos < lex->end) {
		char c = *lex->pos;

		if (c == ' ' || c == '\t' || c == '\r') {
			lex->pos++;
		} else if (c == '#') {
			skip_comment(lex);
		} else if (c == '\\' && lex->pos + 1 < lex->end &&
			   lex->pos[1] == '\n') {
			lex->pos += 2;
			start_line(lex);
		} else {
			break;
		}
	}
}

static bool is_ethernet_address(const char *s)
{
	int groups;

	for (groups = 0; groups < 6; groups++) {
		size_t n = strspn(s, "0123456789abcdefABCDEF");

		if (n < 1 || n > 2)
			return false;
		s += n;
		if (groups < 5 && *s++ != ':')
			return false;
	}
	return !*s;
}

static size_t address_chars_len(const char *s, const char *end)
{
	const char *p = s;

	while (p < end &&
	       (isxdigit((unsigned char)*p) || *p == ':' || *p == '.'))
		p++;
	return p - s;
}

/* How many bytes at @s are the longest IPv6 or Ethernet address; 0: none. */
static size_t colon_address_len(const char *s, const char *end)
{
	const char *stop = end - s > ADDRESS_MAX ? s + ADDRESS_MAX : end;
	size_t len = address_chars_len(s, stop);
	const char *colon = memchr(s, ':', len);
	char text[ADDRESS_MAX + 1] = "";
	struct in6_addr addr;

	if (!colon || !memchr(colon + 1, ':', s + len - colon - 1))
		return 0;
	memcpy(text, s, len);
	for (; len > 1; text[--len] = '\0')
		if (is_ethernet_address(text) ||
		    inet_pton(AF_INET6, text, &addr) == 1)
			return len;
	return 0;
}

/* How many bytes at @s are "d.d.d.d"; whether it is valid is a later check. */
static size_t dot_address_len(const char *s, const char *end)
{
	const char *p = s;
	int groups;

	for (groups = 0; groups < 4; groups++) {
		size_t n = digits_len(p, end);

		if (n < 1 || n > 3)
			return 0;
		p += n;
		if (groups < 3 && (p == end || *p++ != '.'))
			return 0;
	}
	return p - s;
}

/* "18:00", a time of day; 0: none. */
static size_t hour_len(const char *s, const char *end)
{
	size_t hours = digits_len(s, end);
	size_t minutes;

	if (!hours || s + hours == end || s[hours] != ':')
		return 0;
	minutes = digits_len(s + hours + 1, end);
	return minutes ? hours + 1 + minutes : 0;
}

static size_t number_len(const char *s, const char *end)
{
	size_t digits = digits_len(s, end);
	size_t hex, duration;

	if (digits == 1 && *s == '0' && s + 1 < end && (s[1] | 32) == 'x') {
		hex = span(s + 2, end, "0123456789abcdefABCDEF");
		if (hex)
			return hex + 2;
	}
	duration = span(s, end, "0123456789dhms");
	if (s + duration < end && is_word_start(s[duration]))
		return digits;
	return duration;
}

/* The two words that start with a digit: types of VLAN tags; 0: none. */
static size_t vlan_type_len(const char *s, const char *end)
{
	if (end - s >= 6 && !memcmp(s, "8021ad", 6))
		return 6;
	return end - s >= 5 && !memcmp(s, "8021q", 5) ? 5 : 0;
}

/* A word, and behind it a * or \* that makes it a pattern. */
static size_t word_len(const char *s, const char *end, int *kind)
{
	const char *p = s;

	*kind = TOK_WORD;
	while (p < end && is_word_char(*p))
		p++;
	if (p < end && *p == '*' && p > s) {
		*kind = TOK_PATTERN;
		return p + 1 - s;
	}
	if (p + 1 < end && p[0] == '\\' && p[1] == '*') {
		*kind = TOK_PATTERN;
		for (p += 2; p < end && is_word_char(*p);)
			p++;
	}
	return p - s;
}

static size_t sign_len(const char *s, const char *end, int *kind)
{
	static const struct {
		char text[3];
		int kind;
	} pairs[] = {
		{ "==", TOK_EQ }, { "!=", TOK_NE },  { "<=", TOK_LE },
		{ ">=", TOK_GE }, { "<<", TOK_SHL }, { ">>", TOK_SHR },
	};
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		if (end - s >= 2 && !memcmp(s, pairs[i].text, 2)) {
			*kind = pairs[i].kind;
			return 2;
		}
	}
	*kind = *s && strchr("{}()[];:,.=<>!&|^/-+*@$", *s) ? *s : TOK_JUNK;
	return 1;
}

/* Cuts a "..." string; one that never ends or holds a NUL is junk. */
static void cut_quoted(struct lexer *lex, struct token *tok)
{
	const char *p = lex->pos + 1;
	const char *close = memchr(p, '"', lex->end - p);

	if (!close || memchr(p, '\0', close - p)) {
		tok->kind = TOK_JUNK;
		tok->len = 1;
		lex->pos++;
		return;
	}
	tok->kind = TOK_QUOTED;
	tok->text = p;
	tok->len = close - p;
	lex->pos = close + 1;
	while ((p = memchr(p, '\n', close - p))) {
		lex->line++;
		lex->line_start = ++p;
	}
}

static void cut_other(struct lexer *lex, struct token *tok)
{
	const char *s = lex->pos;
	const char *end = lex->end;
	bool is_alnum = isalnum((unsigned char)*s);
	bool is_dotted = *s == '.' && s + 1 < end && is_word_char(s[1]);
	size_t addr = 0;

	tok->kind = TOK_ADDRESS;
	if (isxdigit((unsigned char)*s) || *s == ':')
		addr = colon_address_len(s, end);
	if (!addr && isdigit((unsigned char)*s))
		addr = dot_address_len(s, end);
	if (!addr)
		addr = hour_len(s, end);
	if (addr) {
		tok->len = addr;
	} else if ((tok->len = vlan_type_len(s, end))) {
		tok->kind = TOK_WORD;
	} else if (isdigit((unsigned char)*s)) {
		tok->kind = TOK_NUMBER;
		tok->len = number_len(s, end);
	} else if (is_alnum || *s == '_' || *s == '\\' || is_dotted) {
		tok->len = word_len(s, end, &tok->kind);
	} else {
		tok->len = sign_len(s, end, &tok->kind);
	}
	if (!tok->len) {
		tok->kind = TOK_JUNK;
		tok->len = 1;
	}
	lex->pos += tok->len;
}

struct token lex_next(struct lexer *lex)
{
	struct token tok = {};

	skip_blanks(lex);
	tok.has_blank = lex->pos == lex->start || is_blank(lex->pos[-1]);
	tok.text = lex->pos;
	tok.loc.file = lex->file;
	tok.loc.line = lex->line;
	tok.loc.col = lex->pos - lex->line_start + 1;
	if (lex->pos == lex->end) {
		tok.kind = TOK_END;
	} else if (*lex->pos == '\n') {
		tok.kind = TOK_NEWLINE;
		tok.len = 1;
		tok.handle = lex->handle;
		lex->handle = 0;
		lex->pos++;
		start_line(lex);
	} else if (*lex->pos == '"') {
		cut_quoted(lex, &tok);
	} else {
		cut_other(lex, &tok);
	}
	return tok;
}
