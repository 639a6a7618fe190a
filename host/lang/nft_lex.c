// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_lex.c - from nft text to tokens
 */
#include "lang/nft_lex.h"

#include <arpa/inet.h>
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

/* What a byte may be part of. */
enum class {
	BLANK = 1 << 0,
	DIGIT = 1 << 1,
	HEX = 1 << 2,
	ADDRESS = 1 << 3, /* also of IPv6 and Ethernet */
	DURATION = 1 << 4,
	WORD_START = 1 << 5,
	WORD = 1 << 6,
	SIGN = 1 << 7, /* it is a token */
};

#define LETTER (WORD_START | WORD)

static const unsigned char classes[256] = {
	[' '] = BLANK,
	['\t'] = BLANK,
	['\r'] = BLANK,
	['0' ... '9'] = DIGIT | HEX | ADDRESS | DURATION | WORD,
	['A' ... 'F'] = LETTER | HEX | ADDRESS,
	['G' ... 'Z'] = LETTER,
	['a' ... 'c'] = LETTER | HEX | ADDRESS,
	['d'] = LETTER | HEX | ADDRESS | DURATION,
	['e' ... 'f'] = LETTER | HEX | ADDRESS,
	['g'] = LETTER,
	['h'] = LETTER | DURATION,
	['i' ... 'l'] = LETTER,
	['m'] = LETTER | DURATION,
	['n' ... 'r'] = LETTER,
	['s'] = LETTER | DURATION,
	['t' ... 'z'] = LETTER,
	['_'] = LETTER,
	['-'] = WORD | SIGN,
	['.'] = WORD | SIGN | ADDRESS,
	['/'] = WORD | SIGN,
	[':'] = SIGN | ADDRESS,
	['{'] = SIGN,
	['}'] = SIGN,
	['('] = SIGN,
	[')'] = SIGN,
	['['] = SIGN,
	[']'] = SIGN,
	[';'] = SIGN,
	[','] = SIGN,
	['='] = SIGN,
	['<'] = SIGN,
	['>'] = SIGN,
	['!'] = SIGN,
	['&'] = SIGN,
	['|'] = SIGN,
	['^'] = SIGN,
	['+'] = SIGN,
	['*'] = SIGN,
	['@'] = SIGN,
	['$'] = SIGN,
};

static inline bool is_of(char c, enum class class)
{
	return classes[(unsigned char)c] & class;
}

/* How many bytes from @s on are of @class. */
static inline size_t span(const char *s, const char *end, enum class class)
{
	const char *p = s;

	while (p < end && is_of(*p, class))
		p++;
	return p - s;
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
	for (;;) {
		lex->pos += span(lex->pos, lex->end, BLANK);
		if (lex->pos == lex->end)
			return;
		if (*lex->pos == '#') {
			skip_comment(lex);
		} else if (*lex->pos == '\\' && lex->pos + 1 < lex->end &&
			   lex->pos[1] == '\n') {
			lex->pos += 2;
			start_line(lex);
		} else {
			return;
		}
	}
}

/* Does white space end before the next token, or does the text start there? */
static bool has_blank(const struct lexer *lex)
{
	return lex->pos == lex->start || is_of(lex->pos[-1], BLANK) ||
	       lex->pos[-1] == '\n';
}

/* @s ends with a NUL. */
static bool is_ethernet_address(const char *s)
{
	int groups;

	for (groups = 0; groups < 6; groups++) {
		size_t n = span(s, s + 3, HEX);

		if (n < 1 || n > 2)
			return false;
		s += n;
		if (groups < 5 && *s++ != ':')
			return false;
	}
	return !*s;
}

/*
 * How many bytes at @s are the longest IPv6 or Ethernet address; 0: none. Both
 * have a colon behind the first digits, if any, and another one.
 */
static size_t colon_address_len(const char *s, const char *end)
{
	const char *stop = end - s > ADDRESS_MAX ? s + ADDRESS_MAX : end;
	const char *colon = s + span(s, stop, HEX);
	char text[ADDRESS_MAX + 1];
	struct in6_addr addr;
	size_t len;

	if (colon == stop || *colon != ':')
		return 0;
	len = span(s, stop, ADDRESS);
	if (!memchr(colon + 1, ':', s + len - colon - 1))
		return 0;
	memcpy(text, s, len);
	for (text[len] = '\0'; len > 1; text[--len] = '\0')
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
		size_t n = span(p, end, DIGIT);

		if (n < 1 || n > 3)
			return 0;
		p += n;
		if (groups < 3 && (p == end || *p++ != '.'))
			return 0;
	}
	return p - s;
}

/* "18:00", a time of day, of which @hours are digits; 0: none. */
static size_t hour_len(const char *s, const char *end, size_t hours)
{
	size_t minutes = span(s + hours + 1, end, DIGIT);

	return minutes ? hours + 1 + minutes : 0;
}

static size_t number_len(const char *s, const char *end, size_t digits)
{
	size_t hex, duration;

	if (digits == 1 && *s == '0' && s + 1 < end && (s[1] | 32) == 'x') {
		hex = span(s + 2, end, HEX);
		if (hex)
			return hex + 2;
	}
	duration = digits + span(s + digits, end, DURATION);
	if (s + duration < end && is_of(s[duration], WORD_START))
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

/* What starts with a digit. */
static size_t digits_len(const char *s, const char *end, int *kind)
{
	size_t digits = span(s, end, DIGIT), len = 0;
	char next = s + digits < end ? s[digits] : '\0';

	*kind = TOK_ADDRESS;
	if (next == '.')
		len = dot_address_len(s, end);
	else if (next == ':')
		len = hour_len(s, end, digits);
	if (len)
		return len;
	*kind = TOK_WORD;
	if (digits == 4)
		len = vlan_type_len(s, end);
	if (len)
		return len;
	*kind = TOK_NUMBER;
	return number_len(s, end, digits);
}

/* A word, and behind it a * or \* that makes it a pattern. */
static size_t word_len(const char *s, const char *end, int *kind)
{
	const char *p = s + span(s, end, WORD);

	*kind = TOK_WORD;
	if (p < end && *p == '*' && p > s) {
		*kind = TOK_PATTERN;
		return p + 1 - s;
	}
	if (p + 1 < end && p[0] == '\\' && p[1] == '*') {
		*kind = TOK_PATTERN;
		p += 2;
		p += span(p, end, WORD);
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
	*kind = is_of(*s, SIGN) ? *s : TOK_JUNK;
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
	size_t len = 0;

	if (is_of(*s, HEX) || *s == ':')
		len = colon_address_len(s, end);
	if (len)
		tok->kind = TOK_ADDRESS;
	else if (is_of(*s, DIGIT))
		len = digits_len(s, end, &tok->kind);
	else if (is_of(*s, WORD_START) || *s == '\\' ||
		 (*s == '.' && s + 1 < end && is_of(s[1], WORD)))
		len = word_len(s, end, &tok->kind);
	else
		len = sign_len(s, end, &tok->kind);
	if (!len) {
		tok->kind = TOK_JUNK;
		len = 1;
	}
	if (tok->kind == TOK_WORD)
		tok->word = words_find(s, len);
	tok->len = len;
	lex->pos += len;
}

void lex_next(struct lexer *lex, struct token *out)
{
	skip_blanks(lex);
	*out = (struct token){
		.loc = { lex->file, lex->line, lex->pos - lex->line_start + 1 },
		.text = lex->pos,
		.has_blank = has_blank(lex),
	};
	if (lex->pos == lex->end) {
		out->kind = TOK_END;
	} else if (*lex->pos == '\n') {
		out->kind = TOK_NEWLINE;
		out->len = 1;
		out->handle = lex->handle;
		lex->handle = 0;
		lex->pos++;
		start_line(lex);
	} else if (*lex->pos == '"') {
		cut_quoted(lex, out);
	} else {
		cut_other(lex, out);
	}
}
