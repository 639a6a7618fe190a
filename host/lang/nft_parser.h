/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_parser.h - the state that the parser's parts share
 *
 * One token of lookahead. On an error the message is noted once and the
 * current token becomes TOK_ERROR, which nothing matches: the functions unwind
 * by themselves, whatever they return, and the statement's reader calls
 * parser_recover().
 *
 * Text that goes into the tree as it stands is recorded: every token that is
 * consumed between parser_record() and parser_recorded() becomes part of it,
 * with one blank where there was white space and variables as their values.
 */
#ifndef NICFW_NFT_PARSER_H
#define NICFW_NFT_PARSER_H

#include "base/text.h"
#include "lang/nft_lex.h"
#include "lang/nft_names.h"
#include "lang/nft_parse.h"

/* Braces, parentheses and values of values nest no deeper. */
#define PARSER_MAX_DEPTH 64

/* A text that is being read, and the one that included it. */
struct source {
	struct lexer lex;
	struct source *up;
	unsigned int depth;
};

/* What a `define` gave a value to. */
struct variable {
	struct loc loc;
	struct expr *value;
	size_t scope;
	size_t n_exprs;	     /* size of the value */
	unsigned int height; /* how deep it is nested */
	bool is_option;	     /* from the command line: stays */
};

struct parser {
	struct arena *arena;
	struct arena *nodes;		/* see struct ruleset */
	const struct nft_options *opts; /* NULL: none */
	struct diag *diag;
	struct ruleset *rs;
	struct source *source;
	struct token tok;
	struct token unread; /* what TOK_ERROR stands in for */
	unsigned int braces; /* open ones around tok */
	unsigned int depth;  /* of what is being parsed */
	size_t n_exprs;	     /* made so far, in all */
	size_t n_expanded;   /* of them reached through variables */
	size_t n_read;	     /* bytes of all files */
	size_t n_rules;
	bool is_over;	       /* what is left is not read */
	struct names *tables;  /* scope: family -> index in rs->tables */
	struct names *chains;  /* scope: table -> index in its chains */
	struct names *sets;    /* scope: table -> index in its sets */
	struct names *objects; /* scope: table and kind -> index there */
	struct names *names;   /* variables; scope: block -> index in vars */
	VEC(struct variable) vars;
	VEC(size_t) scopes; /* the blocks around tok, each with its number */
	size_t n_scopes;
	size_t n_ranks;	  /* given out so far: see ast_chain */
	bool has_cleared; /* a command took something away */
	bool creates;	  /* behind "create": what is added must be new */
	unsigned int n_records;
	VEC(char) record;
	VEC(struct stmt) stmts; /* room for those of a rule, used again */
	struct text texts;	/* prints rules */
	const char *known[8];	/* the last texts of selectors */
	unsigned int n_known;	/* that there ever were */
	const char *begins;	/* where a statement's selector does; NULL */
	struct expr *first[8];	/* the last selectors that did */
	unsigned int n_first;	/* that there ever were */
};

/* Starts reading @text after what is being read now has given its next token.
 */
void parser_push(struct parser *p, const char *file, const char *text,
		 size_t len);

/* Consumes the current token. */
void parser_advance(struct parser *p);

/* The token behind the current one. */
struct token parser_peek(const struct parser *p);

/* An error at @loc, unless one is being unwound; unwinds. */
void parser_error(struct parser *p, struct loc loc, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Unwinds after an error that is in p->diag. */
void parser_unwind(struct parser *p);

/* An error at the current token: "unexpected X, expected @what". */
void parser_expected(struct parser *p, const char *what);

/* Nothing more is read: what the error being unwound stands for is the end. */
void parser_end(struct parser *p);

/* Ends unwinding: goes to the end of a statement with @braces open braces. */
void parser_recover(struct parser *p, unsigned int braces);

/*
 * Inline, for a rule asks some hundred times: of a word that stands in the
 * source a compiler makes a comparison of numbers.
 */
static inline bool parser_at(const struct parser *p, int kind)
{
	return p->tok.kind == kind;
}

static inline bool parser_at_word(const struct parser *p, const char *word)
{
	return parser_at(p, TOK_WORD) && *p->tok.text == *word &&
	       p->tok.len == strlen(word) &&
	       !memcmp(p->tok.text, word, strlen(word));
}

/* Consumes the token if it is that one. */
static inline bool parser_take(struct parser *p, int kind)
{
	if (!parser_at(p, kind))
		return false;
	parser_advance(p);
	return true;
}

static inline bool parser_take_word(struct parser *p, const char *word)
{
	if (!parser_at_word(p, word))
		return false;
	parser_advance(p);
	return true;
}

static inline bool parser_failed(const struct parser *p)
{
	return parser_at(p, TOK_ERROR);
}

/* Consumes it, or is an error that names @what was wanted. */
bool parser_expect(struct parser *p, int kind, const char *what);
bool parser_expect_word(struct parser *p, const char *word);

/* Steps over newlines, or newlines and semicolons. */
void parser_skip_newlines(struct parser *p);
void parser_skip_separators(struct parser *p);

/*
 * Consumes the newline or ';' that ends a statement, which nft wants also
 * before a '}'; the end of the text will do.
 */
void parser_end_statement(struct parser *p);

/* The current token's text, consumed; in the arena. */
char *parser_text(struct parser *p);

/* A name of nft's: not a word of its language, no longer than it allows. */
const char *parser_name(struct parser *p, const char *what);

/* A "..." or a word, of at most @max bytes; NULL: an error was noted. */
const char *parser_string(struct parser *p, const char *what, size_t max);

unsigned long long parser_number(struct parser *p);

/* One level deeper; false: too deep, an error was noted. */
bool parser_enter(struct parser *p);
void parser_leave(struct parser *p);

/* Starts a record at the current token; a place in p->record. */
size_t parser_record(struct parser *p);

/* Ends the record that began at @start: its text, in the arena. */
char *parser_recorded(struct parser *p, size_t start);

/* As that, of a selector: most that are alike are one text, for rules have few
   of them, often. */
const char *parser_recorded_selector(struct parser *p, size_t start);

/* Ends the innermost record without using it. */
void parser_unrecord(struct parser *p);

/* Adds @text to the records that are open. */
void parser_record_text(struct parser *p, const char *text, bool has_blank);

#define NAME_MAX_LEN	255 /* NFT_NAME_MAXLEN */
#define COMMENT_MAX_LEN 128 /* what nft 1.0.6 allows */

#endif
