/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_lex.h - from nft text to tokens
 *
 * Cuts text where nft's scanner cuts it: "a.b-c/d" is one word, "10-20" are
 * three tokens, "::1" and "00:11:22:33:44:55" are one address each. Blanks,
 * comments and a backslash before a newline separate tokens. Tokens point into
 * the text; a lexer may be copied to look ahead.
 */
#ifndef NICFW_NFT_LEX_H
#define NICFW_NFT_LEX_H

#include "lang/nft_words.h"

#include <stdbool.h>
#include <stddef.h>

/* A sign of one character is its own kind, so these start above them. */
enum token_kind {
	TOK_ERROR = 256, /* stands in for a token while an error is unwound */
	TOK_END,
	TOK_NEWLINE,
	TOK_WORD,
	TOK_PATTERN, /* a word with a *: eth* */
	TOK_QUOTED,  /* text is without the quotes */
	TOK_NUMBER,  /* also a duration: 1h30m */
	TOK_ADDRESS, /* IPv4, IPv6 or Ethernet; also a time: 18:00 */
	TOK_EQ,
	TOK_NE,
	TOK_LE,
	TOK_GE,
	TOK_SHL,
	TOK_SHR,
	TOK_JUNK, /* a byte that no token starts with */
};

struct token {
	int kind; /* enum token_kind, or the character of a sign */
	const struct word *word; /* the WORD, if it is of nft's language */
	struct loc loc;
	const char *text;
	size_t len;
	bool has_blank;		   /* white space stands before it */
	unsigned long long handle; /* of a NEWLINE: "# handle N" before it */
};

struct lexer {
	const char *file;
	const char *pos;
	const char *end;
	const char *start;
	const char *line_start;
	unsigned int line;
	unsigned long long handle;
};

/* Starts at the first byte of @text; @len bytes, a closing NUL is not needed.
 */
void lex_init(struct lexer *lex, const char *file, const char *text,
	      size_t len);

/* Sets *@out to the next token; at the end TOK_END, as often as asked. */
void lex_next(struct lexer *lex, struct token *out);

#endif
